"""Mastodon.py, the most used Python library of the Mastodon API, against a running server.

Signs people up, signs in both ways that the library knows, and plays what a small program would do with it: follow,
post, read home page by page, answer, favourite, boost, search, block, delete. The first thing that is not as
Mastodon documents it ends the script with an error. Needs `BASE_URL`, open registrations and no rate limits.
"""

import os
import secrets
import time

import requests
from bs4 import BeautifulSoup
from mastodon import Mastodon, MastodonIllegalArgumentError, MastodonNotFoundError, MastodonUnauthorizedError

BASE_URL = os.environ["BASE_URL"]
SCOPES = ["read", "write", "follow", "push"]
RUN = secrets.token_hex(4)
PASSWORD = "correct horse battery staple"


def client(app):
    return Mastodon(client_id=app[0], client_secret=app[1], api_base_url=BASE_URL, ratelimit_method="throw")


def email(name):
    return f"{name}_{RUN}@example.org"


def sign_up(app, name):
    """A new account through the API, signed in by the token that signing up returns."""
    person = client(app)
    person.create_account(f"{name}_{RUN}", PASSWORD, email(name), agreement=True, scopes=SCOPES)
    assert person.me().username == f"{name}_{RUN}"
    return person


def sign_in_by_password(app, name):
    person = client(app)
    person.log_in(email(name), PASSWORD, scopes=SCOPES, allow_http=True)
    assert person.me().username == f"{name}_{RUN}"


def submit(browser, response, action, **filled):
    """Sends the form of a page that goes to `action`, with its own hidden fields, as a browser without scripts."""
    form = BeautifulSoup(response.text, "html.parser").find("form", action=action)
    assert form, f"{response.url} has a form for {action}"
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    headers = {"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"}
    answer = browser.post(BASE_URL + action, data={**fields, **filled}, headers=headers)
    answer.raise_for_status()
    return answer


def sign_in_by_code(app, name):
    """The authorization code flow: sign in on the page, consent, and paste the code that is shown."""
    person = client(app)
    browser = requests.Session()
    page = browser.get(person.auth_request_url(scopes=SCOPES, allow_http=True))
    page.raise_for_status()
    assert "password" in page.text, "the first page asks who it is"
    consent = submit(browser, page, "/auth/sign_in", username=email(name), password=PASSWORD)
    shown = submit(browser, consent, "/oauth/authorize", decision="allow")
    code = BeautifulSoup(shown.text, "html.parser").find(id="code").get_text(strip=True)
    person.log_in(code=code, scopes=SCOPES, allow_http=True)
    assert person.me().username == f"{name}_{RUN}"
    try:
        client(app).log_in(code=code, scopes=SCOPES, allow_http=True)
    except MastodonIllegalArgumentError:
        pass
    else:
        raise AssertionError("a code works only once")


def check_instance(person):
    instance = person.instance_v2()
    assert instance.domain == BASE_URL.removeprefix("http://")
    assert person.instance_v1().uri == instance.domain
    assert instance.configuration.statuses.max_characters >= 500


def follow(john, susan):
    """Following and its inverse, with counts and lists at each step."""
    susan_id, john_id = susan.me().id, john.me().id
    assert john.account_relationships(susan_id)[0].following is False
    relationship = john.account_follow(susan_id)
    assert relationship.following and not relationship.requested
    assert susan.account_relationships(john_id)[0].followed_by
    assert john.account_follow(susan_id).following, "following twice changes nothing"
    assert [account.id for account in john.account_following(john_id)] == [susan_id]
    assert [account.id for account in john.account_followers(susan_id)] == [john_id]
    assert susan.me().followers_count == 1 and john.me().following_count == 1
    assert john.account_unfollow(susan_id).following is False
    assert john.account_followers(susan_id) == [] and susan.me().followers_count == 0
    john.account_follow(susan_id)


def home_shows_what_may_be_seen(john, susan):
    posted = {v: susan.status_post(f"A {v} post", visibility=v) for v in ["public", "unlisted", "private", "direct"]}
    own = john.status_post("My own")
    wanted = [own.id] + [posted[v].id for v in ["private", "unlisted", "public"]]
    assert [status.id for status in john.timeline_home()] == wanted
    assert posted["private"].visibility == "private"
    public = [status.id for status in john.timeline_public()]
    assert posted["public"].id in public and posted["unlisted"].id not in public
    try:
        john.status(posted["direct"].id)
    except MastodonNotFoundError:
        pass
    else:
        raise AssertionError("a direct post to nobody is not shown to others")


def pages_neither_lose_nor_double(john, susan):
    posted = [susan.status_post(f"Number {number}").id for number in range(7)]
    page = john.timeline_home(limit=3, since_id=int(posted[0]) - 1)
    assert [status.id for status in page] == posted[:-4:-1]
    seen = []
    page = john.timeline_home(limit=3)
    while page:
        seen += [status.id for status in page]
        page = john.fetch_next(page)
    assert len(seen) == len(set(seen)) and seen == sorted(seen, key=int, reverse=True)
    assert seen[:7] == posted[::-1]
    newer = john.timeline_home(limit=3, min_id=posted[0])
    assert [status.id for status in newer] == posted[3:0:-1]


def talk(john, susan):
    first = susan.status_post("Hello #kinfolk, see https://example.org", spoiler_text="greeting", language="en")
    assert first.sensitive and first.spoiler_text == "greeting" and first.language == "en"
    assert [tag.name for tag in first.tags] == ["kinfolk"]
    assert 'href="https://example.org' in first.content
    answer = john.status_reply(first, "Hello yourself")
    assert answer.in_reply_to_id == first.id
    assert [account.id for account in answer.mentions] == [susan.me().id]
    context = susan.status_context(first.id)
    assert [status.id for status in context.descendants] == [answer.id] and context.ancestors == []
    assert [status.id for status in susan.status_context(answer.id).ancestors] == [first.id]
    assert john.status_favourite(first.id).favourited
    boost = john.status_reblog(first.id)
    assert boost.reblog.id == first.id and boost.reblog.reblogged
    assert [account.id for account in susan.status_favourited_by(first.id)] == [john.me().id]
    assert susan.status(first.id).favourites_count == 1
    assert not john.status_unfavourite(first.id).favourited
    assert not john.status_unreblog(first.id).reblogged


def keep(john, susan):
    posts = [susan.status_post(f"#sea{RUN}, number {number}") for number in range(3)]
    for post in posts:
        assert john.status_bookmark(post.id).bookmarked
        john.status_favourite(post.id)
    for ask in (john.bookmarks, john.favourites):
        page = ask(limit=2)
        assert [status.id for status in page] == [post.id for post in posts[:0:-1]]
        assert [status.id for status in john.fetch_next(page)][0] == posts[0].id
    assert not john.status_unbookmark(posts[0].id).bookmarked
    assert [status.id for status in john.bookmarks()] == [post.id for post in posts[:0:-1]]
    assert susan.bookmarks() == []


def tags(john, susan):
    name = f"ship{RUN}"
    post = susan.status_post(f"A #{name.upper()} with #sails{RUN}")
    assert [status.id for status in john.timeline_hashtag(name)] == [post.id]
    assert [status.id for status in john.account_statuses(susan.me().id, tagged=name)] == [post.id]
    tag = john.tag(name)
    assert tag.name == name and len(tag.history) == 7 and int(tag.history[0].uses) == 1
    assert [found.name for found in john.search_v2(f"#{name[:-1]}", result_type="hashtags").hashtags] == [name]


def posting_twice_with_one_key_posts_once(john):
    key = secrets.token_hex(8)
    first = john.status_post("Only once", idempotency_key=key)
    assert john.status_post("Only once", idempotency_key=key).id == first.id
    john.status_delete(first.id)
    try:
        john.status(first.id)
    except MastodonNotFoundError:
        pass
    else:
        raise AssertionError("a deleted post is gone")


def block(john, susan):
    found = john.search_v2(f"susan_{RUN}", result_type="accounts").accounts
    assert [account.id for account in found] == [susan.me().id]
    assert john.account_lookup(f"susan_{RUN}").id == susan.me().id
    relationship = john.account_block(susan.me().id)
    assert relationship.blocking and not relationship.following
    assert [account.id for account in john.blocks()] == [susan.me().id]
    assert john.me().following_count == 0
    mine = john.me().id
    assert all(status.account.id == mine for status in john.timeline_home())
    assert not john.account_unblock(susan.me().id).blocking


def eventually(what, ask):
    """Waits for what a job does."""
    for _ in range(100):
        if ask():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def walk_the_graph(john, susan):
    """Requests, notifications, lists, mutes, notes, endorsements, markers, hidden lists."""
    john_id, susan_id = john.me().id, susan.me().id
    assert susan.account_update_credentials(locked=True, display_name="Susan", fields=[("Home", "Bergen")]).locked
    assert susan.me().fields[0].value == "Bergen"
    john.account_unfollow(susan_id)
    assert john.account_follow(susan_id).requested
    assert [account.id for account in susan.follow_requests()] == [john_id]
    eventually("a request is told", lambda: susan.notifications(types=["follow_request"]))
    susan.follow_request_reject(john_id)
    assert not john.account_relationships(susan_id)[0].requested
    john.account_follow(susan_id)
    assert susan.follow_request_authorize(john_id).followed_by
    told = susan.notifications(types=["follow"])
    assert told is not None
    family = john.list_create("Family", replies_policy="none")
    john.list_accounts_add(family, [susan_id])
    assert [account.id for account in john.list_accounts(family)] == [susan_id]
    posted = susan.status_post("For the family", visibility="private")
    assert [status.id for status in john.timeline_list(family, limit=1)] == [posted.id]
    assert john.list_update(family, "Kin").title == "Kin"
    assert [found.id for found in john.account_lists(susan_id)] == [family.id]
    john.list_delete(family)
    assert john.lists() == []
    assert john.account_note_set(susan_id, "Plays the violin").note == "Plays the violin"
    assert john.account_pin(susan_id).endorsed and [account.id for account in john.endorsements()] == [susan_id]
    assert john.account_mute(susan_id, notifications=False, duration=3600).muting
    assert all(status.account.id != susan_id for status in john.timeline_home())
    assert [account.id for account in john.mutes()] == [susan_id]
    assert not john.account_unmute(susan_id).muting
    marker = john.markers_set("home", posted.id)["home"]
    assert marker.last_read_id == posted.id and john.markers_get("home")["home"].version == marker.version
    assert john.preferences()["posting:default:visibility"] == "public"
    assert susan.account_remove_from_followers(john_id).followed_by is False
    assert john.account_relationships(susan_id)[0].following is False
    susan.account_update_credentials(locked=False)
    john.account_follow(susan_id)


def sign_out(person):
    token = person.access_token
    person.revoke_access_token(allow_http=True)
    try:
        Mastodon(access_token=token, api_base_url=BASE_URL).account_verify_credentials()
    except MastodonUnauthorizedError:
        return
    raise AssertionError("a revoked token is refused")


application = Mastodon.create_app("client test", scopes=SCOPES, api_base_url=BASE_URL)
john, susan = sign_up(application, "john"), sign_up(application, "susan")
check_instance(john)
sign_in_by_password(application, "john")
sign_in_by_code(application, "john")
follow(john, susan)
home_shows_what_may_be_seen(john, susan)
pages_neither_lose_nor_double(john, susan)
talk(john, susan)
keep(john, susan)
tags(john, susan)
posting_twice_with_one_key_posts_once(john)
walk_the_graph(john, susan)
block(john, susan)
sign_out(susan)
print("Mastodon.py: all as documented")
