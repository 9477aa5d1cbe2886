//! HTML in: one's own profile, and deleting one's account.
//!
//! Not here: who follows, finds and reads somebody (`privacy_pages`); password, address, browsers and apps (`auth`).

use base::{Error, FieldError, Secret};
use serde::Deserialize;
use serde_json::Value;

use super::leave;
use super::own_picture::{NewPicture, Slot};
use super::part::Numbers;
use super::profile::{self, MAX_FIELDS, Profile};
use super::profile_api::{ProfileInput, change};
use crate::auth::credentials::Proof;
use crate::auth::settings_pages::{Refused, account_page};
use crate::auth::{PageViewer, Shell, cookie, log_in_again, shell};
use crate::core::State;
use crate::http::input::Flag;
use crate::http::page::Nav;
use crate::http::page::views::{Field, FieldLine, PartView, ProfileSettingsPage};
use crate::http::{ApiResult, Input, html, refused_form};

const PROFILE: &str = "/settings/profile";

/// `GET /settings/profile`.
pub(super) async fn profile(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    let now = profile::edited(&state, viewer.account).await?;
    profile_page(&state, &shell, Typed::of(now)?, &Numbers::default(), &[])
}

/// `POST /settings/profile`. A box that is not checked is not sent, so absent means no. A file that was not chosen is
/// sent, and empty.
pub(super) async fn edit_profile(state: State, shell: Shell, input: Input<Value>) -> ApiResult {
    let value = input.read::<ProfileInput>()?.with_absent_as_no();
    let Some(viewer) = shell.viewer.clone() else {
        let unsent = Typed::in_form(&value).texts();
        return log_in_again(&state, &shell, PROFILE.to_owned(), &unsent).await;
    };
    let (numbers, removed): (Numbers, Removed) = (input.read()?, input.read()?);
    let typed = Typed { removed, ..Typed::in_form(&value) };
    let files = input.files;
    let chosen: Vec<Slot> = files.iter().filter_map(|file| Slot::of_field(&file.field)).collect();
    let done = match numbers.parse() {
        Ok(parts) => change(&state, viewer.account, Input { value, files }, (parts, removed)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(shell::back(None, PROFILE, Some("profile-saved"))),
        Err(Error::Invalid(mut faults)) => {
            let now = profile::edited(&state, viewer.account).await?;
            let lost =
                chosen.into_iter().filter(|slot| faults.iter().all(|fault| fault.field != slot.field()));
            let lost: Vec<FieldError> = lost.map(choose_again).collect();
            faults.extend(lost);
            refused_form(profile_page(&state, &shell, typed.beside(&now), &numbers, &faults)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Said of a picture that was in order, in a form that is shown again: no page can put a file into a form.
fn choose_again(slot: Slot) -> FieldError {
    let text = "was not saved, and must be chosen again".to_owned();
    FieldError { field: slot.field(), code: "ERR_CHOOSE_AGAIN", text }
}

/// Which pictures of one's own go. Where another is sent, that takes their place.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Removed {
    remove_avatar: Flag,
    remove_header: Flag,
}

impl Removed {
    /// What becomes of a picture for which no other was sent.
    pub(super) fn of(self, slot: Slot) -> Option<NewPicture> {
        let Flag(goes) = match slot {
            Slot::Avatar => self.remove_avatar,
            Slot::Header => self.remove_header,
        };
        goes.then_some(NewPicture::Drawn)
    }
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
    /// Which of them are to go.
    pub removed: Removed,
}

impl Typed {
    /// The same with what is not typed.
    fn beside(self, now: &Profile) -> Self {
        Self { pictures: [now.avatar.is_some(), now.header.is_some()], ..self }
    }

    /// What was written, with the keys of its labels.
    fn texts(self) -> [(&'static str, String); 3] {
        let written = self.fields.iter().filter(|(name, value)| !name.is_empty() || !value.is_empty());
        let fields: Vec<String> = written.map(|(name, value)| format!("{name}: {value}")).collect();
        [
            ("profile-display-name", self.display_name),
            ("profile-note", self.note),
            ("profile-fields", fields.join("\n")),
        ]
    }

    fn of(now: Profile) -> base::Result<Self> {
        Ok(Self {
            fields: now.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect(),
            language: now.language.unwrap_or_default(),
            pictures: [now.avatar.is_some(), now.header.is_some()],
            display_name: now.display_name,
            note: now.note,
            bot: now.flags[1],
            removed: Removed::default(),
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
    let fields_error = field("fields_attributes", "").error;
    let mut fields = typed.fields;
    fields.resize(MAX_FIELDS.max(fields.len()), profile::Field::default());
    let line = |(name, value): profile::Field| {
        let fault = profile::field_fault(&name, &value).filter(|_| fields_error.is_some());
        let (error, faults) = fault.map(|(code, of)| (language.fault("fields_attributes", code), of)).unzip();
        FieldLine { name, value, error: error.flatten(), faults: faults.unwrap_or_default() }
    };
    let fields = fields.into_iter().map(line).collect();
    html(&ProfileSettingsPage {
        page: shell.layout(state, Nav::None),
        display_name: field("display_name", &typed.display_name),
        note: field("note", &typed.note),
        fields,
        fields_error,
        bot: typed.bot,
        language: field("source[language]", &typed.language),
        avatar: field("avatar", ""),
        header: field("header", ""),
        avatar_part: part(Slot::Avatar, ["avatar_x", "avatar_y", "avatar_zoom"]),
        header_part: part(Slot::Header, ["header_x", "header_y", "header_zoom"]),
        avatar_url: shell.viewer.as_ref().map(|viewer| shell::avatar_of(state, viewer)).unwrap_or_default(),
        own_avatar: typed.pictures[0].then_some(typed.removed.remove_avatar.0),
        own_header: typed.pictures[1].then_some(typed.removed.remove_header.0),
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
