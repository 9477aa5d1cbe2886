//! Words that several modules share: the kinds of ids, who a status is for, and the names of hashtags.

use std::fmt;
use std::sync::Arc;

use base::Id;

/// Tags for [`Id`]; never made.
pub mod tag {
    /// A profile, local or remote.
    #[derive(Debug)]
    pub enum Account {}
    /// A post.
    #[derive(Debug)]
    pub enum Status {}
    /// A row that joins two things: a follow, a favourite, a block.
    #[derive(Debug)]
    pub enum Edge {}
    /// A registered OAuth application.
    #[derive(Debug)]
    pub enum Application {}
    /// A signed-in session or an application's token.
    #[derive(Debug)]
    pub enum Session {}
    /// A list of people.
    #[derive(Debug)]
    pub enum List {}
}

/// Id of an account; its user shares it.
pub type AccountId = Id<tag::Account>;
/// Id of a status.
pub type StatusId = Id<tag::Status>;
/// Id of a joining row; lists of edges page by it.
pub type EdgeId = Id<tag::Edge>;
/// Id of an OAuth application.
pub type ApplicationId = Id<tag::Application>;
/// Id of a session.
pub type SessionId = Id<tag::Session>;
/// Id of a list of people.
pub type ListId = Id<tag::List>;

/// Who a status is for (<https://docs.joinmastodon.org/entities/Status/#visibility>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everyone, and shown in public timelines.
    Public,
    /// Everyone, but not in public timelines.
    Unlisted,
    /// Followers and those mentioned.
    Private,
    /// Those mentioned.
    Direct,
}

impl Visibility {
    /// The word that clients use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// The number in the database.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Public => 0,
            Self::Unlisted => 1,
            Self::Private => 2,
            Self::Direct => 3,
        }
    }

    /// From the number in the database; what is not known is shown to nobody but its people.
    #[must_use]
    pub const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Public,
            1 => Self::Unlisted,
            2 => Self::Private,
            _ => Self::Direct,
        }
    }

    /// From the word that clients use.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Public, Self::Unlisted, Self::Private, Self::Direct].into_iter().find(|v| v.as_str() == word)
    }

    /// Anyone may see it, signed in or not.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

/// The name of a hashtag, folded, without the sign: the key by which it is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(Arc<str>);

impl TagName {
    /// A longer one is text and no tag: an index of PostgreSQL holds no more than some 2 700 bytes, and folding can make
    /// eighteen letters of one.
    const MAX_BYTES: usize = 1_000;

    /// The tag that somebody names, with or without its sign and in any case; `None` for what is no tag.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.strip_prefix(['#', '\u{ff03}']).unwrap_or(typed);
        let text = format!("#{name}");
        let parsed = text::scan(&text);
        let tag = parsed.hashtags().next().filter(|tag| tag.span == (0..text.len()))?;
        Self::from_folded(&tag.folded)
    }

    /// From a name that crate `text` has folded; `None` when it is too long to be kept.
    #[must_use]
    pub fn from_folded(folded: &str) -> Option<Self> {
        (folded.len() <= Self::MAX_BYTES).then(|| Self(folded.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
