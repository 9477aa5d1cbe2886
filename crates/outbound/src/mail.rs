//! The mail server that the settings name.

use std::net::IpAddr;
use std::time::Duration;

use base::{Error, Result, Secret};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::Url;

/// A mail server that takes longer than this for one answer counts as away.
const PATIENCE: Duration = Duration::from_secs(10);

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
