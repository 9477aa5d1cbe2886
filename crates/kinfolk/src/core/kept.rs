//! Texts out of JSON that is kept as bytes.
//!
//! What apps get of a status or an account is kept ready to be sent, in thousands. Pages and a few others want single texts
//! of it; they read them from there, so that memory holds each text once.

/// The text of the member `name` of an object of JSON, of which the end may be missing; empty when there is none. `name`
/// must be a name of the object itself that nothing inside it has.
#[must_use]
pub fn text(json: &[u8], name: &str) -> String {
    let after = std::str::from_utf8(json).ok().and_then(|json| {
        // A quote inside a text has a backslash before it, so this stands nowhere else.
        json.split_once(&format!("\"{name}\":"))
    });
    let text = after.and_then(|(_, rest)| serde_json::Deserializer::from_str(rest).into_iter().next());
    text.and_then(Result::ok).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_out_as_they_went_in() {
        let sly = "a \"content\": \\\"note\\\":\"x\" \u{1F600}\u{2028}\n</p>";
        let mut json =
            serde_json::to_vec(&serde_json::json!({"content": sly, "count": 3, "note": ""})).unwrap();
        json.pop();
        json.extend_from_slice(b",\"account\":");
        assert_eq!(text(&json, "content"), sly);
        assert_eq!(text(&json, "note"), "");
        assert_eq!(text(&json, "count"), "", "no text");
        assert_eq!(text(&json, "account"), "", "the end is missing");
        assert_eq!(text(&json, "nothing"), "");
    }
}
