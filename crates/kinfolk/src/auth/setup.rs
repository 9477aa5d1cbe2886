//! The one-time code with which the first owner is made at `/setup`.
//!
//! Whoever can read what the server prints may own it. The code lives in table `secrets`, so that
//! every instance and every start shows the same one; it is gone as soon as it was used, and there
//! is none while somebody owns the server.
//!
//! Not here: the page, and making the account (`accounts`).

use base::{Result, Secret};
use db::{Reader, Tx, params};
use subtle::ConstantTimeEq;

use super::store;
use crate::core::State;

const NAME: &str = "setup_code";

/// The code, made if there is none yet; `None` once the server has an owner.
///
/// # Errors
/// From the engine.
pub async fn code(state: &State) -> Result<Option<Secret>> {
    let (owned, code) = state.db().read(async |r| Ok((is_owned(r).await?, stored(r).await?))).await?;
    if owned || code.is_some() {
        return Ok(code.filter(|_| !owned));
    }
    let (now, fresh) = (state.now_ms(), fresh());
    let made = state.db().write(async move |tx| {
        tx.run(&store::SECRET_INSERT, params![NAME, fresh.as_bytes(), now]).await?;
        stored(tx).await
    });
    made.await
}

/// Whether `typed` is this code; takes the same time for every wrong one. Case, blanks and hyphens
/// do not count: people type it.
#[must_use]
pub fn is_code(code: &Secret, typed: &Secret) -> bool {
    bool::from(plain(code.expose()).as_bytes().ct_eq(plain(typed.expose()).as_bytes()))
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Uses the code up inside the block that makes the owner. `false` when there is an owner already,
/// or the code is gone: then nobody else is to be made one.
///
/// # Errors
/// From the engine.
pub async fn take(tx: &mut Tx, code: &Secret) -> Result<bool> {
    if is_owned(tx).await? {
        return Ok(false);
    }
    Ok(tx.run(&store::SECRET_TAKE, params![NAME, code.expose().as_bytes()]).await? > 0)
}

async fn is_owned(reader: &mut Reader) -> Result<bool> {
    Ok(reader.one(&store::OWNER, params![], |row| row.get::<i64>(0)).await?.is_some())
}

async fn stored(reader: &mut Reader) -> Result<Option<Secret>> {
    let bytes = reader.one(&store::SECRET, params![NAME], |row| row.get::<Vec<u8>>(0)).await?;
    Ok(bytes.map(|bytes| Secret::new(String::from_utf8_lossy(&bytes))))
}

/// 80 random bits as `xxxxx-xxxxx-xxxxx-xxxxx`.
fn fresh() -> String {
    let hex = base::random::hex(10);
    let groups: Vec<&str> = (0..4).filter_map(|nth| hex.get(nth * 5..nth * 5 + 5)).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = fresh();
        assert_eq!((code.len(), code.matches('-').count()), (23, 3));
        let secret = Secret::new(code.clone());
        assert!(is_code(&secret, &Secret::new(code.to_uppercase().replace('-', " "))));
        assert!(!is_code(&secret, &Secret::new("")) && !is_code(&secret, &Secret::new(&code[..22])));
    }
}
