//! `id[]=1&id[]=2`: the ids that an endpoint about several accounts is asked for.

use base::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::core::words::AccountId;
use crate::http::input::Many;

/// A query with ids, as a list or alone.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct IdList {
    /// Accounts.
    #[serde(default)]
    id: Many<String>,
}

impl IdList {
    /// How many ids may be asked for at once.
    pub const MAX: usize = 200;

    /// The ids in the order asked, each once. What is no id names no account and is left out.
    ///
    /// # Errors
    /// `BadRequest` when there are more than [`Self::MAX`].
    pub fn parse(self) -> Result<Vec<AccountId>> {
        if self.id.0.len() > Self::MAX {
            return Err(Error::bad_request("id", format!("At most {} ids at once", Self::MAX)));
        }
        let mut ids: Vec<AccountId> = Vec::with_capacity(self.id.0.len());
        for id in self.id.0.iter().filter_map(|text| text.parse().ok()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }
}
