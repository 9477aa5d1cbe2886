//! The mail server that the settings name, and mails to one person.
//!
//! What mail servers say may hold the address that it is about, so of a mail that was not taken only the code is told.
//!
//! Not here: when mail is sent, and that it is not lost; the caller does it in a durable job.

use std::net::IpAddr;
use std::time::{Duration, UNIX_EPOCH};

use base::{Error, Result, Secret};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use url::Url;

/// A mail server that takes longer than this for one answer counts as away.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Their address.
    pub to: String,
    /// What it is about, in one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as a page.
    pub html: String,
    /// `something@host`, the same whenever this mail is sent again: by it a mailbox knows what it has.
    pub id: String,
}

/// Without whom it is to and what it says.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.id)
    }
}

impl Mail {
    fn message(&self, from: &str, now_ms: i64) -> Result<Message> {
        let wrong = |_| Error::unprocessable("An address of the mail is not understood");
        let (from, to): (Mailbox, Mailbox) = (from.parse().map_err(wrong)?, self.to.parse().map_err(wrong)?);
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        // No program answers to it (RFC 3834 §5).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(from)
            .to(to)
            .subject(&self.subject)
            .date(now)
            .message_id(Some(format!("<{}>", self.id)))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(self.text.clone(), self.html.clone()))
            .map_err(|error| Error::internal(error.to_string()))
    }
}

/// A mail server.
pub struct Mailer(AsyncSmtpTransport<Tokio1Executor>);

impl Mailer {
    /// The mail server at `smtp://[user:password@]host[:port]` or `smtps://…`; nothing is sent yet.
    ///
    /// `smtps` is TLS from the first byte. With `smtp` the connection goes over to TLS (STARTTLS): always when there
    /// is a password to protect, unless the server is on this machine; otherwise if the server offers it.
    /// `?tls=required` or `?tls=opportunistic` in the URL says otherwise.
    ///
    /// # Errors
    /// `Unprocessable` when the URL is not understood.
    pub fn open(url: &Secret) -> Result<Self> {
        let wrong = |why: &str| Error::unprocessable(format!("KINFOLK_SMTP_URL is not understood: {why}"));
        let mut url = Url::parse(url.expose()).map_err(|error| wrong(&error.to_string()))?;
        if url.scheme() == "smtp" && !url.query_pairs().any(|(name, _)| name == "tls") {
            let tls = if url.password().is_some() && !is_here(&url) { "required" } else { "opportunistic" };
            url.query_pairs_mut().append_pair("tls", tls);
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(|error| wrong(&without(&error.to_string(), &url)))?;
        Ok(Self(builder.timeout(Some(PATIENCE)).build()))
    }

    /// Connects, goes over to TLS, logs in and asks whether the server is there; sends nothing.
    ///
    /// # Errors
    /// `Unavailable` with the server's words or the fault of the connection.
    pub async fn check(&self) -> Result<()> {
        match self.0.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(Error::unavailable("The mail server does not answer", "it closed the connection"))
            }
            Err(error) => Err(Error::unavailable("The mail server does not answer", causes(&error))),
        }
    }
}

impl Mailer {
    /// Sends a mail from an address as the setting has it; `now_ms` is its date, in Unix milliseconds. When it comes back,
    /// the server has taken the mail; whether it arrives, nobody knows.
    ///
    /// # Errors
    /// `Unprocessable` when the server refuses it for good or an address is not understood; `Unavailable` when it may
    /// take it another time.
    pub async fn send(&self, from: &str, mail: &Mail, now_ms: i64) -> Result<()> {
        let sent = self.0.send(mail.message(from, now_ms)?).await;
        sent.map(drop).map_err(|error| match error.status() {
            // A server that does not let us in is mended by its operator; the mail is as good as before.
            Some(code) if error.is_permanent() && code.to_string() != "535" => {
                Error::unprocessable(format!("The mail server refused the mail ({code})"))
            }
            Some(code) => {
                Error::unavailable("The mail server did not take the mail", format!("it said {code}"))
            }
            // The server has said nothing yet, so these words are not of it.
            None => Error::unavailable("The mail server did not take the mail", causes(&error)),
        })
    }
}

/// Whether the server is on this machine. In URLs of this scheme an address is a name like any other.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// A sentence that cannot show the password.
fn without(text: &str, url: &Url) -> String {
    match url.password() {
        Some(password) if !password.is_empty() => text.replace(password, "…"),
        _ => text.to_owned(),
    }
}

/// An error with everything that led to it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::*;

    fn mailer(url: &str) -> Mailer {
        Mailer::open(&Secret::new(url)).unwrap()
    }

    /// A mail server that answers each line as it is told, once.
    fn server(answer: impl Fn(&str) -> &'static str + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            stream.write_all(answer("").as_bytes()).unwrap();
            while let Some(Ok(line)) = lines.next() {
                if stream.write_all(answer(&line).as_bytes()).is_err() {
                    break;
                }
            }
        });
        port
    }

    #[tokio::test]
    async fn a_server_that_answers_is_there() {
        let port = server(|line| match line.get(..4) {
            None => "220 mail.example.org ESMTP\r\n",
            Some("EHLO") => "250 mail.example.org\r\n",
            Some("QUIT") => "221 bye\r\n",
            _ => "250 ok\r\n",
        });
        mailer(&format!("smtp://127.0.0.1:{port}")).check().await.unwrap();
    }

    #[tokio::test]
    async fn what_a_server_says_against_it_is_told_and_the_password_is_not() {
        let port = server(|line| match line.get(..4) {
            None => "220 mail.example.org ESMTP\r\n",
            Some("EHLO") => "250-mail.example.org\r\n250 AUTH PLAIN LOGIN\r\n",
            _ => "535 5.7.8 go away\r\n",
        });
        let told =
            mailer(&format!("smtp://ann:hunter2@127.0.0.1:{port}")).check().await.unwrap_err().to_string();
        assert!(told.contains("535") && !told.contains("hunter2"), "{told}");
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let told = mailer(&format!("smtp://127.0.0.1:{gone}")).check().await.unwrap_err().to_string();
        assert!(told.starts_with("The mail server does not answer: ") && told.contains("refused"), "{told}");
    }

    #[tokio::test]
    async fn a_password_is_not_sent_to_another_machine_without_tls() {
        // The server offers no STARTTLS; its name stands for this machine but is not known as such.
        let port = server(|line| match line.get(..4) {
            None => "220 mail.example.org ESMTP\r\n",
            Some("EHLO") => "250-mail.example.org\r\n250 AUTH PLAIN LOGIN\r\n",
            Some("AUTH") => "235 thank you\r\n",
            _ => "250 ok\r\n",
        });
        let told =
            mailer(&format!("smtp://ann:hunter2@0.0.0.0:{port}")).check().await.unwrap_err().to_string();
        assert!(told.contains("STARTTLS"), "{told}");
    }

    fn mail(to: &str) -> Mail {
        let (text, html) =
            ("Grüße\n.\nhttps://kin.example.org/?token=abc".to_owned(), "<p>Grüße</p>".to_owned());
        Mail {
            to: to.to_owned(),
            subject: "Ein Gruß".to_owned(),
            text,
            html,
            id: "1@kin.example.org".to_owned(),
        }
    }

    /// A server that says this to every recipient.
    fn server_with(to_recipients: &'static str) -> u16 {
        server(move |line| match line.get(..4) {
            None => "220 mail.example.org ESMTP\r\n",
            Some("EHLO") => "250 mail.example.org\r\n",
            Some("RCPT") => to_recipients,
            Some("QUIT") => "221 bye\r\n",
            _ => "250 ok\r\n",
        })
    }

    #[tokio::test]
    async fn a_mail_that_is_not_taken_is_told_by_its_code_and_whether_to_try_again() {
        let port = server_with("550 no such user <ann@example.org>\r\n");
        let told = mailer(&format!("smtp://127.0.0.1:{port}"))
            .send("kin@example.org", &mail("ann@example.org"), 0)
            .await;
        let told = told.unwrap_err();
        assert!(matches!(&told, Error::Unprocessable(why) if why.contains("550")), "{told}");
        assert!(!told.to_string().contains("ann"), "{told}");
        let port = server_with("451 <ann@example.org> later\r\n");
        let told = mailer(&format!("smtp://127.0.0.1:{port}"))
            .send("kin@example.org", &mail("ann@example.org"), 0)
            .await;
        let told = told.unwrap_err();
        assert!(matches!(told, Error::Unavailable { .. }) && !told.to_string().contains("ann@"), "{told}");
        let told =
            mailer("smtp://127.0.0.1:1").send("kin@example.org", &mail("nobody"), 0).await.unwrap_err();
        assert!(matches!(told, Error::Unprocessable(_)), "{told}");
    }

    #[test]
    fn a_mail_is_text_and_page_with_the_id_and_date_it_was_given() {
        let mail = mail("ann@example.org");
        let message = mail.message("Kinfolk <kin@example.org>", 0).unwrap().formatted();
        let message = String::from_utf8(message).unwrap();
        for line in [
            "From: Kinfolk <kin@example.org>",
            "To: ann@example.org",
            "Message-ID: <1@kin.example.org>",
            "Auto-Submitted: auto-generated",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(message.contains(&format!("{line}\r\n")), "{line} is missing in {message}");
        }
        assert!(!format!("{mail:?}").contains("token") && !format!("{mail:?}").contains("ann"));
    }

    #[test]
    fn a_url_that_is_not_understood_is_told_without_its_password() {
        for url in
            ["smtp://", "smtp://ann:hunter2@", "http://ann:hunter2@x", "smtp://ann:hunter2@x?tls=perhaps"]
        {
            let told = Mailer::open(&Secret::new(url)).err().map(|error| error.to_string());
            assert!(told.as_ref().is_some_and(|told| !told.contains("hunter2")), "{url}: {told:?}");
        }
    }
}
