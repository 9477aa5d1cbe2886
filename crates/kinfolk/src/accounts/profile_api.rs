//! HTTP in: changing one's profile (<https://docs.joinmastodon.org/methods/accounts/#update_credentials>).

use std::collections::BTreeMap;

use base::{Error, Result};
use serde::Deserialize;

use super::profile::{self, Field, ProfileChange};
use super::read;
use crate::auth::Viewer;
use crate::core::State;
use crate::core::words::Visibility;
use crate::http::input::{Flag, Many};
use crate::http::{ApiResult, Input, json_bytes};

/// The body of `update_credentials`.
#[derive(Deserialize)]
pub(super) struct ProfileInput {
    display_name: Option<String>,
    note: Option<String>,
    locked: Option<Flag>,
    bot: Option<Flag>,
    discoverable: Option<Flag>,
    indexable: Option<Flag>,
    hide_collections: Option<Flag>,
    fields_attributes: Option<FieldsInput>,
    attribution_domains: Option<Many<String>>,
    source: Option<SourceInput>,
}

/// Fields as clients send them: a list, or an object whose names are numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum FieldsInput {
    List(Vec<FieldInput>),
    Numbered(BTreeMap<String, FieldInput>),
}

#[derive(Deserialize)]
struct FieldInput {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    value: Option<String>,
}

#[derive(Deserialize)]
struct SourceInput {
    privacy: Option<String>,
    sensitive: Option<Flag>,
    language: Option<String>,
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
            visibility: word(|source| source.privacy.as_ref()).map(parse_privacy).transpose()?,
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
        })
    }
}

/// An empty word leaves it to what the account is: locked or not. Nobody writes direct statuses by default.
fn parse_privacy(word: &str) -> Result<Option<Visibility>> {
    match Visibility::parse(word) {
        _ if word.is_empty() => Ok(None),
        Some(Visibility::Direct) | None => {
            Err(Error::invalid("source[privacy]", "ERR_INCLUSION", "is not included in the list"))
        }
        Some(visibility) => Ok(Some(visibility)),
    }
}

/// `PATCH /api/v1/accounts/update_credentials`. Pictures cannot be sent yet.
pub(super) async fn update(state: State, viewer: Viewer, input: Input<ProfileInput>) -> ApiResult {
    viewer.needs("write:accounts")?;
    if let Some(file) = input.files.first() {
        let why = format!("Pictures cannot be uploaded on this server yet ({})", file.field);
        return Err(Error::unprocessable(why).into());
    }
    profile::change_profile(&state, viewer.account, input.value.parse()?).await?;
    Ok(json_bytes(read::render_own(&state, viewer.account, viewer.role).await?))
}
