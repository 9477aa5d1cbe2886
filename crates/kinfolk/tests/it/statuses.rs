//! Statuses: writing, reading, marks, threads.

use kinfolk::accounts::{self, NewAccount, Username};
use kinfolk::core::words::AccountId;
use kinfolk::statuses::{self, NewStatus};

use crate::support::TestApp;

async fn account(app: &TestApp, name: &str) -> AccountId {
    let state = app.state.clone();
    let new = NewAccount::named(Username::parse(name).unwrap(), app.clock.now_ms());
    app.state.db().write(async move |tx| accounts::create(tx, &state, &new).await).await.unwrap()
}

both_engines! {
    async fn smoke(app: TestApp) {
        let (ada, bob) = (account(&app, "ada").await, account(&app, "bob").await);
        let post = statuses::create(&app.state, NewStatus::new(ada, "Hello @bob, #Rust https://example.com")).await.unwrap();
        let answer = NewStatus { in_reply_to: Some(post), ..NewStatus::new(bob, "@ada hi") };
        let answer = statuses::create(&app.state, answer).await.unwrap();
        statuses::favourite(&app.state, bob, post).await.unwrap();
        let reblog = statuses::reblog(&app.state, bob, post, None).await.unwrap();
        let seen = statuses::visible(&app.state, Some(bob), &[post, answer, reblog]).await.unwrap();
        let json = statuses::render(&app.state, Some(bob), &seen).await.unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        println!("{json:#}");
        let around = statuses::context(&app.state, Some(bob), post).await.unwrap();
        assert_eq!(around.descendants.len(), 1);
        let page = base::Page::first(5);
        assert_eq!(statuses::favourited_by(&app.state, None, post, page).await.unwrap().cards.len(), 1);
        assert_eq!(statuses::reblogged_by(&app.state, None, post, page).await.unwrap().cards.len(), 1);
        let entries = app.state.db().read(async move |r| statuses::skeleton::of_accounts(r, &[ada, bob], i64::MAX, 2).await).await.unwrap();
        assert_eq!(entries.len(), 3);
        statuses::unreblog(&app.state, bob, post).await.unwrap();
        statuses::unfavourite(&app.state, bob, post).await.unwrap();
        assert_eq!(statuses::delete(&app.state, bob, answer).await.unwrap(), "@ada hi");
        let seen = statuses::visible(&app.state, Some(bob), &[post, answer, reblog]).await.unwrap();
        assert_eq!(seen.len(), 1);
        println!("{:?}", seen[0].outer.counts());
        assert!(statuses::newest_id(app.state.db()).await.unwrap() >= post.raw());
    }
}
