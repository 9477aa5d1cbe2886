//! What becomes of a text: mentions, tags, links, and markup that people type.

use serde_json::{Value, json};

use super::{block, each, id, post, status};

/// The start tags of some HTML, as `name attribute="…"`.
fn start_tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|piece| piece.split('>').next())
        .filter(|tag| !tag.starts_with('/'))
        .collect()
}

both_engines! {
    async fn markup_that_people_type_is_shown_and_never_run(app: TestApp) {
        let ada = app.person("ada").await;
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "\"><svg/onload=alert(1)>",
            "javascript:alert(1)",
            "https://example.com/\"onmouseover=\"alert(1)",
            "https://example.com/<script>alert(1)</script>",
            "#tag\"onclick=alert(1)",
            "@ada'><script>alert(1)</script>",
            "<a href=\"javascript:alert(1)\">click</a>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "</p></div><script src=//evil.example></script>",
            "\u{202e}gpj.exe <b>",
        ] {
            let written = post(&ada.client, &[("status", text), ("spoiler_text", text)]).await;
            let content = written["content"].as_str().unwrap();
            for tag in start_tags(content) {
                let name = tag.split(' ').next().unwrap();
                assert!(["p", "br", "a", "span"].contains(&name), "{text} became {content}");
                for attribute in tag.split(' ').skip(1).filter(|part| part.contains('=')) {
                    let name = attribute.split('=').next().unwrap();
                    assert!(["href", "class", "rel", "target", "translate"].contains(&name), "{text} became {content}");
                    assert!(name != "href" || attribute.starts_with("href=\"http"), "{text} became {content}");
                }
            }
            let page = app.anon().get(&format!("/@ada/{}", id(&written))).await.assert(200).text;
            let page = page.replacen("<script type=\"module\" src=\"/assets/app-", "", 1);
            for bad in ["<script", "<img src=x", "<svg/", "href=\"javascript", "\"onmouseover", "\"onclick"] {
                assert!(!page.contains(bad), "{bad} is in the page of {text}");
            }
        }
    }

    async fn mentions_of_people_who_exist_are_links(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("Bob_1").await);
        let text = "@bob_1 and @BOB_1@localhost, @nobody, @bob_1@other.example, ada@bob_1, @ada";
        let written = post(&ada.client, &[("status", text)]).await;
        let content = written["content"].as_str().unwrap();
        let link = "<a href=\"http://localhost:3000/@Bob_1\" class=\"u-url mention\">";
        assert_eq!(content.matches(link).count(), 2, "{content}");
        assert!(content.contains("@nobody, @bob_1@other.example, ada@bob_1"), "{content}");
        let mentions = written["mentions"].as_array().unwrap();
        let of = |name: &str, id: &str| {
            json!({ "id": id, "username": name, "acct": name, "url": format!("http://localhost:3000/@{name}") })
        };
        assert_eq!(mentions.len(), 2);
        assert!(mentions.contains(&of("Bob_1", &bob.id)) && mentions.contains(&of("ada", &ada.id)));
    }

    async fn who_is_parted_by_a_block_cannot_be_mentioned(app: TestApp) {
        let (ada, bob, eve) = (app.person("ada").await, app.person("bob").await, app.person("eve").await);
        block(&ada, &bob).await;
        block(&eve, &ada).await;
        let written = post(&ada.client, &[("status", "@bob @eve"), ("visibility", "direct")]).await;
        assert_eq!(written["content"], "<p>@bob @eve</p>");
        assert_eq!(written["mentions"], json!([]));
        for person in [&bob, &eve] {
            person.client.get(&format!("/api/v1/statuses/{}", id(&written))).await.assert(404);
        }
    }

    async fn tags_are_linked_and_listed_once(app: TestApp) {
        let ada = app.person("ada").await;
        let written = post(&ada.client, &[("status", "#RustLang #rustlang #Größe #42 a#b")]).await;
        assert_eq!(each(&written["tags"], "name"), ["rustlang", "größe"]);
        assert_eq!(
            each(&written["tags"], "url"),
            ["http://localhost:3000/tags/rustlang", "http://localhost:3000/tags/gr%C3%B6%C3%9Fe"]
        );
        let content = written["content"].as_str().unwrap();
        assert_eq!(content.matches("class=\"mention hashtag\" rel=\"tag\"").count(), 3, "{content}");
    }

    async fn texts_of_every_script_survive_the_way_through(app: TestApp) {
        let ada = app.person("ada").await;
        for text in ["日本語のテキスト", "👩‍👩‍👧‍👦 🇩🇪 👍🏽", "مرحبا بالعالم", "e\u{301}", "a\u{0}b\u{7}c", "line\u{2028}end \\u0000 \\\" \\"] {
            let written = post(&ada.client, &[("status", text)]).await;
            let kept = text::clean(text);
            assert_eq!(written["content"], format!("<p>{}</p>", text::escape(&kept)));
            app.state.reset();
            assert_eq!(status(&ada.client, &id(&written)).await, written);
            let source: Value =
                ada.client.get(&format!("/api/v1/statuses/{}/source", id(&written))).await.assert(200).json();
            assert_eq!(source["text"], kept);
        }
    }
}
