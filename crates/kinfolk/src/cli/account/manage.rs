//! What those who run the server do to an account: its role, its password, its standing.

use base::Secret;

use super::{Failure, about, password};
use crate::accounts;
use crate::auth::passwords::{self, NewPassword};
use crate::auth::{Role, manage};
use crate::core::State;

#[derive(clap::Args)]
pub(in crate::cli) struct Named {
    /// The username.
    pub(super) name: String,
}

#[derive(clap::Args)]
pub(in crate::cli) struct SetRole {
    /// The username.
    name: String,
    /// user, moderator, admin or owner.
    #[arg(value_parser = super::role)]
    role: Role,
}

pub(super) async fn set_role(state: &State, asked: SetRole) -> Result<(), Failure> {
    let SetRole { name, role } = asked;
    let account = super::named(state, &name).await?;
    let writer = state.clone();
    let done = state.db().write(async move |tx| manage::set_role(tx, &writer, account, role).await).await;
    match about(&name, done)? {
        true => println!("{name} is now: {role}"),
        false => println!("{name} was already: {role}"),
    }
    Ok(())
}

pub(super) async fn reset_password(state: &State, name: &str) -> Result<(), Failure> {
    let account = super::named(state, name).await?;
    let password = password();
    let hash = passwords::hash(state, &NewPassword::parse(Secret::new(password.clone()), &[name])?).await?;
    let writer = state.clone();
    let done =
        state.db().write(async move |tx| manage::set_password(tx, &writer, account, &hash).await).await;
    about(name, done)?;
    println!("password: {password}");
    Ok(())
}

pub(super) async fn suspend(state: &State, name: &str) -> Result<(), Failure> {
    let account = super::named(state, name).await?;
    match about(name, accounts::suspend(state, account).await)? {
        true => println!("{name} is suspended"),
        false => println!("{name} was suspended already"),
    }
    Ok(())
}

pub(super) async fn unsuspend(state: &State, name: &str) -> Result<(), Failure> {
    let account = super::named(state, name).await?;
    match about(name, accounts::unsuspend(state, account).await)? {
        true => println!("{name} is not suspended any more"),
        false => println!("{name} was not suspended"),
    }
    Ok(())
}
