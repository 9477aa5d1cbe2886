//! `kinfolk serve`: the server, from the first line it prints to the closed database.

use std::time::Duration;

use db::admin::Serving;
use tokio::net::TcpListener;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use super::{Extra, Failure, large_pages};
use crate::app;
use crate::auth::setup;
use crate::core::{Config, State, bus, events, jobs, metrics};
use crate::http;
use crate::http::serve::{Limits, serve};
use crate::timelines;

/// How often what was dispatched is marked; nothing is asked where nothing was.
const LOOK: Duration = Duration::from_millis(500);
/// How often the server looks for what others left untold: after a command, that is how long it may take to be heard of.
const ADOPT: Duration = Duration::from_secs(1);
/// How often the server looks whether it still holds the lock of those who serve.
const HOLD: Duration = Duration::from_secs(1);
/// How long closing may take. Everything that was answered is durable already.
const CLOSE: Duration = Duration::from_secs(5);

/// Serves until it is told to stop.
pub(super) async fn run(mut config: Config, extra: Extra) -> Result<(), Failure> {
    large_pages::forbid();
    // First of all: a second server on the same address must not touch the database.
    let listener = listen(&config.bind, config.name_of("BIND")).await?;
    let for_metrics = listen_for_metrics(&config).await?;
    metrics::start();
    if !config.base_url_given {
        (config.base_url, config.domain) = Config::local_url(listener.local_addr()?.port());
    }
    for sentence in config.without_effect() {
        tracing::warn!("{sentence}");
    }
    let stop = stop_signal()?;
    let (state, serving) = tokio::select! {
        // Another process may be migrating for long. A migration that is cut off leaves nothing behind.
        () = stop.cancelled() => return Ok(()),
        opened = open(config, extra) => opened?,
    };
    bus::start(&state);
    let runner = jobs::start(&state, jobs::Pace::default())?;
    println!("Kinfolk {} is at {}", env!("CARGO_PKG_VERSION"), state.config().base_url);
    if let Some(listener) = for_metrics {
        tokio::spawn(http::metrics::serve(listener, state.clone()));
    }
    let helpers = [
        tokio::spawn(greet(state.clone())),
        tokio::spawn(sweep(state.clone())),
        tokio::spawn(adopt(state.clone())),
        tokio::spawn(warm_up(state.clone())),
        tokio::spawn(large_pages::allow_when_grown()),
    ];
    let holding = tokio::spawn(hold(state.clone(), serving));

    let limits = Limits::default();
    let requests = serve(listener, app::front(state.clone()), limits, stop.clone().cancelled_owned());
    let work = async {
        stop.cancelled().await;
        state.health().stop();
        runner.stop(limits.drain).await;
    };
    // Requests and jobs that run get the same ten seconds.
    tokio::join!(requests, work);
    state.bus().stop().await;
    helpers.iter().for_each(tokio::task::JoinHandle::abort);
    if timeout(CLOSE, close(&state)).await.is_err() {
        tracing::warn!("the database was left as it is: it does not answer");
    }
    holding.abort();
    Ok(())
}

/// The state of a server that may begin to work, and what says that it serves.
async fn open(config: Config, extra: Extra) -> Result<(State, Serving), Failure> {
    let serving = super::open::serving(&config).await?;
    let state = super::open::open_with(config, true, extra.install).await?;
    (extra.prepare)(state.clone()).await?;
    jobs::void_leases(&state).await?;
    Ok((state, serving))
}

async fn close(state: &State) {
    if let Err(error) = events::sweep(state).await {
        tracing::warn!(%error, "the outbox was left as it is");
    }
    state.db().close().await;
}

/// Where metrics are served, if anywhere. That the usual address is taken stops nobody who did not ask for it.
async fn listen_for_metrics(config: &Config) -> Result<Option<TcpListener>, Failure> {
    let Some(address) = &config.metrics_bind else { return Ok(None) };
    match listen(address, config.name_of("METRICS_BIND")).await {
        Ok(listener) => Ok(Some(listener)),
        Err(failure) if config.names.contains_key("METRICS_BIND") => Err(failure),
        Err(failure) => {
            tracing::warn!("no metrics are served: {failure}");
            Ok(None)
        }
    }
}

async fn listen(address: &str, setting: String) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program listens there".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
            _ => error.to_string(),
        };
        Failure(format!("cannot listen on {address}: {why}; {setting} names the address"))
    })
}

/// Says on a server without an owner how to make them.
async fn greet(state: State) {
    let url = &state.config().base_url;
    match setup::code(&state).await {
        Ok(Some(code)) => {
            println!("It has no owner yet. Become the owner at {url}/setup with the code {}", code.expose());
            println!("or by: kinfolk account create NAME --email YOU@EXAMPLE.ORG --role owner");
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "whether this server has an owner is not known"),
    }
}

/// Cancelled when the process is asked to end, by a service manager or at the terminal. Asked once more, it ends
/// at once.
fn stop_signal() -> Result<CancellationToken, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut asked = async move || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let stop = CancellationToken::new();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            asked().await;
            stop.cancel();
            asked().await;
            tracing::warn!("asked again to end: what was running is cut off");
            std::process::exit(1);
        }
    });
    Ok(stop)
}

/// Marks what was dispatched, again and again.
async fn sweep(state: State) {
    let mut clock = beat(LOOK);
    loop {
        clock.tick().await;
        tell("sweeping the outbox", events::sweep(&state).await);
    }
}

/// Fills memory with what the first requests need.
async fn warm_up(state: State) {
    tell("warming up", timelines::warm_up(&state).await);
}

/// Tells of what other processes have left untold, again and again.
async fn adopt(state: State) {
    let mut adoption = events::Adoption::new();
    let mut clock = beat(ADOPT);
    loop {
        clock.tick().await;
        tell("adopting from the outbox", adoption.look(&state).await.map(drop));
    }
}

/// Holds on to what says that this process serves, and takes it again when its connection was lost.
async fn hold(state: State, mut serving: Serving) {
    let mut clock = beat(HOLD);
    loop {
        clock.tick().await;
        if serving.is_held() {
            continue;
        }
        match super::open::serving(state.config()).await {
            Ok(again) => serving = again,
            Err(failure) => tracing::warn!("others cannot see that this server runs: {failure}"),
        }
    }
}

/// A beat that begins after its time and does not make up for what it missed.
pub(super) fn beat(time: Duration) -> Interval {
    let mut clock = interval_at(Instant::now() + time, time);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    clock
}

/// What failed is done again at the next beat.
fn tell(what: &str, done: base::Result<()>) {
    if let Err(error) = done {
        tracing::warn!(%error, "{what} failed");
    }
}
