//! The page of a form that was refused: where the focus is when it is shown, with scripts and without.
//!
//! *Not here*: what is wrong with which field (`page::views::Field`), and how a page says so (`templates/parts/forms.html`).

use axum::body::{Body, to_bytes};
use axum::response::Response;
use base::Error;
use http::StatusCode;

use super::ApiResult;

/// How templates mark a field that does not hold.
const INVALID: &str = "aria-invalid=\"true\"";
/// How they mark a message about the whole form.
const ALERT: &str = "role=\"alert\"";

/// A page that says what was wrong with its form, as `422`. The first field that does not hold has the focus, else the
/// message: on a long page neither would be in sight.
///
/// # Errors
/// `Internal` when the page was not made by [`html`](super::html), which is a bug.
pub async fn refused_form(page: Response) -> ApiResult {
    let (mut parts, body) = page.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
    let page = String::from_utf8(body.into()).map_err(Error::internal)?;
    parts.status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Response::from_parts(parts, Body::from(focused(page))))
}

/// Texts of people cannot look like a mark, as templates escape quotes.
fn focused(mut page: String) -> String {
    let behind = |mark: &str| page.find(mark).map(|at| at + mark.len());
    if page.contains(" autofocus") {
        return page;
    }
    if let Some(at) = behind(INVALID) {
        page.insert_str(at, " autofocus");
    } else if let Some(at) = behind(ALERT) {
        page.insert_str(at, " tabindex=\"-1\" autofocus");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn focus(page: &str) -> String {
        focused(page.to_owned())
    }

    #[test]
    fn the_first_field_that_does_not_hold_has_the_focus() {
        let page = "<p role=\"alert\"></p><input aria-invalid=\"false\"><input aria-invalid=\"true\"><input aria-invalid=\"true\">";
        let expected = "<p role=\"alert\"></p><input aria-invalid=\"false\"><input aria-invalid=\"true\" autofocus><input aria-invalid=\"true\">";
        assert_eq!(focus(page), expected);
    }

    #[test]
    fn a_message_about_the_whole_form_has_it_where_no_field_is_wrong() {
        assert_eq!(focus("<p role=\"alert\">No.</p>"), "<p role=\"alert\" tabindex=\"-1\" autofocus>No.</p>");
        assert_eq!(focus("<p>No.</p>"), "<p>No.</p>");
    }

    #[test]
    fn a_page_that_says_itself_where_the_focus_is_keeps_it_there() {
        let page = "<p role=\"alert\"></p><input autofocus>";
        assert_eq!(focus(page), page);
    }
}
