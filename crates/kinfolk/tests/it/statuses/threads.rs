//! The thread around a status.

use super::{act, answer, block, each, id, post, post_text};
use crate::support::Client;

async fn context(client: &Client, id: &str) -> (Vec<String>, Vec<String>) {
    let around = client.get(&format!("/api/v1/statuses/{id}/context")).await.assert(200).json();
    let ids = |name: &str| each(&around[name], "id").into_iter().map(ToOwned::to_owned).collect();
    (ids("ancestors"), ids("descendants"))
}

both_engines! {
    async fn a_deep_thread_is_read_from_top_to_bottom(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let mut thread = vec![post_text(&ada.client, "0").await];
        for n in 1..50 {
            let client = if n % 2 == 0 { &ada.client } else { &bob.client };
            thread.push(answer(client, &thread[n - 1], &n.to_string()).await);
        }
        for at in [0, 1, 25, 48, 49] {
            let (above, below) = context(&ada.client, &thread[at]).await;
            assert_eq!(above, thread[..at], "oldest first, around {at}");
            assert_eq!(below, thread[at + 1..], "around {at}");
        }
        let (above, below) = context(&app.anon(), &thread[45]).await;
        assert_eq!(above, thread[5..45], "strangers get 40 from the bottom up");
        assert_eq!(below, thread[46..]);
        let (_, below) = context(&app.anon(), &thread[0]).await;
        assert_eq!(below, thread[1..=20], "and 20 deep");
    }

    async fn answers_stand_below_what_they_answer(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let root = post_text(&ada.client, "root").await;
        let a = answer(&bob.client, &root, "a").await;
        let b = answer(&bob.client, &root, "b").await;
        let own = answer(&ada.client, &root, "who continues their own comes first").await;
        let a1 = answer(&ada.client, &a, "a1").await;
        let b1 = answer(&ada.client, &b, "b1").await;
        let a11 = answer(&bob.client, &a1, "a11").await;
        let a2 = answer(&ada.client, &a, "a2").await;
        let other = post_text(&bob.client, "another thread").await;
        let (above, below) = context(&app.anon(), &root).await;
        assert_eq!(above, Vec::<String>::new());
        assert_eq!(below, [&own, &a, &a1, &a11, &a2, &b, &b1].map(Clone::clone));
        assert_eq!(context(&app.anon(), &a1).await, (vec![root, a], vec![a11]));
        assert_eq!(context(&app.anon(), &other).await, (vec![], vec![]));
    }

    async fn at_most_sixty_answers_are_shown_to_strangers(app: TestApp) {
        let ada = app.person("ada").await;
        let root = post_text(&ada.client, "root").await;
        let mut answers = Vec::new();
        for n in 0..70 {
            answers.push(answer(&ada.client, &root, &n.to_string()).await);
        }
        assert_eq!(context(&app.anon(), &root).await.1, answers[..60]);
        assert_eq!(context(&ada.client, &root).await.1, answers);
    }

    async fn what_a_reader_may_not_see_is_left_out_and_what_answers_it_stays(app: TestApp) {
        let (ada, bob, eve) = (app.person("ada").await, app.person("bob").await, app.person("eve").await);
        let root = post_text(&ada.client, "root").await;
        let form = [("status", "@ada psst"), ("visibility", "direct"), ("in_reply_to_id", &*root)];
        let hidden = id(&post(&bob.client, &form).await);
        let open = answer(&ada.client, &hidden, "an open answer").await;
        let rude = answer(&eve.client, &open, "rude").await;
        let reply = answer(&bob.client, &rude, "reply").await;
        assert_eq!(context(&ada.client, &root).await.1, [&hidden, &open, &rude, &reply].map(Clone::clone));
        assert_eq!(context(&app.anon(), &root).await.1, [&open, &rude, &reply].map(Clone::clone));
        assert_eq!(context(&eve.client, &open).await.0, std::slice::from_ref(&root));
        block(&ada, &eve).await;
        assert_eq!(context(&ada.client, &root).await.1, [&hidden, &open, &reply].map(Clone::clone));
        bob.client.delete(&format!("/api/v1/statuses/{hidden}")).await.assert(200);
        assert_eq!(context(&ada.client, &root).await.1, Vec::<String>::new(), "what hangs on a deleted one is not found from above");
        assert_eq!(context(&ada.client, &reply).await.0, [open]);
    }

    async fn the_thread_of_a_reblog_is_that_of_what_it_reblogs(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let root = post_text(&ada.client, "root").await;
        let middle = answer(&bob.client, &root, "middle").await;
        let last = answer(&ada.client, &middle, "last").await;
        let reblog = id(&act(&ada.client, &middle, "reblog").await);
        assert_eq!(context(&bob.client, &reblog).await, (vec![root], vec![last]));
    }
}
