//! Pages on the way in: sign up, log in, consent to an app, the first owner.
//!
//! Forms post to the URL they are served from. A password is never sent back to the page.
//!
//! *Not here*: signing out, which is a button in the layout (`POST /auth/sign_out`).

use askama::Template;
use base::FieldError;

use super::AccountView;
use crate::http::page::{Language, Layout};

/// One input of a form: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// The value to show again after an error.
    pub value: String,
    /// What is wrong with it, in the page's language.
    pub error: Option<String>,
}

impl Field {
    /// A field that keeps what was typed.
    pub fn kept(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// A field after a refused form: what was typed in it, and what `base::Error::Invalid` says about it, if anything.
    /// A fault without words in the page's language is shown in those of the error.
    pub fn judged(language: Language, name: &str, typed: impl Into<String>, faults: &[FieldError]) -> Self {
        let error = faults
            .iter()
            .find(|fault| fault.field == name)
            .map(|fault| language.fault(fault.field, fault.code).unwrap_or_else(|| fault.text.clone()));
        Self { value: typed.into(), error }
    }

    /// The same field with an error shown beside it.
    pub fn with_error(self, error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..self }
    }
}

/// `GET` and `POST /auth/sign_up`: `username`, `email`, `password`, `agreement` (`true`), and `reason` where sign-ups
/// need approval.
#[derive(Template, Default)]
#[template(path = "auth/sign_up.html", whitespace = "minimize")]
pub struct SignUpPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The domain behind names here: shown as `@name@domain`.
    pub domain: String,
    /// The server's rules, which the checkbox refers to; may be empty.
    pub rules: Vec<String>,
    /// Whether a moderator looks at each sign-up; then the form asks for a reason.
    pub needs_approval: bool,
    /// Where to go afterwards: a path on this server, or empty.
    pub return_to: String,
    /// An error about the whole form.
    pub error: Option<String>,
    /// The username field.
    pub username: Field,
    /// The e-mail field.
    pub email: Field,
    /// The password field; its value is not shown.
    pub password: Field,
    /// The reason for joining.
    pub reason: Field,
    /// The checkbox; its value is `true` when it was checked.
    pub agreement: Field,
}

/// `GET` and `POST /auth/sign_in`: `username` (e-mail or username), `password`, `remember`, hidden `return_to`.
#[derive(Template, Default)]
#[template(path = "auth/sign_in.html", whitespace = "minimize")]
pub struct SignInPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whether the browser was logged in and is not any more.
    pub ended: bool,
    /// What was written and not sent for that reason: names of fields, and their texts.
    pub unsent: Vec<(String, String)>,
    /// Why the last attempt failed. It does not say which of the two fields was wrong.
    pub error: Option<String>,
    /// The e-mail address or username that was typed.
    pub username: String,
    /// Where to go afterwards: a path on this server.
    pub return_to: String,
    /// Whether to stay logged in when the browser is closed.
    pub remember: bool,
    /// The app that sent the person here, if one did.
    pub app_name: Option<String>,
}

/// `GET` and `POST /auth/password/new`: `email`.
#[derive(Template, Default)]
#[template(path = "auth/forgotten.html", whitespace = "minimize")]
pub struct ForgottenPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whether this server can send a link at all.
    pub sends_mail: bool,
    /// Where it cannot: the username of whom to ask.
    pub owner: Option<String>,
    /// The e-mail field.
    pub email: Field,
}

/// `GET` and `POST /auth/password/edit`: hidden `token`, `password`, `password_confirmation`.
#[derive(Template, Default)]
#[template(path = "auth/new_password.html", whitespace = "minimize")]
pub struct NewPasswordPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whose password it is.
    pub username: String,
    /// What stands in the link.
    pub token: String,
    /// The new password; its value is not shown.
    pub password: Field,
    /// The new password again; its value is not shown.
    pub password_confirmation: Field,
}

/// The mail with a link to `GET /auth/password/edit`, as a page.
#[derive(Template)]
#[template(path = "mail/recovery.html")]
pub struct RecoveryMail {
    /// The language and the server's name.
    pub page: Layout,
    /// Whose password it is.
    pub username: String,
    /// The link.
    pub url: String,
}

/// The same as plain text.
#[derive(Template)]
#[template(path = "mail/recovery.txt")]
pub struct RecoveryText {
    /// The language and the server's name.
    pub page: Layout,
    /// Whose password it is.
    pub username: String,
    /// The link.
    pub url: String,
}

/// `GET /oauth/authorize`: an app asks for access. The form posts to the same path with all of `parameters`, and
/// `decision` is `allow` or `deny`.
#[derive(Template, Default)]
#[template(path = "auth/consent.html", whitespace = "minimize")]
pub struct ConsentPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Who is signed in and would give access.
    pub account: AccountView,
    /// The app's name as it gave it: nobody has checked it.
    pub app_name: String,
    /// The app's website; shown as a link only if it is an `http` or `https` URL.
    pub app_website: Option<String>,
    /// The scopes asked for, as in OAuth: `read`, `write:statuses`.
    pub scopes: Vec<String>,
    /// Where the answer goes: the host of the redirect, or the app's own scheme. Empty for out-of-band.
    pub redirect_host: String,
    /// The request's parameters, sent back as hidden fields.
    pub parameters: Vec<(String, String)>,
}

impl ConsentPage {
    /// The website, if it can be linked to safely.
    pub(crate) fn website(&self) -> Option<&str> {
        web_address(self.app_website.as_deref())
    }
}

/// What an app gave as its website, if it can be linked to safely.
pub(super) fn web_address(website: Option<&str>) -> Option<&str> {
    website.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// The page after consent for apps without a redirect: shows the code to copy into the app.
#[derive(Template, Default)]
#[template(path = "auth/out_of_band.html", whitespace = "minimize")]
pub struct OutOfBandPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The app that waits for the code.
    pub app_name: String,
    /// The authorization code.
    pub code: String,
}

/// `GET` and `POST /setup`: the first owner, with the one-time `code` that the server printed.
#[derive(Template, Default)]
#[template(path = "auth/setup.html", whitespace = "minimize")]
pub struct SetupPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The domain behind names here.
    pub domain: String,
    /// An error about the whole form.
    pub error: Option<String>,
    /// The one-time code.
    pub code: Field,
    /// The username field.
    pub username: Field,
    /// The e-mail field.
    pub email: Field,
    /// The password field; its value is not shown.
    pub password: Field,
}

/// A page that says one thing and offers one way on: "your sign-up waits for approval", "registrations are closed".
#[derive(Template, Default)]
#[template(path = "auth/notice.html", whitespace = "minimize")]
pub struct NoticePage {
    /// The page's surroundings.
    pub page: Layout,
    /// The heading.
    pub title: String,
    /// One or two sentences.
    pub text: String,
    /// Text and path of the button, if there is a way on.
    pub action: Option<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(field: &'static str, code: &'static str) -> Option<String> {
        let faults = [FieldError { field, code, text: "in words of the error".to_owned() }];
        Field::judged(Language::default(), "username", "bo", &faults).error
    }

    #[test]
    fn a_fault_stands_beside_its_own_field_in_words_of_the_page() {
        assert_eq!(shown("username", "ERR_TAKEN").as_deref(), Some("This name is taken."));
        assert_eq!(shown("username", "ERR_BLANK").as_deref(), Some("Please fill this in."));
        assert_eq!(shown("username", "ERR_NEW").as_deref(), Some("in words of the error"));
        assert_eq!(shown("email", "ERR_TAKEN"), None);
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let password = Field::kept("hunter2hunter2").with_error("Too short.");
        let html = SignUpPage { password: password.clone(), ..SignUpPage::default() }.render().unwrap();
        assert!(html.contains("Too short.") && !html.contains("hunter2"));
        let html = SetupPage { password, ..SetupPage::default() }.render().unwrap();
        assert!(html.contains("Too short.") && !html.contains("hunter2"));
    }

    #[test]
    fn a_website_that_is_no_web_address_is_no_link() {
        let app_website = Some("javascript:alert(1)".to_owned());
        let html = ConsentPage { app_website, ..ConsentPage::default() }.render().unwrap();
        assert!(!html.contains("javascript:"), "{html}");
    }
}
