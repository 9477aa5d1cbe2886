//! The texts about this server that apps ask for: description, privacy policy, terms of service. They say what holds
//! of every Kinfolk server; what an operator adds comes with run-time settings.

use axum::Json;
use axum::extract::Path;
use axum::routing::get;
use base::Error;
use serde_json::{Value, json};

use super::shape::{InstanceText, TermsOfService};
use crate::auth::Shell;
use crate::core::State;
use crate::http::page::views::TextPage;
use crate::http::page::{Language, Nav, day};
use crate::http::{ApiResult, Routes, html, op};

/// Since when the texts are as they are.
const WRITTEN: &str = "2026-11-21";
const WRITTEN_AT: &str = "2026-11-21T00:00:00.000Z";

/// A text in paragraphs, as the keys of its sentences.
struct Text {
    title: &'static str,
    paragraphs: &'static [&'static str],
}

const DESCRIPTION: Text = Text { title: "about-title", paragraphs: &["landing-default-lead"] };
const PRIVACY: Text = Text {
    title: "privacy-title",
    paragraphs: &["privacy-kept", "privacy-seen", "privacy-others", "privacy-leaving", "privacy-operator"],
};
const TERMS: Text =
    Text { title: "terms-title", paragraphs: &["terms-yours", "terms-others", "terms-operator"] };

impl Text {
    fn sentences(&self, language: Language) -> Vec<String> {
        self.paragraphs.iter().map(|key| language.text(key)).collect()
    }

    fn html(&self) -> String {
        let sentences = self.sentences(Language::default());
        sentences.iter().map(|sentence| format!("<p>{}</p>", text::escape(sentence))).collect()
    }
}

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let text = |summary| op(summary).gives::<InstanceText>();
    let terms_shape = |summary| op(summary).gives::<TermsOfService>();
    Routes::of("This server")
        .get("/api/v1/instance/extended_description", description, text("What this server says about itself"))
        .get("/api/v1/instance/privacy_policy", privacy, text("Its privacy policy"))
        .get("/api/v1/instance/terms_of_service", terms, terms_shape("Its terms of service"))
        .get(
            "/api/v1/instance/terms_of_service/{date}",
            terms_of,
            terms_shape("Its terms of service of a day"),
        )
        .route("/privacy-policy", get(privacy_page))
        .route("/terms-of-service", get(terms_page))
}

/// `GET /api/v1/instance/extended_description`.
async fn description() -> Json<Value> {
    Json(json!({ "updated_at": WRITTEN_AT, "content": DESCRIPTION.html() }))
}

/// `GET /api/v1/instance/privacy_policy`.
async fn privacy() -> Json<Value> {
    Json(json!({ "updated_at": WRITTEN_AT, "content": PRIVACY.html() }))
}

/// `GET /api/v1/instance/terms_of_service`.
async fn terms() -> Json<Value> {
    Json(terms_json())
}

/// `GET /api/v1/instance/terms_of_service/{date}`: there has been one text so far.
async fn terms_of(Path(date): Path<String>) -> ApiResult<Json<Value>> {
    if date == WRITTEN { Ok(Json(terms_json())) } else { Err(Error::NotFound.into()) }
}

/// <https://docs.joinmastodon.org/entities/TermsOfService/>
fn terms_json() -> Value {
    json!({ "effective_date": WRITTEN, "effective": true, "content": TERMS.html(), "succeeded_by": null })
}

/// `GET /privacy-policy`.
async fn privacy_page(state: State, shell: Shell) -> ApiResult {
    page(&state, &shell, &PRIVACY)
}

/// `GET /terms-of-service`.
async fn terms_page(state: State, shell: Shell) -> ApiResult {
    page(&state, &shell, &TERMS)
}

fn page(state: &State, shell: &Shell, text: &Text) -> ApiResult {
    html(&TextPage {
        page: shell.layout(state, Nav::About),
        title: shell.language.text(text.title),
        paragraphs: text.sentences(shell.language),
        written: day(shell.language, WRITTEN_AT),
    })
}
