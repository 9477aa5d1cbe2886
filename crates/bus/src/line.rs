//! The tasks behind a bus: opening the connection again and again, sending, hearing.

use std::sync::atomic::Ordering;
use std::time::Duration;

use base::{Error, Result};
use db::listen::{Hearer, Speaker};
use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::message::{Body, Message};
use crate::{Bus, Owner};

/// How long saying goodbye may take.
pub(crate) const GOODBYE: Duration = Duration::from_secs(2);
/// All servers over one database listen here; channels of different databases are apart.
const CHANNEL: &str = "kinfolk";
/// How often a heartbeat is sent.
const BEAT: Duration = Duration::from_secs(1);
/// Rows that are committed within this time are sent together.
const GATHER: Duration = Duration::from_millis(10);
/// A connection that does not bring the own heartbeat for so long is given up.
const DEAF: Duration = Duration::from_secs(6);
/// Between attempts to connect.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(5)];
/// Messages that are applied together.
const TOGETHER: usize = 256;

/// Sends and hears until the bus is stopped.
pub(crate) async fn run(bus: Bus, config: db::Config, owner: impl Owner) {
    let mut pause = PAUSES[0];
    let mut replaced = false;
    while !bus.0.stopping.load(Ordering::SeqCst) {
        let lost = match db::listen::open(&config, CHANNEL).await {
            Ok((speaker, hearer)) => {
                pause = PAUSES[0];
                if std::mem::take(&mut replaced) {
                    owner.forget();
                }
                attend(&bus, &owner, speaker, hearer).await
            }
            Err(error) => {
                // Somebody had the database for themselves to replace what is in it.
                replaced |= matches!(error, Error::Unprocessable(_));
                Err(error)
            }
        };
        let Err(error) = lost else { break };
        tracing::warn!(%error, "not connected to other servers; trying again");
        tokio::select! {
            () = sleep(pause) => {}
            () = stopping(&bus) => {}
        }
        pause = (pause * 2).min(PAUSES[1]);
    }
    bus.0.stopped.notify_one();
}

/// Done when the bus is stopped; rows that wait for the connection wait on.
async fn stopping(bus: &Bus) {
    while !bus.0.stopping.load(Ordering::SeqCst) {
        bus.0.wake.notified().await;
    }
}

/// Uses one connection until it is lost, which is an error, or the bus is stopped.
async fn attend(bus: &Bus, owner: &impl Owner, speaker: Speaker, hearer: Hearer) -> Result<()> {
    bus.watched(|watch, now| watch.up(now));
    let own_heard = Mutex::new(Instant::now());
    let ended = tokio::select! {
        ended = speak(bus, owner, &speaker, &own_heard) => ended,
        lost = hear(bus, owner, hearer, &own_heard) => Err(lost),
    };
    bus.watched(|watch, now| watch.down(now));
    ended
}

async fn speak(bus: &Bus, owner: &impl Owner, speaker: &Speaker, own_heard: &Mutex<Instant>) -> Result<()> {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            () = bus.0.wake.notified() => sleep(GATHER).await,
        }
        if own_heard.lock().elapsed() > DEAF {
            return Err(Error::unavailable("The database cannot be reached", "messages do not come back"));
        }
        let is_last = bus.0.stopping.load(Ordering::SeqCst);
        while send(bus, owner, speaker, is_last).await? {}
        if is_last {
            return Ok(());
        }
    }
}

/// Sends some of what waits; whether more waits. What could not be sent is not sent again: the
/// numbers that are then missing have everybody read the log.
async fn send(bus: &Bus, owner: &impl Owner, speaker: &Speaker, is_last: bool) -> Result<bool> {
    let batch = bus.0.outgoing.lock().take(bus.0.instance, is_last);
    if !bus.0.silenced.load(Ordering::SeqCst) {
        speaker.send(&batch.messages).await?;
        bus.0.sent.fetch_add(batch.count, Ordering::Relaxed);
        if !batch.ids.is_empty() {
            owner.sent(batch.ids);
        }
    }
    Ok(batch.more)
}

/// Applies what comes until the connection is lost. Messages count as heard when they are applied, with the time at
/// which they came.
async fn hear(bus: &Bus, owner: &impl Owner, mut hearer: Hearer, own_heard: &Mutex<Instant>) -> Error {
    while let Some(first) = hearer.hear().await {
        let at = bus.0.clock.now_ms();
        let mut texts = vec![first];
        while texts.len() < TOGETHER
            && let Some(text) = hearer.next_now()
        {
            texts.push(text);
        }
        if bus.0.silenced.load(Ordering::SeqCst) {
            continue;
        }
        let messages: Vec<Option<Message>> = texts.iter().map(|text| Message::read(text)).collect();
        apply(bus, owner, &messages).await;
        bus.watched(|watch, _| {
            for message in &messages {
                match message {
                    Some(message) => watch.heard(message, at),
                    None => watch.gap(at),
                }
            }
        });
        if messages.iter().flatten().any(|message| message.instance == bus.0.instance) {
            *own_heard.lock() = Instant::now();
        }
    }
    Error::unavailable("The database cannot be reached", "the listening connection was lost")
}

/// Hands on the rows of others.
async fn apply(bus: &Bus, owner: &impl Owner, messages: &[Option<Message>]) {
    let others = messages.iter().flatten().filter(|message| message.instance != bus.0.instance);
    let rows: Vec<_> = others
        .filter_map(|message| if let Body::Rows(rows) = &message.body { Some(rows) } else { None })
        .flatten()
        .copied()
        .collect();
    if rows.is_empty() {
        return;
    }
    let count = rows.len() as u64;
    match owner.hear(rows).await {
        Ok(()) => {
            bus.0.received.fetch_add(count, Ordering::Relaxed);
        }
        Err(error) => {
            tracing::warn!(%error, "what another server wrote could not be applied; reading the log");
            bus.watched(|watch, now| watch.gap(now));
        }
    }
}
