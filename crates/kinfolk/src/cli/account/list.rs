//! `kinfolk account list`: every account that somebody can log in to.

use std::io::{self, Write};

use super::Failure;
use crate::auth::manage::{self, ListedUser};
use crate::core::State;
use crate::core::words::AccountId;

#[derive(clap::Args)]
pub(in crate::cli) struct List {
    /// One JSON object a line, for scripts.
    #[arg(long)]
    json: bool,
}

/// Accounts read at a time.
const STEP: usize = 500;

pub(super) async fn list(state: &State, asked: List) -> Result<(), Failure> {
    let mut above = AccountId::ZERO;
    loop {
        let users = manage::list(state, above, STEP).await?;
        let Some(last) = users.last() else { return Ok(()) };
        above = last.account;
        let lines: String = users.iter().map(if asked.json { json_line } else { line }).collect();
        match io::stdout().lock().write_all(lines.as_bytes()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            done => done?,
        }
    }
}

/// Columns that stay in line for names of the usual length; the address comes last, as it has none.
fn line(user: &ListedUser) -> String {
    let ListedUser { username, role, email, created_at, .. } = user;
    let (role, standing, day) = (role.as_str(), user.standing_word(), base::date(*created_at));
    format!("{username:<30}  {role:<9}  {standing:<11}  {day}  {email}\n")
}

fn json_line(user: &ListedUser) -> String {
    let object = serde_json::json!({
        "id": user.account.to_string(),
        "username": user.username,
        "role": user.role.as_str(),
        "standing": user.standing_word(),
        "created_at": base::rfc3339(user.created_at),
        "email": user.email,
    });
    format!("{object}\n")
}
