//! How each operation is called so that it works: who is there, and a line for each operation.

use std::collections::HashMap;

use axum::body::Body;
use kinfolk::http::{Access, Operation};

use crate::support::{Answer, OwnApp, Person, SCOPES, TestApp};

/// A line for each operation: its id, what stands for the parameters of its path, and its query or body. `$name` is
/// something of the [`Scene`].
const CALLS: &str = "
delete_v1_domain_blocks                            | | domain=example.org
delete_v1_lists_by_id                              | $list |
delete_v1_lists_by_id_accounts                     | $list | account_ids[]=$bob
delete_v1_profile_avatar                           | |
delete_v1_profile_header                           | |
delete_v1_statuses_by_id                           | $own |
get_health                                         | |
get_health_ready                                   | |
get_kinfolk_v1_accounts_by_id_friends              | $bob |
get_kinfolk_v1_friend_requests                     | | direction=incoming
get_nodeinfo_2_0                                   | |
get_nodeinfo_2_1                                   | |
get_oauth_userinfo                                 | |
get_oembed                                         | | url=$post_url
get_openapi_json                                   | |
get_v1_accounts                                    | | id[]=$bob&id[]=$cat
get_v1_accounts_by_id                              | $bob |
get_v1_accounts_by_id_endorsements                 | $ann |
get_v1_accounts_by_id_featured_tags                | $bob |
get_v1_accounts_by_id_followers                    | $bob | limit=1
get_v1_accounts_by_id_following                    | $bob | limit=1
get_v1_accounts_by_id_identity_proofs              | $bob |
get_v1_accounts_by_id_lists                        | $bob |
get_v1_accounts_by_id_statuses                     | $bob | limit=1
get_v1_accounts_familiar_followers                 | | id[]=$cat
get_v1_accounts_lookup                             | | acct=bob
get_v1_accounts_relationships                      | | id[]=$bob
get_v1_accounts_search                             | | q=bob
get_v1_accounts_verify_credentials                 | |
get_v1_announcements                               | |
get_v1_apps_verify_credentials                     | |
get_v1_blocks                                      | |
get_v1_bookmarks                                   | |
get_v1_conversations                               | |
get_v1_custom_emojis                               | |
get_v1_directory                                   | |
get_v1_domain_blocks                               | |
get_v1_domain_blocks_preview                       | | domain=example.org
get_v1_endorsements                                | |
get_v1_featured_tags                               | |
get_v1_featured_tags_suggestions                   | |
get_v1_favourites                                  | |
get_v1_filters                                     | |
get_v1_follow_requests                             | |
get_v1_follow_requests_outgoing                    | |
get_v1_followed_tags                               | |
get_v1_instance                                    | |
get_v1_instance_activity                           | |
get_v1_instance_domain_blocks                      | |
get_v1_instance_extended_description               | |
get_v1_instance_peers                              | |
get_v1_instance_privacy_policy                     | |
get_v1_instance_rules                              | |
get_v1_instance_terms_of_service                   | |
get_v1_instance_terms_of_service_by_date           | 2026-11-21 |
get_v1_instance_translation_languages              | |
get_v1_lists                                       | |
get_v1_lists_by_id                                 | $list |
get_v1_lists_by_id_accounts                        | $list |
get_v1_markers                                     | | timeline[]=home
get_v1_mutes                                       | |
get_v1_notifications                               | | limit=1
get_v1_notifications_by_id                         | $notification |
get_v1_notifications_unread_count                  | |
get_v1_preferences                                 | |
get_v1_profile                                     | |
get_v1_scheduled_statuses                          | |
get_v1_statuses                                    | | id[]=$post
get_v1_statuses_by_id                              | $post |
get_v1_statuses_by_id_context                      | $post |
get_v1_statuses_by_id_favourited_by                | $post |
get_v1_statuses_by_id_reblogged_by                 | $post |
get_v1_statuses_by_id_source                       | $own |
get_v1_suggestions                                 | |
get_v1_tags_by_name                                | trains |
get_v1_timelines_home                              | | limit=1
get_v1_timelines_list_by_id                        | $list | limit=1
get_v1_timelines_public                            | | limit=1
get_v1_timelines_tag_by_hashtag                    | trains | limit=1
get_v1_trends                                      | |
get_v1_trends_links                                | |
get_v1_trends_statuses                             | |
get_v1_trends_tags                                 | |
get_v2_filters                                     | |
get_v2_instance                                    | |
get_v2_search                                      | | q=bob
get_v2_suggestions                                 | |
get_well_known_host_meta                           | |
get_well_known_jwks_json                           | |
get_well_known_nodeinfo                            | |
get_well_known_oauth_authorization_server          | |
get_well_known_webfinger                           | | resource=acct:bob@localhost:3000
patch_v1_accounts_update_credentials               | | display_name=Ann&note=I like trains
patch_v1_profile                                   | | display_name=Ann
post_kinfolk_v1_accounts_by_id_friend              | $cat |
post_kinfolk_v1_accounts_by_id_unfriend            | $bob |
post_kinfolk_v1_friend_requests_by_id_authorize    | $eve |
post_kinfolk_v1_friend_requests_by_id_reject       | $eve |
post_oauth_revoke                                  | | client_id=$client_id&client_secret=$client_secret&token=$app_token
post_oauth_token                                   | | grant_type=client_credentials&client_id=$client_id&client_secret=$client_secret&scope=read
post_oauth_userinfo                                | |
post_v1_accounts                                   | | username=newcomer&email=new@example.org&password=correct horse battery&agreement=true&locale=en
post_v1_accounts_by_id_block                       | $cat |
post_v1_accounts_by_id_endorse                     | $bob |
post_v1_accounts_by_id_follow                      | $cat | reblogs=false
post_v1_accounts_by_id_mute                        | $cat | duration=3600
post_v1_accounts_by_id_note                        | $bob | comment=Plays the violin
post_v1_accounts_by_id_pin                         | $bob |
post_v1_accounts_by_id_remove_from_followers       | $bob |
post_v1_accounts_by_id_unblock                     | $fay |
post_v1_accounts_by_id_unendorse                   | $bob |
post_v1_accounts_by_id_unfollow                    | $bob |
post_v1_accounts_by_id_unmute                      | $guy |
post_v1_accounts_by_id_unpin                       | $bob |
post_v1_apps                                       | | client_name=Example&redirect_uris=https://app.example/answer&scopes=read write
post_v1_domain_blocks                              | | domain=example.com
post_v1_follow_requests_by_id_authorize            | $dan |
post_v1_follow_requests_by_id_reject               | $dan |
post_v1_lists                                      | | title=Family&replies_policy=followed
post_v1_lists_by_id_accounts                       | $list | account_ids[]=$hal
post_v1_markers                                    | | home[last_read_id]=$post
post_v1_notifications_by_id_dismiss                | $notification |
post_v1_notifications_clear                        | |
post_v1_statuses                                   | | status=Hello @bob, look at #trains&visibility=public&language=en
post_v1_statuses_by_id_bookmark                    | $post |
post_v1_statuses_by_id_favourite                   | $post |
post_v1_statuses_by_id_reblog                      | $post |
post_v1_statuses_by_id_unbookmark                  | $post |
post_v1_statuses_by_id_unfavourite                 | $post |
post_v1_statuses_by_id_unreblog                    | $post |
put_v1_lists_by_id                                 | $list | title=Family and friends&exclusive=true
";

/// People who are to each other what operations are about. Ann calls: she follows bob, who follows her, and hal; dan asks to
/// follow her and eve to be friends; she blocks fay and mutes guy.
pub struct Scene {
    pub app: TestApp,
    pub ann: Person,
    pub bob: Person,
    pub own_app: OwnApp,
    values: HashMap<&'static str, String>,
}

impl Scene {
    pub async fn set(app: TestApp) -> Self {
        let [ann, bob, cat, dan] = [
            app.person("ann").await,
            app.person("bob").await,
            app.person("cat").await,
            app.person("dan").await,
        ];
        let [eve, fay, guy, hal] = [
            app.person("eve").await,
            app.person("fay").await,
            app.person("guy").await,
            app.person("hal").await,
        ];
        for (who, act, whom) in [
            (&ann, "follow", &bob),
            (&bob, "follow", &ann),
            (&bob, "follow", &cat),
            (&ann, "follow", &hal),
            (&ann, "endorse", &bob),
            (&ann, "block", &fay),
            (&ann, "mute", &guy),
        ] {
            who.act(act, whom).await.assert(200);
        }
        ann.client.form(http::Method::PATCH, "/api/v1/profile", &[("locked", "true")], &[]).await.assert(200);
        hal.client.form(http::Method::PATCH, "/api/v1/profile", &[("locked", "true")], &[]).await.assert(200);
        eve.client.post(&format!("/api/kinfolk/v1/accounts/{}/friend", ann.id), &[]).await.assert(200);
        // A millisecond later: within one, requests are in no particular order.
        dan.act("follow", &ann).await.assert(200);
        let mut values: HashMap<&str, String> = [&ann, &bob, &cat, &dan, &eve, &fay, &guy, &hal]
            .map(|person| (Box::leak(person.name.clone().into_boxed_str()) as &str, person.id.clone()))
            .into();
        let own_app = app.register(SCOPES).await;
        values.insert("client_id", own_app.client_id.clone());
        values.insert("client_secret", own_app.client_secret.clone());
        values.insert("app_token", own_app.token.clone());
        let mut scene = Self { app, ann, bob, own_app, values };
        scene.write_things().await;
        scene
    }

    /// Posts, marks on them, a list, a note of where one has read, a blocked server, and what follows from all that.
    async fn write_things(&mut self) {
        let post = async |who: &Person, text: &str| {
            self.app.clock.advance(1);
            who.client
                .post("/api/v1/statuses", &[("status", text), ("visibility", "public")])
                .await
                .assert(200)
                .json()
        };
        let post_of_bob = post(&self.bob, "The **bridge** is open again #trains").await;
        let own = post(&self.ann, "Good morning @bob").await;
        let id = |value: &serde_json::Value| value["id"].as_str().unwrap().to_owned();
        let (post, own, url) = (id(&post_of_bob), id(&own), post_of_bob["url"].as_str().unwrap().to_owned());
        for path in [format!("/api/v1/statuses/{own}/favourite"), format!("/api/v1/statuses/{own}/reblog")] {
            self.bob.client.post(&path, &[]).await.assert(200);
        }
        for act in ["favourite", "reblog"] {
            self.ann.client.post(&format!("/api/v1/statuses/{post}/{act}"), &[]).await.assert(200);
        }
        let list =
            id(&self.ann.client.post("/api/v1/lists", &[("title", "Family")]).await.assert(200).json());
        let members = [("account_ids[]", self.bob.id.as_str())];
        self.ann.client.post(&format!("/api/v1/lists/{list}/accounts"), &members).await.assert(200);
        self.ann.client.post("/api/v1/markers", &[("home[last_read_id]", &post)]).await.assert(200);
        self.ann.client.post("/api/v1/domain_blocks", &[("domain", "example.org")]).await.assert(200);
        self.app.drain_jobs().await;
        let told = self.ann.client.get("/api/v1/notifications").await.assert(200).json();
        let notification = id(&told[0]);
        let things =
            [("post", post), ("own", own), ("post_url", url), ("list", list), ("notification", notification)];
        self.values.extend(things);
    }

    /// Calls an operation as it is called in [`CALLS`], with this token or none.
    pub async fn call(&self, operation: &Operation, token: Option<&str>) -> Answer {
        self.call_with(operation, token, &[]).await
    }

    /// The same with other values for some names.
    pub async fn call_with(
        &self,
        operation: &Operation,
        token: Option<&str>,
        other: &[(&str, &str)],
    ) -> Answer {
        let (path, pairs) = self.line(operation, other);
        let client = token.map_or_else(|| self.app.anon(), |token| self.app.with_token(token));
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if operation.method == http::Method::GET {
            let query = if form.is_empty() { String::new() } else { format!("?{form}") };
            return client.get(&format!("{path}{query}")).await;
        }
        let kind = Some("application/x-www-form-urlencoded");
        client.send(operation.method.clone(), &path, kind, Body::from(form), &[]).await
    }

    /// The token with which an operation works: for one that needs a scope, with the first of its scopes and no other.
    pub async fn rightful(&self, operation: &Operation) -> Option<String> {
        match operation.access {
            Access::Open | Access::Client => None,
            Access::Token(&[]) => Some(self.own_app.token.clone()),
            Access::Token(scopes) => Some(self.app.register(scopes[0]).await.token),
            Access::Person(scopes) | Access::Anyone(scopes) => {
                let scope = scopes.first().copied().unwrap_or("read");
                Some(self.app.token_of(&self.ann, scope).await)
            }
        }
    }

    /// The path, and the pairs of the query or the body.
    fn line(&self, operation: &Operation, other: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let id = operation.id();
        let line = lines().find(|(name, ..)| *name == id);
        let (_, arguments, pairs) = line.unwrap_or_else(|| panic!("no line in CALLS says how to call {id}"));
        let value = |text: &str| match text.strip_prefix('$') {
            None => text.to_owned(),
            Some(name) => match other.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => (*value).to_owned(),
                None => self.values.get(name).unwrap_or_else(|| panic!("{id}: there is no {name}")).clone(),
            },
        };
        let mut arguments = arguments.split_whitespace();
        let part = |part: &str| {
            if part.starts_with('{') { value(arguments.next().unwrap()) } else { part.to_owned() }
        };
        let path: Vec<String> = operation.path.split('/').map(part).collect();
        let pairs = pairs.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, text) = pair.split_once('=').unwrap();
            (name.to_owned(), value(text))
        });
        (path.join("/"), pairs.collect())
    }

    /// Whether the path of an operation names something by this word of the scene.
    pub fn is_about(operation: &Operation, word: &str) -> bool {
        lines().any(|(id, arguments, _)| id == operation.id() && arguments == format!("${word}"))
    }
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    CALLS.lines().filter(|line| !line.is_empty()).map(|line| {
        let mut columns = line.split('|').map(str::trim);
        let mut column = || columns.next().unwrap();
        (column(), column(), column())
    })
}

/// Every operation, in the order of routes.
pub fn operations() -> Vec<Operation> {
    kinfolk::app::routes().operations().to_vec()
}

#[test]
fn every_line_is_about_an_operation_and_every_operation_has_one() {
    let mut named: Vec<&str> = lines().map(|(id, ..)| id).collect();
    let mut there: Vec<String> = operations().iter().map(Operation::id).collect();
    named.sort_unstable();
    there.sort_unstable();
    assert_eq!(named, there);
}
