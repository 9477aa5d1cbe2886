//! A password that was forgotten: a link by mail, with which whoever reads the mail chooses another.
//!
//! - Who asks learns nothing of whether somebody has an address: each question is one look-up and one job, and the job
//!   that is about nobody does nothing.
//! - A link holds 256 random bits, of which the hash is kept. It is good once, for [`VALID_MS`]. A link that is asked for
//!   later, a new password and a new address void it.
//! - The mail is sent by a durable job, perhaps more than once. Each time it has a link of its own, all of which are good,
//!   and the same message id, by which mailboxes drop the second.
//!
//! Not here: the pages (`recovery_pages`), what a new password ends (`manage`), how mail is sent (crate `outbound`).

use askama::Template as _;
use base::{Error, Result, Secret};
use db::{Tx, params};
use outbound::mail::{Mail, Mailer};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::manage;
use super::passwords::{self, NewPassword};
use super::store;
use super::users::{self, Email, Standing, User};
use crate::core::words::AccountId;
use crate::core::{Builder, JobRun, NewJob, State};
use crate::http::page::views::{RecoveryMail, RecoveryText};
use crate::http::page::{Language, Layout};

/// The job that sends a link.
const KIND: &str = "auth.recover";
/// The queue of what waits for the mail server.
const QUEUE: &str = "mail";
/// Mails on their way at a time, in each server.
const AT_ONCE: usize = 2;
/// How long a link is good. A mail that could not be sent for so long is not sent any more: nobody waits for it.
pub const VALID_MS: i64 = 3_600_000;

/// Adds the job.
pub(super) fn install(builder: Builder) -> Builder {
    builder.queue(QUEUE, AT_ONCE).job(KIND, QUEUE, send)
}

/// What the job is told.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Asked {
    /// `None` where nobody has the address.
    account: Option<i64>,
    /// Unix milliseconds.
    at: i64,
    /// The tag of the language of the page on which it was asked for.
    language: String,
}

/// Has a link sent to this address, if somebody has it who may use their account: in the language of their pages, or of
/// this one where they have chosen none.
///
/// # Errors
/// From the engine.
pub async fn ask(state: &State, email: &Email, language: Language) -> Result<()> {
    let user = users::by_email(state, email.as_str()).await?;
    let account = user.filter(may_recover).map(|user| user.account.raw());
    let asked = Asked { account, at: state.now_ms(), language: language.tag().to_owned() };
    let (within, job) = (state.clone(), NewJob::new(KIND, json!(asked)));
    state.db().write(async move |tx| within.enqueue(tx, job.clone()).await.map(drop)).await
}

fn may_recover(user: &User) -> bool {
    user.standing != Standing::Disabled
}

async fn send(state: State, run: JobRun) -> Result<()> {
    let asked: Asked = run.payload()?;
    let config = state.config();
    let (Some(account), Some(server), Some(from)) = (asked.account, &config.smtp_url, &config.mail_from)
    else {
        return Ok(());
    };
    if state.now_ms() - asked.at > VALID_MS {
        return Ok(());
    }
    let Some((user, token)) = begin(&state, AccountId::new(account), run.id()).await? else { return Ok(()) };
    let mail = write(&state, (&user, &asked), &token, run.id())?;
    match Mailer::open(server)?.send(from, &mail, state.now_ms()).await {
        Err(Error::Unprocessable(why)) => {
            tracing::warn!(%why, job = run.id(), "a mail was refused for good");
            Ok(())
        }
        sent => sent,
    }
}

/// Makes a link for a user and voids those that were asked for earlier; `None` where there is no user to send it to, or
/// a later one is there.
async fn begin(state: &State, account: AccountId, asked: i64) -> Result<Option<(User, Secret)>> {
    let (token, expires_at) = (Secret::new(super::random_token()), state.now_ms() + VALID_MS);
    let kept = token.clone();
    let block = async move |tx: &mut Tx| {
        let Some(user) = users::in_block(tx, account).await?.filter(may_recover) else { return Ok(None) };
        let later = tx.one(&store::RESET_LATER, params![account, asked], |row| row.get::<i64>(0)).await?;
        if later.is_some() {
            return Ok(None);
        }
        tx.run(&store::RESETS_VOID_EARLIER, params![account, asked]).await?;
        tx.run(&store::RESET_INSERT, params![hash(&kept).as_slice(), account, asked, expires_at]).await?;
        Ok(Some(user))
    };
    let user = state.db().write(block).await?;
    Ok(user.map(|user| (user, token)))
}

/// The mail, in the language of the user's pages.
fn write(state: &State, (user, asked): (&User, &Asked), token: &Secret, job: i64) -> Result<Mail> {
    let config = state.config();
    let chosen = Language::from_tag(&user.locale).or_else(|| Language::from_tag(&asked.language));
    let language = chosen.unwrap_or_default();
    let page = Layout { language, site_name: config.site_name().to_owned(), ..Layout::default() };
    let url = format!("{}/auth/password/edit?token={}", config.base_url, token.expose());
    let username = user.username.clone();
    let subject = page.t1("mail-recovery-subject", "site", &page.site_name);
    let text = RecoveryText { page: page.clone(), username: username.clone(), url: url.clone() };
    let html = RecoveryMail { page, username, url };
    let host = config.domain.split(':').next().unwrap_or_default();
    Ok(Mail {
        to: user.email.clone(),
        subject,
        text: text.render().map_err(Error::internal)?,
        html: html.render().map_err(Error::internal)?,
        id: format!("recovery.{job}@{host}"),
    })
}

/// Whose link this is; `None` when it is good no more.
///
/// # Errors
/// From the engine.
pub async fn whose(state: &State, token: &Secret) -> Result<Option<User>> {
    let (hash, now) = (hash(token), state.now_ms());
    let read = async move |r: &mut db::Reader| {
        let account =
            r.one(&store::RESET, params![hash.as_slice(), now], |row| row.get::<AccountId>(0)).await?;
        match account {
            Some(account) => users::in_block(r, account).await,
            None => Ok(None),
        }
    };
    Ok(state.db().read(read).await?.filter(may_recover))
}

/// Uses a link up: its account has this password from now on, and everything that came of the old one ends.
///
/// # Errors
/// `Invalid` about `password`; `NotFound` when the link is good no more, as for the second of two at once; or from the
/// engine or the hashing pool.
pub async fn set_password(state: &State, token: &Secret, new: Secret) -> Result<()> {
    // Hashing is for those with a link.
    let user = whose(state, token).await?.ok_or(Error::NotFound)?;
    let new = NewPassword::parse(new, &[&user.username, &user.email])?;
    let password = passwords::hash(state, &new).await?;
    let (within, hash, now, account) = (state.clone(), hash(token), state.now_ms(), user.account);
    let block = async move |tx: &mut Tx| {
        if tx.run(&store::RESET_TAKE, params![hash.as_slice(), now]).await? == 0 {
            return Err(Error::NotFound);
        }
        users::in_block(tx, account).await?.filter(may_recover).ok_or(Error::NotFound)?;
        manage::set_password(tx, &within, account, &password).await
    };
    state.db().write(block).await
}

/// Voids the links of an account.
///
/// # Errors
/// From the engine.
pub(super) async fn void(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.run(&store::RESETS_DELETE, params![account]).await.map(drop)
}

fn hash(token: &Secret) -> [u8; 32] {
    Sha256::digest(token.expose().as_bytes()).into()
}
