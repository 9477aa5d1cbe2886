//! The health checks.

both_engines! {
    async fn health_answers_anyone(app: TestApp) {
        app.anon().get("/health").await.assert(200);
    }
}
