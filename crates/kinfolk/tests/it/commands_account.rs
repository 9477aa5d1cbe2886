//! `kinfolk account …` and `kinfolk seed demo` by the program itself, beside a running server.

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

    async fn an_account_is_deleted_beside_a_server_with_all_that_was_its_own(app: TestApp) {
        let site = Site::new(app);
        let ann = person(&site, "ann", "owner");
        let ben = person(&site, "ben", "user");
        let server = site.serve(&[]);
        let own = server.get_until(ME, Some(&ben), |status, _| status == 200);
        let profile = format!("/api/v1/accounts/{}", own["id"].as_str().unwrap());
        assert_eq!(server.request("POST", &format!("{profile}/follow"), Some(&ann)).0, 200);
        server.get_until(ME, Some(&ann), |_, body| body["following_count"] == 1);

        let complaint = site.complaint(&["account", "delete", "ben"]);
        assert!(complaint.contains("--yes"), "{complaint}");
        assert_eq!(server.get(&profile, None).0, 200);
        assert!(site.complaint(&["account", "delete", "ann", "--yes"]).contains("the last owner"));

        let printed = site.ask(&["account", "delete", "ben", "--yes"]);
        assert!(printed.starts_with("ben is deleted"), "{printed}");
        server.get_until(&profile, None, |status, _| status == 404);
        server.get_until(ME, Some(&ben), |status, _| status == 401);
        server.get_until(ME, Some(&ann), |_, body| body["following_count"] == 0);
        for words in [&["account", "delete", "ben", "--yes"][..], &["account", "suspend", "ben"], &["account", "unsuspend", "ben"], &["account", "set-role", "ben", "user"], &["account", "reset-password", "ben"]] {
            assert_eq!(site.complaint(words), "kinfolk: there is no account named ben here\n", "{words:?}");
        }
        assert!(!site.ask(&["account", "list"]).contains("ben"));
        let again = ["account", "create", "ben", "--email", "ben@example.org"];
        assert!(site.complaint(&again).contains("username has already been taken"));
        site.ask(&["account", "create", "ben2", "--email", "ben@example.org"]);
        assert_eq!(server.stop(), Some(0));
    }

    async fn a_demo_is_seeded_once_beside_a_server(app: TestApp) {
        let site = Site::new(app);
        let server = site.serve(&[]);
        let printed = site.ask(&["seed", "demo"]);
        let lines: Vec<&str> = printed.lines().collect();
        assert!(lines[0].starts_with("6 people, 19 follows, 1 block, "), "{printed}");
        assert!(lines[1].contains("/auth/sign_in as one of: iris, jonas, leila, mateo, nadia, oskar"), "{printed}");
        let password = lines[2].strip_prefix("password: ").unwrap();
        let state = &site.app.state;
        let user = kinfolk::auth::log_in(state, "nadia", base::Secret::new(password)).await.unwrap();
        assert!(user.is_some(), "nobody can log in");

        let public = server.get_until("/api/v1/timelines/public?limit=40", None, |_, page| {
            page.as_array().is_some_and(|page| page.len() > 5)
        });
        let public = public.as_array().unwrap();
        for wanted in [
            &(|status: &Value| status["language"] == "de") as &dyn Fn(&Value) -> bool,
            &|status| !status["spoiler_text"].as_str().unwrap().is_empty(),
            &|status| status["replies_count"].as_i64() > Some(1) && status["reblogs_count"] == 2,
            &|status| status["tags"].as_array().unwrap().len() == 2,
        ] {
            assert!(public.iter().any(wanted), "{public:?}");
        }
        // Oskar followed everybody until she blocked him, which a server beside the command hears a moment later.
        let iris = server.get_until("/api/v1/accounts/lookup?acct=iris", None, |_, iris| iris["followers_count"] == 3);
        assert_eq!(iris["display_name"], "Iris Lindqvist");
        assert!(iris["note"].as_str().unwrap().contains("/tags/boats"), "{iris}");
        let picture = iris["avatar"].as_str().unwrap();
        let path = &picture[picture.find("/media/avatars/").unwrap()..];
        assert!(site.folder.path().join("data").join(&path[1..]).is_file(), "{picture}");
        assert_eq!((&iris["followers_count"], &iris["kinfolk"]["friends_count"]), (&3.into(), &3.into()));
        let token = site.ask(&["token", "create", "jonas", "--scopes", "read"]);
        let home = server.get("/api/v1/timelines/home", Some(token.trim())).1;
        let kinds: Vec<&str> = home.as_array().unwrap().iter().map(|status| status["visibility"].as_str().unwrap()).collect();
        for kind in ["public", "private", "direct"] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
        let asks = |who: &str, path: &str| {
            let token = site.ask(&["token", "create", who, "--scopes", "read"]);
            server.get(path, Some(token.trim())).1
        };
        let waiting = asks("nadia", "/api/v1/follow_requests");
        assert_eq!(crate::support::names(&waiting), ["leila"]);
        let friendly = asks("jonas", "/api/kinfolk/v1/friend_requests");
        assert!(friendly.to_string().contains("oskar"), "{friendly}");
        assert_eq!(crate::support::names(&asks("mateo", "/api/v1/mutes")), ["oskar"]);
        assert_eq!(asks("iris", "/api/v1/lists")[0]["title"], "Crew");
        assert_eq!(iris["fields"][0]["value"], "she/her");
        let mateo = server.get("/api/v1/accounts/lookup?acct=mateo", None).1;
        let path = format!("/api/v1/accounts/relationships?id={}", mateo["id"].as_str().unwrap());
        assert_eq!(asks("iris", &path)[0]["note"], "Owes me a better pun.");
        // The server's jobs tell of what the command did.
        let token = site.ask(&["token", "create", "nadia", "--scopes", "read"]);
        server.get_until("/api/v1/notifications?types[]=follow_request", Some(token.trim()), |_, told| {
            told.as_array().is_some_and(|told| told.len() == 1)
        });
        let complaint = site.complaint(&["seed", "demo"]);
        assert!(complaint.contains("the account iris exists already") && complaint.contains("nothing was changed"), "{complaint}");
        assert_eq!(server.stop(), Some(0));
    }

    async fn what_cannot_be_done_to_an_account_is_told(app: TestApp) {
        let site = Site::new(app);
        person(&site, "ann", "owner");
        for words in [
            &["account", "set-role", "zoe", "admin"][..],
            &["account", "reset-password", "zoe"],
            &["account", "suspend", "zoe"],
            &["account", "unsuspend", "zoe"],
            &["account", "delete", "zoe", "--yes"],
        ] {
            assert_eq!(site.complaint(words), "kinfolk: there is no account named zoe here\n", "{words:?}");
        }
        assert!(site.complaint(&["account", "set-role", "ann", "king"]).contains("a role is user, moderator, admin or owner"));
        for words in [&["account", "set-role", "ann", "user"][..], &["account", "suspend", "ann"]] {
            let complaint = site.complaint(words);
            assert!(complaint.contains("the last owner"), "{complaint}");
        }
        let help = text(&site.run(&["account", "--help"]).stdout);
        for command in ["create", "list", "set-role", "reset-password", "suspend", "unsuspend", "delete"] {
            assert!(help.contains(&format!("\n  {command} ")), "{help}");
        }
    }
}
