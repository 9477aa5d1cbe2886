//! Why a statement failed, as far as a block's runner must know.

use base::Error;

/// A failure of the engine under a block. It makes the block end, whatever the block returns.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The read took too long where it ran; run the block again on a reader thread.
    Interrupted,
    /// A serialisation failure or a deadlock; run the block again.
    Conflict,
    /// Any other failed statement.
    Broken,
}

/// The error that stands for a fault while the block unwinds.
pub(crate) fn ended() -> Error {
    Error::internal("a statement failed earlier in this block; nothing more can be run in it")
}
