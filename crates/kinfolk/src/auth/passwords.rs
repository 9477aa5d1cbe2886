//! Passwords: argon2id (RFC 9106) in a bounded pool of blocking threads.
//!
//! One hash takes 19 MiB and some tens of milliseconds. Without a bound, fifty people who log in
//! at once would take a gigabyte; so at most one hash per core but one runs at a time, and the
//! others wait. Never call these inside a database block.
//!
//! Not here: what a log-in means (`log_in`), where the hash is kept (`users`).

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use base::{Error, Result, Secret};
use tokio::sync::Semaphore;

use super::guessable::{is_common, is_of_names};
use crate::core::State;

/// Fewest characters of a new password.
pub const MIN_CHARS: usize = 8;
/// Most characters of a new password. Longer ones would only make hashing slower.
pub const MAX_CHARS: usize = 128;

/// OWASP's first recommendation for argon2id: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash that no password has, with the parameters in force: checking against it takes as long as
/// checking against a real one, so that a log-in tells nobody which names exist.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How many hashes may run at once.
pub(super) struct Pool(Arc<Semaphore>);

impl Pool {
    pub(super) fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))))
    }

    /// Runs `work` on a blocking thread when it is its turn. The turn lasts until the work is done,
    /// also when the caller goes away.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.0).acquire_owned().await.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.map_err(Error::internal)?
    }
}

/// A password that somebody chose and that may be used from now on.
#[derive(Debug, Clone)]
pub struct NewPassword(Secret);

impl NewPassword {
    /// Takes 8 to 128 characters of any kind, but none of the most common passwords and none of `names`: the user name
    /// and the mail address of whom it is for.
    ///
    /// # Errors
    /// `Invalid` about the field `password`.
    pub fn parse(password: Secret, names: &[&str]) -> Result<Self> {
        let refuse = |code, text: String| Err(Error::invalid("password", code, text));
        let typed = password.expose();
        match typed.chars().count() {
            0 => refuse("ERR_BLANK", "can't be blank".to_owned()),
            1..MIN_CHARS => {
                refuse("ERR_TOO_SHORT", format!("is too short (minimum is {MIN_CHARS} characters)"))
            }
            MIN_CHARS..=MAX_CHARS if is_common(typed) => {
                refuse("ERR_INVALID", "is one of the most common passwords".to_owned())
            }
            MIN_CHARS..=MAX_CHARS if is_of_names(typed, names) => {
                refuse("ERR_INVALID", "is your user name or e-mail address".to_owned())
            }
            MIN_CHARS..=MAX_CHARS => Ok(Self(password)),
            _ => refuse("ERR_TOO_LONG", format!("is too long (maximum is {MAX_CHARS} characters)")),
        }
    }
}

/// What came of checking a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not this user's password, or there is no such user.
    Wrong,
    /// The password. `outdated`: hashed with other parameters than today's.
    Right {
        /// The caller should hash it again and store that.
        outdated: bool,
    },
}

/// The hash of a new password, as a PHC string.
///
/// # Errors
/// `Internal` when the machine has no thread or randomness to give.
pub async fn hash(state: &State, password: &NewPassword) -> Result<String> {
    let password = password.0.clone();
    state.part::<Pool>().run(move || hash_now(&password)).await
}

/// The hash, again, of a password that was just found right.
pub(super) async fn hash_again(state: &State, password: Secret) -> Result<String> {
    state.part::<Pool>().run(move || hash_now(&password)).await
}

/// Checks a password. `hash` is `None` where there is no such user; that takes the same time.
///
/// # Errors
/// `Internal` when a stored hash cannot be read.
pub async fn verify(state: &State, password: Secret, hash: Option<Secret>) -> Result<Verdict> {
    state.part::<Pool>().run(move || verify_now(&password, hash.as_ref())).await
}

fn hash_now(password: &Secret) -> Result<String> {
    let mut salt = [0; 16];
    base::random::fill(&mut salt);
    let hash = hasher()?.hash_password_with_salt(password.expose().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
}

fn verify_now(password: &Secret, hash: Option<&Secret>) -> Result<Verdict> {
    let unreadable = |error: argon2::password_hash::phc::Error| Error::internal(error.to_string());
    let stored = PasswordHash::new(hash.map_or(NOBODYS, Secret::expose)).map_err(unreadable)?;
    let right = hasher()?.verify_password(password.expose().as_bytes(), &stored).is_ok();
    if right && hash.is_some() {
        Ok(Verdict::Right { outdated: is_outdated(&stored) })
    } else {
        Ok(Verdict::Wrong)
    }
}

fn hasher() -> Result<Argon2<'static>> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_outdated(stored: &PasswordHash) -> bool {
    let number = |name: &str| stored.params.get_decimal(name);
    let same = stored.algorithm.as_str() == "argon2id"
        && stored.version == Some(Version::V0x13.into())
        && number("m") == Some(MEMORY_KIB)
        && number("t") == Some(PASSES)
        && number("p") == Some(LANES);
    !same
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    #[test]
    fn a_password_is_known_again_by_its_hash_only() {
        let hash = hash_now(&secret("cat in the sun")).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !hash.contains("cat"), "{hash}");
        assert_ne!(hash, hash_now(&secret("cat in the sun")).unwrap(), "the salt must differ");
        let hash = secret(&hash);
        assert_eq!(
            verify_now(&secret("cat in the sun"), Some(&hash)).unwrap(),
            Verdict::Right { outdated: false }
        );
        assert_eq!(verify_now(&secret("dog in the sun"), Some(&hash)).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn an_unknown_user_costs_as_much_as_a_known_one_and_is_never_right() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        assert!(!is_outdated(&nobodys), "the stand-in must have today's parameters");
        assert_eq!(nobodys.hash.map(|hash| hash.len()), Some(32));
        assert_eq!(verify_now(&secret(""), None).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn a_hash_with_other_parameters_is_right_and_outdated() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let hash = weak.hash_password_with_salt(b"cat in the sun", b"0123456789abcdef").unwrap().to_string();
        let verdict = verify_now(&secret("cat in the sun"), Some(&secret(&hash))).unwrap();
        assert_eq!(verdict, Verdict::Right { outdated: true });
    }

    fn code(text: &str, names: &[&str]) -> &'static str {
        match NewPassword::parse(secret(text), names) {
            Err(Error::Invalid(faults)) => faults[0].code,
            _ => "",
        }
    }

    #[test]
    fn a_new_password_is_none_that_would_be_tried_first() {
        let names = ["Annabella", "ann@example.org"];
        assert_eq!((code("PassWord1", &names), code("annabella", &names)), ("ERR_INVALID", "ERR_INVALID"));
        assert_eq!((code("Ann@example.ORG", &names), code("ann", &names)), ("ERR_INVALID", "ERR_TOO_SHORT"));
        assert_eq!((code("annabella", &[]), code("annabella ann", &names)), ("", ""));
    }

    #[test]
    fn the_length_of_a_new_password_is_counted_in_characters() {
        let code = |text: &str| code(text, &[]);
        assert_eq!((code(""), code("1234567"), code("ääääääää")), ("ERR_BLANK", "ERR_TOO_SHORT", ""));
        assert_eq!((code(&"x".repeat(128)), code(&"x".repeat(129))), ("", "ERR_TOO_LONG"));
    }
}
