//! Changing a profile: what somebody says about themselves, and what holds of their statuses unless they say otherwise.
//!
//! **Not here:** how pictures are made and kept (`own_picture`).

use base::{Error, FieldError, Result};
use db::{Row, Tx, params};

use super::create::fold_display_name;
use super::fields::{self, KeptField};
use super::own_picture::{self, NewPicture, Slot};
use super::{store, verify};
use crate::core::words::{AccountId, Visibility};
use crate::core::{Event, State, events};

/// The longest display name, in characters.
pub const MAX_DISPLAY_NAME: usize = 65;
/// The longest text about oneself, in characters, links counted as in statuses.
pub const MAX_NOTE: usize = 500;
/// How many fields a profile may have.
pub const MAX_FIELDS: usize = 4;
/// The longest name and the longest value of a field, in characters.
pub const MAX_FIELD: usize = 255;
/// How many domains may name somebody as the author of their pages.
const MAX_ATTRIBUTION_DOMAINS: usize = 10;
/// The longest description of a picture, in characters.
pub const MAX_DESCRIPTION: usize = 1_500;

/// A field of a profile, as typed: a name and a value.
pub type Field = (String, String);

/// What is to be changed of a profile; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// The name that is shown; may be empty.
    pub display_name: Option<String>,
    /// What the account says about itself; may be empty.
    pub note: Option<String>,
    /// Followers need its consent.
    pub locked: Option<bool>,
    /// It is run by a program.
    pub bot: Option<bool>,
    /// May be proposed to others.
    pub discoverable: Option<bool>,
    /// Its statuses may be found by others' searches.
    pub indexable: Option<bool>,
    /// Whom it follows and who follows it is its own affair.
    pub hide_collections: Option<bool>,
    /// All fields.
    pub fields: Option<Vec<Field>>,
    /// For whom its statuses are; none: everybody, or the followers of a locked account.
    pub visibility: Option<Option<Visibility>>,
    /// Its statuses hide their media until asked for.
    pub sensitive: Option<bool>,
    /// The language of its statuses.
    pub language: Option<Option<String>>,
    /// Who may quote its statuses: `public`, `followers` or `nobody`.
    pub quote_policy: Option<String>,
    /// Domains whose pages may name the account as their author.
    pub attribution_domains: Option<Vec<String>>,
    /// Which tabs the profile has.
    pub tabs: Tabs<Option<bool>>,
    /// Its avatar.
    pub avatar: Option<NewPicture>,
    /// Its header.
    pub header: Option<NewPicture>,
    /// What the avatar shows, for those who do not see it; where that becomes the drawn one, nothing.
    pub avatar_description: Option<String>,
    /// What the header shows.
    pub header_description: Option<String>,
}

/// Which tabs a profile has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tabs<T> {
    /// Media.
    pub show_media: T,
    /// Answers among them.
    pub show_media_replies: T,
    /// What the account features.
    pub show_featured: T,
}

/// A profile as its owner edits it: texts as typed.
pub(super) struct Profile {
    pub display_name: String,
    pub note: String,
    /// Locked, bot, discoverable, indexable, hide collections.
    pub flags: [bool; 5],
    pub fields: Vec<KeptField>,
    visibility: Option<i64>,
    pub sensitive: bool,
    pub language: Option<String>,
    quote_policy: String,
    /// A JSON list.
    pub attribution_domains: String,
    pub tabs: Tabs<bool>,
    pub avatar_description: String,
    pub header_description: String,
    /// The names of the files of its own pictures.
    pub avatar: Option<String>,
    pub header: Option<String>,
}

impl Profile {
    /// For whom statuses are; none: by whether the account is locked.
    pub fn privacy(&self) -> Option<Visibility> {
        self.visibility.map(Visibility::from_code)
    }
}

impl ProfileChange {
    /// Checks everything and brings it into the form that is kept.
    pub(super) fn check(self) -> Result<Self> {
        let display_name = self.display_name.map(|name| text::clean_line(&name));
        let note = self.note.map(|note| text::clean(&note));
        let long =
            |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most);
        let mut faults = Vec::new();
        if long(&display_name, MAX_DISPLAY_NAME) {
            faults.push(too_long("display_name", MAX_DISPLAY_NAME));
        }
        if note.as_ref().is_some_and(|note| text::length(note) > MAX_NOTE) {
            faults.push(too_long("note", MAX_NOTE));
        }
        let fields = self.fields.map(check_fields).transpose();
        let fields = fields.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let drawn =
            |picture: &Option<NewPicture>| matches!(picture, Some(NewPicture::Drawn)).then(String::new);
        let avatar_description =
            self.avatar_description.or_else(|| drawn(&self.avatar)).map(|text| text::clean(&text));
        if long(&avatar_description, MAX_DESCRIPTION) {
            faults.push(too_long("avatar_description", MAX_DESCRIPTION));
        }
        let header_description =
            self.header_description.or_else(|| drawn(&self.header)).map(|text| text::clean(&text));
        if long(&header_description, MAX_DESCRIPTION) {
            faults.push(too_long("header_description", MAX_DESCRIPTION));
        }
        let quote_policy = self.quote_policy.filter(|word| !word.is_empty());
        if quote_policy
            .as_ref()
            .is_some_and(|word| !["public", "followers", "nobody"].contains(&word.as_str()))
        {
            faults.push(fault("source[quote_policy]", "ERR_INCLUSION", "is not included in the list"));
        }
        let domains = self.attribution_domains.map(check_domains).transpose();
        let attribution_domains = domains.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        Ok(Self {
            display_name,
            note,
            quote_policy,
            avatar_description,
            header_description,
            fields,
            attribution_domains,
            ..self
        })
    }
}

fn check_fields(fields: Vec<Field>) -> Result<Vec<Field>, FieldError> {
    let clean = |(name, value): Field| (text::clean_line(&name), text::clean_line(&value));
    let fields: Vec<Field> = fields
        .into_iter()
        .map(clean)
        .filter(|(name, value)| !(name.is_empty() && value.is_empty()))
        .collect();
    if fields.len() > MAX_FIELDS {
        let why = format!("must be at most {MAX_FIELDS}");
        return Err(fault("fields_attributes", "ERR_TOO_MANY", why));
    }
    if fields.iter().any(|(name, value)| name.chars().count().max(value.chars().count()) > MAX_FIELD) {
        return Err(too_long("fields_attributes", MAX_FIELD));
    }
    if fields.iter().any(|(name, _)| name.is_empty()) {
        return Err(fault("fields_attributes", "ERR_BLANK", "a field with a value needs a name"));
    }
    Ok(fields)
}

/// What keeps a field, as typed, from being taken: the fault's code, and whether it is with the name and with the value.
pub(super) fn field_fault(name: &str, value: &str) -> Option<(&'static str, [bool; 2])> {
    let (name, value) = (text::clean_line(name), text::clean_line(value));
    let long = [&name, &value].map(|text| text.chars().count() > MAX_FIELD);
    match (name.is_empty() && !value.is_empty(), long) {
        (true, [_, long]) => Some(("ERR_BLANK", [true, long])),
        (false, [false, false]) => None,
        (false, long) => Some(("ERR_TOO_LONG", long)),
    }
}

fn check_domains(domains: Vec<String>) -> Result<Vec<String>, FieldError> {
    let field = "attribution_domains";
    let mut checked: Vec<String> = domains.iter().map(|domain| domain.trim().to_lowercase()).collect();
    checked.retain(|domain| !domain.is_empty());
    let is_domain = |domain: &String| {
        domain.len() <= 253
            && domain.contains('.')
            && matches!(url::Host::parse(domain), Ok(url::Host::Domain(_)))
    };
    if !checked.iter().all(is_domain) {
        return Err(fault(field, "ERR_INVALID", "must be domain names"));
    }
    if checked.len() > MAX_ATTRIBUTION_DOMAINS {
        return Err(fault(field, "ERR_TOO_MANY", format!("must be at most {MAX_ATTRIBUTION_DOMAINS}")));
    }
    Ok(checked)
}

fn too_long(field: &'static str, most: usize) -> FieldError {
    fault(field, "ERR_TOO_LONG", format!("is too long (maximum is {most} characters)"))
}

fn fault(field: &'static str, code: &'static str, text: impl Into<String>) -> FieldError {
    FieldError { field, code, text: text.into() }
}

/// Changes a profile.
///
/// # Errors
/// `Invalid` about a field; `NotFound` when the account is gone; `Unavailable` when a picture cannot be kept; or from
/// the engine.
pub async fn change_profile(state: &State, account: AccountId, change: ProfileChange) -> Result<()> {
    let change = change.check()?;
    let new = [(Slot::Avatar, change.avatar.clone()), (Slot::Header, change.header.clone())];
    for (slot, picture) in &new {
        own_picture::keep(state, *slot, picture.as_ref()).await?;
    }
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        let now = tx.one(&store::PROFILE, params![account], profile).await?.ok_or(Error::NotFound)?;
        let looked_at = change.fields.is_some();
        let old = replaced(&change, &now);
        let unlocked = now.flags[0] && change.locked == Some(false);
        let fields = write(tx, account, change.clone(), now).await?;
        events::emit(tx, &shared, Event::AccountChanged { account }).await?;
        if unlocked {
            events::emit(tx, &shared, Event::AccountUnlocked { account }).await?;
        }
        for job in verify::jobs(account, &fields).filter(|_| looked_at) {
            shared.enqueue(tx, job).await?;
        }
        for (slot, name) in old {
            own_picture::replaced(tx, &shared, slot, name.as_deref()).await?;
        }
        Ok(())
    };
    state.db().write(block).await?;
    for (slot, picture) in &new {
        own_picture::keep_if_gone(state, *slot, picture.as_ref()).await?;
    }
    Ok(())
}

/// The files that the account does not use any more after a change.
fn replaced(change: &ProfileChange, now: &Profile) -> [(Slot, Option<String>); 2] {
    let old = |new: &Option<NewPicture>, old: &Option<String>| {
        old.clone().filter(|_| new.as_ref().is_some_and(|new| new.name() != *old))
    };
    [(Slot::Avatar, old(&change.avatar, &now.avatar)), (Slot::Header, old(&change.header, &now.header))]
}

/// The profile as its owner edits it.
///
/// # Errors
/// `NotFound`, or from the engine.
pub(super) async fn edited(state: &State, account: AccountId) -> Result<Profile> {
    let read = state.db().read(async move |r| r.one(&store::EDITED, params![account], profile).await);
    read.await?.ok_or(Error::NotFound)
}

pub(super) fn profile(row: &Row<'_>) -> Result<Profile> {
    Ok(Profile {
        display_name: row.get(0)?,
        note: row.get(1)?,
        flags: [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?],
        fields: fields::read(row, 7)?,
        visibility: row.get(8)?,
        sensitive: row.get(9)?,
        language: row.get(10)?,
        quote_policy: row.get(11)?,
        attribution_domains: row.get(12)?,
        tabs: Tabs {
            show_media: row.get(13)?,
            show_media_replies: row.get(14)?,
            show_featured: row.get(15)?,
        },
        avatar_description: row.get(16)?,
        header_description: row.get(17)?,
        avatar: row.get(18)?,
        header: row.get(19)?,
    })
}

/// Writes what was changed, and gives the fields as they are now.
async fn write(
    tx: &mut Tx,
    account: AccountId,
    change: ProfileChange,
    now: Profile,
) -> Result<Vec<KeptField>> {
    let fields = match change.fields {
        None => now.fields,
        Some(typed) => fields::renewed(&now.fields, typed),
    };
    let domains = change
        .attribution_domains
        .map_or_else(|| Ok(now.attribution_domains), |domains| fields::to_json(&domains))?;
    let [locked, bot, discoverable, indexable, hide_collections] = now.flags;
    let display_name = change.display_name.unwrap_or(now.display_name);
    let folded = fold_display_name(&display_name);
    let values = params![
        account,
        &display_name,
        folded,
        change.note.unwrap_or(now.note),
        change.locked.unwrap_or(locked),
        change.bot.unwrap_or(bot),
        change.discoverable.unwrap_or(discoverable),
        change.indexable.unwrap_or(indexable),
        change.hide_collections.unwrap_or(hide_collections),
        fields::to_json(&fields)?,
        change.visibility.map_or(now.visibility, |word| word.map(Visibility::code)),
        change.sensitive.unwrap_or(now.sensitive),
        change.language.unwrap_or(now.language),
        change.quote_policy.unwrap_or(now.quote_policy),
        domains,
        change.tabs.show_media.unwrap_or(now.tabs.show_media),
        change.tabs.show_media_replies.unwrap_or(now.tabs.show_media_replies),
        change.tabs.show_featured.unwrap_or(now.tabs.show_featured),
        change.avatar_description.unwrap_or(now.avatar_description),
        change.header_description.unwrap_or(now.header_description),
        change.avatar.map_or(now.avatar, |picture| picture.name()),
        change.header.map_or(now.header, |picture| picture.name()),
    ];
    tx.run(&store::SET_PROFILE, values).await?;
    Ok(fields)
}

/// A language code in the shape of ISO 639-1 or 639-3, perhaps with a region or script behind it
/// (`pt`, `nan`, `zh-TW`); empty means none.
///
/// # Errors
/// `Invalid` about `field`.
pub fn read_language(field: &'static str, code: &str) -> Result<Option<String>> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let mut parts = code.split(['-', '_']);
    let letters = |part: &str, most: usize| {
        (2..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let language =
        parts.next().filter(|part| letters(part, 3) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    match language {
        Some(language) if code.len() <= 35 && parts.all(|part| letters(part, 8)) => {
            Ok(Some(format!("{}{}", language.to_ascii_lowercase(), &code[language.len()..])))
        }
        _ => Err(Error::invalid(field, "ERR_INVALID", "is not a language code")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_the_shape_of_codes() {
        for (given, kept) in
            [("en", "en"), (" DE ", "de"), ("nan", "nan"), ("zh-TW", "zh-TW"), ("pt_BR", "pt_BR")]
        {
            assert_eq!(read_language("language", given).unwrap().as_deref(), Some(kept));
        }
        assert_eq!(read_language("language", " ").unwrap(), None);
        for bad in ["e", "engl", "e1", "é1", "en-", "-en", "en us", "en-waytoolongpart", "<b>"] {
            assert!(read_language("language", bad).is_err(), "{bad}");
        }
    }
}
