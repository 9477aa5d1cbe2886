// A site with something on every page, and the list of its pages, for the scripts that look at all of them.

import { Person, unique } from "./kit.mjs";

// Some people with posts of all kinds; returns the first, who follows the others.
export async function fill(browser) {
  const people = [];
  for (const name of ["ann", "ben", "cleo"]) {
    const person = await Person.open(browser, unique(name));
    await person.signUp();
    people.push(person);
  }
  const [ann, ...others] = people;
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
  await ann.leave(() => ann.page.getByRole("button", { name: `Add ${others[0].name}` }).click());
  await ann.go(`/@${others[1].name}`);
  await ann.page.locator("main summary").first().click();
  await ann.live(() => ann.page.getByRole("button", { name: /^Mute/ }).click());
  await others[0].close();
  await others[1].close();
  return [ann, others[0].name, list];
}

// The pages by name; `ann` is signed in, the stranger is not.
export async function pages(ann, other, list) {
  await ann.go("/home");
  const status = await ann.page.locator(`article a.status__time[href*="/@${other}/"]`).last().getAttribute("href");
  const signedIn = {
    home: "/home",
    profile: `/@${other}`,
    "own-profile": `/@${ann.name}`,
    followers: `/@${other}/followers`,
    following: `/@${ann.name}/following`,
    status,
    public: "/public",
    notifications: "/notifications",
    bookmarks: "/bookmarks",
    tag: "/tags/kinfolk",
    favourites: "/favourites",
    lists: "/lists",
    list: list.replace("/edit", ""),
    "edit-list": `${list}?q=${other.slice(0, 3)}`,
    "person-lists": `/@${other}/lists`,
    mutes: "/settings/mutes",
    "domain-blocks": "/settings/domain_blocks",
    search: `/search?q=${other.slice(0, 3)}`,
    settings: "/settings",
    account: "/settings/account",
    sessions: "/settings/sessions",
    apps: "/settings/apps",
    "edit-profile": "/settings/profile",
    missing: "/@nobody_at_all",
  };
  const stranger = {
    "sign-up": "/auth/sign_up",
    "sign-in": "/auth/sign_in",
    "profile-stranger": `/@${other}`,
    "public-stranger": "/public",
    front: "/",
    about: "/about",
    design: "/about/design",
    docs: "/docs",
    "docs-group": "/docs/accounts",
  };
  return [signedIn, stranger];
}
