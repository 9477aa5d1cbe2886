//! What can be published, by whom and in which form.

use axum::body::Body;
use http::Method;
use serde_json::json;

use super::{answer, counts, each, id, post, post_text, status};

both_engines! {
    async fn a_status_is_read_back_by_anyone_as_it_was_published(app: TestApp) {
        let ada = app.person("ada").await;
        let written = post(&ada.client, &[("status", "Hello,\nworld"), ("language", "EN")]).await;
        assert_eq!(written["content"], "<p>Hello,<br />world</p>");
        assert_eq!(written["visibility"], "public");
        assert_eq!(written["language"], "en");
        assert_eq!(written["account"]["id"], ada.id.as_str());
        let mut read = status(&app.anon(), &id(&written)).await;
        let mut expected = written.clone();
        for flag in ["favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered"] {
            expected.as_object_mut().unwrap().remove(flag).unwrap();
        }
        assert_eq!(read.take(), expected);
        assert_eq!(status(&ada.client, &id(&written)).await, written);
    }

    async fn forms_multipart_bodies_and_json_publish_the_same(app: TestApp) {
        let ada = app.person("ada").await;
        let fields =
            [("status", "é & <b>"), ("spoiler_text", "careful"), ("visibility", "unlisted"), ("sensitive", "true")];
        let form = post(&ada.client, &fields).await;
        let json = json!({ "status": "é & <b>", "spoiler_text": "careful", "visibility": "unlisted",
            "sensitive": true, "in_reply_to_id": null, "media_ids": [], "poll": null });
        let json = ada.client.json(Method::POST, "/api/v1/statuses", &json).await.assert(200).json();
        let parts: String = fields
            .iter()
            .map(|(name, value)| {
                format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            })
            .collect();
        let kind = Some("multipart/form-data; boundary=cut");
        let body = Body::from(format!("{parts}--cut--\r\n"));
        let multipart =
            ada.client.send(Method::POST, "/api/v1/statuses", kind, body, &[]).await.assert(200).json();
        for field in ["content", "spoiler_text", "visibility", "sensitive"] {
            assert_eq!(form[field], json[field], "{field}");
            assert_eq!(form[field], multipart[field], "{field}");
        }
        assert_eq!(form["content"], "<p>é &amp; &lt;b&gt;</p>");
        assert_eq!(form["sensitive"], true);
    }

    async fn what_cannot_be_published_is_refused_with_the_reason(app: TestApp) {
        let ada = app.person("ada").await;
        let refuse = async |form: &[(&str, &str)], code: u16, sentence: &str| {
            let answer = ada.client.post("/api/v1/statuses", form).await.assert(code).json();
            assert_eq!(answer["error"], sentence, "{form:?}");
        };
        refuse(&[], 422, "Validation failed: Text can't be blank").await;
        refuse(&[("status", " \n\u{3000}")], 422, "Validation failed: Text can't be blank").await;
        let long = "é".repeat(501);
        refuse(&[("status", &long)], 422, "Validation failed: Text character limit of 500 exceeded").await;
        let both = [("status", &long[2..]), ("spoiler_text", "w")];
        refuse(&both, 422, "Validation failed: Text character limit of 500 exceeded").await;
        let visibility = [("status", "hi"), ("visibility", "friends")];
        refuse(&visibility, 422, "Validation failed: Visibility is not included in the list").await;
        let language = [("status", "hi"), ("language", "english!")];
        refuse(&language, 422, "Validation failed: Language is not a language code").await;
        refuse(&[("status", "hi"), ("media_ids[]", "1")], 422, "This server does not take media yet").await;
        refuse(&[("status", "hi"), ("poll[options][]", "a")], 422, "This server does not take polls yet").await;
        let later = [("status", "hi"), ("scheduled_at", "2030-01-01T00:00:00.000Z")];
        refuse(&later, 422, "This server does not take scheduled posts yet").await;
        refuse(&[("status", "hi"), ("in_reply_to_id", "12345")], 404, "Record not found").await;
        refuse(&[("status", "hi"), ("in_reply_to_id", "x")], 404, "Record not found").await;
        let own = ada.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.assert(200).json();
        assert_eq!(own["statuses_count"], 0, "nothing was published");
    }

    async fn the_longest_text_counts_links_as_twenty_three_characters(app: TestApp) {
        let ada = app.person("ada").await;
        let text = format!("{} https://example.com/{}", "é".repeat(476), "a".repeat(300));
        let written = post(&ada.client, &[("status", &text)]).await;
        assert!(written["content"].as_str().unwrap().contains(&"a".repeat(200)));
    }

    async fn publishing_needs_a_token_with_the_right_scope(app: TestApp) {
        let ada = app.person("ada").await;
        let form = [("status", "hi")];
        app.anon().post("/api/v1/statuses", &form).await.assert(401);
        app.with_token("nonsense").post("/api/v1/statuses", &form).await.assert(401);
        for scopes in ["read", "write:favourites", "follow"] {
            let client = app.with_token(&app.token_of(&ada, scopes).await);
            client.post("/api/v1/statuses", &form).await.assert(403);
        }
        app.with_token(&app.token_of(&ada, "write:statuses").await).post("/api/v1/statuses", &form).await.assert(200);
    }

    async fn a_content_warning_hides_what_is_behind_it(app: TestApp) {
        let ada = app.person("ada").await;
        let warned = post(&ada.client, &[("status", "text"), ("spoiler_text", " <i>film</i>\nend ")]).await;
        assert_eq!(warned["spoiler_text"], "<i>film</i> end", "plain text, which clients escape");
        assert_eq!(warned["sensitive"], true);
        let only = post(&ada.client, &[("spoiler_text", "only a warning")]).await;
        assert_eq!((&only["content"], &only["spoiler_text"]), (&json!("<p>only a warning</p>"), &json!("")));
        assert_eq!(only["sensitive"], false);
    }

    async fn an_answer_names_what_it_answers_and_is_counted_there(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let first = post_text(&ada.client, "first").await;
        let second = post(&bob.client, &[("status", "second"), ("in_reply_to_id", &first)]).await;
        assert_eq!(second["in_reply_to_id"], first.as_str());
        assert_eq!(second["in_reply_to_account_id"], ada.id.as_str(), "which needs no following");
        let third = answer(&ada.client, &id(&second), "third").await;
        assert_eq!(counts(&status(&ada.client, &first).await), [1, 0, 0], "only direct answers count");
        assert_eq!(counts(&status(&ada.client, &id(&second)).await), [1, 0, 0]);
        bob.client.delete(&format!("/api/v1/statuses/{}", id(&second))).await.assert(200);
        assert_eq!(counts(&status(&ada.client, &first).await), [0, 0, 0]);
        let orphan = status(&ada.client, &third).await;
        assert_eq!(orphan["in_reply_to_id"], id(&second).as_str(), "it still says what it answered");
        answer(&bob.client, &third, "fourth").await;
        bob.client.post("/api/v1/statuses", &[("status", "x"), ("in_reply_to_id", &id(&second))]).await.assert(404);
    }

    async fn deleting_gives_the_text_back_and_is_for_the_author_only(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let text = "Hi \"@bob\",\n#tag";
        let written = post(&ada.client, &[("status", text)]).await;
        let path = format!("/api/v1/statuses/{}", id(&written));
        app.anon().delete(&path).await.assert(401);
        bob.client.delete(&path).await.assert(404);
        app.with_token(&app.token_of(&ada, "read").await).delete(&path).await.assert(403);
        let own = ada.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        assert_eq!(own["statuses_count"], 1);
        let gone = ada.client.delete(&path).await.assert(200).json();
        assert_eq!(gone["text"], text);
        assert_eq!(gone["content"], written["content"]);
        ada.client.get(&path).await.assert(404);
        ada.client.delete(&path).await.assert(404);
        let own = ada.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        assert_eq!(own["statuses_count"], 0);
    }

    async fn what_somebody_typed_can_be_asked_for(app: TestApp) {
        let ada = app.person("ada").await;
        let text = "  *plain*   <b>\n\n@nobody ";
        let written = post(&ada.client, &[("status", text), ("spoiler_text", "w")]).await;
        let source = ada.client.get(&format!("/api/v1/statuses/{}/source", id(&written))).await.assert(200).json();
        assert_eq!(source, json!({ "id": id(&written), "text": text.trim(), "spoiler_text": "w" }));
        app.anon().get(&format!("/api/v1/statuses/{}/source", id(&written))).await.assert(401);
    }

    async fn several_statuses_come_in_the_order_asked_without_those_that_are_not_there(app: TestApp) {
        let ada = app.person("ada").await;
        let [a, b] = [post_text(&ada.client, "a").await, post_text(&ada.client, "b").await];
        let path = format!("/api/v1/statuses?id[]={b}&id[]=123&id[]=no&id[]={a}&id[]={b}");
        let list = app.anon().get(&path).await.assert(200).json();
        assert_eq!(each(&list, "id"), [&b, &a]);
        assert_eq!(app.anon().get("/api/v1/statuses").await.assert(200).json(), json!([]));
        let many: String = (1..=21).map(|n| format!("id[]={n}&")).collect();
        app.anon().get(&format!("/api/v1/statuses?{many}")).await.assert(400);
    }

    async fn an_id_that_is_none_names_no_status(app: TestApp) {
        let ada = app.person("ada").await;
        for bad in ["0", "-1", "abc", "9223372036854775808", "%00", "1%2F2"] {
            for rest in ["", "/context", "/favourited_by", "/reblogged_by"] {
                ada.client.get(&format!("/api/v1/statuses/{bad}{rest}")).await.assert(404);
            }
            for verb in ["favourite", "unfavourite", "reblog", "unreblog"] {
                ada.client.post(&format!("/api/v1/statuses/{bad}/{verb}"), &[]).await.assert(404);
            }
        }
    }

    async fn ids_start_above_everything_that_is_there(app: TestApp) {
        let newest = async || kinfolk::statuses::newest_id(app.state.db()).await.unwrap();
        assert_eq!(newest().await, 0);
        let ada = app.person("ada").await;
        assert_eq!(newest().await.to_string(), ada.id);
        for n in 0..3 {
            app.clock.advance(1);
            let last = post_text(&ada.client, &n.to_string()).await;
            assert_eq!(newest().await.to_string(), last);
        }
    }
}
