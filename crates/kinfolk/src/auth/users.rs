//! Users: the log-in behind a local account. A user shares the account's id.
//!
//! Not here: making the account (`accounts`), sessions, what a password is.

use base::{Error, Result, Secret};
use db::{Reader, Row, Tx, params};

pub use super::role::Role;
use super::store;
use crate::core::State;
use crate::core::words::AccountId;

/// Longest address that mail can carry (RFC 5321 §4.5.3.1.3).
const MAX_EMAIL: usize = 254;

/// An e-mail address of a plausible form; whether mail arrives is for a confirmation to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Takes `local@domain`, trimmed.
    ///
    /// # Errors
    /// `Invalid` about the field `email`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid("email", "ERR_BLANK", "can't be blank"));
        }
        if is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid("email", "ERR_INVALID", "is not a valid e-mail address"))
        }
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same: they differ by case, by how accents are written (NFC) or by how the domain
    /// is (IDNA). Strictly the part before the `@` might be case-sensitive; no provider gives two people such addresses.
    #[must_use]
    pub fn folded(&self) -> String {
        fold_address(&self.0)
    }
}

fn fold_address(text: &str) -> String {
    let folded = text::fold_case(text.trim());
    let ascii = folded
        .rsplit_once('@')
        .and_then(|(local, domain)| Some(format!("{local}@{}", url::Host::parse(domain).ok()?)));
    ascii.unwrap_or(folded)
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '(' | ')' | ',' | ';')
    };
    let host = url::Host::parse(domain).is_ok_and(|host| matches!(host, url::Host::Domain(_)));
    let labels = domain.split('.').all(|label| !label.is_empty());
    text.len() <= MAX_EMAIL
        && (1..=64).contains(&local.len())
        && local.chars().all(|c| plain(c) && c != '@')
        && host
        && labels
}

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The account, made in the same block.
    pub account: AccountId,
    /// Where mail goes; unique.
    pub email: Email,
    /// From [`super::passwords::hash`]; `None`: nobody can log in with a password.
    pub password_hash: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// BCP 47 tag of the language of pages and mail; empty where nobody has said.
    pub locale: String,
}

/// Whether a user may use the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Good,
    /// Not before the address is confirmed.
    Unconfirmed,
    /// Not before a moderator has agreed.
    Pending,
    /// Not any more: disabled or suspended.
    Disabled,
}

impl Standing {
    /// # Errors
    /// `Forbidden` with Mastodon's sentence unless the standing is good.
    pub fn check(self) -> Result<()> {
        match self {
            Self::Good => Ok(()),
            Self::Unconfirmed => Err(Error::forbidden("Your login is missing a confirmed e-mail address")),
            Self::Pending => Err(Error::forbidden("Your login is currently pending approval")),
            Self::Disabled => Err(Error::forbidden("Your login is currently disabled")),
        }
    }

    pub(super) fn of(
        confirmed_at: Option<i64>,
        approved: bool,
        disabled_at: Option<i64>,
        suspended_at: Option<i64>,
    ) -> Self {
        match (disabled_at.or(suspended_at), confirmed_at, approved) {
            (Some(_), _, _) => Self::Disabled,
            (None, None, _) => Self::Unconfirmed,
            (None, Some(_), false) => Self::Pending,
            (None, Some(_), true) => Self::Good,
        }
    }
}

/// A user.
#[derive(Debug, Clone)]
pub struct User {
    /// The account.
    pub account: AccountId,
    /// The account's name, as typed at sign-up.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// What the user may do.
    pub role: Role,
    /// BCP 47 tag; may be empty.
    pub locale: String,
    /// Whether the user may use the account.
    pub standing: Standing,
    pub(super) password_hash: Option<Secret>,
}

impl User {
    /// The password's hash, for [`super::passwords::verify`]; `None` when nobody can log in with one.
    #[must_use]
    pub fn password_hash(&self) -> Option<&Secret> {
        self.password_hash.as_ref()
    }
}

/// Adds a user, confirmed and approved.
///
/// # Errors
/// `Invalid` about `email` when another user has the address, or from the engine.
pub async fn insert(tx: &mut Tx, state: &State, user: &NewUser) -> Result<()> {
    let now = state.now_ms();
    let (email, folded) = (user.email.as_str(), user.email.folded());
    let (hash, role) = (user.password_hash.as_ref(), user.role.code());
    lock_address(tx, &folded).await?;
    let values = params![user.account, email, &folded, hash, role, &user.locale, now, now, true];
    match tx.run(&store::USER_INSERT, values).await? {
        0 => Err(taken()),
        _ => Ok(()),
    }
}

/// # Errors
/// `Invalid` about `email` when a user has the address, or from the engine.
pub async fn check_free(reader: &mut Reader, email: &Email) -> Result<()> {
    check_free_for(reader, email, None).await
}

/// The same for somebody who may have the address already.
pub(super) async fn check_free_for(
    reader: &mut Reader,
    email: &Email,
    account: Option<AccountId>,
) -> Result<()> {
    match reader.one(&store::USER_BY_EMAIL, params![email.folded()], read).await? {
        Some(user) if Some(user.account) != account => Err(taken()),
        Some(_) | None => Ok(()),
    }
}

/// Has others wait who want this address: an update cannot find out by itself, as an insertion does, that somebody
/// was quicker.
pub(super) async fn lock_address(tx: &mut Tx, folded: &str) -> Result<()> {
    tx.one(&store::ADDRESS_LOCK, params![folded], |_| Ok(())).await.map(drop)
}

fn taken() -> Error {
    Error::invalid("email", "ERR_TAKEN", "has already been taken")
}

/// The user with this e-mail address, in whatever case.
///
/// # Errors
/// From the engine.
pub async fn by_email(state: &State, email: &str) -> Result<Option<User>> {
    let folded = fold_address(email);
    state.db().read(async move |r| r.one(&store::USER_BY_EMAIL, params![&folded], read).await).await
}

/// The user of a local account.
///
/// # Errors
/// From the engine.
pub async fn by_account(state: &State, account: AccountId) -> Result<Option<User>> {
    state.db().read(async move |r| r.one(&store::USER_BY_ACCOUNT, params![account], read).await).await
}

/// The user of a local account, as a block sees it.
pub(super) async fn in_block(reader: &mut Reader, account: AccountId) -> Result<Option<User>> {
    reader.one(&store::USER_BY_ACCOUNT, params![account], read).await
}

/// Whether the user of an account may use it, as of this transaction; `None` without a user.
pub(super) async fn standing_in(tx: &mut Tx, account: AccountId) -> Result<Option<Standing>> {
    let user = tx.one(&store::USER_BY_ACCOUNT, params![account], read).await?;
    Ok(user.map(|user| user.standing))
}

/// The account that owns this server, if one does; the first found if several do.
///
/// # Errors
/// From the engine.
pub async fn owner(state: &State) -> Result<Option<AccountId>> {
    state.db().read(async move |r| r.one(&store::OWNER, params![], |row| row.get(0)).await).await
}

/// The user that somebody means at log-in: by e-mail address, by username, or by `@name@domain`.
///
/// # Errors
/// From the engine.
pub async fn by_login(state: &State, login: &str) -> Result<Option<User>> {
    let (folded, address) = (login.trim().to_lowercase(), fold_address(login));
    let name = folded.strip_prefix('@').unwrap_or(&folded);
    let here = format!("@{}", state.config().domain.to_lowercase());
    let name = text::fold_name(name.strip_suffix(&here).unwrap_or(name));
    state
        .db()
        .read(async move |r| {
            let by_email = match folded.contains('@') {
                true => r.one(&store::USER_BY_EMAIL, params![&address], read).await?,
                false => None,
            };
            match by_email {
                Some(user) => Ok(Some(user)),
                None => r.one(&store::USER_BY_NAME, params![&name], read).await,
            }
        })
        .await
}

/// Stores today's hash of a password in place of an outdated one.
pub(super) async fn replace_hash(state: &State, account: AccountId, old: &Secret, new: String) -> Result<()> {
    let old = old.clone();
    let changed = state
        .db()
        .write(async move |tx| tx.run(&store::USER_REHASH, params![account, &new, old.expose()]).await);
    changed.await.map(drop)
}

fn read(row: &Row<'_>) -> Result<User> {
    Ok(User {
        account: row.get(0)?,
        username: row.get(1)?,
        email: row.get(2)?,
        password_hash: row.get::<Option<String>>(3)?.map(Secret::new),
        role: Role::from_code(row.get(4)?),
        locale: row.get(5)?,
        standing: Standing::of(row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_name_an_at_and_a_host() {
        for good in ["a@b.example", " A.b+c@localhost ", "jürgen@müller.example", "o'neil@x.example"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "a",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@b@c.example",
            "a@b..example",
            "a@b c",
            "<a@b.example>",
            "a@127.0.0.1",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert!(Email::parse(&format!("a@{}.example", "b".repeat(300))).is_err());
    }

    #[test]
    fn addresses_differ_by_more_than_how_they_are_written() {
        assert_eq!(Email::parse("Ann@Example.org").unwrap().folded(), "ann@example.org");
        let ways = [
            "J\u{fc}rgen@M\u{fc}ller.example",
            "ju\u{308}rgen@mu\u{308}ller.example",
            "j\u{fc}rgen@xn--mller-kva.example",
        ];
        for way in ways {
            assert_eq!(Email::parse(way).unwrap().folded(), "j\u{fc}rgen@xn--mller-kva.example", "{way}");
        }
    }

    #[test]
    fn being_disabled_outweighs_everything() {
        assert_eq!(Standing::of(None, false, Some(1), None), Standing::Disabled);
        assert_eq!(Standing::of(Some(1), true, None, Some(1)), Standing::Disabled);
        assert_eq!(Standing::of(None, false, None, None), Standing::Unconfirmed);
        assert_eq!(Standing::of(Some(1), false, None, None), Standing::Pending);
        assert_eq!(Standing::of(Some(1), true, None, None), Standing::Good);
    }
}
