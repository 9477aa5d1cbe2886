//! The keys that sign access tokens: Ed25519, in table `secrets`, so that every instance has them.
//!
//! Names are `signing_key.0001` and so on; the last one signs, all are published. Signatures are
//! for *other* services: at our own door the session row decides (`sessions`).
//!
//! Not here: what a token says (`jwt`).

use std::sync::Arc;

use base::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Reader, Row, Tx, params};
use ed25519_dalek::{Signer, SigningKey};
use parking_lot::RwLock;
use sha2::{Digest, Sha256};

use super::store;
use crate::core::State;

const FIRST: &str = "signing_key.0001";
/// All names of signing keys lie between these.
const FROM: &str = "signing_key.";
const TO: &str = "signing_key/";

/// One key with its name for others.
#[derive(Debug)]
pub struct Key {
    /// RFC 7638 thumbprint: the `kid`.
    pub id: String,
    signing: SigningKey,
}

/// The keys, oldest first; never empty.
pub type Keys = Arc<[Key]>;

/// The keys that were read from a snapshot; never from a transaction, which may yet be rolled back.
#[derive(Default)]
pub(super) struct Ring(RwLock<Option<Keys>>);

impl Ring {
    pub(super) fn clear(&self) {
        *self.0.write() = None;
    }
}

impl Key {
    fn from_seed(seed: &[u8]) -> Result<Self> {
        let seed: &[u8; 32] =
            seed.try_into().map_err(|_| Error::internal("a signing key is not 32 bytes"))?;
        let signing = SigningKey::from_bytes(seed);
        let id = thumbprint(&public(&signing));
        Ok(Self { id, signing })
    }

    /// The public half as base64url: `x` of the JWK.
    #[must_use]
    pub fn public(&self) -> String {
        public(&self.signing)
    }

    /// The signature of these bytes, base64url.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.signing.sign(message).to_bytes())
    }
}

/// The key that signs.
///
/// # Errors
/// `Internal` never happens: there is always one.
pub fn signing(keys: &Keys) -> Result<&Key> {
    keys.last().ok_or_else(|| Error::internal("there is no signing key"))
}

fn public(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

/// RFC 7638 over the members that RFC 8037 requires, in their fixed order.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members.as_bytes()))
}

/// The keys, made if there are none.
///
/// # Errors
/// From the engine.
pub async fn all(state: &State) -> Result<Keys> {
    let ring = state.part::<Ring>();
    if let Some(keys) = ring.0.read().clone() {
        return Ok(keys);
    }
    let mut keys = state.db().read(async |r| load(r).await).await?;
    if keys.is_empty() {
        let made_for = state.clone();
        state.db().write(async move |tx| make(tx, &made_for).await).await?;
        keys = state.db().read(async |r| load(r).await).await?;
    }
    let keys: Keys = keys.into();
    *ring.0.write() = Some(Arc::clone(&keys));
    Ok(keys)
}

/// The keys inside a block, made if there are none.
pub(super) async fn all_in(tx: &mut Tx, state: &State) -> Result<Keys> {
    if let Some(keys) = state.part::<Ring>().0.read().clone() {
        return Ok(keys);
    }
    let mut keys = load(tx).await?;
    if keys.is_empty() {
        make(tx, state).await?;
        keys = load(tx).await?;
    }
    Ok(keys.into())
}

async fn load(reader: &mut Reader) -> Result<Vec<Key>> {
    let mut named = reader.all(&store::SECRETS, params![FROM, TO], read).await?;
    named.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(named.into_iter().map(|(_, key)| key).collect())
}

fn read(row: &Row<'_>) -> Result<(String, Key)> {
    Ok((row.get(0)?, Key::from_seed(&row.get::<Vec<u8>>(1)?)?))
}

/// Adds the first key; when another instance was quicker, its key stays.
async fn make(tx: &mut Tx, state: &State) -> Result<()> {
    let mut seed = vec![0; 32];
    base::random::fill(&mut seed);
    tx.run(&store::SECRET_INSERT, params![FIRST, &seed, state.now_ms()]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_thumbprint_of_rfc_8037() {
        // The example of RFC 8037 appendix A.
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = Key::from_seed(&seed).unwrap();
        assert_eq!(key.public(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.id, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let signed = key.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        let expected =
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(signed, expected);
    }

    #[test]
    fn a_key_never_shows_its_secret_half() {
        let key = Key::from_seed(&[7; 32]).unwrap();
        assert!(!format!("{key:?}").contains("7, 7"), "{key:?}");
    }
}
