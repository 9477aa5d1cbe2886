//! Rate limits: how often somebody may ask, by access token, by account and by address; with Mastodon's numbers and
//! headers (<https://docs.joinmastodon.org/api/rate-limits/>, `config/initializers/rack_attack.rb`).
//!
//! A limit counts within windows of fixed length that begin with the epoch. Counters are in memory, bounded, and each
//! server counts for itself: behind a load balancer somebody may do as much as there are servers. Switched off
//! (`KINFOLK_RATE_LIMITS`), everything is counted and told, and nothing refused.
//!
//! **Not here:** how many connections there may be (`serve`); limits that are part of the data, as how many lists.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;

use axum::body::Body;
use base::{Error, Result};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use parking_lot::{Mutex, RwLock};
use quick_cache::DefaultHashBuilder;

use super::address::{self, Address};
use crate::core::words::AccountId;
use crate::core::{Builder, State};

static LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
static REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
static RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The address at the other end of a connection; [`super::serve`] puts it into every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Rule {
    /// Calls with one access token.
    Token,
    /// Calls of one account, with all its tokens.
    Account,
    /// Calls without a token, from one address.
    Address,
    /// Pages other than the first.
    Paging,
    /// Deleted statuses and reblogs taken back.
    Deleting,
    /// New accounts, from one address.
    SigningUp,
    /// Looks at what would be wrong with a new account, from one address.
    Checking,
    /// New applications, from one address.
    Registering,
    /// Passwords tried, from one address.
    LoggingIn,
    /// Links asked for by who forgot their password, from one address.
    Recovering,
    /// Mails that somebody had sent to one mailbox.
    Mailing,
}

impl Rule {
    /// How many, in how many milliseconds.
    const fn terms(self) -> (u32, i64) {
        const MINUTE: i64 = 60_000;
        match self {
            Self::Token | Self::Address => (300, 5 * MINUTE),
            Self::Account => (1_500, 5 * MINUTE),
            Self::Paging => (300, 15 * MINUTE),
            Self::Deleting => (30, 30 * MINUTE),
            Self::SigningUp => (5, 30 * MINUTE),
            Self::Registering => (5, 10 * MINUTE),
            Self::Checking => (100, 5 * MINUTE),
            Self::LoggingIn | Self::Recovering => (25, 5 * MINUTE),
            Self::Mailing => (5, 30 * MINUTE),
        }
    }
}

/// What is left of a limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    limit: u32,
    remaining: u32,
    /// When the next window begins, in Unix milliseconds.
    reset_ms: i64,
    exceeded: bool,
}

impl Left {
    /// Headers for whoever asked.
    pub(super) fn tell(self, state: &State, headers: &mut HeaderMap) {
        headers.insert(&LIMIT, HeaderValue::from(self.limit));
        headers.insert(&REMAINING, HeaderValue::from(self.remaining));
        if let Some(reset) = state.part::<Rates>().reset(self.reset_ms) {
            headers.insert(&RESET, reset);
        }
    }

    fn refusal(self, now_ms: i64) -> Error {
        let ms = u64::try_from(self.reset_ms - now_ms).unwrap_or(0);
        Error::TooMany { retry_after_s: ms.div_ceil(1_000).max(1) }
    }
}

/// Counters are spread over so many locks.
const SHARDS: usize = 16;
/// More counters than this under one lock make room: 16 × 8 192 take some 8 MB.
const MOST: usize = 8_192;

/// How often somebody asked, by the number of the window.
type Counted = HashMap<(Rule, u64), (i64, u32), DefaultHashBuilder>;

/// All counters.
pub(super) struct Rates {
    shards: [Mutex<Counted>; SHARDS],
    hasher: DefaultHashBuilder,
    /// The end of a window that was told last: windows of one length end together.
    told: RwLock<(i64, Option<HeaderValue>)>,
}

impl Rates {
    fn new() -> Self {
        let shards = std::array::from_fn(|_| Mutex::default());
        Self { shards, hasher: DefaultHashBuilder::default(), told: RwLock::default() }
    }

    /// A moment, in Unix milliseconds, as a header tells it: Mastodon gives microseconds.
    fn reset(&self, reset_ms: i64) -> Option<HeaderValue> {
        if let (known_ms, Some(known)) = &*self.told.read()
            && *known_ms == reset_ms
        {
            return Some(known.clone());
        }
        let text = base::rfc3339(reset_ms).replace('Z', "000Z");
        let value = HeaderValue::try_from(text).ok();
        *self.told.write() = (reset_ms, value.clone());
        value
    }

    /// Counts a request.
    fn take(&self, rule: Rule, who: impl Hash, now_ms: i64) -> Left {
        let (limit, period) = rule.terms();
        let window = now_ms.div_euclid(period);
        let who = self.hasher.hash_one(who);
        let mut counted = self.shards[who as usize % SHARDS].lock();
        if counted.len() >= MOST && !counted.contains_key(&(rule, who)) {
            make_room(&mut counted, now_ms);
        }
        let count = counted.entry((rule, who)).or_insert((window, 0));
        if count.0 != window {
            *count = (window, 0);
        }
        count.1 = count.1.saturating_add(1);
        let remaining = limit.saturating_sub(count.1);
        Left { limit, remaining, reset_ms: (window + 1) * period, exceeded: count.1 > limit }
    }
}

/// Drops counters of windows that are over; when all are of now, all of them: too many ask to count each.
fn make_room(counted: &mut Counted, now_ms: i64) {
    counted.retain(|(rule, _), (window, _)| *window == now_ms.div_euclid(rule.terms().1));
    if counted.len() >= MOST {
        counted.clear();
    }
}

/// Adds the counters.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder.part(Rates::new())
}

/// Counts a request by what it is; gives what is left of the limit that is nearest to its end. `None` where
/// nothing is limited.
///
/// # Errors
/// `TooMany`, with what is left.
pub(super) fn count(
    state: &State,
    request: &Request<Body>,
) -> Option<std::result::Result<Left, (Left, Error)>> {
    let now_ms = state.now_ms();
    let rates: &Rates = state.part();
    let path = request.uri().path();
    let token = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let trusted = &state.config().trusted_proxies;
    let address = || address::network(address::of(request.extensions(), request.headers(), trusted));
    let by_asker = |rule| match token {
        Some(token) => rates.take(rule, token, now_ms),
        None => rates.take(rule, address(), now_ms),
    };
    let mut left = Vec::with_capacity(3);
    if path.starts_with("/api/") {
        left.push(by_asker(if token.is_some() { Rule::Token } else { Rule::Address }));
        if is_paging(request) {
            left.push(by_asker(Rule::Paging));
        }
        if is_deleting(request.method(), path) {
            left.push(by_asker(Rule::Deleting));
        }
    }
    if let Some(rule) = by_address(request.method(), path) {
        left.push(rates.take(rule, address(), now_ms));
    }
    let nearest = left.iter().min_by_key(|left| (!left.exceeded, left.remaining)).copied()?;
    let refused = nearest.exceeded && state.config().rate_limits;
    Some(if refused { Err((nearest, nearest.refusal(now_ms))) } else { Ok(nearest) })
}

/// Counts a call of an account, whatever its token.
///
/// # Errors
/// `TooMany`.
pub fn count_account(state: &State, account: AccountId) -> Result<()> {
    let now_ms = state.now_ms();
    let left = state.part::<Rates>().take(Rule::Account, account, now_ms);
    if left.exceeded && state.config().rate_limits { Err(left.refusal(now_ms)) } else { Ok(()) }
}

/// Counts a password that an app tries, by the address that it comes from. Other grants are not guessed, and a server
/// renews the tokens of many people from one address.
///
/// # Errors
/// `TooMany`.
pub fn count_password(state: &State, from: Address) -> Result<()> {
    let now_ms = state.now_ms();
    let left = state.part::<Rates>().take(Rule::LoggingIn, address::network(from.0), now_ms);
    if left.exceeded && state.config().rate_limits { Err(left.refusal(now_ms)) } else { Ok(()) }
}

/// Counts a mail that somebody wants sent to this mailbox, whether it is known here or not.
///
/// # Errors
/// `TooMany`.
pub fn count_mail(state: &State, mailbox: &str) -> Result<()> {
    let now_ms = state.now_ms();
    let left = state.part::<Rates>().take(Rule::Mailing, mailbox, now_ms);
    if left.exceeded && state.config().rate_limits { Err(left.refusal(now_ms)) } else { Ok(()) }
}

fn is_paging(request: &Request<Body>) -> bool {
    let query = request.uri().query().unwrap_or("");
    query.split('&').any(|pair| {
        matches!(pair.split_once('='), Some(("max_id" | "min_id" | "since_id", value)) if !value.is_empty())
    })
}

fn is_deleting(method: &Method, path: &str) -> bool {
    let Some(status) = path.strip_prefix("/api/v1/statuses/") else { return false };
    method == Method::DELETE || method == Method::POST && status.ends_with("/unreblog")
}

/// What is limited by address, signed in or not.
fn by_address(method: &Method, path: &str) -> Option<Rule> {
    if method != Method::POST {
        return None;
    }
    match path {
        "/api/v1/accounts" | "/auth/sign_up" => Some(Rule::SigningUp),
        "/auth/sign_up/check" => Some(Rule::Checking),
        "/api/v1/apps" => Some(Rule::Registering),
        "/auth/sign_in" => Some(Rule::LoggingIn),
        "/auth/password/new" | "/auth/password/edit" => Some(Rule::Recovering),
        // These ask for the password too.
        "/settings/account/password" | "/settings/account/email" | "/settings/account/delete" => {
            Some(Rule::LoggingIn)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_ends_and_begins_anew_and_is_counted_apart_by_who_asks() {
        let rates = Rates::new();
        let minute = 60_000;
        for n in 1..=5 {
            let left = rates.take(Rule::SigningUp, "a", minute);
            assert_eq!((left.remaining, left.exceeded, left.reset_ms), (5 - n, false, 30 * minute));
        }
        assert!(rates.take(Rule::SigningUp, "a", 30 * minute - 1).exceeded);
        assert!(!rates.take(Rule::SigningUp, "b", minute).exceeded);
        assert!(!rates.take(Rule::Registering, "a", minute).exceeded);
        assert!(!rates.take(Rule::SigningUp, "a", 30 * minute).exceeded);
    }

    #[test]
    fn counters_are_bounded() {
        let rates = Rates::new();
        for n in 0..SHARDS * MOST * 2 {
            rates.take(Rule::Address, n, 0);
        }
        let held: usize = rates.shards.iter().map(|shard| shard.lock().len()).sum();
        assert!(held <= SHARDS * MOST, "{held}");
    }
}
