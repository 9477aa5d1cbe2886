//! `kinfolk account create`: a confirmed account.

use base::{Error, Secret};

use super::{Failure, password};
use crate::accounts::{self, NewAccount, Username};
use crate::auth::Role;
use crate::auth::passwords::{self, NewPassword};
use crate::auth::users::{self, Email, NewUser};
use crate::core::State;

#[derive(clap::Args)]
pub(in crate::cli) struct Create {
    /// The username: 1 to 30 of a-z A-Z 0-9 _
    name: String,
    /// The address that the person logs in with.
    #[arg(long)]
    email: String,
    /// The password; without it one is made and printed.
    #[arg(long)]
    password: Option<String>,
    /// user, moderator, admin or owner.
    #[arg(long, default_value = "user", value_parser = super::role)]
    role: Role,
}

pub(super) async fn create(state: &State, asked: Create) -> Result<(), Failure> {
    let (username, email) = both(Username::parse_any(&asked.name), Email::parse(&asked.email))?;
    let made_up = asked.password.is_none().then(password);
    let password = asked.password.or_else(|| made_up.clone()).unwrap_or_default();
    let password = NewPassword::parse(Secret::new(password), &[&asked.name, email.as_str()])?;
    let hash = passwords::hash(state, &password).await?;
    let new = NewAccount::named(username, state.now_ms());
    let (role, name) = (asked.role, new.username.as_str().to_owned());
    let writer = state.clone();
    let account = state.db().write(async move |tx| {
        let account = accounts::create(tx, &writer, &new).await?;
        let user = NewUser {
            account,
            email: email.clone(),
            password_hash: Some(hash.clone()),
            role,
            locale: String::new(),
        };
        users::insert(tx, &writer, &user).await?;
        Ok(account)
    });
    let account = account.await?;
    println!("account {name} is made: {role}, id {account}");
    if let Some(password) = made_up {
        println!("password: {password}");
    }
    Ok(())
}

/// Both values, or everything that is wrong with either.
fn both<A, B>(a: base::Result<A>, b: base::Result<B>) -> base::Result<(A, B)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Error::Invalid(a)), Err(Error::Invalid(b))) => Err(Error::Invalid([a, b].concat())),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
