//! `kinfolk account …`: accounts from the command line.
//!
//! - `create`: making one. `list`: all of them. `manage`: role, password, standing. `delete`: the end.
//!
//! Not here: what any of it does to data (`accounts`, `auth`).

mod create;
mod delete;
mod list;
mod manage;

use clap::Subcommand;

use super::{Failure, password};
use crate::accounts;
use crate::auth::Role;
use crate::core::words::AccountId;
use crate::core::{Config, State};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a confirmed account.
    Create(create::Create),
    /// List all accounts: name, role, standing, date, e-mail address.
    List(list::List),
    /// Give an account a role: user, moderator, admin or owner.
    SetRole(manage::SetRole),
    /// Make a new password, print it, and end all sessions and tokens.
    ResetPassword(manage::Named),
    /// Shut somebody out and hide all that is theirs, until unsuspended.
    Suspend(manage::Named),
    /// Let somebody back in and show again all that is theirs.
    Unsuspend(manage::Named),
    /// Delete an account and all that is its own, for good; its name is never given again.
    Delete(delete::Delete),
}

pub(super) async fn run(config: Config, command: Command) -> Result<(), Failure> {
    let state = super::open(config, false).await?;
    let done = match command {
        Command::Create(asked) => create::create(&state, asked).await,
        Command::List(asked) => list::list(&state, asked).await,
        Command::SetRole(asked) => manage::set_role(&state, asked).await,
        Command::ResetPassword(asked) => manage::reset_password(&state, &asked.name).await,
        Command::Suspend(asked) => manage::suspend(&state, &asked.name).await,
        Command::Unsuspend(asked) => manage::unsuspend(&state, &asked.name).await,
        Command::Delete(asked) => delete::delete(&state, asked).await,
    };
    state.db().close().await;
    done
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "a role is user, moderator, admin or owner".to_owned())
}

/// Why nothing can be done about a name.
fn nobody(name: &str) -> Failure {
    Failure(format!("there is no account named {name} here"))
}

/// The account of a name, also of a deleted one: what is asked for then finds nobody.
async fn named(state: &State, name: &str) -> Result<AccountId, Failure> {
    accounts::find(state, name).await?.ok_or_else(|| nobody(name))
}

/// An account that is gone is told like one that never was.
fn about<T>(name: &str, done: base::Result<T>) -> Result<T, Failure> {
    done.map_err(|error| match error {
        base::Error::NotFound => nobody(name),
        error => error.into(),
    })
}
