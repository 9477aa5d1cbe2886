// masto, the most used JavaScript library of the Mastodon API, against a running server: two people sign up and sign in by the
// page for codes, and walk the graph: requests, lists, mutes, notes, endorsements, markers, notifications, blocks.
// Needs `BASE_URL` of a server with open registrations and without rate limits; masto beside this file.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createOAuthAPIClient, createRestAPIClient, MastoHttpError } from "masto";

const url = process.env.BASE_URL;
const run = randomBytes(4).toString("hex");
const password = "correct horse battery staple";
const scopes = "read write follow push";
const redirectUri = "urn:ietf:wg:oauth:2.0:oob";

const app = await createRestAPIClient({ url }).v1.apps.create({ clientName: "masto test", redirectUris: redirectUri, scopes });
const oauth = createOAuthAPIClient({ url });
const keys = { clientId: app.clientId, clientSecret: app.clientSecret };
const own = await oauth.token.create({ ...keys, grantType: "client_credentials", scope: scopes });

async function signUp(name) {
  const username = `${name}_${run}`;
  const rest = createRestAPIClient({ url, accessToken: own.accessToken });
  const person = { username, email: `${username}@example.org`, password, agreement: true, locale: "en" };
  const token = await rest.v1.accounts.create(person);
  return createRestAPIClient({ url, accessToken: token.accessToken });
}

// The fields of the form that goes to `action`, as a browser would send them.
function fields(page, action) {
  const form = page.split("<form").find((part) => part.includes(`action="${action}"`));
  assert.ok(form, `a form for ${action}`);
  const found = new URLSearchParams();
  for (const [tag] of form.split("</form>")[0].matchAll(/<input[^>]*>/g)) {
    const attribute = (name) => tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
    const name = attribute("name");
    if (name) found.set(name, (attribute("value") ?? "").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)));
  }
  return found;
}

// The authorization code flow with PKCE, by the pages.
async function signIn(name) {
  const cookies = new Map();
  const browse = async (path, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: url, "sec-fetch-site": "same-origin" };
    const answer = await fetch(new URL(path, url), { method: form ? "POST" : "GET", body: form, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) cookies.set(...line.split(";")[0].split("="));
    const next = answer.headers.get("location");
    return next ? browse(next) : answer.text();
  };
  const codeVerifier = randomBytes(32).toString("base64url");
  const asked = new URLSearchParams({
    response_type: "code", client_id: app.clientId, redirect_uri: redirectUri, scope: scopes, code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
  });
  const login = fields(await browse(`/oauth/authorize?${asked}`), "/auth/sign_in");
  login.set("username", `${name}_${run}@example.org`);
  login.set("password", password);
  const consent = fields(await browse("/auth/sign_in", login), "/oauth/authorize");
  consent.set("decision", "allow");
  const code = (await browse("/oauth/authorize", consent)).match(/id="code"[^>]*>([^<]+)</)[1].trim();
  const token = await oauth.token.create({ ...keys, grantType: "authorization_code", code, redirectUri, codeVerifier, scope: scopes });
  return createRestAPIClient({ url, accessToken: token.accessToken });
}

const refused = async (statusCode, ask) => {
  await assert.rejects(async () => await ask(), (error) => error instanceof MastoHttpError && error.statusCode === statusCode);
};
const eventually = async (what, ask) => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await ask()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(what);
};

await signUp("maria");
const noor = await signUp("noor");
const maria = await signIn("maria");
const [me, other] = [await maria.v1.accounts.verifyCredentials(), await noor.v1.accounts.verifyCredentials()];
const toNoor = maria.v1.accounts.$select(other.id);
const relationship = async () => (await maria.v1.accounts.relationships.fetch({ id: [other.id] }))[0];

// A locked account is asked first.
await noor.v1.accounts.updateCredentials({ locked: true, displayName: "Noor", fieldsAttributes: [{ name: "Home", value: "Oslo" }] });
assert.equal((await toNoor.follow()).requested, true);
assert.deepEqual((await noor.v1.followRequests.list()).map((account) => account.id), [me.id]);
assert.equal((await noor.v1.followRequests.$select(me.id).authorize()).followedBy, true);
assert.equal((await relationship()).following, true);
assert.equal((await toNoor.fetch()).fields[0].value, "Oslo");

// Posts, home, notifications.
const status = await noor.v1.statuses.create({ status: `Hello @maria_${run}`, visibility: "private" });
assert.deepEqual((await maria.v1.timelines.home.list()).map((found) => found.id), [status.id]);
assert.equal((await maria.v1.statuses.$select(status.id).favourite()).favourited, true);
await eventually("a notification of a mention", async () => (await maria.v1.notifications.list({ types: ["mention"] })).length === 1);
await eventually("notifications of a request and a favourite", async () => {
  const types = (await noor.v1.notifications.list()).map((notification) => notification.type);
  return types.includes("favourite");
});
const [mention] = await maria.v1.notifications.list();
assert.equal((await maria.v1.markers.create({ notifications: { lastReadId: mention.id } })).notifications.lastReadId, mention.id);
assert.equal((await maria.v1.notifications.unreadCount.fetch()).count, 0);
await maria.v1.notifications.$select(mention.id).dismiss();
assert.deepEqual(await maria.v1.notifications.list(), []);

// Lists.
const list = await maria.v1.lists.create({ title: "Family", repliesPolicy: "list", exclusive: true });
await maria.v1.lists.$select(list.id).accounts.create({ accountIds: [other.id] });
assert.deepEqual((await maria.v1.lists.$select(list.id).accounts.list()).map((account) => account.id), [other.id]);
assert.deepEqual((await maria.v1.timelines.list.$select(list.id).list()).map((found) => found.id), [status.id]);
assert.deepEqual(await maria.v1.timelines.home.list(), [], "an exclusive list keeps its members out of home");
await maria.v1.lists.$select(list.id).remove();

// What one keeps about others.
assert.equal((await toNoor.note.create({ comment: "Plays the violin" })).note, "Plays the violin");
assert.equal((await toNoor.pin()).endorsed, true);
const mute = await toNoor.mute({ notifications: false, duration: 3600 });
assert.deepEqual([mute.muting, mute.mutingNotifications], [true, false]);
assert.deepEqual((await maria.v1.mutes.list()).map((account) => account.id), [other.id]);
assert.equal((await toNoor.unmute()).muting, false);

// Ends.
assert.equal((await noor.v1.accounts.$select(me.id).removeFromFollowers()).followedBy, false);
assert.equal((await relationship()).following, false);
assert.equal((await noor.v1.accounts.$select(me.id).block()).blocking, true);
await refused(403, () => toNoor.follow());
await refused(404, () => maria.v1.accounts.$select(other.id).statuses.list());
assert.equal((await noor.v1.accounts.$select(me.id).unblock()).blocking, false);
await refused(422, () => maria.v1.accounts.$select(me.id).follow());
console.log("masto: all as documented");
