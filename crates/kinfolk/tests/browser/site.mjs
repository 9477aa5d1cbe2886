// A site with something on every page, and the list of its pages, for the scripts that look at all of them.

import assert from "node:assert/strict";

import { BASE, Person, mailedLink, unique } from "./kit.mjs";

// Some people with posts of all kinds; returns the first, who follows the others.
export async function fill(browser) {
  const people = [];
  for (const name of ["ann", "ben", "cleo", "dora"]) {
    const person = await Person.open(browser, unique(name));
    await person.signUp();
    people.push(person);
  }
  const [ann, ...others] = people;
  const dora = others[2];
  for (const other of others) {
    await other.post(`Good morning! This is ${other.name}, see https://example.org/a/rather/long/address #kinfolk`);
    await other.post(`${"A long post, as people write them when they have time. ".repeat(8)}@${ann.name}`);
    await ann.go(`/@${other.name}`);
    await ann.live(() => ann.page.getByRole("button", { name: "Follow", exact: true }).click());
  }
  await ann.post("ThisIsOneVeryLongWordThatNoLineOfAPhoneCanHoldAndThatMustBreakSomewhere".repeat(3), "private");
  await others[0].post(`Good evening @${ann.name}, how was it?`);
  await ann.go("/lists");
  await ann.submit({ title: "Old friends" });
  const list = ann.path();
  await ann.submit({ q: others[0].name });
  await ann.live(() => ann.page.getByRole("button", { name: `Add ${others[0].name}` }).click());
  await ann.go(`/@${others[1].name}`);
  await ann.page.locator("main summary").first().click();
  await ann.page.locator(".menu__more summary", { hasText: "Mute" }).click();
  await ann.live(() => ann.page.getByRole("button", { name: "Mute", exact: true }).click());
  await dora.go(`/@${ann.name}`);
  await dora.live(() => dora.page.getByRole("button", { name: "Follow back" }).click());
  await dora.close();
  // Two ask to follow somebody who lets in whom she chooses, and one of them to be friends.
  await ann.go("/settings/privacy");
  await ann.submit({ locked: true });
  for (const other of others.slice(0, 2)) {
    await other.go(`/@${ann.name}`);
    await other.live(() => other.page.getByRole("button", { name: /^Follow/ }).click());
  }
  await others[0].page.locator("main summary").first().click();
  await others[0].live(() => others[0].page.getByRole("button", { name: /friend/i }).first().click());
  await others[0].close();
  await others[1].close();
  return [ann, others[0].name, list];
}

// What answers to GET and is no page of its own: a test compares what stands here and below with all routes.
export const NO_PAGES = {
  "/.well-known/change-password": "leads to a page",
  "/@{name}/card": "a piece of a page",
  "/@{name}/{id}/card": "a piece of a page",
  "/notifications/unread": "a piece of a page",
  "/assets/{name}": "a file",
  "/avatars/{file}": "a file",
  "/headers/default.png": "a file",
  "/instance/{file}": "a file",
  "/favicon.ico": "a file",
  "/robots.txt": "a file",
  "/media/{shelf}/{first}/{second}/{name}": "a file",
};

// Where an app without a page of its own asks ann.
async function consentTo(ann) {
  const app = { client_name: "A small app", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read write:statuses", website: "https://app.example" };
  const made = await ann.context.request.post(`${BASE}/api/v1/apps`, { form: app });
  assert.equal(made.status(), 200);
  const { client_id } = await made.json();
  const asked = { client_id, response_type: "code", redirect_uri: app.redirect_uris, scope: app.scopes };
  return `/oauth/authorize?${new URLSearchParams(asked)}`;
}

// The pages that somebody signed in sees: the name, the pattern of the route, the path where that is another.
async function own(ann, other, list) {
  await ann.go("/home");
  const status = await ann.page.locator(`article a.status__time[href*="/@${other}/"]`).last().getAttribute("href");
  const mine = await ann.page.locator(`article a.status__time[href*="/@${ann.name}/"]`).first().getAttribute("href");
  const consent = await consentTo(ann);
  const menu = async () => {
    await ann.page.locator("main summary").first().click();
    await ann.page.locator("summary.menu__item--danger").click();
  };
  const refused = async () => {
    await ann.page.locator("[name='fields_attributes[1][value]']").fill("what it is of is missing");
    await ann.leave(() => ann.page.locator("main form button.button--primary").click());
  };
  const allow = () => ann.leave(() => ann.page.locator("main button.button--primary").click());
  return [
    ["home", "/home"],
    ["profile", "/{at_name}", `/@${other}`],
    ["profile-menu", "/{at_name}", `/@${other}`, { then: menu }],
    ["own-profile", "/{at_name}", `/@${ann.name}`],
    ["with-replies", "/@{name}/with_replies", `/@${other}/with_replies`],
    ["followers", "/@{name}/followers", `/@${other}/followers`],
    ["following", "/@{name}/following", `/@${ann.name}/following`],
    ["friends", "/@{name}/friends", `/@${ann.name}/friends`],
    ["no-friends", "/@{name}/friends", `/@${other}/friends`],
    ["status", "/@{name}/{id}", status],
    ["delete-a-post", "/@{name}/{id}/delete", `${mine}/delete`],
    ["public", "/public"],
    ["notifications", "/notifications"],
    ["requests", "/requests"],
    ["bookmarks", "/bookmarks"],
    ["favourites", "/favourites"],
    ["tag", "/tags/{name}", "/tags/kinfolk"],
    ["lists", "/lists"],
    ["list", "/lists/{id}", list.replace("/edit", "")],
    ["edit-list", "/lists/{id}/edit", `${list}?q=${other.slice(0, 3)}`],
    ["person-lists", "/@{name}/lists", `/@${other}/lists`],
    ["search", "/search", `/search?q=${other.slice(0, 3)}`],
    ["search-nobody", "/search", `/search?q=${"y".repeat(200)}`],
    ["settings", "/settings"],
    ["account", "/settings/account"],
    ["privacy-settings", "/settings/privacy"],
    ["appearance", "/settings/appearance"],
    ["sessions", "/settings/sessions"],
    ["apps", "/settings/apps"],
    ["edit-profile", "/settings/profile"],
    ["profile-refused", "/settings/profile", "/settings/profile", { then: refused }],
    ["shortcuts", "/home", "/home", { then: () => ann.page.keyboard.press("?") }],
    ["mutes", "/settings/mutes"],
    ["blocks", "/settings/blocks"],
    ["domain-blocks", "/settings/domain_blocks"],
    ["consent", "/oauth/authorize", consent],
    ["out-of-band", "/oauth/authorize", consent, { then: allow }],
    ["missing", "/{at_name}", "/@nobody_at_all", { status: 404 }],
  ];
}

// Where the mail leads that somebody gets who forgot their password.
async function forgotten(stranger, ann) {
  const request = { form: { email: `${ann.name}@example.org` }, headers: { Origin: BASE } };
  const link = await mailedLink(ann, () => stranger.context.request.post(`${BASE}/auth/password/new`, request));
  return link.slice(BASE.length);
}

// The same for a stranger.
async function others(stranger, ann, other) {
  const taken = { username: ann.name, email: "not an address", password: "short" };
  const refused = async () => {
    await stranger.page.locator("form:has([name=agreement])").evaluate((form) => form.setAttribute("novalidate", ""));
    await stranger.submit(taken);
  };
  const ended = async () => {
    await stranger.context.addCookies([{ name: "kinfolk_session", value: "over", url: BASE }]);
    await stranger.page.reload();
    await stranger.page.locator(".notice--plain").waitFor();
    await stranger.context.clearCookies();
  };
  return [
    ["front", "/"],
    ["sign-up", "/auth/sign_up"],
    ["sign-up-refused", "/auth/sign_up", "/auth/sign_up", { then: refused }],
    ["sign-in", "/auth/sign_in"],
    ["logged-out", "/auth/sign_in", "/auth/sign_in", { then: ended }],
    ["forgotten-password", "/auth/password/new"],
    ["new-password", "/auth/password/edit", await forgotten(stranger, ann)],
    ["void-link", "/auth/password/edit", "/auth/password/edit?token=x", { status: 404 }],
    // It is there as long as nobody owns the site.
    ["setup", "/setup"],
    ["profile-stranger", "/{at_name}", `/@${other}`],
    ["public-stranger", "/public"],
    ["about", "/about"],
    ["design", "/about/design"],
    ["docs", "/docs"],
    ["docs-group", "/docs/{group}", "/docs/accounts"],
    ["privacy", "/privacy-policy"],
    ["terms", "/terms-of-service"],
  ];
}

// All pages with who looks at them; `ann` is signed in, the stranger is not. `path` may lead to a page only by what
// `then` does there.
export async function pages(ann, stranger, other, list) {
  const page = (person) => ([name, route, path = route, { status = 200, then } = {}]) => {
    const pattern = new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`);
    assert.match(path.split("?")[0], pattern, `${name} is a page of another route`);
    return { name, path, status, then, person };
  };
  return [...(await own(ann, other, list)).map(page(ann)), ...(await others(stranger, ann, other)).map(page(stranger))];
}

// Opens one of them.
export async function visit({ person, path, status, then }) {
  await person.go(path, status);
  await then?.();
}
