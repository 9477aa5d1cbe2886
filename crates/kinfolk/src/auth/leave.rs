//! What goes here when an account was deleted: the rows of its sessions. They ended when it left
//! (`manage::remove`), and its user went then.

use base::Result;
use db::{Tx, params};

use super::store;
use crate::core::jobs::Run;
use crate::core::{State, leaving};

/// The job that removes sessions.
pub(super) const KIND: &str = "auth.forget_sessions";
/// Rows of one transaction.
const BATCH: i64 = 200;

pub(super) async fn forget_sessions(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    for _ in 0..leaving::STEPS {
        let step = async move |tx: &mut Tx| tx.run(&store::SESSIONS_DELETE, params![account, BATCH]).await;
        if state.db().write(step).await? == 0 {
            return Ok(());
        }
    }
    leaving::go_on(&state, &run).await
}
