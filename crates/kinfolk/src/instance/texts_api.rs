//! The texts about this server that apps ask for: description, privacy policy, terms of service. They say what holds
//! of every Kinfolk server; what an operator adds comes with run-time settings.

use axum::Json;
use axum::extract::Path;
use base::Error;
use serde_json::{Value, json};

use crate::auth::Shell;
use crate::core::State;
use crate::http::page::views::TextPage;
use crate::http::page::{Language, Nav};
use crate::http::{ApiResult, html};

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

/// `GET /api/v1/instance/extended_description`.
pub(super) async fn description() -> Json<Value> {
    Json(json!({ "updated_at": WRITTEN_AT, "content": DESCRIPTION.html() }))
}

/// `GET /api/v1/instance/privacy_policy`.
pub(super) async fn privacy() -> Json<Value> {
    Json(json!({ "updated_at": WRITTEN_AT, "content": PRIVACY.html() }))
}

/// `GET /api/v1/instance/terms_of_service`.
pub(super) async fn terms() -> Json<Value> {
    Json(terms_json())
}

/// `GET /api/v1/instance/terms_of_service/{date}`: there has been one text so far.
pub(super) async fn terms_of(Path(date): Path<String>) -> ApiResult<Json<Value>> {
    if date == WRITTEN { Ok(Json(terms_json())) } else { Err(Error::NotFound.into()) }
}

/// <https://docs.joinmastodon.org/entities/TermsOfService/>
fn terms_json() -> Value {
    json!({ "effective_date": WRITTEN, "effective": true, "content": TERMS.html(), "succeeded_by": null })
}

/// `GET /privacy-policy`.
pub(super) async fn privacy_page(state: State, shell: Shell) -> ApiResult {
    page(&state, &shell, &PRIVACY)
}

/// `GET /terms-of-service`.
pub(super) async fn terms_page(state: State, shell: Shell) -> ApiResult {
    page(&state, &shell, &TERMS)
}

fn page(state: &State, shell: &Shell, text: &Text) -> ApiResult {
    html(&TextPage {
        page: shell.layout(state, Nav::About),
        title: shell.language.text(text.title),
        paragraphs: text.sentences(shell.language),
        written: WRITTEN.to_owned(),
    })
}
