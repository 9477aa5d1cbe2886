//! Every statement of the program is prepared on both engines, and its plan is read.

/// Statements whose plan is allowed to show what the rule forbids, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

both_engines! {
    async fn every_statement_is_served_by_an_index(app: TestApp) {
        assert!(db::all_statements().count() > 50, "the registry is not filled");
        let faults = db::plans::faults(app.state.db(), EXCEPTIONS).await.unwrap();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
