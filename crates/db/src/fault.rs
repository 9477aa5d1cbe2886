//! Why a statement failed, as far as a block's runner must know.

use std::any::Any;

use base::Error;

/// A failure of the engine under a block. It makes the block end, whatever the block returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The read took too long where it ran; run the block again on a reader thread.
    Interrupted,
    /// A serialisation failure or a deadlock; run the block again.
    Conflict,
    /// Any other failed statement.
    Broken,
    /// A statement was started and its answer not awaited; what became of it is not known.
    Abandoned,
}

/// The error that stands for a fault while the block unwinds.
pub(crate) fn ended() -> Error {
    Error::internal("a statement failed earlier in this block; nothing more can be run in it")
}

/// The error of a block that returned a value although a statement in it had failed.
pub(crate) fn went_on() -> Error {
    Error::internal("a block went on after a failed statement; it was rolled back")
}

/// The error of a block that panicked.
pub(crate) fn panicked(what: &str, panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    Error::internal(format!("{what} panicked: {text}"))
}
