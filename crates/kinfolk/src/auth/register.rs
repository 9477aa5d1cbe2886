//! Registering an application: what an app says of itself, checked.

use base::{Error, FieldError, Result, Secret};
use schemars::JsonSchema;
use serde::Deserialize;

use super::applications::{self, Application, NewApplication};
use super::{Scopes, redirect};
use crate::core::State;
use crate::http::input::Many;

/// Longest name of an application, in characters.
const MAX_NAME: usize = 60;
/// Longest website, in bytes.
const MAX_WEBSITE: usize = 2_000;

/// What an app sends to `POST /api/v1/apps`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NewApplication")]
pub struct Asked {
    /// Its name; people see it.
    client_name: Option<String>,
    /// Where codes may be sent to: a list, or text with one on each line; `urn:ietf:wg:oauth:2.0:oob` shows the code.
    #[serde(default)]
    redirect_uris: Many<String>,
    /// What it may ask for, separated by blanks; without it `read`.
    scopes: Option<String>,
    /// Its web site.
    website: Option<String>,
}

impl Asked {
    /// Checks every field and names all that do not hold.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(self) -> Result<NewApplication> {
        let mut faults = Vec::new();
        let mut fault =
            |field, code, text: &str| faults.push(FieldError { field, code, text: text.to_owned() });
        let name = text::clean_line(self.client_name.as_deref().unwrap_or(""));
        match name.chars().count() {
            0 => fault("name", "ERR_BLANK", "can't be blank"),
            1..=MAX_NAME => {}
            _ => fault("name", "ERR_TOO_LONG", "is too long (maximum is 60 characters)"),
        }
        let redirect_uris = redirect::registered(&self.redirect_uris.0).unwrap_or_else(|text| {
            fault("redirect_uri", "ERR_INVALID", text);
            Vec::new()
        });
        let asked = self.scopes.as_deref().filter(|scopes| !scopes.trim().is_empty()).unwrap_or("read");
        let scopes = Scopes::parse(asked).unwrap_or_else(|_| {
            fault("scopes", "ERR_INCLUSION", "doesn't match configured on the server.");
            Scopes::NONE
        });
        let website = self.website.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
        if website.as_deref().is_some_and(|url| !is_website(url)) {
            fault("website", "ERR_INVALID", "must be a valid URL");
        }
        if faults.is_empty() {
            Ok(NewApplication { name, website, redirect_uris, scopes })
        } else {
            Err(Error::Invalid(faults))
        }
    }
}

fn is_website(text: &str) -> bool {
    let web =
        url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    web && text.len() <= MAX_WEBSITE
}

/// Registers an application; gives it with its secret.
///
/// # Errors
/// From the engine.
pub async fn register(state: &State, new: NewApplication) -> Result<(Application, Secret)> {
    let for_block = state.clone();
    state.db().write(async move |tx| applications::register(tx, &for_block, &new).await).await
}
