//! The address that metrics are served on: `GET /metrics`, for Prometheus, apart from what people use.
//!
//! A small server of its own, so that a main one that is full can still be looked into. It asks
//! nobody for a password and is meant for the machine itself or a private network.
//!
//! **Not here:** what the metrics are (`core::metrics`).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{Method, Request, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::core::{State, metrics};

/// Connections at a time; more wait in the system's queue.
const CONNECTIONS: usize = 8;
/// A connection serves one request and is cut off after this long.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long accepting rests after the system refused.
const REFUSED: Duration = Duration::from_millis(100);
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Serves metrics until the task is ended.
pub async fn serve(listener: TcpListener, state: State) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let talk = talk(stream, state.clone());
                tokio::spawn(async move {
                    let _place = place;
                    // Whoever takes longer is no Prometheus.
                    let _ = timeout(PATIENCE, talk).await;
                });
            }
            Err(_) => sleep(REFUSED).await,
        }
    }
}

async fn talk(stream: TcpStream, state: State) {
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let state = &state;
        async move { Ok::<_, Infallible>(answer(request.method(), request.uri().path(), state).await) }
    });
    let mut http = http1::Builder::new();
    if let Err(error) = http.keep_alive(false).serve_connection(TokioIo::new(stream), service).await {
        tracing::trace!(%error, "a connection for metrics ended");
    }
}

async fn answer(method: &Method, path: &str, state: &State) -> Response {
    match path {
        "/metrics" if matches!(*method, Method::GET | Method::HEAD) => {
            let headers = [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-store")];
            (headers, Body::from(metrics::text(state).await)).into_response()
        }
        "/metrics" => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
