//! HTML in: one's own profile, and deleting one's account.
//!
//! Not here: who follows, finds and reads somebody (`privacy_pages`); password, address, browsers and apps (`auth`).

use axum::extract::Path;
use base::{Error, FieldError, Secret};
use serde::Deserialize;
use serde_json::Value;

use super::leave;
use super::own_picture::{NewPicture, Slot};
use super::part::Numbers;
use super::profile::{self, MAX_FIELDS, Profile, ProfileChange};
use super::profile_api::{ProfileInput, change};
use crate::auth::credentials::Proof;
use crate::auth::settings_pages::{Refused, account_page};
use crate::auth::{PageViewer, Shell, cookie, shell};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{Field, PartView, ProfileSettingsPage};
use crate::http::{ApiResult, Input, html, refused_form};

const PROFILE: &str = "/settings/profile";

/// `GET /settings/profile`.
pub(super) async fn profile(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    let now = profile::edited(&state, viewer.account).await?;
    profile_page(&state, &shell, Typed::of(now)?, &Numbers::default(), &[])
}

/// `POST /settings/profile`. A box that is not checked is not sent, so absent means no. A file that was not chosen is
/// sent, and empty.
pub(super) async fn edit_profile(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<Value>,
) -> ApiResult {
    let value = input.read::<ProfileInput>()?.with_absent_as_no();
    let numbers: Numbers = input.read()?;
    let typed = Typed::in_form(&value);
    let mut files = input.files;
    files.retain(|file| !file.bytes.is_empty());
    let done = match numbers.parse() {
        Ok(parts) => change(&state, viewer.account, Input { value, files }, parts).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(shell::back(None, PROFILE, Some("profile-saved"))),
        Err(Error::Invalid(faults)) => {
            let now = profile::edited(&state, viewer.account).await?;
            refused_form(profile_page(&state, &shell, typed.beside(&now), &numbers, &faults)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/profile/{slot}/remove`: the drawn picture is shown again.
pub(super) async fn remove_picture(state: State, viewer: PageViewer, Path(slot): Path<String>) -> ApiResult {
    let drawn = Some(NewPicture::Drawn);
    let change = match Slot::of_field(&slot).ok_or(Error::NotFound)? {
        Slot::Avatar => ProfileChange { avatar: drawn, ..ProfileChange::default() },
        Slot::Header => ProfileChange { header: drawn, ..ProfileChange::default() },
    };
    profile::change_profile(&state, viewer.account, change).await?;
    Ok(shell::back(None, PROFILE, Some("profile-saved")))
}

/// What stands in the form.
pub(super) struct Typed {
    pub display_name: String,
    pub note: String,
    pub fields: Vec<profile::Field>,
    pub bot: bool,
    pub language: String,
    /// Whether there is an avatar and a header of one's own.
    pub pictures: [bool; 2],
}

impl Typed {
    /// The same with what is not typed.
    fn beside(self, now: &Profile) -> Self {
        Self { pictures: [now.avatar.is_some(), now.header.is_some()], ..self }
    }

    fn of(now: Profile) -> base::Result<Self> {
        Ok(Self {
            fields: now.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect(),
            language: now.language.unwrap_or_default(),
            pictures: [now.avatar.is_some(), now.header.is_some()],
            display_name: now.display_name,
            note: now.note,
            bot: now.flags[1],
        })
    }
}

fn profile_page(
    state: &State,
    shell: &Shell,
    typed: Typed,
    numbers: &Numbers,
    faults: &[FieldError],
) -> ApiResult {
    let language = shell.language;
    let field = |name, value: &str| Field::judged(language, name, value, faults);
    let part = |slot, [x, y, zoom]: [&'static str; 3]| {
        let typed = numbers.typed(slot);
        let slider = |name, typed: &str| (name, field(name, typed));
        PartView { x: slider(x, &typed[0]), y: slider(y, &typed[1]), zoom: slider(zoom, &typed[2]) }
    };
    let mut fields = typed.fields;
    fields.resize(MAX_FIELDS.max(fields.len()), profile::Field::default());
    html(&ProfileSettingsPage {
        page: shell.layout(state, Nav::None),
        display_name: field("display_name", &typed.display_name),
        note: field("note", &typed.note),
        fields,
        fields_error: field("fields_attributes", "").error,
        bot: typed.bot,
        language: field("source[language]", &typed.language),
        avatar: field("avatar", ""),
        header: field("header", ""),
        avatar_part: part(Slot::Avatar, ["avatar_x", "avatar_y", "avatar_zoom"]),
        header_part: part(Slot::Header, ["header_x", "header_y", "header_zoom"]),
        avatar_url: shell.viewer.as_ref().map(|viewer| shell::avatar_of(state, viewer)).unwrap_or_default(),
        own_avatar: typed.pictures[0],
        own_header: typed.pictures[1],
    })
}

/// The form of `POST /settings/account/delete`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeleteForm {
    delete_username: String,
    delete_password: Secret,
}

/// `POST /settings/account/delete`.
pub(super) async fn delete(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<DeleteForm>,
) -> ApiResult {
    let form = input.value;
    match delete_account(&state, &viewer, &form).await {
        Ok(()) => {
            let mut answer = shell::back(None, "/", Some("account-deleted"));
            if let Some(cookie) = cookie::clear(&state) {
                answer.headers_mut().append(http::header::SET_COOKIE, cookie);
            }
            Ok(answer)
        }
        Err(Error::Invalid(faults)) => {
            let refused = Refused { faults, username: form.delete_username, ..Refused::default() };
            account_page(&state, &shell, &viewer, refused).await
        }
        Err(Error::Unprocessable(why)) => {
            let refused = Refused { delete_problem: Some(why), ..Refused::default() };
            account_page(&state, &shell, &viewer, refused).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn delete_account(state: &State, viewer: &PageViewer, form: &DeleteForm) -> base::Result<()> {
    let typed = form.delete_username.trim();
    let typed = typed.strip_prefix('@').unwrap_or(typed);
    if text::fold_name(typed) != text::fold_name(&viewer.name) {
        return Err(Error::invalid("delete_username", "ERR_INVALID", "is not the username of this account"));
    }
    let proof = Proof { field: "delete_password", password: form.delete_password.clone() };
    proof.check(state, viewer.account).await?;
    leave(state, viewer.account).await
}
