//! Making pictures and keeping their files, off the threads that requests run on.

use std::fs::File;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use base::{Error, Result};
use bytes::Bytes;
use media::{Fault, Folder, Key, Name, Part, Picture, Shape};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::core::{Config, State};

/// Pictures that are decoded at a time: each may take some hundred megabytes.
const AT_ONCE: usize = 2;
/// Pictures that may wait for that; each is some megabytes already.
const WAITING: usize = 16;

/// Where files are kept, and who may work on pictures.
pub(super) struct Store {
    /// `None` where they would be in an object store, which this version cannot use.
    folder: Option<Folder>,
    decoders: Arc<Semaphore>,
    places: Semaphore,
}

impl Store {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            folder: config.media_folder().map(Folder::new),
            decoders: Arc::new(Semaphore::new(AT_ONCE)),
            places: Semaphore::new(AT_ONCE + WAITING),
        }
    }

    fn folder(&self) -> Result<Folder> {
        let none = || Error::unprocessable("Pictures cannot be uploaded on this server");
        self.folder.clone().ok_or_else(none)
    }
}

/// Makes a picture of a part of what was sent as `field`.
///
/// # Errors
/// `Invalid` about `field`; `Unavailable` when too many wait; `Unprocessable` where nothing can be kept.
pub async fn prepare(
    state: &State,
    field: &'static str,
    bytes: Bytes,
    (shape, part): (Shape, Part),
) -> Result<Arc<Picture>> {
    let store = state.part::<Store>();
    store.folder()?;
    let busy = |error| Error::unavailable("Too many pictures are being uploaded; try again later", error);
    let _place = store.places.try_acquire().map_err(busy)?;
    let turn = Arc::clone(&store.decoders).acquire_owned().await.map_err(Error::internal)?;
    let work = spawn_blocking(move || {
        // Kept until the work is done, also when whoever asked has gone.
        let _turn = turn;
        media::prepare(&bytes, shape, part)
    });
    match work.await {
        Ok(Ok(picture)) => Ok(Arc::new(picture)),
        Ok(Err(fault)) => Err(refused(field, fault)),
        Err(panic) => {
            tracing::warn!(%panic, "a decoder broke on a picture");
            Err(refused(field, Fault::Broken))
        }
    }
}

fn refused(field: &'static str, fault: Fault) -> Error {
    let code = match fault {
        Fault::TooManyBytes | Fault::TooManyPixels => "ERR_TOO_LARGE",
        Fault::Empty | Fault::Type | Fault::Broken => "ERR_INVALID",
    };
    Error::invalid(field, code, fault.to_string())
}

/// Keeps a picture's file; nothing happens where it is there already.
///
/// # Errors
/// `Unavailable` when it cannot be written.
pub async fn keep(state: &State, key: Key, picture: &Arc<Picture>) -> Result<()> {
    let picture = Arc::clone(picture);
    on_disk(state, move |folder| folder.put(key, &picture.bytes)).await
}

/// Keeps it again if it was removed by somebody who did not know yet that it is in use now: called when the row that
/// names it is committed.
///
/// # Errors
/// As [`keep`].
pub async fn keep_if_gone(state: &State, key: Key, picture: &Arc<Picture>) -> Result<()> {
    let picture = Arc::clone(picture);
    let again =
        move |folder: Folder| if folder.exists(key)? { Ok(()) } else { folder.put(key, &picture.bytes) };
    on_disk(state, again).await
}

/// Removes a file unless `is_used` says that a row names it. For jobs that exist once for a key.
///
/// # Errors
/// From `is_used`, or `Unavailable`; another run then finishes what this one began.
pub async fn forget<F, Fut>(state: &State, key: Key, is_used: F) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<bool>>,
{
    if !is_used().await? {
        on_disk(state, move |folder| folder.set_aside(key)).await?;
        if !is_used().await? {
            return on_disk(state, move |folder| folder.discard(key)).await;
        }
    }
    on_disk(state, move |folder| folder.put_back(key)).await
}

/// Files of a shelf by the first byte of their names that are older than some moment.
///
/// # Errors
/// `Unavailable` when the folder cannot be read.
pub async fn names(state: &State, shelf: &'static str, first: u8, before: SystemTime) -> Result<Vec<Name>> {
    on_disk(state, move |folder| folder.names(shelf, first, before)).await
}

/// A file and how many bytes it has.
pub(super) async fn open(state: &State, key: Key) -> Result<Option<(File, u64)>> {
    if state.part::<Store>().folder.is_none() {
        return Ok(None);
    }
    on_disk(state, move |folder| folder.open(key)).await
}

async fn on_disk<T, F>(state: &State, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(Folder) -> io::Result<T> + Send + 'static,
{
    let folder = state.part::<Store>().folder()?;
    let done = spawn_blocking(move || work(folder)).await.map_err(Error::internal)?;
    done.map_err(|error| Error::unavailable("Files cannot be read or written at the moment", error))
}
