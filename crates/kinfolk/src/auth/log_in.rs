//! Logging in with a password.
//!
//! Not here: what follows: a cookie (`pages`) or a token (`grants`).

use base::{Result, Secret};
use db::{Tx, params};

use super::passwords::{self, Verdict};
use super::store;
use super::users::{self, User};
use crate::core::State;

/// The user whose name (or e-mail address) and password these are; `None` when they are not, which
/// takes as long. Whether the user may use the account is the caller's question
/// ([`users::Standing::check`]): only who knows the password learns of it. Whatever comes of it is begun
/// in a block that asks [`is_still_right`].
///
/// A hash with outdated parameters is replaced, as only now the password is at hand.
///
/// # Errors
/// From the engine or the hashing pool.
pub async fn log_in(state: &State, login: &str, password: Secret) -> Result<Option<User>> {
    let login = if login.contains('\0') { "" } else { login };
    let mut user = users::by_login(state, login).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    match passwords::verify(state, password.clone(), hash.clone()).await? {
        Verdict::Wrong => Ok(None),
        Verdict::Right { outdated: false } => Ok(user),
        Verdict::Right { outdated: true } => {
            if let (Some(user), Some(old)) = (&mut user, &hash) {
                let new = passwords::hash_again(state, password).await?;
                users::replace_hash(state, user.account, old, new.clone()).await?;
                user.password_hash = Some(Secret::new(new));
            }
            Ok(user)
        }
    }
}

/// Whether the user is there and still has the password that [`log_in`] found right. Checking one takes so
/// long that it can be changed meanwhile, to keep somebody out who knows the old one.
///
/// # Errors
/// From the engine.
pub async fn is_still_right(tx: &mut Tx, user: &User) -> Result<bool> {
    let Some(hash) = &user.password_hash else { return Ok(false) };
    let values = params![user.account, hash.expose()];
    Ok(tx.one(&store::USER_STILL, values, |row| row.get::<i64>(0)).await?.is_some())
}
