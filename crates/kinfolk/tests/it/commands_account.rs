//! `kinfolk account …` by the program itself, beside a running server.

use serde_json::Value;

use crate::program::{Site, text};

const ME: &str = "/api/v1/accounts/verify_credentials";

/// Makes an account and a token that may do everything.
fn person(site: &Site, name: &str, role: &str) -> String {
    let email = format!("{name}@example.org");
    site.ask(&[
        "account",
        "create",
        name,
        "--email",
        &email,
        "--password",
        "correct horse battery",
        "--role",
        role,
    ]);
    site.ask(&["token", "create", name, "--scopes", "read write follow push"]).trim().to_owned()
}

both_engines! {
    async fn accounts_are_listed_for_people_and_for_scripts(app: TestApp) {
        let site = Site::new(app);
        assert_eq!(site.ask(&["account", "list"]), "");
        person(&site, "Ann", "owner");
        person(&site, "ben", "user");
        site.ask(&["account", "suspend", "ben"]);
        let listed = site.ask(&["account", "list"]);
        let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines.len(), 2, "{listed}");
        let ann = lines.iter().find(|line| line[0] == "Ann").unwrap();
        assert_eq!((ann[1], ann[2], ann[4]), ("owner", "active", "Ann@example.org"), "{listed}");
        let ben = lines.iter().find(|line| line[0] == "ben").unwrap();
        assert_eq!((ben[1], ben[2]), ("user", "suspended"), "{listed}");

        let json = site.ask(&["account", "list", "--json"]);
        let objects: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ben = objects.iter().find(|object| object["username"] == "ben").unwrap();
        assert_eq!((&ben["role"], &ben["standing"], &ben["email"]), (&"user".into(), &"suspended".into(), &"ben@example.org".into()));
        assert!(ben["id"].is_string() && ben["created_at"].as_str().unwrap().ends_with('Z'), "{json}");
    }

    async fn standing_changes_beside_a_server_which_shows_it(app: TestApp) {
        let site = Site::new(app);
        person(&site, "ann", "owner");
        let token = person(&site, "ben", "user");
        let server = site.serve(&[]);
        let own = server.get_until(ME, Some(&token), |status, _| status == 200);
        let profile = format!("/api/v1/accounts/{}", own["id"].as_str().unwrap());
        server.get_until(&profile, None, |status, body| status == 200 && body["suspended"].is_null());

        assert_eq!(site.ask(&["account", "suspend", "Ben"]), "Ben is suspended\n");
        let refused = server.get_until(ME, Some(&token), |status, _| status == 403);
        assert_eq!(refused["error"], "Your login is currently disabled");
        server.get_until(&profile, None, |_, body| body["suspended"] == true);
        assert_eq!(site.ask(&["account", "suspend", "ben"]), "ben was suspended already\n");
        assert!(site.complaint(&["token", "create", "ben"]).contains("disabled"));

        assert_eq!(site.ask(&["account", "unsuspend", "ben"]), "ben is not suspended any more\n");
        server.get_until(ME, Some(&token), |status, _| status == 200);
        server.get_until(&profile, None, |_, body| body["suspended"].is_null());
        assert_eq!(site.ask(&["account", "unsuspend", "ben"]), "ben was not suspended\n");

        assert_eq!(site.ask(&["account", "set-role", "ben", "moderator"]), "ben is now: moderator\n");
        server.get_until(ME, Some(&token), |_, body| body["role"]["name"] == "Moderator");
        assert_eq!(site.ask(&["account", "set-role", "ben", "moderator"]), "ben was already: moderator\n");

        let printed = site.ask(&["account", "reset-password", "ben"]);
        let password = printed.trim().strip_prefix("password: ").unwrap();
        assert_eq!(password.len(), 23, "{printed}");
        server.get_until(ME, Some(&token), |status, _| status == 401);
        assert_eq!(server.stop(), Some(0));
        let user = kinfolk::auth::log_in(&site.app.state, "ben", base::Secret::new(password)).await.unwrap();
        assert!(user.is_some(), "the printed password is not the one");
        let old = base::Secret::new("correct horse battery");
        assert!(kinfolk::auth::log_in(&site.app.state, "ben", old).await.unwrap().is_none());
    }

    async fn what_cannot_be_done_to_an_account_is_told(app: TestApp) {
        let site = Site::new(app);
        person(&site, "ann", "owner");
        for words in [
            &["account", "set-role", "zoe", "admin"][..],
            &["account", "reset-password", "zoe"],
            &["account", "suspend", "zoe"],
            &["account", "unsuspend", "zoe"],
        ] {
            assert_eq!(site.complaint(words), "kinfolk: there is no account named zoe here\n", "{words:?}");
        }
        assert!(site.complaint(&["account", "set-role", "ann", "king"]).contains("a role is user, moderator, admin or owner"));
        for words in [&["account", "set-role", "ann", "user"][..], &["account", "suspend", "ann"]] {
            let complaint = site.complaint(words);
            assert!(complaint.contains("the last owner"), "{complaint}");
        }
        let help = text(&site.run(&["account", "--help"]).stdout);
        for command in ["create", "list", "set-role", "reset-password", "suspend", "unsuspend"] {
            assert!(help.contains(&format!("\n  {command} ")), "{help}");
        }
    }
}
