//! Logging in with a password.
//!
//! Not here: what follows: a cookie (`pages`) or a token (`grants`).

use base::{Result, Secret};

use super::passwords::{self, Verdict};
use super::users::{self, User};
use crate::core::State;

/// The user whose name (or e-mail address) and password these are; `None` when they are not, which
/// takes as long. Whether the user may use the account is the caller's question
/// ([`users::Standing::check`]): only who knows the password learns of it.
///
/// A hash with outdated parameters is replaced, as only now the password is at hand.
///
/// # Errors
/// From the engine or the hashing pool.
pub async fn log_in(state: &State, login: &str, password: Secret) -> Result<Option<User>> {
    let login = if login.contains('\0') { "" } else { login };
    let user = users::by_login(state, login).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    match passwords::verify(state, password.clone(), hash.clone()).await? {
        Verdict::Wrong => Ok(None),
        Verdict::Right { outdated: false } => Ok(user),
        Verdict::Right { outdated: true } => {
            if let (Some(user), Some(old)) = (&user, &hash) {
                let new = passwords::hash_again(state, password).await?;
                users::replace_hash(state, user.account, old, new).await?;
            }
            Ok(user)
        }
    }
}
