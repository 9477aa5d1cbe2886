//! The facts that policy stands on: true at once after every change, and after memory was lost.

use kinfolk::core::words::AccountId;
use kinfolk::edges;

use crate::support::{Person, TestApp};

/// follows, blocks, blocked by: what the viewer and the other are to each other.
async fn facts(app: &TestApp, viewer: &Person, other: &Person) -> [bool; 3] {
    let facts = edges::facts(&app.state, Some(viewer.account), [other.account]).await.unwrap();
    [facts.follows(other.account), facts.blocks(other.account), facts.blocked_by(other.account)]
}

/// Who does what to whom, and three answers for each of the two afterwards.
type Step<'a> = (&'a Person, &'a str, &'a Person, [bool; 3], [bool; 3]);

both_engines! {
    async fn facts_follow_every_change_at_once(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let steps: [Step<'_>; 7] = [
            (&john, "unfollow", &susan, [false, false, false], [false, false, false]),
            (&john, "follow", &susan, [true, false, false], [false, false, false]),
            (&susan, "follow", &john, [true, false, false], [true, false, false]),
            (&john, "block", &susan, [false, true, false], [false, false, true]),
            (&susan, "block", &john, [false, true, true], [false, true, true]),
            (&john, "unblock", &susan, [false, false, true], [false, true, false]),
            (&susan, "unblock", &john, [false, false, false], [false, false, false]),
        ];
        for (who, act, whom, of_john, of_susan) in steps {
            // Warm, so that a stale memory would show.
            facts(&app, &john, &susan).await;
            facts(&app, &susan, &john).await;
            who.act(act, whom).await.assert(200);
            assert_eq!(facts(&app, &john, &susan).await, of_john, "{} {act}, seen by john", who.name);
            assert_eq!(facts(&app, &susan, &john).await, of_susan, "{} {act}, seen by susan", who.name);
            app.state.reset();
            assert_eq!(facts(&app, &john, &susan).await, of_john, "{} {act}, read again", who.name);
            assert_eq!(facts(&app, &susan, &john).await, of_susan, "{} {act}, read again", who.name);
        }
    }

    async fn facts_about_many_are_those_about_each(app: TestApp) {
        let me = app.person("me").await;
        let mut all = Vec::new();
        for n in 0..12 {
            let other = app.person(&format!("p{n}")).await;
            match n % 4 {
                0 => drop(me.act("follow", &other).await.assert(200)),
                1 => drop(me.act("block", &other).await.assert(200)),
                2 => drop(other.act("block", &me).await.assert(200)),
                _ => {}
            }
            all.push(other.account);
        }
        let doubled = all.iter().chain(&all).copied().chain([me.account]);
        let facts = edges::facts(&app.state, Some(me.account), doubled).await.unwrap();
        for (n, id) in all.iter().enumerate() {
            let told = [facts.follows(*id), facts.blocks(*id), facts.blocked_by(*id), facts.parted(*id)];
            let n = n % 4;
            assert_eq!(told, [n == 0, n == 1, n == 2, n == 1 || n == 2]);
        }
        assert!(!facts.parted(me.account) && !facts.follows(me.account));
    }

    async fn nobody_has_no_facts(app: TestApp) {
        let john = app.person("john").await;
        let facts = edges::facts(&app.state, None, [john.account]).await.unwrap();
        assert_eq!(facts.viewer(), None);
        assert!(!facts.follows(john.account) && !facts.parted(john.account));
        let stranger = edges::facts(&app.state, Some(john.account), [AccountId::new(77 << 20)]).await.unwrap();
        assert!(!stranger.parted(AccountId::new(77 << 20)));
    }
}
