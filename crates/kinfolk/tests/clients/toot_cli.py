"""toot, the Mastodon client for the terminal, against a running server: what a person types, from signing in to
reading home. toot's own test suite goes further; this is the part that must never break. Needs `BASE_URL`, open
registrations, no rate limits, and a `HOME` of its own.
"""

import json
import os
import secrets
import subprocess
import sys

import requests

BASE_URL = os.environ["BASE_URL"]
DOMAIN = BASE_URL.removeprefix("http://")
RUN = secrets.token_hex(4)
PASSWORD = "correct horse battery staple"


def toot(*words, who=None):
    """Runs toot with these words and returns what it prints. An error of toot ends the script."""
    command = [os.path.join(os.path.dirname(sys.executable), "toot")]
    if who:
        command += ["--as", f"{who}_{RUN}@{DOMAIN}"]
    done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f"toot {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def data(*words, who):
    return json.loads(toot(*words, "--json", who=who))


def call(path, token=None, **fields):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(BASE_URL + path, json=fields, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def sign_up(*names):
    """toot has no command to sign up, so the accounts are made as other apps make them."""
    app = call("/api/v1/apps", client_name="sign-up", redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes="read write")
    keys = {name: app[name] for name in ["client_id", "client_secret"]}
    token = call("/oauth/token", grant_type="client_credentials", scope="read write", **keys)["access_token"]
    for name in names:
        call("/api/v1/accounts", token, username=f"{name}_{RUN}", email=f"{name}_{RUN}@example.org",
             password=PASSWORD, agreement=True, locale="en")


def sign_in(name):
    toot("login_cli", "-i", BASE_URL, "-e", f"{name}_{RUN}@example.org", "-p", PASSWORD)
    assert data("whoami", who=name)["username"] == f"{name}_{RUN}"


def home(who):
    return [status["id"] for status in data("timelines", "home", who=who)]


sign_up("mary", "david")
sign_in("mary")
sign_in("david")
assert f"mary_{RUN}@{DOMAIN}" in toot("auth")
assert data("instance", BASE_URL, who="mary")["uri"] == DOMAIN

first = data("post", "Hello from a terminal", who="david")
assert home("mary") == []
assert data("follow", f"david_{RUN}", who="mary")["following"]
assert [account["username"] for account in data("following", who="mary")] == [f"david_{RUN}"]
assert [account["username"] for account in data("followers", who="david")] == [f"mary_{RUN}"]
assert home("mary") == [first["id"]]
assert "Hello from a terminal" in toot("timelines", "home", "--no-pager", "--no-clear", who="mary")

quiet = data("post", "For followers", "--visibility", "private", "--spoiler-text", "quiet", who="david")
assert quiet["visibility"] == "private" and quiet["spoiler_text"] == "quiet"
answer = data("post", "Hello back", "--reply-to", first["id"], who="mary")
thread = data("thread", first["id"], who="david")
assert [status["id"] for status in thread["descendants"]] == [answer["id"]]
assert home("mary") == [answer["id"], quiet["id"], first["id"]]

assert data("favourite", first["id"], who="mary")["favourited"]
assert data("status", first["id"], who="mary")["favourites_count"] == 1
assert not data("unfavourite", first["id"], who="mary")["favourited"]
assert data("reblog", first["id"], who="mary")["reblog"]["id"] == first["id"]
assert not data("unreblog", first["id"], who="mary")["reblogged"]

assert not data("unfollow", f"david_{RUN}", who="mary")["following"]
assert home("mary") == [answer["id"]]
assert data("block", f"mary_{RUN}", who="david")["blocking"]
assert [account["username"] for account in data("blocked", who="david")] == [f"mary_{RUN}"]
assert not data("unblock", f"mary_{RUN}", who="david")["blocking"]
toot("delete", first["id"], who="david")
assert first["id"] not in home("david")
toot("logout", f"mary_{RUN}@{DOMAIN}")
assert f"mary_{RUN}@{DOMAIN}" not in toot("auth")
print("toot: all as a person expects")
