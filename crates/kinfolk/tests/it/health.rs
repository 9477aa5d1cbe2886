//! The health checks: that the process answers, and whether it can do its work.

use crate::support::TestApp;

db::statements! {
    /// As if a step had never been applied.
    FORGET_STEP: Point = "DELETE FROM schema_steps WHERE number = $1";
}

/// The checks that do not hold, in the order of their names.
async fn problems(app: &TestApp, status: u16) -> Vec<String> {
    app.clock.advance(1_000);
    let body = app.anon().get("/health/ready").await.assert(status).json();
    assert_eq!(body["ready"], status == 200, "{body}");
    let checks = body["checks"].as_object().unwrap();
    checks.iter().filter(|(_, check)| check["ok"] != true).map(|(name, _)| name.clone()).collect()
}

both_engines! {
    async fn health_answers_anyone(app: TestApp) {
        app.anon().get("/health").await.assert(200);
    }

    async fn a_server_that_works_is_ready_and_says_what_it_looked_at(app: TestApp) {
        let answer = app.anon().get("/health/ready").await.assert(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        for name in ["serving", "database", "schema", "writes"] {
            assert_eq!(answer.json()["checks"][name]["ok"], true, "{}", answer.text);
        }
    }

    async fn a_server_that_is_stopping_is_not_ready_but_alive(app: TestApp) {
        assert_eq!(problems(&app, 200).await, [""; 0]);
        app.state.health().stop();
        // At once, without waiting for what was seen to grow old.
        let body = app.anon().get("/health/ready").await.assert(503).json();
        assert_eq!(body["checks"]["serving"]["problem"], "The server is stopping");
        app.anon().get("/health").await.assert(200);
    }

    async fn a_database_that_does_not_answer_makes_the_server_not_ready_within_a_second(app: TestApp) {
        assert_eq!(problems(&app, 200).await, [""; 0]);
        app.state.db().close().await;
        app.anon().get("/health/ready").await.assert(200);
        assert_eq!(problems(&app, 503).await, ["database", "schema", "writes"]);
        app.anon().get("/health").await.assert(200);
    }

    async fn a_database_that_was_put_back_to_an_older_schema_makes_the_server_not_ready(app: TestApp) {
        let newest = app.state.db().newest_step().await.unwrap();
        let forget = async move |tx: &mut db::Tx| tx.run(&FORGET_STEP, db::params![newest]).await;
        assert_eq!(app.state.db().write(forget).await.unwrap(), 1);
        assert_eq!(problems(&app, 503).await, ["schema"]);
    }
}
