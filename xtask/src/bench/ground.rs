//! Where measurements start: a program, and a site that it seeded, of which each scenario gets a copy of its own.
//! So none is measured on what another left behind.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use super::crowd;
use super::options::{Engine, Options};
use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Result};
use crate::plain::Plain;
use crate::process::output;
use crate::project::target;
use crate::server::Site;
use crate::services::{Cluster, Durability, free_port};

/// Accounts of a site when nobody says otherwise.
pub const ACCOUNTS: u32 = 1_000;
/// Statuses that each account has before a measurement.
const STATUSES: u32 = 20;

/// A program with its seeded site.
pub struct Ground {
    /// What the program is called in what is printed.
    pub label: String,
    pub(super) site: Site,
    /// The accounts' names.
    pub names: Vec<String>,
    /// Their tokens, in the same order.
    pub tokens: Vec<String>,
    /// On PostgreSQL, the cluster and the database that was seeded.
    pub(super) seeded: Seeded,
}

/// A copy of the site, for one scenario.
pub struct SiteCopy {
    /// The program over the copied data.
    pub site: Site,
    /// The copied database past the server.
    pub plain: Plain,
    /// Where the server will tell its metrics, on 127.0.0.1.
    pub metrics: u16,
}

impl Ground {
    /// An empty site on the build's disk (a temporary folder may be memory, where a sync costs nothing), seeded,
    /// with a token for each account. `cluster` is there for PostgreSQL.
    pub fn prepare(
        cleanup: &Cleanup,
        options: &Options,
        (label, program): (String, PathBuf),
        cluster: Option<Arc<Cluster>>,
    ) -> Result<Self> {
        let data = cleanup.folder_in(&target()?, "bench-")?;
        // A relative name would be looked for in the site's folder.
        let edges = options.edges.as_ref().map(std::fs::canonicalize).transpose().context("the edge list")?;
        let (site, plain, seeded) = empty(program, data, cluster, &format!("kinfolk_{label}"))?;
        println!("seeding for {label}");
        let words = crowd::seeding(edges.as_deref(), options.accounts.unwrap_or(ACCOUNTS), STATUSES)?;
        println!("{}", site.ask(&words.iter().map(String::as_str).collect::<Vec<_>>())?);
        let names = plain.seeded_names()?;
        println!("making {} tokens", names.len());
        let tokens = crowd::tokens(&site, &names)?;
        Ok(Self { label, site, names, tokens, seeded })
    }

    /// The site itself, for who removes it afterwards.
    pub fn itself(&self) -> Result<SiteCopy> {
        let plain = match &self.seeded {
            None => Plain::Sqlite(self.site.data().join("kinfolk.db")),
            Some((cluster, name)) => Plain::Postgres(cluster.client(), cluster.url(name)),
        };
        let metrics = free_port()?;
        Ok(SiteCopy { site: self.site.clone().with_metrics(metrics), plain, metrics })
    }

    /// A copy for the scenario of this name. Nothing may run on the seeded site meanwhile.
    pub fn copy(&self, cleanup: &Cleanup, scenario: &str) -> Result<SiteCopy> {
        let data = cleanup.folder_in(&target()?, "bench-")?;
        let from = self.site.data().join(".");
        output(Command::new("cp").arg("-a").arg(from).arg(&data))?;
        let (database, plain) = match &self.seeded {
            None => (None, Plain::Sqlite(data.join("kinfolk.db"))),
            Some((cluster, seeded)) => {
                let url = cluster.copy(seeded, &format!("{seeded}_{scenario}"))?;
                (Some(url.clone()), Plain::Postgres(cluster.client(), url))
            }
        };
        let metrics = free_port()?;
        Ok(SiteCopy { site: self.site.moved(data, database).with_metrics(metrics), plain, metrics })
    }
}

/// The cluster and the database of a site on PostgreSQL.
pub type Seeded = Option<(Arc<Cluster>, String)>;

/// A site with nothing in it: the program over this folder, on PostgreSQL over a new database of this name; and the
/// way to it past the server.
pub fn empty(
    program: PathBuf,
    data: PathBuf,
    cluster: Option<Arc<Cluster>>,
    name: &str,
) -> Result<(Site, Plain, Seeded)> {
    let Some(cluster) = cluster else {
        let plain = Plain::Sqlite(data.join("kinfolk.db"));
        return Ok((Site::new(program, data, None)?, plain, None));
    };
    let url = cluster.create(name)?;
    let plain = Plain::Postgres(cluster.client(), url.clone());
    Ok((Site::new(program, data, Some(url))?, plain, Some((cluster, name.to_owned()))))
}

/// The database server that an engine needs, as an operator would run it with default settings.
pub fn cluster(cleanup: &Cleanup, engine: Engine) -> Result<Option<Arc<Cluster>>> {
    match engine {
        Engine::Sqlite => Ok(None),
        Engine::Postgres => Ok(Some(Arc::new(Cluster::start(cleanup, Durability::Durable)?))),
    }
}
