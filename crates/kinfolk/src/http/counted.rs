//! A connection that counts what it moves, so that others can tell whether it is alive.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection has done so far. Written by its own task alone, read by the caretaker; values that
/// are a moment old do no harm, so the order of memory is left free.
#[derive(Debug, Default)]
pub(super) struct Vitals {
    moved: AtomicU64,
    busy: AtomicBool,
    in_head: AtomicBool,
    /// The other side is slow to take what it asked for.
    held_up: AtomicBool,
}

impl Vitals {
    /// A request's head is complete and its answer begins.
    pub(super) fn begin(&self) {
        self.in_head.store(false, Ordering::Relaxed);
        self.busy.store(true, Ordering::Relaxed);
    }

    /// The answer is made; its bytes may still be on their way.
    pub(super) fn end(&self) {
        self.busy.store(false, Ordering::Relaxed);
    }

    /// Changes whenever bytes were moved in either direction.
    pub(super) fn moved(&self) -> u64 {
        self.moved.load(Ordering::Relaxed)
    }

    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed)
    }

    /// Whether bytes of a request have come whose head is not complete.
    pub(super) fn is_in_head(&self) -> bool {
        self.in_head.load(Ordering::Relaxed)
    }

    /// Whether a request or its answer is on its way in part.
    pub(super) fn is_in_between(&self) -> bool {
        self.is_busy() || self.is_in_head() || self.held_up.load(Ordering::Relaxed)
    }

    fn count(&self) {
        // One writer: no other task can come between the two.
        self.moved.store(self.moved.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

/// A stream with its vitals.
pub(super) struct Counted<S> {
    stream: S,
    vitals: Arc<Vitals>,
}

impl<S> Counted<S> {
    pub(super) fn new(stream: S, vitals: Arc<Vitals>) -> Self {
        Self { stream, vitals }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.vitals.count();
            if !self.vitals.is_busy() {
                self.vitals.in_head.store(true, Ordering::Relaxed);
            }
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> Counted<S> {
    fn wrote(&self, polled: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.vitals.held_up.store(polled.is_pending(), Ordering::Relaxed);
        if matches!(polled, Poll::Ready(Ok(1..))) {
            self.vitals.count();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.wrote(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn bytes_in_both_directions_count_and_a_begun_head_shows() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let vitals = Arc::new(Vitals::default());
        let mut counted = Counted::new(ours, Arc::clone(&vitals));
        theirs.write_all(b"GET").await.unwrap();
        counted.read_exact(&mut [0; 3]).await.unwrap();
        assert!(vitals.is_in_head() && vitals.moved() == 1);
        vitals.begin();
        assert!(vitals.is_busy() && !vitals.is_in_head());
        counted.write_all(b"answer").await.unwrap();
        vitals.end();
        assert!(!vitals.is_in_between() && vitals.moved() == 2);
        let rest = [0; 100];
        assert!(tokio::time::timeout(std::time::Duration::ZERO, counted.write_all(&rest)).await.is_err());
        assert!(!vitals.is_busy() && vitals.is_in_between(), "nobody takes what is written");
        theirs.read_exact(&mut [0; 64]).await.unwrap();
        counted.write_all(b"more").await.unwrap();
        assert!(!vitals.is_in_between());
    }
}
