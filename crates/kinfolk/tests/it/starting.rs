//! Starting: several processes at once on one database, and a version that is too old for it.

use db::migrate::{Kind, Step};
use kinfolk::core::STEPS;

use crate::program::{Server, program, text};
use crate::support::{Empty, run};

#[test]
fn of_several_that_migrate_at_once_each_step_is_applied_by_one() {
    run(async {
        for empty in Empty::on_each().await {
            let folder = tempfile::tempdir().unwrap();
            let starters: Vec<_> = (0..4)
                .map(|_| {
                    let mut command =
                        program(folder.path(), &[("KINFOLK_DATABASE_URL", &empty.url)], &["migrate"]);
                    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                    command.spawn().unwrap()
                })
                .collect();
            let mut applied = Vec::new();
            for starter in starters {
                let output = starter.wait_with_output().unwrap();
                assert!(output.status.success(), "{}", text(&output.stderr));
                let told = text(&output.stdout);
                applied
                    .extend(told.lines().filter(|line| line.ends_with("was applied")).map(ToOwned::to_owned));
            }
            applied.sort();
            let mut expected: Vec<String> = STEPS
                .iter()
                .map(|step| format!("step {} ({}) was applied", step.number, step.name))
                .collect();
            expected.sort();
            assert_eq!(applied, expected);
        }
    });
}

#[test]
fn two_servers_that_start_at_once_on_an_empty_database_both_serve() {
    run(async {
        for empty in Empty::on_each().await {
            let folder = tempfile::tempdir().unwrap();
            let start = || {
                let settings =
                    [("KINFOLK_DATABASE_URL", empty.url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0")];
                Server::start(program(folder.path(), &settings, &[]))
            };
            std::thread::scope(|scope| {
                let servers: Vec<_> = (0..2).map(|_| scope.spawn(start)).collect();
                for server in servers {
                    let server = server.join().unwrap();
                    assert_eq!(server.get("/api/v2/instance", None).0, 200);
                    assert_eq!(server.stop(), Some(0));
                }
            });
        }
    });
}

/// What a version to come adds.
fn with(kind: Kind) -> &'static [Step] {
    let number = STEPS.len() as i64 + 1;
    let later = Step { number, name: "later", kind, common: "", sqlite: "", postgres: "" };
    STEPS.iter().copied().chain([later]).collect::<Vec<_>>().leak()
}

both_engines! {
    async fn a_version_from_before_an_expand_step_serves(app: TestApp) {
        db::migrate::run(app.state.db(), with(Kind::Expand), 1_000).await.unwrap();
        let site = crate::program::Site::new(app);
        assert_eq!(site.ask(&["migrate"]), "the schema is up to date\n");
        let server = site.serve(&[]);
        assert_eq!(server.get("/health/ready", None).0, 200);
        assert_eq!(server.stop(), Some(0));
    }

    async fn a_version_from_before_a_contract_step_refuses_the_database(app: TestApp) {
        db::migrate::run(app.state.db(), with(Kind::Contract), 1_000).await.unwrap();
        let site = crate::program::Site::new(app);
        let number = STEPS.len() + 1;
        let told = format!(
            "kinfolk: the database has schema step {number} (later), which this version does not know and cannot work \
             with: it was migrated by a newer version, which must be used from now on\n"
        );
        for words in [&["migrate"][..], &["serve"], &["token", "create", "ann", "--scopes", "read"]] {
            assert_eq!(site.complaint(words), told, "{words:?}");
        }
    }
}
