//! The program where containers and hosting platforms run it: `PORT`, `DATABASE_URL` and a health check that is a
//! command. What the settings mean in general is tested in `config.rs`.

use std::net::TcpListener;

use crate::program::{Server, program, text};

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

both_engines! {
    async fn a_platforms_variables_are_enough_to_serve(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port().to_string();
        let url = app.state.config().database_url.expose().to_owned();
        let settings = [("PORT", port.as_str()), ("DATABASE_URL", url.as_str())];
        let check = || program(folder.path(), &settings, &["healthcheck"]).output().unwrap();

        let before = check();
        assert!(!before.status.success(), "there is no server yet");
        assert!(
            text(&before.stderr).starts_with(&format!("kinfolk: the server at 0.0.0.0:{port} is not well: ")),
            "{}",
            text(&before.stderr)
        );

        let server = Server::start(program(folder.path(), &settings, &[]));
        assert!(server.greeting.ends_with(&format!("http://localhost:{port}\n")), "{}", server.greeting);
        // Linux takes all of 127/8 for its own, so this reaches a listener on every address alone.
        let other = std::net::TcpStream::connect(format!("127.0.0.2:{port}"));
        assert!(other.is_ok(), "it does not listen on every address");
        let well = check();
        assert!(well.status.success() && well.stdout.is_empty(), "{}", text(&well.stderr));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "data went past DATABASE_URL");
        assert_eq!(server.stop(), Some(0));
        assert!(!check().status.success());
    }

    async fn settings_of_our_own_win_over_a_platforms(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let (port, bind) = (free_port().to_string(), format!("127.0.0.1:{}", free_port()));
        let url = app.state.config().database_url.expose().to_owned();
        let settings = [
            ("PORT", port.as_str()),
            ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
            ("KINFOLK_BIND", bind.as_str()),
            ("KINFOLK_DATABASE_URL", url.as_str()),
        ];
        let server = Server::start(program(folder.path(), &settings, &[]));
        assert_eq!(server.address, bind);
        let check = program(folder.path(), &settings, &["healthcheck"]).output().unwrap();
        assert!(check.status.success(), "{}", text(&check.stderr));
    }
}
