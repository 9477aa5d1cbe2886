//! HTTP in: changing one's profile (<https://docs.joinmastodon.org/methods/accounts/#update_credentials>).

use std::collections::BTreeMap;

use axum::Json;
use base::{Error, FieldError, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fields::KeptField;
use super::own_picture::{self, NewPicture, Slot};
use super::part::Parts;
use super::profile::{self, Field, ProfileChange, Tabs};
use super::read;
use super::settings_pages::{Removed, Typed};
use super::shape::{CredentialAccount, Profile};
use crate::auth::Viewer;
use crate::core::State;
use crate::core::pictures;
use crate::core::words::{AccountId, Visibility};
use crate::http::input::{Flag, Many};
use crate::http::{ApiResult, Input, Routes, json_bytes, op};

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let writes = |summary| op(summary).person(&["write:accounts"]);
    Routes::of("Profile")
        .patch(
            "/api/v1/accounts/update_credentials",
            update,
            writes("Change your profile")
                .takes::<ProfileInput>()
                .uploads()
                .gives::<CredentialAccount>()
                .fails(422, "A field is not valid"),
        )
        .get(
            "/api/v1/profile",
            show,
            op("Your profile, as it is edited").person(&["profile", "read:accounts"]).gives::<Profile>(),
        )
        .patch(
            "/api/v1/profile",
            edit,
            writes("Change your profile")
                .takes::<ProfileInput>()
                .uploads()
                .gives::<Profile>()
                .fails(422, "A field is not valid"),
        )
        .delete(
            "/api/v1/profile/avatar",
            delete_avatar,
            writes("Take your picture away").gives::<CredentialAccount>(),
        )
        .delete(
            "/api/v1/profile/header",
            delete_header,
            writes("Take your wide picture away").gives::<CredentialAccount>(),
        )
}

/// What is to be changed; what is absent stays as it is.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ProfileInput {
    /// The name that is shown.
    display_name: Option<String>,
    /// What you say about yourself.
    note: Option<String>,
    /// Whether follows must be asked for.
    locked: Option<Flag>,
    /// Whether a program posts here.
    bot: Option<Flag>,
    /// Whether to be found in directories.
    discoverable: Option<Flag>,
    /// Whether public posts may be found by search.
    indexable: Option<Flag>,
    /// Whether others are not shown whom you follow and who follows you.
    hide_collections: Option<Flag>,
    /// All fields, in order: a list, or an object whose names are numbers.
    fields_attributes: Option<FieldsInput>,
    /// Web sites that may name you as the author of their pages.
    attribution_domains: Option<Many<String>>,
    /// What holds of new posts.
    source: Option<SourceInput>,
    /// Whether the profile has a tab of media.
    show_media: Option<Flag>,
    /// Whether that tab has media of answers.
    show_media_replies: Option<Flag>,
    /// Whether the profile has a tab of what is featured.
    show_featured: Option<Flag>,
    /// What the picture shows, in words.
    avatar_description: Option<String>,
    /// What the wide picture shows, in words.
    header_description: Option<String>,
    // As files these come in [`Input::files`].
    /// A picture: a file of a multipart body, or a `data:` URI.
    avatar: Option<String>,
    /// A wide picture, sent in the same ways.
    header: Option<String>,
}

impl ProfileInput {
    /// The same from the page's form, in which the box is absent when it is not checked.
    pub(super) fn with_absent_as_no(self) -> Self {
        Self { bot: Some(self.bot.unwrap_or_default()), ..self }
    }
}

impl Typed {
    /// What was typed, to be shown again.
    pub(super) fn in_form(form: &ProfileInput) -> Self {
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        Self {
            display_name: text(form.display_name.as_ref()),
            note: text(form.note.as_ref()),
            fields: form.fields_attributes.clone().map(FieldsInput::parse).unwrap_or_default(),
            bot: form.bot.is_some_and(|flag| flag.0),
            language: text(form.source.as_ref().and_then(|source| source.language.as_ref())),
            pictures: [false; 2],
            removed: Removed::default(),
        }
    }
}

/// Fields as clients send them: a list, or an object whose names are numbers.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum FieldsInput {
    List(Vec<FieldInput>),
    Numbered(BTreeMap<String, FieldInput>),
}

/// A line of a profile.
#[derive(Clone, Deserialize, JsonSchema)]
struct FieldInput {
    /// What it is about.
    #[serde(default)]
    name: Option<String>,
    /// What it says.
    #[serde(default)]
    value: Option<String>,
}

/// What holds of new posts.
#[derive(Deserialize, JsonSchema)]
struct SourceInput {
    /// `public`, `unlisted` or `private`; empty: what the account is.
    privacy: Option<String>,
    /// Whether media are hidden until asked for.
    sensitive: Option<Flag>,
    /// ISO 639; empty: none.
    language: Option<String>,
    /// Who may quote: `public`, `followers` or `nobody`.
    quote_policy: Option<String>,
}

impl FieldsInput {
    fn parse(self) -> Vec<Field> {
        let field = |field: FieldInput| (field.name.unwrap_or_default(), field.value.unwrap_or_default());
        match self {
            Self::List(fields) => fields.into_iter().map(field).collect(),
            Self::Numbered(fields) => {
                let mut fields: Vec<(String, FieldInput)> = fields.into_iter().collect();
                // By number: as text 10 would stand before 2.
                fields.sort_by_key(|(number, _)| (number.len(), number.clone()));
                fields.into_iter().map(|(_, input)| field(input)).collect()
            }
        }
    }
}

impl ProfileInput {
    fn parse(self) -> Result<ProfileChange> {
        let flag = |flag: Option<Flag>| flag.map(|flag| flag.0);
        let source = self.source;
        let word =
            |word: fn(&SourceInput) -> Option<&String>| source.as_ref().and_then(word).map(String::as_str);
        Ok(ProfileChange {
            visibility: word(|source| source.privacy.as_ref())
                .map(|word| parse_privacy("source[privacy]", word))
                .transpose()?,
            language: word(|source| source.language.as_ref())
                .map(|code| profile::read_language("source[language]", code))
                .transpose()?,
            quote_policy: word(|source| source.quote_policy.as_ref()).map(ToOwned::to_owned),
            sensitive: flag(source.as_ref().and_then(|source| source.sensitive)),
            display_name: self.display_name,
            note: self.note,
            locked: flag(self.locked),
            bot: flag(self.bot),
            discoverable: flag(self.discoverable),
            indexable: flag(self.indexable),
            hide_collections: flag(self.hide_collections),
            fields: self.fields_attributes.map(FieldsInput::parse),
            attribution_domains: self.attribution_domains.map(|domains| domains.0),
            tabs: Tabs {
                show_media: flag(self.show_media),
                show_media_replies: flag(self.show_media_replies),
                show_featured: flag(self.show_featured),
            },
            avatar_description: self.avatar_description,
            header_description: self.header_description,
            avatar: None,
            header: None,
        })
    }
}

/// An empty word leaves it to what the account is: locked or not. Nobody writes direct statuses by default.
pub(super) fn parse_privacy(field: &'static str, word: &str) -> Result<Option<Visibility>> {
    match Visibility::parse(word) {
        _ if word.is_empty() => Ok(None),
        Some(Visibility::Direct) | None => {
            Err(Error::invalid(field, "ERR_INCLUSION", "is not included in the list"))
        }
        Some(visibility) => Ok(Some(visibility)),
    }
}

/// `PATCH /api/v1/accounts/update_credentials`. Pictures are files of a multipart body, or `data:` URIs.
async fn update(state: State, viewer: Viewer, input: Input<ProfileInput>) -> ApiResult {
    viewer.needs("write:accounts")?;
    change(&state, viewer.account, input, Default::default()).await?;
    Ok(json_bytes(read::render_own(&state, viewer.account, viewer.role).await?))
}

/// Changes the profile of an account, pictures and all: of those that are sent these parts are kept, and these go.
pub(super) async fn change(
    state: &State,
    account: AccountId,
    input: Input<ProfileInput>,
    (parts, removed): (Parts, Removed),
) -> Result<()> {
    let Input { mut value, files } = input;
    let mut avatar = in_text(Slot::Avatar, value.avatar.take())?;
    let mut header = in_text(Slot::Header, value.header.take())?;
    for file in files {
        match Slot::of_field(&file.field) {
            Some(Slot::Avatar) => avatar = Some(file.bytes),
            Some(Slot::Header) => header = Some(file.bytes),
            None => return Err(Error::unprocessable(format!("A file cannot be sent as {}", file.field))),
        }
    }
    let picture = async |slot, bytes: Option<Bytes>| match bytes {
        Some(bytes) => own_picture::picture_of(state, slot, bytes, parts.of(slot)).await.map(Some),
        None => Ok(removed.of(slot)),
    };
    let mut faults = Vec::new();
    let checked = noted(value.parse()?.check(), &mut faults)?;
    let avatar = noted(picture(Slot::Avatar, avatar).await, &mut faults)?;
    let header = noted(picture(Slot::Header, header).await, &mut faults)?;
    let (Some(change), Some(avatar), Some(header)) = (checked, avatar, header) else {
        return Err(Error::Invalid(faults));
    };
    profile::change_profile(state, account, ProfileChange { avatar, header, ..change }).await
}

/// Puts what is wrong with fields to the rest of it, so that people are told of everything at once.
fn noted<T>(result: Result<T>, faults: &mut Vec<FieldError>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The bytes of a picture that was sent as text: `data:image/png;base64,…`. What it says to be does not matter. Empty
/// text sends none.
fn in_text(slot: Slot, text: Option<String>) -> Result<Option<Bytes>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = || Error::invalid(slot.field(), "ERR_INVALID", "must be a file or a data URI in Base64");
    let (kind, data) = text.split_once(',').ok_or_else(wrong)?;
    if !kind.starts_with("data:") || !kind.ends_with(";base64") {
        return Err(wrong());
    }
    let bytes = STANDARD.decode(data.trim()).map_err(|_| wrong())?;
    Ok(Some(bytes.into()))
}

/// `GET /api/v1/profile` (<https://docs.joinmastodon.org/methods/profile/>).
async fn show(state: State, viewer: Viewer) -> ApiResult<Json<Value>> {
    viewer.needs_any(&["profile", "read:accounts"])?;
    Ok(Json(entity(&state, &viewer).await?))
}

/// `PATCH /api/v1/profile`.
async fn edit(state: State, viewer: Viewer, input: Input<ProfileInput>) -> ApiResult<Json<Value>> {
    viewer.needs("write:accounts")?;
    change(&state, viewer.account, input, Default::default()).await?;
    Ok(Json(entity(&state, &viewer).await?))
}

/// `DELETE /api/v1/profile/avatar`: the drawn one is shown again.
async fn delete_avatar(state: State, viewer: Viewer) -> ApiResult {
    delete(&state, &viewer, ProfileChange { avatar: Some(NewPicture::Drawn), ..ProfileChange::default() })
        .await
}

/// `DELETE /api/v1/profile/header`.
async fn delete_header(state: State, viewer: Viewer) -> ApiResult {
    delete(&state, &viewer, ProfileChange { header: Some(NewPicture::Drawn), ..ProfileChange::default() })
        .await
}

async fn delete(state: &State, viewer: &Viewer, change: ProfileChange) -> ApiResult {
    viewer.needs("write:accounts")?;
    profile::change_profile(state, viewer.account, change).await?;
    Ok(json_bytes(read::render_own(state, viewer.account, viewer.role).await?))
}

/// Profile (<https://docs.joinmastodon.org/entities/Profile/>): texts as typed. Pictures are null where they are the
/// drawn ones.
async fn entity(state: &State, viewer: &Viewer) -> Result<Value> {
    let now = profile::edited(state, viewer.account).await?;
    let domains: Vec<String> = serde_json::from_str(&now.attribution_domains).map_err(Error::internal)?;
    let [locked, bot, discoverable, indexable, hide_collections] = now.flags;
    let avatar =
        now.avatar.as_deref().map(|name| pictures::avatar_url(state.config(), viewer.account, Some(name)));
    let header = now.header.as_deref().map(|name| pictures::header_url(state.config(), Some(name)));
    Ok(json!({
        "id": viewer.account,
        "display_name": now.display_name,
        "note": now.note,
        "fields": now.fields.iter().map(KeptField::typed).collect::<Vec<_>>(),
        "avatar": avatar,
        "avatar_static": avatar,
        "avatar_description": now.avatar_description,
        "header": header,
        "header_static": header,
        "header_description": now.header_description,
        "locked": locked,
        "bot": bot,
        "hide_collections": hide_collections,
        "discoverable": discoverable,
        "indexable": indexable,
        "show_media": now.tabs.show_media,
        "show_media_replies": now.tabs.show_media_replies,
        "show_featured": now.tabs.show_featured,
        "attribution_domains": domains,
        "featured_tags": [],
    }))
}
