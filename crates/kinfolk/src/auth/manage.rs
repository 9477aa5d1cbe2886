//! What those who run the server do to users: list them, give roles and passwords, take the user away.
//!
//! There is always an owner who can sign in: each of these that could take the last one away says no,
//! and of two at the same moment the second waits for the first.
//!
//! Not here: suspending and deleting an account (`accounts`), the words on the command line (`cli`).

use std::collections::HashMap;

use base::{Error, Result};
use db::{Reader, Row, Tx, Value, params};

use super::users::{Role, Standing};
use super::{recovery, sessions, store};
use crate::core::words::AccountId;
use crate::core::{Event, State, events};

/// A user in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUser {
    /// The account.
    pub account: AccountId,
    /// The account's name, as typed at sign-up.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// What the user may do.
    pub role: Role,
    /// Whether the user may use the account, as far as the account is not suspended.
    pub standing: Standing,
    /// The account was suspended.
    pub suspended: bool,
    /// Unix milliseconds.
    pub created_at: i64,
}

impl ListedUser {
    /// The standing in one word.
    #[must_use]
    pub fn standing_word(&self) -> &'static str {
        match self.standing {
            _ if self.suspended => "suspended",
            Standing::Good => "active",
            Standing::Unconfirmed => "unconfirmed",
            Standing::Pending => "pending",
            Standing::Disabled => "disabled",
        }
    }
}

/// The users above an account's id, in the order of ids; at most `most`. Whoever wants all goes on
/// above the last. Two statements.
///
/// # Errors
/// From the engine.
pub async fn list(state: &State, above: AccountId, most: usize) -> Result<Vec<ListedUser>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let block = async move |r: &mut Reader| {
        let mut users = r.all(&store::USERS_PAGE, params![above, most], listed).await?;
        let ids = Value::ids(users.iter().map(|user: &ListedUser| user.account));
        let named = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get::<Option<i64>>(2)?)));
        let mut names: HashMap<AccountId, (String, Option<i64>)> =
            r.all(&store::NAMES, params![ids], named).await?.into_iter().collect();
        for user in &mut users {
            if let Some((username, suspended_at)) = names.remove(&user.account) {
                (user.username, user.suspended) = (username, suspended_at.is_some());
            }
        }
        Ok(users)
    };
    state.db().read(block).await
}

/// A user whose account is still to be looked at.
fn listed(row: &Row<'_>) -> Result<ListedUser> {
    Ok(ListedUser {
        account: row.get(0)?,
        username: String::new(),
        email: row.get(1)?,
        role: Role::from_code(row.get(2)?),
        standing: Standing::of(row.get(3)?, row.get(4)?, row.get(5)?, None),
        suspended: false,
        created_at: row.get(6)?,
    })
}

/// Gives a user a role; `false` if they have it already. Their sessions go on under the new one.
///
/// # Errors
/// `NotFound` when there is no such user, `Unprocessable` about the last owner, or from the engine.
pub async fn set_role(tx: &mut Tx, state: &State, account: AccountId, role: Role) -> Result<bool> {
    let owners = lock_owners(tx).await?;
    let code = |row: &Row<'_>| row.get::<i64>(0);
    let old = tx.one(&store::USER_ROLE, params![account], code).await?.ok_or(Error::NotFound)?;
    if Role::from_code(old) == role {
        return Ok(false);
    }
    keep_one_of(tx, &owners, account).await?;
    tx.run(&store::USER_SET_ROLE, params![account, role.code()]).await?;
    events::emit(tx, state, Event::SessionsChanged { account }).await?;
    Ok(true)
}

/// Gives a user a new password by its hash ([`super::passwords::hash`]), and ends everything that came
/// of the old one: sessions, tokens, codes on their way to becoming tokens, and links to choose another.
///
/// # Errors
/// `NotFound` when there is no such user, or from the engine.
pub async fn set_password(tx: &mut Tx, state: &State, account: AccountId, hash: &str) -> Result<()> {
    if tx.run(&store::USER_SET_PASSWORD, params![account, hash]).await? == 0 {
        return Err(Error::NotFound);
    }
    end_everything(tx, state, account).await
}

/// Takes the user of an account away: nobody can log in, and the address is free for somebody else.
/// An account without a user changes nothing.
///
/// # Errors
/// `Unprocessable` about the last owner, or from the engine.
pub async fn remove(tx: &mut Tx, state: &State, account: AccountId) -> Result<()> {
    keep_an_owner(tx, account).await?;
    tx.run(&store::USER_DELETE, params![account]).await?;
    end_everything(tx, state, account).await
}

/// Codes first: one that is just being exchanged has become a session by the time that it is waited for.
async fn end_everything(tx: &mut Tx, state: &State, account: AccountId) -> Result<()> {
    tx.run(&store::CODES_DELETE, params![account]).await?;
    recovery::void(tx, account).await?;
    sessions::revoke_all(tx, state, account).await
}

/// Refuses when the account's user is the last owner in good standing. Whoever else could take an owner
/// away waits until this transaction ends.
///
/// # Errors
/// `Unprocessable`, or from the engine.
pub async fn keep_an_owner(tx: &mut Tx, account: AccountId) -> Result<()> {
    let owners = lock_owners(tx).await?;
    keep_one_of(tx, &owners, account).await
}

async fn lock_owners(tx: &mut Tx) -> Result<Vec<AccountId>> {
    tx.all(&store::OWNERS_LOCK, params![], |row| row.get(0)).await
}

async fn keep_one_of(tx: &mut Tx, owners: &[AccountId], account: AccountId) -> Result<()> {
    if !owners.contains(&account) {
        return Ok(());
    }
    // A statement of its own: on PostgreSQL it sees what those have done for whom the lock was waited.
    match tx.one(&store::OTHER_OWNER, params![account], |row| row.get::<i64>(0)).await? {
        Some(_) => Ok(()),
        None => Err(Error::unprocessable("This is the last owner. Make somebody else an owner first")),
    }
}
