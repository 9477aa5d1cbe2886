//! The program itself: what its commands print, how they fail, and a server beside them.

use serde_json::Value;

use crate::program::{Server, Site, program, text};

#[test]
fn wrong_settings_stop_every_command_with_a_sentence_for_each() {
    let folder = tempfile::tempdir().unwrap();
    for words in [&["serve"][..], &[], &["migrate"], &["token", "create", "ann", "--scopes", "read"]] {
        let wrong = [("KINFOLK_BIMD", "x"), ("KINFOLK_CACHE_MB", "lots"), ("KINFOLK_S3_REGION", "eu")];
        let output = program(folder.path(), &wrong, words).output().unwrap();
        let complaint = text(&output.stderr);
        assert!(!output.status.success() && output.stdout.is_empty(), "{words:?}");
        let expected = [
            "kinfolk: KINFOLK_BIMD is not a setting; did you mean KINFOLK_BIND?",
            "kinfolk: KINFOLK_CACHE_MB must be a whole number of MiB from 8 to 1048576, not `lots`",
            "kinfolk: KINFOLK_S3_REGION is set, but KINFOLK_MEDIA_URL is not `s3://BUCKET`",
        ];
        assert_eq!(complaint.lines().collect::<Vec<_>>(), expected, "{words:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was written all the same");
}

#[test]
fn a_settings_file_is_found_in_the_folder_or_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| text(&program(folder.path(), &[], words).output().unwrap().stderr);
    assert!(
        run(&["migrate", "--config", "mine.toml"])
            .starts_with("kinfolk: the settings file mine.toml cannot be read")
    );
    std::fs::write(folder.path().join("mine.toml"), "bimd = \"x\"\n").unwrap();
    assert!(
        run(&["migrate", "--config", "mine.toml"]).starts_with("kinfolk: bimd in mine.toml is not a setting")
    );
    std::fs::write(folder.path().join("kinfolk.toml"), "data_dir = \"here\"\n").unwrap();
    assert_eq!(run(&["migrate"]), "");
    assert!(folder.path().join("here/kinfolk.db").exists());
}

#[test]
fn help_names_the_commands_that_work_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path(), &[], &["--help"]).output().unwrap();
    let help = text(&output.stdout);
    for command in [
        "serve",
        "account",
        "token",
        "seed",
        "jobs",
        "migrate",
        "backup",
        "restore",
        "doctor",
        "db",
        "healthcheck",
        "openapi",
    ] {
        assert!(
            help.contains(&format!(
                "
  {command} "
            )),
            "{help}"
        );
    }
}

#[test]
fn the_description_of_the_api_is_printed_without_settings_or_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        program(folder.path(), &[("KINFOLK_DATABASE_URL", "nonsense")], &["openapi"]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed, kinfolk::app::openapi());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn an_address_in_use_is_told_and_the_database_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = program(folder.path(), &[("KINFOLK_BIND", &address)], &[]).output().unwrap();
    assert_eq!(
        text(&output.stderr),
        format!(
            "kinfolk: cannot listen on {address}: another program listens there; KINFOLK_BIND names the address\n"
        )
    );
    assert!(!output.status.success() && !folder.path().join("data").exists());
}

#[test]
fn a_new_server_makes_its_folder_greets_and_ends_in_good_order() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(program(folder.path(), &[("KINFOLK_BIND", "127.0.0.1:0")], &["serve"]));
    assert!(server.greeting.starts_with(concat!(
        "Kinfolk ",
        env!("CARGO_PKG_VERSION"),
        " is at http://localhost:"
    )));
    let (status, instance) = server.get("/api/v2/instance", None);
    assert_eq!((status, instance["domain"].as_str().unwrap().contains(":0")), (200, false));
    assert!(folder.path().join("data/kinfolk.db").exists());
    assert_eq!(server.stop(), Some(0));
    let mut left: Vec<_> = std::fs::read_dir(folder.path().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["kinfolk.db", "kinfolk.db-lock"],
        "the write-ahead log was not folded into the database"
    );
}

both_engines! {
    async fn commands_work_beside_a_server_which_shows_their_effect(app: TestApp) {
        let site = Site::new(app);
        let server = site.serve(&[]);
        let made = site.ask(&["account", "create", "Ann", "--email", "ann@example.org", "--role", "owner"]);
        let lines: Vec<&str> = made.lines().collect();
        assert!(lines[0].starts_with("account Ann is made: owner, id ") && lines[1].starts_with("password: "), "{made}");
        let easy = site.complaint(&["account", "create", "ben", "--email", "ben@example.org", "--password", "Ben@example.org"]);
        assert!(easy.contains("password is your user name or e-mail address"), "{easy}");
        let quiet = site.ask(&["account", "create", "ben", "--email", "ben@example.org", "--password", "correct horse battery"]);
        assert_eq!(quiet.lines().count(), 1, "a given password is not printed");

        let token = site.ask(&["token", "create", "ann", "--scopes", "read write follow push"]);
        let token = token.strip_suffix('\n').unwrap();
        assert!(token.len() > 20 && !token.contains(char::is_whitespace), "{token}");
        let own = server.get_until("/api/v1/accounts/verify_credentials", Some(token), |status, _| status == 200);
        assert_eq!(own["username"], "Ann");
        server.get_until("/api/v2/instance", None, |_, body| body["contact"]["account"]["username"] == "Ann");
        assert_eq!(server.stop(), Some(0));
    }

    async fn wrong_words_are_told_and_change_nothing(app: TestApp) {
        let site = Site::new(app);
        let create = |name: &str, email: &str| site.complaint(&["account", "create", name, "--email", email]);
        let complaint = create("a b", "nobody");
        assert!(complaint.contains("username must contain only letters") && complaint.contains("email"), "{complaint}");
        site.ask(&["account", "create", "ann", "--email", "ann@example.org"]);
        assert!(create("ANN", "other@example.org").contains("username has already been taken"));
        assert!(create("ben", "Ann@Example.org").contains("email has already been taken"));
        assert!(site.complaint(&["account", "create", "ben", "--email", "b@example.org", "--role", "king"]).contains("a role is user"));
        assert!(site.complaint(&["token", "create", "ben", "--scopes", "read"]).contains("no account named ben"));
        assert!(site.complaint(&["token", "create", "ann", "ben", "--scopes", "read"]).contains("no account named ben"));
        assert_eq!(site.ask(&["token", "create", "ann", "ann", "--scopes", "read"]).lines().count(), 2);
        assert!(site.complaint(&["token", "create", "--scopes", "read"]).contains("<NAME>..."));
        assert!(site.complaint(&["token", "create", "ann", "--scopes", "read fly"]).contains("no scope `fly`"));
    }

    async fn a_graph_is_seeded_once_beside_a_server(app: TestApp) {
        let site = Site::new(app);
        let edges = site.folder.path().join("edges");
        let edges = edges.to_str().unwrap();
        std::fs::write(edges, "# three who know each other, and one\n1 2\n2 3\n3 1\n3 4\n").unwrap();
        let server = site.serve(&[]);
        assert_eq!(server.get("/api/v1/accounts/lookup?acct=u3", None).0, 404);
        let printed = site.ask(&["seed", "graph", "--edges", edges, "--statuses-per-account", "5"]);
        assert!(printed.starts_with("4 accounts, 8 follows, 20 statuses in "), "{printed}");
        let three = server.get_until("/api/v1/accounts/lookup?acct=u3", None, |status, body| {
            status == 200 && body["statuses_count"] == 5
        });
        let counts = ["followers_count", "following_count"].map(|name| three[name].as_i64().unwrap());
        assert_eq!((counts, three["kinfolk"]["friends_count"].as_i64()), ([3, 3], Some(3)));
        let id = three["id"].as_str().unwrap();
        let statuses = server.get(&format!("/api/v1/accounts/{id}/statuses"), None).1;
        assert_eq!(statuses.as_array().unwrap().len(), 5);
        let token = site.ask(&["token", "create", "u4", "--scopes", "read"]);
        let is_home = |_, body: &Value| body.as_array().is_some_and(|page| page.len() == 10);
        server.get_until("/api/v1/timelines/home", Some(token.trim()), is_home);

        assert!(site.complaint(&["seed", "graph", "--edges", edges]).contains("the account u1 exists already"));
        std::fs::write(edges, "7 8\n8 nine\n").unwrap();
        assert!(site.complaint(&["seed", "graph", "--edges", edges]).contains("line 2 must be two numbers"));
        assert_eq!(server.get("/api/v1/accounts/lookup?acct=u7", None).0, 404);
        assert_eq!(server.stop(), Some(0));
    }

    async fn a_directed_and_a_made_up_graph_are_seeded(app: TestApp) {
        let site = Site::new(app);
        let edges = site.folder.path().join("edges");
        std::fs::write(&edges, "901 902\n903 902\n902 903\n").unwrap();
        let printed = site.ask(&["seed", "graph", "--directed", "--edges", edges.to_str().unwrap()]);
        assert!(printed.starts_with("3 accounts, 3 follows, 0 statuses in "), "{printed}");
        // Large enough for several writers at once.
        let printed = site.ask(&["seed", "graph", "--synthetic", "300", "--mean-degree", "20", "--statuses-per-account", "2"]);
        assert!(printed.starts_with("300 accounts, 6000 follows, "), "{printed}");
        let server = site.serve(&[]);
        let two = server.get("/api/v1/accounts/lookup?acct=u902", None).1;
        let counts = ["followers_count", "following_count"].map(|name| two[name].as_i64().unwrap());
        assert_eq!((counts, two["kinfolk"]["friends_count"].as_i64()), ([2, 1], Some(1)));
    }
}
