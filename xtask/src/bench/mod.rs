//! `cargo xtask bench`: how fast pages and writes are, beside limits measured in the same minutes on the same
//! machine. `bench/README.md` says what is measured, and how to read it.
//!
//! A run seeds a site (`ground`), and each scenario (`scenario`) starts a server on a copy of it (`subject`), loads
//! it in turn with its yardstick (`run`, `load`; `limit` for pages, `raw` for writes), and prints (`report`,
//! `results`). `growth` measures without yardsticks, in networks of several sizes; `deep` the pages that no cache helps
//! with, and what following many costs at home; `lean` a server that nobody uses.

mod background;
mod crowd;
mod deep;
mod ground;
mod growth;
mod histogram;
mod lean;
mod limit;
mod load;
mod meter;
mod options;
mod plain;
mod procfs;
mod raw;
mod report;
mod results;
mod rival;
mod run;
mod scenario;
mod subject;
mod targets;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cleanup::Cleanup;
use crate::failure::Result;
use crate::process;
use crate::project::build_release;
use ground::Ground;
use options::Engine;
pub use options::Options;
use options::What;
use report::{Bars, Row};
use results::Sheet;
use run::Bench;

/// How long everything together may take, with the build of another commit.
const WHOLE: Duration = Duration::from_secs(6 * 60 * 60);

/// Builds, seeds, measures and prints.
pub fn bench(cleanup: &Cleanup, options: &Options) -> Result<()> {
    let programs = build_release(cleanup, &["kinfolk"])?;
    build_release(cleanup, &["limit", "xtask"])?;
    if cfg!(debug_assertions) {
        // The load generator shares the machine with what it measures, so it is run optimised as well.
        let mut again = Command::new(programs.join("xtask"));
        return process::run(cleanup, again.args(std::env::args_os().skip(1)), WHOLE);
    }
    let mut contestants = vec![("here".to_owned(), programs.join("kinfolk"))];
    contestants.extend(rival::find(cleanup, options)?);
    // Before anything is measured: the sources may change meanwhile, the programs do not.
    let origin = options.write_results.then(results::Origin::find).transpose()?;
    let (mut bars, mut rows, mut sheets) = (Bars::default(), Vec::new(), Vec::new());
    for engine in options.engine.list() {
        if options.what == What::Growth {
            sheets.push(growth::measure(cleanup, options, *engine, &contestants[0].1, &mut bars)?);
            continue;
        }
        let (some, more) = measure_all(cleanup, options, *engine, (&programs, &contestants), &mut bars)?;
        rows.extend(some);
        sheets.extend(more);
    }
    if !rows.is_empty() {
        println!("\n{}", report::table(&rows));
    }
    if let Some(origin) = &origin {
        results::write(&rows, &sheets, origin)?;
    }
    bars.finish(options.enforce)
}

/// Every scenario that is asked for, on one database.
fn measure_all(
    cleanup: &Cleanup,
    options: &Options,
    engine: Engine,
    (programs, contestants): (&Path, &[(String, PathBuf)]),
    bars: &mut Bars,
) -> Result<(Vec<Row>, Vec<Sheet>)> {
    let cluster = ground::cluster(cleanup, engine)?;
    let (mut rows, mut sheets) = (Vec::new(), Vec::new());
    if options.what != What::Deep {
        let prepare = |contestant: &(String, PathBuf)| {
            Ground::prepare(cleanup, options, contestant.clone(), cluster.clone())
        };
        let bench = Bench {
            cleanup,
            programs: programs.to_owned(),
            engine,
            grounds: contestants.iter().map(prepare).collect::<Result<_>>()?,
            duration: Duration::from_secs(options.seconds),
            connections: options.connections.map(usize::from),
        };
        for scenario in options.what.scenarios() {
            rows.extend(run::measure(&bench, scenario, bars)?);
        }
        if options.what.is_lean() {
            sheets.push(lean::measure(cleanup, &bench.grounds[0], engine, bars)?);
        }
    }
    if options.what.is_deep() {
        // In a run of all, the size that is asked for is that of the other scenarios.
        let asked = options.accounts.filter(|_| options.what == What::Deep);
        let of = (asked.unwrap_or(deep::ACCOUNTS), engine);
        for (at, contestant) in contestants.iter().enumerate() {
            let mut others = Bars::default();
            let bars = if at == 0 { &mut *bars } else { &mut others };
            let sheet = deep::measure(cleanup, of, contestant, cluster.clone(), bars)?;
            sheets.extend((at == 0).then_some(sheet));
        }
    }
    Ok((rows, sheets))
}
