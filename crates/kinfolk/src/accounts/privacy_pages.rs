//! HTML in: who follows, finds and reads somebody, on a page of its own.
//!
//! Not here: the rest of the profile (`settings_pages`), whom somebody hides from themselves (`graph`).

use base::{Error, FieldError};
use serde::Deserialize;

use super::profile::{self, ProfileChange};
use super::profile_api::parse_privacy;
use crate::auth::{PageViewer, Shell, shell};
use crate::core::State;
use crate::core::words::Visibility;
use crate::http::input::Flag;
use crate::http::page::views::{Choice, Field, PrivacyPage};
use crate::http::page::{Language, Nav};
use crate::http::{ApiResult, Input, html, refused_form};

const PRIVACY: &str = "/settings/privacy";

/// What stands in the form. A box that is not checked is not sent, so absent means no; an absent choice changes nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PrivacyForm {
    locked: Flag,
    hide_collections: Flag,
    indexable: Flag,
    visibility: Option<String>,
}

impl PrivacyForm {
    fn change(&self) -> base::Result<ProfileChange> {
        let visibility = self.visibility.as_deref().map(|word| parse_privacy("visibility", word));
        Ok(ProfileChange {
            locked: Some(self.locked.0),
            hide_collections: Some(self.hide_collections.0),
            indexable: Some(self.indexable.0),
            visibility: visibility.transpose()?,
            ..ProfileChange::default()
        })
    }
}

/// `GET /settings/privacy`.
pub(super) async fn privacy(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    let now = profile::edited(&state, viewer.account).await?;
    let [locked, _, _, indexable, hide_collections] = now.flags.map(Flag);
    let visibility = now.privacy().map(|visibility| visibility.as_str().to_owned());
    page(&state, &shell, PrivacyForm { locked, hide_collections, indexable, visibility }, &[])
}

/// `POST /settings/privacy`.
pub(super) async fn edit_privacy(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<PrivacyForm>,
) -> ApiResult {
    let form = input.value;
    let done = match form.change() {
        Ok(change) => profile::change_profile(&state, viewer.account, change).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(shell::back(None, PRIVACY, Some("privacy-saved"))),
        Err(Error::Invalid(faults)) => refused_form(page(&state, &shell, form, &faults)?).await,
        Err(error) => Err(error.into()),
    }
}

fn page(state: &State, shell: &Shell, typed: PrivacyForm, faults: &[FieldError]) -> ApiResult {
    let visibility = typed.visibility.unwrap_or_default();
    html(&PrivacyPage {
        page: shell.layout(state, Nav::None),
        locked: typed.locked.0,
        hide_collections: typed.hide_collections.0,
        indexable: typed.indexable.0,
        visibilities: choices(shell.language, &visibility),
        visibility: Field::judged(shell.language, "visibility", visibility, faults),
    })
}

/// Nobody writes direct posts by default.
fn choices(language: Language, chosen: &str) -> Vec<Choice> {
    let choice = |word: &str, text| Choice {
        value: word.to_owned(),
        text,
        chosen: word == chosen,
        ..Choice::default()
    };
    let all = [Visibility::Public, Visibility::Unlisted, Visibility::Private].map(Visibility::as_str);
    let named = all.map(|word| choice(word, language.text(&format!("visibility-{word}"))));
    [choice("", language.text("who-reads-auto"))].into_iter().chain(named).collect()
}
