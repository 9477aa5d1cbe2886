//! The database is killed instead of the server, which has to answer 503 meanwhile and to recover by itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::audit::Depth;
use super::client::Shared;
use super::round::Run;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};

/// How long the server may take to write again after its database is back.
const RECOVERY: Duration = Duration::from_secs(15);

impl Run {
    /// Load; PostgreSQL ends without a checkpoint and comes back; the server writes again; a check as after a kill.
    pub(super) fn outage(&mut self) -> Result<()> {
        let server = self.start()?;
        self.examine(&server, Depth { probe: self.probe, settled: false })?;
        let away = Duration::from_millis(200 + self.random.below(2800) as u64);
        let cluster = self.cluster.take().context("there is no PostgreSQL to kill")?;
        let cleanup = self.cleanup.clone();
        let (mut cluster_back, mut recovery) = (None, Duration::ZERO);
        let ended = self.load(&server, true, async |shared| {
            tokio::time::sleep(Duration::from_millis(800)).await;
            let bounce = move || -> Result<_> {
                cluster.crash(&cleanup);
                std::thread::sleep(away);
                cluster.run(&cleanup)?;
                Ok(cluster)
            };
            let back = tokio::task::spawn_blocking(bounce).await.context("the killer failed")?;
            let recovered = match back {
                Ok(cluster) => {
                    cluster_back = Some(cluster);
                    recovery = recover(&shared).await?;
                    Ok(())
                }
                Err(failure) => Err(failure),
            };
            tokio::time::sleep(Duration::from_millis(500)).await;
            shared.stop.store(true, Ordering::Relaxed);
            recovered
        });
        self.cluster = cluster_back;
        self.outages += 1;
        self.recoveries.push(recovery);
        if let Err(failure) = ended {
            return Err(server.explain(&failure));
        }
        self.examine(&server, Depth { probe: self.probe, settled: false })?;
        self.look_for_panic(&server);
        server.stop();
        Ok(())
    }
}

/// Waits until something is acknowledged again, and returns how long that took. All that clients do is written.
async fn recover(shared: &Arc<Shared>) -> Result<Duration> {
    let began = now();
    let before = shared.done.load(Ordering::Relaxed);
    while shared.done.load(Ordering::Relaxed) == before {
        if began.elapsed() > RECOVERY {
            let seconds = RECOVERY.as_secs();
            return Err(Failure::new(format!("nothing is written {seconds} s after the database is back")));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(began.elapsed())
}
