//! `kinfolk jobs …`: what waits to be done, what failed, and another try.

use std::fmt::Write as _;

use base::Error;
use clap::Subcommand;

use super::Failure;
use crate::core::jobs::admin::{self, Count, Failed};
use crate::core::{Config, State};

/// Failed jobs that are listed.
const LISTED: i64 = 1_000;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show how many jobs each queue has, and those that failed.
    List,
    /// Run a job again at once that failed or was given up.
    Retry {
        /// The number that the list shows.
        #[arg(value_name = "ID")]
        id: i64,
    },
}

pub(super) async fn run(config: Config, command: Command) -> Result<(), Failure> {
    let state = super::open(config, false).await?;
    let done = match command {
        Command::List => list(&state).await,
        Command::Retry { id } => retry(&state, id).await,
    };
    state.db().close().await;
    done
}

async fn list(state: &State) -> Result<(), Failure> {
    let now = state.now_ms();
    let counts = admin::counts(state.db(), now).await?;
    let failed = admin::failures(state.db(), 0, LISTED).await?;
    print!("{}", shown(&counts, &failed, now));
    Ok(())
}

async fn retry(state: &State, id: i64) -> Result<(), Failure> {
    match admin::retry(state.db(), id, state.now_ms()).await {
        Ok(()) => println!("job {id} is due now"),
        Err(Error::NotFound) => {
            return Err(Failure(format!(
                "there is no job {id}; `kinfolk jobs list` shows those that failed"
            )));
        }
        Err(Error::Unprocessable(_)) => return Err(Failure(format!("job {id} is running already"))),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The list as it is printed.
fn shown(counts: &[Count], failed: &[Failed], now: i64) -> String {
    let mut text = String::new();
    if counts.is_empty() {
        text.push_str("there are no jobs\n");
    }
    for Count { queue, waiting, running, dead, late_ms } in counts {
        let mark = if *waiting >= admin::MOST_COUNTED { "+" } else { "" };
        let _ = write!(text, "{queue}: {waiting}{mark} waiting, {running} running, {dead} dead");
        if *late_ms >= 1_000 {
            let _ = write!(text, ", the first is due for {}", span(*late_ms));
        }
        text.push('\n');
    }
    for job in failed {
        text.push_str(&line(job, now));
    }
    if failed.len() as i64 >= LISTED {
        let _ = writeln!(text, "… there are more than {LISTED} that failed");
    }
    text
}

fn line(job: &Failed, now: i64) -> String {
    let state = match job {
        _ if job.is_dead => "dead".to_owned(),
        _ if job.is_leased && job.due_at > now => "running".to_owned(),
        _ => format!("again in {}", span((job.due_at - now).max(0))),
    };
    let times = if job.failures == 1 { "once".to_owned() } else { format!("{} times", job.failures) };
    let why = job.last_error.as_deref().unwrap_or("the process that ran it ended");
    // One line for each job, whatever an error says.
    let why: String = why.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{} {} {}: failed {times}, {state}: {why}\n", job.id, job.queue, job.kind)
}

/// A length of time in its largest unit.
fn span(ms: i64) -> String {
    let seconds = ms / 1_000;
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_queues_and_what_failed_in_a_line_each() {
        let count = Count { queue: "mail".to_owned(), waiting: 3, running: 1, dead: 1, late_ms: 130_000 };
        let failed = Failed {
            id: 7,
            queue: "mail".to_owned(),
            kind: "welcome".to_owned(),
            failures: 2,
            due_at: 10_000,
            is_leased: false,
            last_error: Some("refused:\nno such host".to_owned()),
            is_dead: false,
        };
        let dead = Failed { id: 8, failures: 1, is_dead: true, last_error: None, ..failed.clone() };
        assert_eq!(
            shown(&[count], &[failed, dead], 4_000),
            "mail: 3 waiting, 1 running, 1 dead, the first is due for 2 min\n\
             7 mail welcome: failed 2 times, again in 6 s: refused: no such host\n\
             8 mail welcome: failed once, dead: the process that ran it ended\n"
        );
        assert_eq!(shown(&[], &[], 0), "there are no jobs\n");
    }
}
