//! The server's loop: accepting connections, speaking HTTP/1.1 on them, and ending in good order.
//!
//! Hyper's own header timeout makes a timer for every request. Here each connection only counts what
//! it moves, and one *caretaker* looks at all of them every second: it closes those that send the
//! head of a request too slowly, that are idle for long, or that stand still in the middle of an answer.
//! A request therefore pays for a few counters, not for timers.
//!
//! On the signal to stop, those who are at the door already are let in and then nobody any more; idle
//! connections are closed, requests that have begun to come get an answer with `Connection: close`, slow readers get the
//! rest of theirs, and what is not done after ten seconds is cut off.
//!
//! **Not here:** TLS and HTTP/2, which are a proxy's; WebSockets.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use http::{HeaderValue, Request, header};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use metrics::{Counter, Gauge, counter, gauge};
use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{interval, sleep, timeout};

use super::Front;
use super::counted::{Counted, Vitals};
use super::rate::Peer;

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; more wait in the system's queue.
    pub connections: usize,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// Without a byte in either direction between requests.
    pub idle: Duration,
    /// Without a byte in either direction while a request is read or answered.
    pub stuck: Duration,
    /// From the signal to stop to the end.
    pub drain: Duration,
    /// How often the caretaker looks.
    pub look: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 16_384,
            head: Duration::from_secs(15),
            // Longer than proxies keep connections to us, so that they are the ones to close.
            idle: Duration::from_secs(90),
            stuck: Duration::from_secs(120),
            drain: Duration::from_secs(10),
            look: Duration::from_secs(1),
        }
    }
}

/// What is counted of connections.
struct Meters {
    open: Gauge,
    accepted: Counter,
    closed_slow: Counter,
    closed_at_stop: Counter,
}

impl Meters {
    fn register() -> Self {
        let closed = |why: &'static str| counter!("kinfolk_http_connections_closed_total", "why" => why);
        Self {
            open: gauge!("kinfolk_http_connections"),
            accepted: counter!("kinfolk_http_connections_total"),
            closed_slow: closed("slow"),
            closed_at_stop: closed("stop"),
        }
    }
}

/// How often a server that is stopping looks whether it is done.
const DRAIN_LOOK: Duration = Duration::from_millis(50);
/// How long a server that is stopping still accepts: closing the listener resets connections that the system has
/// made already and nobody has accepted.
const LAST_CALL: Duration = Duration::from_millis(50);
/// How long accepting rests after the system refused, for want of file handles.
const REFUSED: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, and then until requests are answered or the time for that is over.
pub async fn serve(listener: TcpListener, front: Front, limits: Limits, stop: impl Future<Output = ()>) {
    let house = Arc::new(House::new());
    let caretaker = tokio::spawn(care(Arc::clone(&house), limits));
    let room = Arc::new(Semaphore::new(limits.connections));
    tokio::select! {
        () = accept(&listener, &front, &house, &room) => {}
        () = stop => {}
    }
    house.stopping.store(true, Ordering::Relaxed);
    let _ = timeout(LAST_CALL, accept(&listener, &front, &house, &room)).await;
    drop(listener);
    caretaker.abort();
    if timeout(limits.drain, drain(&house)).await.is_err() {
        tracing::warn!("requests were cut off: they were not answered in time");
        house.close(&house.meters.closed_at_stop, |_| true);
    }
}

/// All connections of the server.
struct House {
    stopping: AtomicBool,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Guest>>,
    meters: Meters,
}

/// A connection as the caretaker knows it.
struct Guest {
    vitals: Arc<Vitals>,
    task: AbortHandle,
    /// What the counters said at the last look.
    moved: u64,
    /// Looks since a byte moved.
    quiet: u32,
    /// Looks since the head of a request began.
    waiting_for_head: u32,
}

async fn accept(listener: &TcpListener, front: &Front, house: &Arc<House>, room: &Arc<Semaphore>) {
    loop {
        let Ok(place) = Arc::clone(room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => admit(stream, front.clone(), house, place),
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted");
                sleep(REFUSED).await;
            }
        }
    }
}

/// The other side went away before it was accepted.
fn is_about_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Begins to serve a connection.
fn admit(stream: TcpStream, front: Front, house: &Arc<House>, place: OwnedSemaphorePermit) {
    // Small answers must not wait for an acknowledgement; a socket that refuses this is merely slower.
    let _ = stream.set_nodelay(true);
    let vitals = Arc::new(Vitals::default());
    let number = house.next.fetch_add(1, Ordering::Relaxed);
    let leave = Leave { house: Arc::clone(house), number };
    // Held over the start, so that a connection that ends at once cannot leave before it has come.
    let mut open = house.open.lock();
    let task = tokio::spawn({
        let vitals = Arc::clone(&vitals);
        async move {
            let _place = place;
            talk(stream, front, &leave, vitals).await;
        }
    });
    let guest = Guest { vitals, task: task.abort_handle(), moved: 0, quiet: 0, waiting_for_head: 0 };
    open.insert(number, guest);
    house.meters.accepted.increment(1);
    house.meters.open.increment(1);
}

/// Takes a connection out of the house, however it ends.
struct Leave {
    house: Arc<House>,
    number: u64,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.house.open.lock().remove(&self.number);
        self.house.meters.open.decrement(1);
    }
}

/// Speaks HTTP on one connection until it ends.
async fn talk(stream: TcpStream, front: Front, leave: &Leave, vitals: Arc<Vitals>) {
    let peer = stream.peer_addr().ok().map(|address| address.ip());
    let io = TokioIo::new(Counted::new(stream, Arc::clone(&vitals)));
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let (front, vitals) = (&front, &vitals);
        async move {
            vitals.begin();
            let mut request = request.map(body);
            if let Some(peer) = peer {
                request.extensions_mut().insert(Peer(peer));
            }
            let mut response = front.answer(request).await;
            if leave.house.stopping.load(Ordering::Relaxed) {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            vitals.end();
            Ok::<_, Infallible>(response)
        }
    });
    // An error here is a client that went away or sent no HTTP; neither is ours to report.
    if let Err(error) = http1::Builder::new().serve_connection(io, service).await {
        tracing::trace!(%error, "a connection ended");
    }
}

/// Most requests have no body; an empty one needs no memory.
fn body(incoming: Incoming) -> Body {
    if incoming.is_end_stream() { Body::empty() } else { Body::new(incoming) }
}

/// Looks at all connections again and again and closes those that hold a place for nothing.
async fn care(house: Arc<House>, limits: Limits) {
    let looks =
        |time: Duration| u32::try_from(time.as_millis() / limits.look.as_millis().max(1)).unwrap_or(u32::MAX);
    let (head, idle, stuck) = (looks(limits.head), looks(limits.idle), looks(limits.stuck));
    let mut clock = interval(limits.look);
    loop {
        clock.tick().await;
        house.close(&house.meters.closed_slow, |guest| {
            guest.look();
            let most = if guest.vitals.is_busy() { stuck } else { idle };
            guest.waiting_for_head > head || guest.quiet > most
        });
    }
}

/// Waits until every connection has ended, closing those between two requests.
async fn drain(house: &House) {
    let mut clock = interval(DRAIN_LOOK);
    loop {
        clock.tick().await;
        house.close(&house.meters.closed_at_stop, |guest| {
            guest.look();
            // One look is not enough: the end of an answer may be on its way to the socket.
            guest.quiet > 1 && !guest.vitals.is_in_between()
        });
        if house.open.lock().is_empty() {
            return;
        }
    }
}

impl House {
    fn new() -> Self {
        let (stopping, next, open) = Default::default();
        Self { stopping, next, open, meters: Meters::register() }
    }

    /// Cuts the connections off that `judge` says so of, and counts them.
    fn close(&self, closed: &Counter, mut judge: impl FnMut(&mut Guest) -> bool) {
        for guest in self.open.lock().values_mut() {
            if !guest.task.is_finished() && judge(guest) {
                guest.task.abort();
                closed.increment(1);
            }
        }
    }
}

impl Guest {
    /// Brings what is known of it up to date.
    fn look(&mut self) {
        let moved = self.vitals.moved();
        self.quiet = if moved == self.moved { self.quiet.saturating_add(1) } else { 0 };
        self.moved = moved;
        self.waiting_for_head =
            if self.vitals.is_in_head() { self.waiting_for_head.saturating_add(1) } else { 0 };
    }
}
