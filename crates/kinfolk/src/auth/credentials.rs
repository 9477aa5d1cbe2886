//! Changing one's own password and address. Who asks proves that they know the password: a browser that somebody
//! left open is not enough.
//!
//! As in Mastodon, a new password ends the other browsers' sessions and leaves apps alone
//! (`docs/decisions/0024-a-new-password-leaves-apps-alone.md`).
//!
//! Not here: what those who run the server do to users (`manage`), a password that was forgotten (`recovery`).

use base::{Error, FieldError, Result, Secret};
use db::{Tx, params};

use super::passwords::{self, NewPassword, Verdict};
use super::users::{self, Email, User};
use super::{devices, recovery, store};
use crate::core::State;
use crate::core::words::{AccountId, SessionId};

/// A password typed to prove who asks, and the field that it stood in.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The field that is named when it is wrong.
    pub field: &'static str,
    /// What was typed.
    pub password: Secret,
}

impl Proof {
    /// The user, if this is their password. The caller's block still has to ask whether it is.
    ///
    /// # Errors
    /// `Invalid` about the field, or from the engine or the hashing pool.
    pub async fn check(self, state: &State, account: AccountId) -> Result<User> {
        let blank = self.password.expose().is_empty();
        let user = users::by_account(state, account).await?.ok_or(Error::NotFound)?;
        match passwords::verify(state, self.password, user.password_hash.clone()).await? {
            Verdict::Right { .. } => Ok(user),
            Verdict::Wrong if blank => Err(Error::invalid(self.field, "ERR_BLANK", "can't be blank")),
            Verdict::Wrong => Err(wrong(self.field)),
        }
    }
}

fn wrong(field: &'static str) -> Error {
    Error::invalid(field, "ERR_INVALID", "is not the password of this account")
}

/// Gives an account a new password and ends the sessions of all browsers but `keep`.
///
/// # Errors
/// `Invalid` with each field that does not hold: the proof's and `password`; or from the engine or the hashing pool.
pub async fn change_password(
    state: &State,
    account: AccountId,
    keep: Option<SessionId>,
    proof: Proof,
    new: Secret,
) -> Result<()> {
    let (field, old) = (proof.field, proof.password.clone());
    let mut faults = Vec::new();
    let user = collect(&mut faults, proof.check(state, account).await)?;
    let names: Vec<&str> = user.iter().flat_map(|user| [&*user.username, &*user.email]).collect();
    let parsed = collect(&mut faults, NewPassword::parse(new.clone(), &names))?;
    let (Some(user), Some(parsed)) = (user, parsed) else { return Err(Error::Invalid(faults)) };
    if new == old {
        return Err(Error::invalid("password", "ERR_TAKEN", "is the password that you have"));
    }
    let hash = passwords::hash(state, &parsed).await?;
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        replace(tx, &user, &hash, field).await?;
        recovery::void(tx, account).await?;
        devices::end_browsers(tx, &within, account, keep).await.map(drop)
    };
    state.db().write(block).await
}

/// Of two who change the password at once, the second proved one that holds no more.
async fn replace(tx: &mut Tx, user: &User, hash: &str, field: &'static str) -> Result<()> {
    let old = user.password_hash.as_ref().map(Secret::expose);
    match tx.run(&store::USER_REHASH, params![user.account, hash, old]).await? {
        0 => Err(wrong(field)),
        _ => Ok(()),
    }
}

/// Gives an account another address. It counts as confirmed: nobody is asked by mail yet.
///
/// # Errors
/// `Invalid` with each field that does not hold: the proof's and `email`; or from the engine or the hashing pool.
pub async fn change_email(state: &State, account: AccountId, proof: Proof, email: &str) -> Result<()> {
    let field = proof.field;
    let mut faults = Vec::new();
    let user = collect(&mut faults, proof.check(state, account).await)?;
    let email = collect(&mut faults, Email::parse(email))?;
    let (Some(user), Some(email)) = (user, email) else { return Err(Error::Invalid(faults)) };
    let block = async move |tx: &mut Tx| {
        let folded = email.folded();
        users::lock_address(tx, &folded).await?;
        users::check_free_for(tx, &email, Some(account)).await?;
        let old = user.password_hash.as_ref().map(Secret::expose);
        match tx.run(&store::USER_SET_EMAIL, params![account, email.as_str(), &folded, old]).await? {
            0 => Err(wrong(field)),
            // Who reads the mail of the old address may be somebody else by now.
            _ => recovery::void(tx, account).await,
        }
    };
    state.db().write(block).await
}

/// What was parsed; `None` once its faults are among the others.
fn collect<T>(faults: &mut Vec<FieldError>, parsed: Result<T>) -> Result<Option<T>> {
    match parsed {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
