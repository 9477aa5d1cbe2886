//! Pictures of one's own: what was sent becomes a file, the file's name stands in the account's row, and who was
//! replaced goes.
//!
//! The file is kept before the row names it, and looked for once more after the row is committed (crate `media`,
//! `folder`, says why). A file that is replaced stays for [`GRACE_MS`], as pages and caches may still name it, and goes
//! then unless somebody else has sent the same picture. **Not here:** drawn pictures (`picture`).

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use base::{Error, Result};
use bytes::Bytes;
use db::{Statement, Tx, params};
use media::{Key, Name, Part, Picture, Shape};
use serde_json::json;

use super::store;
use crate::core::jobs::{CLEAN_UP, Run};
use crate::core::pictures::{AVATARS, HEADERS};
use crate::core::{Builder, NewJob, State};
use crate::media as files;

/// How long a file stays that nobody uses any more.
const GRACE_MS: i64 = 10 * 60 * 1_000;
/// Files younger than this are not asked about: somebody may be just about to use them.
const YOUNG: Duration = Duration::from_hours(24);
/// Names that one statement asks about.
const ASKED: usize = 500;

const FORGET: &str = "accounts.forget_picture";
const SWEEP: &str = "accounts.sweep_pictures";

/// One of an account's two pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Square.
    Avatar,
    /// Three times as wide as high.
    Header,
}

impl Slot {
    const ALL: [Self; 2] = [Self::Avatar, Self::Header];

    /// The parameter by which it is sent.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Header => "header",
        }
    }

    /// The slot of a parameter.
    #[must_use]
    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.field() == field)
    }

    /// As Mastodon's.
    fn shape(self) -> Shape {
        match self {
            Self::Avatar => Shape { width: 400, height: 400 },
            Self::Header => Shape { width: 1_500, height: 500 },
        }
    }

    fn shelf(self) -> &'static str {
        match self {
            Self::Avatar => AVATARS,
            Self::Header => HEADERS,
        }
    }

    fn key(self, name: Name) -> Key {
        Key { shelf: self.shelf(), name }
    }

    /// Which of some names are in use.
    fn in_use(self) -> &'static Statement {
        match self {
            Self::Avatar => &store::AVATARS_IN_USE,
            Self::Header => &store::HEADERS_IN_USE,
        }
    }
}

/// What becomes of one of an account's pictures.
#[derive(Debug, Clone)]
pub enum NewPicture {
    /// It is the drawn one.
    Drawn,
    /// It is this one, made by [`picture_of`].
    Own(Arc<Picture>),
}

impl NewPicture {
    /// What stands in the account's row.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Drawn => None,
            Self::Own(picture) => Some(picture.name.to_string()),
        }
    }
}

/// Makes a picture of a part of what somebody sent.
///
/// # Errors
/// `Invalid` about the slot's field, `Unavailable` when too many are being made, `Unprocessable` where none can be kept.
pub async fn picture_of(state: &State, slot: Slot, bytes: Bytes, part: Part) -> Result<NewPicture> {
    files::prepare(state, slot.field(), bytes, (slot.shape(), part)).await.map(NewPicture::Own)
}

/// Keeps the file of a picture that is about to be used.
pub(super) async fn keep(state: &State, slot: Slot, new: Option<&NewPicture>) -> Result<()> {
    match new {
        Some(NewPicture::Own(picture)) => files::keep(state, slot.key(picture.name), picture).await,
        _ => Ok(()),
    }
}

/// Makes sure that the file of a picture that is used now was not removed meanwhile.
pub(super) async fn keep_if_gone(state: &State, slot: Slot, new: Option<&NewPicture>) -> Result<()> {
    match new {
        Some(NewPicture::Own(picture)) => files::keep_if_gone(state, slot.key(picture.name), picture).await,
        _ => Ok(()),
    }
}

/// Asks for a file to be removed some time after it was replaced or its owner has left. Late in a transaction.
pub(super) async fn replaced(tx: &mut Tx, state: &State, slot: Slot, name: Option<&str>) -> Result<()> {
    match name {
        Some(name) => state.enqueue(tx, job(slot, name).at(state.now_ms() + GRACE_MS)).await.map(drop),
        None => Ok(()),
    }
}

fn job(slot: Slot, name: &str) -> NewJob {
    NewJob::new(FORGET, json!([slot.field(), name])).unique(format!("{} {name}", slot.field()))
}

/// Adds the jobs: the removal of a file, and once a week the look for files that no row ever came to name.
pub(super) fn install(builder: Builder) -> Builder {
    let week = Duration::from_hours(7 * 24);
    builder
        .job(FORGET, CLEAN_UP, forget)
        .job(SWEEP, CLEAN_UP, |state, _| async move { sweep(&state).await })
        .cron(SWEEP, week, NewJob::new(SWEEP, ()))
}

async fn forget(state: State, run: Run) -> Result<()> {
    let (field, text): (String, String) = run.payload()?;
    let unknown = || Error::internal(format!("{field} {text} is no picture"));
    let slot = Slot::of_field(&field).ok_or_else(unknown)?;
    let name = Name::parse(&text).ok_or_else(unknown)?;
    let is_used = || async { Ok(!used(&state, slot, vec![text.clone()]).await?.is_empty()) };
    files::forget(&state, slot.key(name), is_used).await
}

async fn used(state: &State, slot: Slot, names: Vec<String>) -> Result<Vec<String>> {
    let read = async move |r: &mut db::Reader| {
        r.all(slot.in_use(), params![names.clone()], |row| row.get::<String>(0)).await
    };
    state.db().read(read).await
}

/// Has every file removed that is not young and that no row names.
///
/// # Errors
/// `Unavailable` when the files cannot be listed, or from the engine.
pub async fn sweep(state: &State) -> Result<()> {
    let now = Duration::from_millis(u64::try_from(state.now_ms()).unwrap_or(0));
    let before = UNIX_EPOCH + now.saturating_sub(YOUNG);
    if state.config().media_folder().is_none() {
        return Ok(());
    }
    for slot in Slot::ALL {
        for first in 0..=u8::MAX {
            let names = files::names(state, slot.shelf(), first, before).await?;
            for names in names.chunks(ASKED) {
                sweep_some(state, slot, names).await?;
            }
        }
    }
    Ok(())
}

async fn sweep_some(state: &State, slot: Slot, names: &[Name]) -> Result<()> {
    let names: Vec<String> = names.iter().map(Name::to_string).collect();
    let used = used(state, slot, names.clone()).await?;
    let jobs: Vec<NewJob> =
        names.iter().filter(|name| !used.contains(name)).map(|name| job(slot, name)).collect();
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        for job in &jobs {
            within.enqueue(tx, job.clone()).await?;
        }
        Ok(())
    };
    state.db().write(block).await
}
