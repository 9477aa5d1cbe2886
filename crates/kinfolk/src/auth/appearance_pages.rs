//! HTML in: the page on which somebody chooses the language and the looks of pages.

use base::{Error, Result};
use serde::Deserialize;

use super::appearance;
use super::extract::PageViewer;
use super::shell::{self, Shell};
use crate::core::State;
use crate::http::input::Flag;
use crate::http::page::views::{AppearancePage, Choice};
use crate::http::page::{Appearance, Language, Nav, Scheme, TextSize};
use crate::http::{ApiResult, Input, html, refused_form};

const PATH: &str = "/settings/appearance";

/// `GET /settings/appearance`.
pub(super) async fn show(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    page(&state, &shell, viewer.appearance, None)
}

/// The form of `POST /settings/appearance`. A box that is not checked is not sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    /// A tag; empty for what the browser prefers.
    language: String,
    scheme: String,
    text_size: String,
    less_motion: Flag,
}

/// `POST /settings/appearance`.
pub(super) async fn save(state: State, shell: Shell, viewer: PageViewer, form: Input<Form>) -> ApiResult {
    match form.value.read() {
        Ok(chosen) => {
            let spoken = chosen.language.unwrap_or(shell.preferred);
            appearance::save(&state, viewer.account, chosen, spoken).await?;
            Ok(shell::back(None, PATH, Some("saved")))
        }
        Err(_) => {
            // The form offers nothing else, so what was sent was not made by it.
            let wrong = shell.language.text("appearance-wrong");
            refused_form(page(&state, &shell, viewer.appearance, Some(wrong))?).await
        }
    }
}

impl Form {
    /// `Invalid` about the first field that holds something else than a choice.
    fn read(&self) -> Result<Appearance> {
        let language = match self.language.as_str() {
            "" => None,
            tag => Some(
                Language::all().find(|language| language.tag() == tag).ok_or_else(|| wrong("language"))?,
            ),
        };
        Ok(Appearance {
            language,
            scheme: chosen("scheme", &self.scheme, Scheme::ALL, Scheme::name)?,
            text_size: chosen("text_size", &self.text_size, TextSize::ALL, TextSize::name)?,
            less_motion: self.less_motion.0,
        })
    }
}

/// The one with this name; what is not sent is the default.
fn chosen<T: Copy + Default, const N: usize>(
    field: &'static str,
    sent: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T> {
    if sent.is_empty() {
        return Ok(T::default());
    }
    all.into_iter().find(|one| name(*one) == sent).ok_or_else(|| wrong(field))
}

fn wrong(field: &'static str) -> Error {
    Error::invalid(field, "ERR_INCLUSION", "is not one of the choices")
}

fn page(state: &State, shell: &Shell, now: Appearance, problem: Option<String>) -> ApiResult {
    let word = |kind: &str, name: &str| shell.language.text(&format!("appearance-{kind}-{name}"));
    let automatic = Choice {
        value: String::new(),
        text: shell.language.text("appearance-language-auto"),
        language: None,
        chosen: now.language.is_none(),
    };
    let languages = Language::all().map(|language| Choice {
        value: language.tag(),
        text: language.text("language-name"),
        language: Some(language.tag()),
        chosen: now.language == Some(language),
    });
    let choice = |kind: &str, name: &'static str, chosen: bool| Choice {
        value: name.to_owned(),
        text: word(kind, name),
        language: None,
        chosen,
    };
    html(&AppearancePage {
        page: shell.layout(state, Nav::None),
        problem,
        languages: std::iter::once(automatic).chain(languages).collect(),
        schemes: Scheme::ALL.map(|one| choice("scheme", one.name(), one == now.scheme)).into(),
        text_sizes: TextSize::ALL.map(|one| choice("text", one.name(), one == now.text_size)).into(),
        less_motion: now.less_motion,
    })
}
