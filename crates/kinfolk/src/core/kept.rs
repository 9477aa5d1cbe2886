//! JSON that is kept ready to be sent, in thousands of pieces, without what all of them have in common.
//!
//! What apps get of a status or an account is written once and kept. Two thirds of it are names of members and values that
//! nearly all share, and some addresses stand in it twice. So it is kept as a row of tokens:
//!
//! ```text
//!   0 … n-1        the phrase of this number, of the list below
//!   AGAIN o o      the text at this place of the row once more
//!   TEXT l l …     so many bytes as they are
//! ```
//!
//! Writing it out is a dozen copies, most of them of phrases, which are in the processor's nearest cache as every status has
//! them. Kept as it is sent, all of it would come from memory that is far away. Any bytes can be kept; what resembles
//! the list takes less room.
//!
//! Pages and a few others want single texts of it and read them from there ([`Kept::text`]), so that memory holds each once.

/// Stands before bytes as they are: their number in two bytes follows, then they.
const TEXT: u8 = 0xff;
/// Stands for a text that was there before: its place in two bytes follows.
const AGAIN: u8 = 0xfe;
/// A shorter text is not looked for among those before.
const WORTH: usize = 6;

/// What is common, in the order in which statuses and accounts are written. Where one begins like another the longer counts.
const PHRASES: [&str; 29] = [
    "{\"id\":\"",
    "\",\"created_at\":\"",
    "Z\",\"in_reply_to_id\":null,\"in_reply_to_account_id\":null,\"sensitive\":false,\"spoiler_text\":\"\",\"visibility\":\"public\",\"language\":null,\"uri\":\"",
    "Z\",\"in_reply_to_id\":null,\"in_reply_to_account_id\":null,\"sensitive\":false,\"spoiler_text\":\"\",\"visibility\":\"public\",\"language\":\"",
    "Z\",\"in_reply_to_id\":null,\"in_reply_to_account_id\":null,\"sensitive\":",
    "Z\",\"in_reply_to_id\":\"",
    "\",\"in_reply_to_account_id\":\"",
    "\",\"sensitive\":false,\"spoiler_text\":\"\",\"visibility\":\"public\",\"language\":",
    "\",\"sensitive\":false,\"spoiler_text\":\"\",\"visibility\":\"",
    "\",\"language\":",
    "\",\"uri\":\"",
    "\",\"url\":\"",
    "\",\"content\":\"<p>",
    "</p>\",\"edited_at\":null,\"media_attachments\":[],\"mentions\":[],\"tags\":[],\"emojis\":[],\"card\":null,\"poll\":null,\"quote\":null,\"quotes_count\":0,\"quote_approval\":{\"automatic\":[],\"manual\":[],\"current_user\":\"denied\"},\"application\":null,\"account\":",
    "</p>\",\"edited_at\":null,\"media_attachments\":[],\"mentions\":[",
    "],\"emojis\":[],\"card\":null,\"poll\":null,\"quote\":null,\"quotes_count\":0,\"quote_approval\":{\"automatic\":[],\"manual\":[],\"current_user\":\"denied\"},\"application\":",
    "{\"acct\":\"",
    "\",\"avatar\":\"",
    "\",\"avatar_static\":\"",
    "\",\"bot\":false,\"created_at\":\"",
    "T00:00:00.000Z\",\"discoverable\":true,\"display_name\":\"",
    "T00:00:00.000Z\",\"discoverable\":false,\"display_name\":\"",
    "\",\"emojis\":[],\"fields\":[],\"group\":false,\"header\":\"",
    "\",\"header_static\":\"",
    "\",\"hide_collections\":false,\"id\":\"",
    "\",\"indexable\":true,\"locked\":false,\"noindex\":false,\"note\":\"",
    "\",\"roles\":[],\"uri\":\"",
    "\",\"username\":\"",
    "\",\"followers_count\":",
];

/// With what a phrase can begin.
const BEGINNINGS: [u8; 6] = *b"\"{Z<T]";

/// Bytes of JSON, kept small.
#[derive(Debug, Default)]
pub struct Kept(Box<[u8]>);

impl Kept {
    /// Keeps these bytes.
    #[must_use]
    pub fn new(json: &[u8]) -> Self {
        let mut row = Row::default();
        let mut from = 0;
        let mut at = 0;
        while at < json.len() {
            match phrase_at(&json[at..]) {
                Some(number) => {
                    row.text(&json[from..at]);
                    row.tokens.push(number as u8);
                    at += PHRASES[number].len();
                    from = at;
                }
                None => at += 1,
            }
        }
        row.text(&json[from..]);
        Self(row.tokens.into())
    }

    /// Appends the bytes that were given.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut rest = &*self.0;
        while let Some((&token, after)) = rest.split_first() {
            rest = match token {
                TEXT => {
                    let (text, after) = split_text(after);
                    out.extend_from_slice(text);
                    after
                }
                AGAIN => {
                    let (place, after) = split_number(after);
                    out.extend_from_slice(split_text(self.0.get(place..).unwrap_or_default()).0);
                    after
                }
                number => {
                    out.extend_from_slice(
                        PHRASES.get(usize::from(number)).map_or(b"", |phrase| phrase.as_bytes()),
                    );
                    after
                }
            }
        }
    }

    /// The text of the member `name` of an object of JSON, of which the end may be missing; empty when there is none. `name`
    /// must be a name of the object itself that nothing inside it has.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        let mut json = Vec::new();
        self.write(&mut json);
        let after = std::str::from_utf8(&json).ok().and_then(|json| {
            // A quote inside a text has a backslash before it, so this stands nowhere else.
            json.split_once(&format!("\"{name}\":"))
        });
        let text = after.and_then(|(_, rest)| serde_json::Deserializer::from_str(rest).into_iter().next());
        text.and_then(Result::ok).unwrap_or_default()
    }

    /// The bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

/// A row of tokens that is being made.
#[derive(Default)]
struct Row {
    tokens: Vec<u8>,
    /// Places of the texts in it: of the two bytes of their number.
    texts: Vec<usize>,
}

impl Row {
    fn text(&mut self, text: &[u8]) {
        let is_it = |place: &&usize| split_text(&self.tokens[**place..]).0 == text;
        if text.len() >= WORTH
            && let Some(place) = self.texts.iter().find(is_it).and_then(|place| u16::try_from(*place).ok())
        {
            self.tokens.push(AGAIN);
            self.tokens.extend_from_slice(&place.to_le_bytes());
            return;
        }
        for part in text.chunks(usize::from(u16::MAX)) {
            self.tokens.push(TEXT);
            self.texts.push(self.tokens.len());
            self.tokens.extend_from_slice(&(part.len() as u16).to_le_bytes());
            self.tokens.extend_from_slice(part);
        }
    }
}

/// The longest phrase that the bytes begin with.
fn phrase_at(json: &[u8]) -> Option<usize> {
    // Nearly all bytes begin none, and each of a post's is asked for.
    if !BEGINNINGS.contains(json.first()?) {
        return None;
    }
    let fits = |number: &usize| json.starts_with(PHRASES[*number].as_bytes());
    (0..PHRASES.len()).filter(fits).max_by_key(|number| PHRASES[*number].len())
}

fn split_number(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes.split_first_chunk::<2>() {
        Some((number, after)) => (usize::from(u16::from_le_bytes(*number)), after),
        None => (0, &[]),
    }
}

/// A text with its number before it, and what comes after.
fn split_text(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (length, after) = split_number(bytes);
    after.split_at_checked(length).unwrap_or((after, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(kept: &Kept) -> Vec<u8> {
        let mut out = b"before".to_vec();
        kept.write(&mut out);
        out.split_off(6)
    }

    /// Phrases, the same texts again and again, and whatever else.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let phrase = (0..PHRASES.len()).prop_map(|number| PHRASES[number].as_bytes().to_vec());
        let known = (0..3).prop_map(|n| format!("https://example.org/{n}").into_bytes());
        let any = proptest::collection::vec(any::<u8>(), 0..40);
        proptest::collection::vec(prop_oneof![phrase, known, any], 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn all_bytes_come_out_as_they_went_in(bytes in pieces()) {
            prop_assert_eq!(written(&Kept::new(&bytes)), bytes);
        }
    }

    #[test]
    fn long_texts_come_out_as_they_went_in() {
        let long = "x\u{1F600}".repeat(40_000);
        assert_eq!(written(&Kept::new(long.as_bytes())), long.as_bytes());
        let (twice, phrase) = ("y".repeat(70_000), PHRASES[11]);
        let twice = format!("{twice}{phrase}{twice}{phrase}{twice}");
        assert_eq!(written(&Kept::new(twice.as_bytes())), twice.as_bytes());
    }

    #[test]
    fn every_phrase_is_found() {
        assert!(PHRASES.len() < usize::from(AGAIN), "its number is another token");
        for (number, phrase) in PHRASES.iter().enumerate() {
            assert_eq!(Kept::new(phrase.as_bytes()).0[..], [number as u8], "{phrase}");
        }
    }

    #[test]
    fn texts_come_out_as_they_went_in() {
        let sly = "a \"content\": \\\"note\\\":\"x\" \u{1F600}\u{2028}\n</p>";
        let mut json =
            serde_json::to_vec(&serde_json::json!({"content": sly, "count": 3, "note": ""})).unwrap();
        json.pop();
        json.extend_from_slice(b",\"account\":");
        let kept = Kept::new(&json);
        assert_eq!(kept.text("content"), sly);
        assert_eq!(kept.text("note"), "");
        assert_eq!(kept.text("count"), "", "no text");
        assert_eq!(kept.text("account"), "", "the end is missing");
        assert_eq!(kept.text("nothing"), "");
    }
}
