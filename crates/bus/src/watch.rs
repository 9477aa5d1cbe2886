//! Who was heard when, and whether anything can have been missed: the logic of [the door](crate), without I/O.
//!
//! All times are given, in Unix milliseconds. A *doubt* is anything after which the log must be read from the
//! beginning: each has a number, and a reading counts only if no doubt came since it began.

use std::collections::HashMap;

use crate::message::{Body, Message};
use crate::{FORGET_MS, SILENCE_MS};

/// Says at which doubt a reading of the log began.
#[derive(Debug, Clone, Copy)]
pub struct Ticket(u64);

#[derive(Debug)]
pub(crate) struct Watch {
    me: i64,
    /// When the listening connection came up, if it is.
    up_at: Option<i64>,
    /// When the own heartbeat was last heard on it.
    own_heard_at: Option<i64>,
    peers: HashMap<i64, Peer>,
    whole: bool,
    /// Since when it is whole or not.
    since: i64,
    /// Everything committed before is known here.
    known_until: i64,
    doubts: u64,
    gaps: u64,
}

/// Another server.
#[derive(Debug)]
struct Peer {
    /// Its newest number; `None` when the next one is taken as it comes.
    sequence: Option<u64>,
    heard_at: i64,
}

impl Watch {
    /// Of a process that begins to remember now.
    pub(crate) fn new(me: i64, now: i64) -> Self {
        Self {
            me,
            up_at: None,
            own_heard_at: None,
            peers: HashMap::new(),
            whole: true,
            since: now,
            known_until: now,
            doubts: 0,
            gaps: 0,
        }
    }

    /// From now on being whole has to be earned.
    pub(crate) fn begin(&mut self, now: i64) {
        self.doubt(now);
    }

    /// The connection is up. What was sent while it was not is missing, so every number is taken as it comes.
    pub(crate) fn up(&mut self, now: i64) {
        self.doubt(now);
        (self.up_at, self.own_heard_at) = (Some(now), None);
        self.peers.values_mut().for_each(|peer| *peer = Peer { sequence: None, heard_at: now });
    }

    /// The connection is lost.
    pub(crate) fn down(&mut self, now: i64) {
        self.doubt(now);
        (self.up_at, self.own_heard_at) = (None, None);
    }

    /// A message was heard at `at` and is applied.
    pub(crate) fn heard(&mut self, message: &Message, at: i64) {
        self.look(at);
        if message.instance == self.me {
            if self.own_heard_at.is_some_and(|before| at - before > SILENCE_MS) {
                self.doubt(at);
            }
            self.own_heard_at = Some(at);
        } else {
            self.heard_peer(message, at);
        }
        if self.whole {
            self.known_until = self.all_heard_at();
        }
    }

    fn heard_peer(&mut self, message: &Message, at: i64) {
        // Who is heard for the first time just after the connection came up was there before; what it
        // sent then is in the log, which is still to be read.
        let is_new = self.up_at.is_some_and(|up_at| at - up_at <= SILENCE_MS);
        let stranger = Peer { sequence: (!is_new).then_some(0), heard_at: at };
        let peer = self.peers.entry(message.instance).or_insert(stranger);
        let was_silent = at - peer.heard_at > SILENCE_MS;
        // The number of the newest rows that were sent before this message.
        let before = match message.body {
            Body::Rows(_) => message.sequence.saturating_sub(1),
            Body::Heartbeat | Body::Goodbye => message.sequence,
        };
        let is_gap = peer.sequence.is_some_and(|known| before > known);
        peer.sequence = Some(peer.sequence.unwrap_or(0).max(message.sequence));
        peer.heard_at = at;
        if message.body == Body::Goodbye {
            self.peers.remove(&message.instance);
        }
        if is_gap {
            self.gap(at);
        } else if was_silent {
            self.doubt(at);
        }
    }

    /// Something was missed.
    pub(crate) fn gap(&mut self, now: i64) {
        self.gaps += 1;
        self.doubt(now);
    }

    /// Something may have been missed.
    pub(crate) fn doubt(&mut self, now: i64) {
        self.doubts += 1;
        if self.whole {
            self.whole = false;
            self.since = now;
        }
    }

    /// Notices who is silent, and forgets who was for long.
    pub(crate) fn look(&mut self, now: i64) {
        if self.whole && !self.hears_all(now) {
            self.doubt(now);
        }
        self.peers.retain(|_, peer| now - peer.heard_at <= FORGET_MS);
    }

    /// `None` while something is amiss that reading the log does not mend.
    pub(crate) fn ticket(&mut self, now: i64) -> Option<Ticket> {
        self.look(now);
        self.hears_all(now).then_some(Ticket(self.doubts))
    }

    /// The log was read since the ticket was taken.
    pub(crate) fn caught_up(&mut self, ticket: Ticket, now: i64) {
        self.look(now);
        if !self.whole && ticket.0 == self.doubts && self.hears_all(now) {
            self.whole = true;
            self.since = now;
            self.known_until = self.all_heard_at();
        }
    }

    fn hears_all(&self, now: i64) -> bool {
        self.up_at.is_some() && self.own_heard_at.is_some() && now - self.all_heard_at() <= SILENCE_MS
    }

    /// When the one was heard who was not heard for longest.
    fn all_heard_at(&self) -> i64 {
        let peers = self.peers.values().map(|peer| peer.heard_at);
        peers.chain(self.own_heard_at).min().unwrap_or(self.known_until)
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(crate) fn known_until(&self) -> i64 {
        self.known_until
    }

    pub(crate) fn own_heard_at(&self) -> Option<i64> {
        self.own_heard_at
    }

    pub(crate) fn since(&self) -> i64 {
        self.since
    }

    pub(crate) fn gaps(&self) -> u64 {
        self.gaps
    }

    pub(crate) fn peers(&self) -> usize {
        self.peers.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: i64 = 1;
    const PEER: i64 = 2;

    fn beat(instance: i64, sequence: u64) -> Message {
        Message { instance, sequence, body: Body::Heartbeat }
    }

    fn rows(instance: i64, sequence: u64) -> Message {
        Message { instance, sequence, body: Body::Rows(Vec::new()) }
    }

    /// Whole at 10 000, having heard a peer whose newest number is 5.
    fn whole() -> Watch {
        let mut watch = Watch::new(ME, 9_000);
        watch.begin(9_100);
        watch.up(9_900);
        watch.heard(&beat(ME, 0), 10_000);
        watch.heard(&beat(PEER, 5), 10_000);
        read(&mut watch, 10_000);
        assert!(watch.is_whole());
        watch
    }

    fn read(watch: &mut Watch, now: i64) {
        if let Some(ticket) = watch.ticket(now) {
            watch.caught_up(ticket, now);
        }
    }

    #[test]
    fn a_server_is_whole_only_when_it_hears_itself_and_has_read_the_log_since() {
        let mut watch = Watch::new(ME, 9_000);
        watch.begin(9_100);
        read(&mut watch, 9_200);
        assert!(!watch.is_whole(), "there is no connection");
        watch.up(9_300);
        read(&mut watch, 9_400);
        assert!(!watch.is_whole(), "the connection has brought nothing yet");
        watch.heard(&beat(ME, 0), 9_500);
        assert!(!watch.is_whole(), "the log was not read since");
        assert_eq!(watch.known_until(), 9_000, "it is read from where remembering began");
        read(&mut watch, 9_600);
        assert!(watch.is_whole());
    }

    #[test]
    fn a_reading_that_began_before_the_connection_came_up_does_not_count() {
        let mut watch = whole();
        watch.gap(10_100);
        let ticket = watch.ticket(10_150).unwrap();
        watch.down(10_200);
        watch.up(10_300);
        watch.heard(&beat(ME, 1), 10_400);
        watch.caught_up(ticket, 10_500);
        assert!(!watch.is_whole());
        read(&mut watch, 10_600);
        assert!(watch.is_whole());
    }

    #[test]
    fn numbers_in_order_keep_it_whole_and_a_number_left_out_does_not() {
        let mut watch = whole();
        for sequence in 6..9 {
            watch.heard(&rows(PEER, sequence), 10_100);
            watch.heard(&beat(PEER, sequence), 10_200);
        }
        assert!(watch.is_whole());
        watch.heard(&rows(PEER, 10), 10_300);
        assert_eq!((watch.is_whole(), watch.gaps()), (false, 1));
        read(&mut watch, 10_400);
        watch.heard(&rows(PEER, 11), 10_500);
        assert!(watch.is_whole());
    }

    #[test]
    fn a_heartbeat_tells_of_rows_that_were_lost_before_it() {
        let mut watch = whole();
        watch.heard(&beat(PEER, 6), 10_300);
        assert_eq!((watch.is_whole(), watch.gaps()), (false, 1));
    }

    #[test]
    fn what_comes_twice_or_late_is_no_gap() {
        let mut watch = whole();
        for sequence in [6, 6, 5, 4] {
            watch.heard(&rows(PEER, sequence), 10_100);
        }
        watch.heard(&beat(PEER, 3), 10_200);
        assert!(watch.is_whole());
        watch.heard(&rows(PEER, 7), 10_300);
        assert!(watch.is_whole(), "the newest number stays the newest");
    }

    #[test]
    fn a_number_that_comes_after_its_successor_is_a_gap_first() {
        let mut watch = whole();
        watch.heard(&rows(PEER, 7), 10_100);
        assert!(!watch.is_whole());
        watch.heard(&rows(PEER, 6), 10_100);
        read(&mut watch, 10_200);
        watch.heard(&rows(PEER, 8), 10_300);
        assert_eq!((watch.is_whole(), watch.gaps()), (true, 1));
    }

    #[test]
    fn silence_of_anybody_ends_it_and_speaking_again_is_not_enough() {
        for silent in [ME, PEER] {
            let mut watch = whole();
            let other = if silent == ME { beat(PEER, 5) } else { beat(ME, 0) };
            watch.heard(&other, 12_900);
            assert_eq!(watch.known_until(), 10_000, "{silent} was not heard since");
            watch.look(13_000);
            assert!(watch.is_whole());
            watch.look(13_001);
            assert!(!watch.is_whole());
            assert!(watch.ticket(13_001).is_none(), "reading does not mend silence");
            watch.heard(&beat(silent, 5), 13_100);
            assert!(!watch.is_whole());
            assert_eq!(watch.known_until(), 10_000, "that is where the log is read from");
            read(&mut watch, 13_200);
            assert!(watch.is_whole());
        }
    }

    #[test]
    fn silence_that_nobody_looked_at_is_noticed_when_it_ends() {
        let mut watch = whole();
        watch.gap(10_100);
        watch.heard(&beat(ME, 0), 12_000);
        let ticket = watch.ticket(12_000).unwrap();
        watch.heard(&beat(ME, 0), 14_000);
        watch.heard(&beat(PEER, 5), 14_000);
        watch.caught_up(ticket, 14_100);
        assert!(!watch.is_whole(), "the peer was silent while the log was read");
    }

    #[test]
    fn who_says_goodbye_is_not_missed_and_who_does_not_is_forgotten_late() {
        let mut watch = whole();
        watch.heard(&Message { instance: PEER, sequence: 5, body: Body::Goodbye }, 10_500);
        watch.heard(&beat(ME, 0), 20_000);
        read(&mut watch, 20_000);
        assert!(watch.is_whole());
        assert_eq!(watch.peers(), 0);

        let mut watch = whole();
        for now in (11_000..50_000).step_by(1_000) {
            watch.heard(&beat(ME, 0), now);
            read(&mut watch, now);
            assert_eq!(watch.is_whole(), now <= 13_000, "at {now}");
        }
        watch.heard(&beat(ME, 0), 50_001);
        read(&mut watch, 50_001);
        assert!(watch.is_whole());
    }

    #[test]
    fn a_server_that_starts_later_is_heard_from_its_first_number() {
        let mut watch = whole();
        watch.heard(&beat(ME, 0), 20_000);
        watch.heard(&beat(PEER, 5), 20_000);
        read(&mut watch, 20_000);
        watch.heard(&beat(3, 0), 20_100);
        watch.heard(&rows(3, 1), 20_200);
        assert!(watch.is_whole());
        watch.heard(&rows(4, 2), 20_300);
        assert!(!watch.is_whole(), "what it sent before was missed");
    }

    #[test]
    fn a_process_that_was_stopped_and_goes_on_reads_the_log_though_no_number_is_missing() {
        let mut watch = whole();
        watch.heard(&rows(PEER, 6), 70_000);
        assert!(!watch.is_whole());
        assert_eq!(watch.known_until(), 10_000);
    }
}
