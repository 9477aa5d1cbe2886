//! The page for what went wrong.
//!
//! *Not here*: errors of a form, which stand beside its fields; errors of the API.

use askama::Template;

use crate::http::page::Layout;

/// The statuses with a heading and text of their own.
const KNOWN: [u16; 10] = [400, 401, 403, 404, 405, 410, 413, 422, 429, 503];

/// Any answer that is an error. The handler sends it with the same status.
#[derive(Template, Default)]
#[template(path = "instance/error.html", whitespace = "minimize")]
pub struct ErrorPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The HTTP status.
    pub status: u16,
    /// The error's public text, if it says more than the status.
    pub text: Option<String>,
    /// The id under which the log has the cause.
    pub request_id: String,
}

impl ErrorPage {
    fn key(&self, part: &str) -> String {
        let status = if KNOWN.contains(&self.status) { self.status } else { 500 };
        format!("problem-{status}-{part}")
    }

    pub(crate) fn title(&self) -> String {
        self.page.t(&self.key("title"))
    }

    pub(crate) fn explanation(&self) -> String {
        self.text.clone().unwrap_or_else(|| self.page.t(&self.key("text")))
    }

    /// Whether looking in the log can help: for our own failures only.
    pub(crate) fn is_ours(&self) -> bool {
        self.status >= 500
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_heading_and_a_text() {
        for status in 400..600 {
            let page = ErrorPage { status, ..ErrorPage::default() };
            assert!(!page.title().starts_with("problem-"), "{status}");
            assert!(!page.explanation().starts_with("problem-"), "{status}");
        }
    }

    #[test]
    fn the_text_of_an_error_is_escaped() {
        let text = Some("<b>".to_owned());
        let html = ErrorPage { status: 422, text, ..ErrorPage::default() }.render().unwrap();
        assert!(html.contains("&#60;b&#62;") && !html.contains("<b>"), "{html}");
    }
}
