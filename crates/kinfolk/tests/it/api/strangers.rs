//! Every operation by those who may not: nobody, a token that is none, one with every scope but those that are needed, an
//! application's own, somebody who is blocked, and somebody else. What each operation needs is what it says of itself.

use kinfolk::auth::Scopes;
use kinfolk::http::{Access, Operation};

use super::calls::{Scene, operations};

both_engines! {
    async fn nobody_gets_in_where_a_token_is_needed(app: TestApp) {
        let scene = Scene::set(app).await;
        for operation in operations() {
            let answer = scene.call(&operation, None).await;
            match operation.access {
                Access::Open | Access::Anyone(_) | Access::Client => answer.assert(200),
                Access::Person(_) | Access::Token(_) => {
                    let answer = answer.assert(401);
                    assert_eq!(answer.json()["error"], "The access token is invalid", "{operation:?}");
                    answer
                }
            };
        }
    }

    async fn a_token_that_is_none_is_refused_everywhere(app: TestApp) {
        let scene = Scene::set(app).await;
        for operation in operations() {
            let answer = scene.call(&operation, Some("not-a-token")).await;
            match operation.access {
                Access::Open | Access::Client => answer.assert(200),
                _ => answer.assert(401),
            };
        }
    }

    async fn all_scopes_but_the_needed_ones_do_not_help(app: TestApp) {
        let scene = Scene::set(app).await;
        let mut tried = 0;
        for operation in operations() {
            let needed = operation.access.scopes();
            if needed.is_empty() {
                continue;
            }
            let helps = |scope: &&&str| needed.iter().any(|needed| Scopes::parse(scope).unwrap().allows(needed));
            let others: Vec<&str> = Scopes::all_names().iter().filter(|scope| !helps(scope)).copied().collect();
            let token = scene.app.token_of(&scene.ann, &others.join(" ")).await;
            let answer = scene.call(&operation, Some(&token)).await.assert(403);
            assert_eq!(answer.json()["error"], "This action is outside the authorized scopes", "{operation:?}");
            tried += 1;
        }
        assert!(tried > 60, "{tried}");
    }

    async fn an_application_is_no_person(app: TestApp) {
        let scene = Scene::set(app).await;
        for operation in operations() {
            if matches!(operation.access, Access::Person(_)) {
                let answer = scene.call(&operation, Some(&scene.own_app.token)).await.assert(422);
                assert_eq!(answer.json()["error"], "This method requires an authenticated user", "{operation:?}");
            }
        }
    }

    async fn whoever_is_blocked_finds_nobody_there(app: TestApp) {
        let scene = Scene::set(app).await;
        let stranger = scene.app.person("stranger").await;
        scene.bob.act("block", &stranger).await.assert(200);
        let mut tried = 0;
        for operation in operations() {
            if !Scene::is_about(&operation, "bob") && !Scene::is_about(&operation, "post") && !Scene::is_about(&operation, "cat") {
                continue;
            }
            let bob = [("cat", scene.bob.id.as_str())];
            let answer = scene.call_with(&operation, Some(&stranger.token), &bob).await;
            assert_eq!(answer.status.as_u16(), to_the_blocked(&operation), "{operation:?} answered {}", answer.text);
            tried += 1;
        }
        assert!(tried > 20, "{tried}");
    }

    async fn what_is_somebodys_own_is_not_there_for_others(app: TestApp) {
        let scene = Scene::set(app).await;
        let stranger = scene.app.person("stranger").await;
        let secret = scene.bob.client.post("/api/v1/statuses", &[("status", "secret"), ("visibility", "direct")]).await;
        let secret = secret.assert(200).json()["id"].as_str().unwrap().to_owned();
        let things = [("own", secret.as_str()), ("post", secret.as_str())];
        let mut tried = 0;
        for operation in operations() {
            let own = ["list", "notification", "own", "post"];
            if !own.iter().any(|word| Scene::is_about(&operation, word)) {
                continue;
            }
            scene.call_with(&operation, Some(&stranger.token), &things).await.assert(404);
            tried += 1;
        }
        assert!(tried > 15, "{tried}");
    }

    async fn requests_are_answered_only_by_whom_they_are_to(app: TestApp) {
        let scene = Scene::set(app).await;
        let stranger = scene.app.person("stranger").await;
        let mut tried = 0;
        for operation in operations() {
            if Scene::is_about(&operation, "dan") || Scene::is_about(&operation, "eve") {
                scene.call(&operation, Some(&stranger.token)).await.assert(404);
                tried += 1;
            }
        }
        assert_eq!(tried, 4);
        let still = scene.ann.client.get("/api/v1/follow_requests").await.assert(200).json();
        assert!(!still.as_array().unwrap().is_empty(), "nobody asks any more");
    }
}

/// What somebody gets who is blocked by whom the operation is about. All but 404 has a reason.
fn to_the_blocked(operation: &Operation) -> u16 {
    match operation.path.rsplit('/').next() {
        // Tells, as in Mastodon.
        Some("follow" | "friend") => 403,
        // Whoever is not followed cannot be featured, whether they are there or not.
        Some("endorse" | "pin") => 422,
        // Takes back what is one's own, which must stay possible.
        Some(
            "unfollow" | "unfriend" | "unblock" | "unmute" | "remove_from_followers" | "unendorse" | "unpin",
        ) => 200,
        // What one decides about somebody without being shown anything of them.
        Some("block" | "mute" | "note") => 200,
        // Empty for everybody; says nothing of the account.
        Some("featured_tags" | "identity_proofs") => 200,
        _ => 404,
    }
}
