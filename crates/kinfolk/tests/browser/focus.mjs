// Where the focus goes: to the field that somebody asked for, to what was wrong, to what is new or next; never nowhere.
// In a browser without scripts and with them, on a phone and on a desk.

import assert from "node:assert/strict";

import { PASSWORD, Person, launch, some, unique } from "./kit.mjs";

// Waits until what has the focus is in sight and matches, which a new page takes a moment for.
async function focus(person, selector, why) {
  const look = (wanted) => {
    const element = document.activeElement;
    const { top, bottom } = element.getBoundingClientRect();
    return element.matches(wanted) && bottom > 0 && top < innerHeight ? "" : element.outerHTML.slice(0, 200);
  };
  let found;
  for (let tries = 0; tries < 40; tries += 1) {
    found = await person.page.evaluate(look, selector);
    if (!found) return;
    await person.page.waitForTimeout(50);
  }
  assert.fail(`${why}: the focus is not in ${selector} but in ${found}`);
}

const button = (person, name) => person.page.getByRole("button", { name, exact: typeof name === "string" });

// Links and keys that lead to a form lead to its field, from wherever.
async function write(ann, ben) {
  await ann.go("/public");
  await ann.leave(() => ann.page.locator(".side__compose").click());
  await focus(ann, "textarea#compose", "a new post");
  await ann.go(`/@${ben.name}`);
  await ann.leave(() => ann.page.getByRole("link", { name: /^Reply/ }).first().click());
  await focus(ann, "textarea#reply", "an answer");
  if (!ann.scripts) return;
  await ann.page.keyboard.type("hello");
  assert.equal(await ann.page.locator("#reply").inputValue(), `@${ben.name} hello`, "an answer is written on");
  await ann.page.locator("#reply").fill("");
  await ann.page.locator("h1").click();
  await ann.page.keyboard.press("r");
  await focus(ann, "textarea#reply", "r on the page of a post");
  await ann.page.locator("h1").click();
  await ann.leave(() => ann.page.keyboard.press("n"));
  await focus(ann, "textarea#compose", "n on the page of a post");
  await ann.go("/public");
  await ann.page.keyboard.press("j");
  await ann.leave(() => ann.page.keyboard.press("r"));
  await focus(ann, "textarea#reply", "r in a list");
}

// A button that changes stays the one with the focus, though others come and go before it.
async function follow(ann, ben) {
  await ann.go(`/@${ben.name}`);
  await ann.live(() => button(ann, "Follow").click());
  await focus(ann, "form[action$='/unfollow'] button", "after following");
  await ann.live(() => button(ann, /Unfollow$/).click());
  await focus(ann, "form[action$='/follow'] button", "after unfollowing");
  await ann.page.locator("main details.menu > summary").first().click();
  await ann.live(() => button(ann, /Ask to be friends|friend/i).first().click());
  await focus(ann, "details.menu > summary", "after pressing something in a menu");
  const toast = (words) => ann.page.locator(".toast", { hasText: words }).waitFor();
  await toast("request is sent");
  await ann.live(() => button(ann, /^Friend request sent/).click());
  await toast("request is taken back");
  await focus(ann, "form[action$='/follow'] button", "after taking a request back");
  await ann.live(() => button(ann, "Follow").click());
  await ben.go(`/@${ann.name}`);
  await ben.live(() => button(ben, "Follow back").press("Enter"));
  await focus(ben, ".menu > summary.button", "what opens the end of a friendship");
  await ben.page.keyboard.press("Enter");
  await ben.live(() => button(ben, /^Unfollow/).press("Enter"));
  await focus(ben, "form[action$='/follow'] button", "after unfollowing from a menu");
  await ben.live(() => button(ben, "Follow back").press("Enter"));
  await ann.go(`/@${ben.name}`);
  await ann.page.locator("main details.menu > summary").first().click();
  await ann.page.locator(".menu__more > summary", { hasText: "End friendship" }).click();
  await ann.live(() => button(ann, "End friendship").click());
  await toast("no longer friends");
}

// A menu closes when the focus has left it, and when a link of it leads to something on the page.
async function shut(ann, ben) {
  await ann.go(`/@${ben.name}`);
  const [menu, open] = [ann.page.locator("main details.menu").first(), ann.page.locator("details.menu[open]")];
  await menu.locator("> summary").press("Enter");
  await menu.getByRole("link", { name: "Private note" }).click();
  await focus(ann, "#note", "the note");
  assert.equal(await open.count(), 0, "nothing lies over the note");
  await menu.locator("> summary").press("Enter");
  assert.equal(await open.count(), 1);
  for (let steps = 0; steps < 20 && (await open.count()); steps += 1) await ann.page.keyboard.press("Tab");
  assert.equal(await open.count(), 0, "nor over what has the focus next");
}

async function followAll(ann, others) {
  for (const other of others) {
    await ann.go(`/@${other.name}`);
    const follow = button(ann, /^Follow( back)?$/);
    if (await follow.count()) await ann.live(() => follow.click());
  }
}

// Who was put into a list or taken out of it keeps the focus.
async function list(ann, others) {
  await ann.go("/lists");
  await ann.submit({ title: "Some" });
  const [edit, prefix] = [ann.path(), (name) => `${name.slice(0, -7)}`];
  for (const other of others) {
    await ann.go(`${edit}?q=${prefix(other.name)}`);
    await ann.live(() => button(ann, `Add ${other.name}`).press("Enter"));
    const same = "#people form[action$='/remove'] button";
    await focus(ann, ann.scripts ? same : "body", "after adding somebody");
    if (ann.scripts) assert.match(await ann.page.evaluate(() => document.activeElement.textContent), new RegExp(other.name));
  }
  await ann.go(edit);
  for (const [nth, other] of others.entries()) {
    await ann.live(() => button(ann, `Remove ${other.name}`).press("Enter"));
    const beside = nth + 1 < others.length ? "li[id^=member]" : "#people";
    await focus(ann, ann.scripts ? beside : "body", `after removing number ${nth}`);
  }
}

// After deleting an answer, the focus is on what stands below it, but for its own answers, or on what it answered.
async function remove(ann, ben) {
  const write = async (person, path, text) => {
    await person.go(path);
    await person.submit({ status: text });
    const article = person.page.locator("article", { hasText: text }).last();
    return article.locator(".status__time, .status__facts a").first().getAttribute("href");
  };
  const root = await write(ben, "/home", "A root");
  const [mine, last] = [await write(ann, root, "A branch"), await write(ann, root, "Another branch")];
  await write(ben, mine, "A leaf of the branch");
  const drop = async (page, which) => {
    await ann.go(page);
    await ann.page.locator(`#status-${which.split("/").pop()} details.menu > summary`).click();
    await ann.leave(() => ann.page.locator("details.menu[open]").getByRole("link", { name: "Delete" }).click());
    await ann.leave(() => button(ann, "Delete").click());
    assert.equal(ann.path(), root);
  };
  await drop(root, mine);
  await focus(ann, `#status-${last.split("/").pop()}`, "the next branch");
  await drop(last, last);
  assert.equal(await ann.page.locator("#thread article").count(), 0);
  const end = await write(ann, root, "The end");
  await drop(root, end);
  await focus(ann, `#status-${root.split("/").pop()}`, "what it answered");
}

// A refused form shows what was wrong, however long it is.
async function refuse(ann) {
  await ann.go("/settings/account");
  await ann.submit({ current_password: "not the password", password: "another long one", password_confirmation: "another long one" });
  await focus(ann, "#current_password[aria-invalid=true]", "a wrong password");
  await ann.submit({ email: `${ann.name}@example.net`, email_password: "not the password" });
  await focus(ann, "#email_password[aria-invalid=true]", "a wrong password further down");
  await ann.go("/settings/profile");
  await ann.page.locator("#header").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await ann.leave(() => button(ann, "Save").click());
  await focus(ann, "#header[aria-invalid=true]", "a file that is no picture");
  await ann.go("/nowhere", 404);
  assert.equal(await ann.page.locator("nav a[href='/home']").count(), 1, "the way home stands on the page of an error");
}

// Whoever signs up is told at once all that is wrong, also that a name is taken.
async function refuseStranger(browser, ann, options) {
  const stranger = await Person.open(browser, ann.name, options);
  await stranger.go("/auth/sign_up");
  await stranger.page.locator("form:has([name=agreement])").evaluate((form) => form.setAttribute("novalidate", ""));
  await stranger.submit({ username: ann.name, email: `${ann.name}@example.org`, password: "short", agreement: true });
  const said = (name) => stranger.page.locator(`#${name}-error`).innerText();
  assert.match(await said("username"), /taken/);
  assert.match(await said("email"), /already/);
  assert.match(await said("password"), /at least 8/);
  await focus(stranger, "#username[aria-invalid=true]", "a form of a stranger");
  await stranger.close();
}

// What was posted has the focus, below the folds that were open.
async function post(ann, ben) {
  await ann.post("Where is the focus?");
  await focus(ann, "#feed article:first-child", "a new post");
  await ann.leave(() => ann.page.locator("#feed article .status__time").first().click());
  const thread = ann.path();
  const answer = async (person, path, text) => {
    await person.go(path);
    await person.submit({ status: text });
    await focus(person, "#thread article", text);
    const id = await person.page.evaluate(() => document.activeElement.id.replace("status-", ""));
    return `/@${person.name}/${id}`;
  };
  let path = await answer(ben, thread, "The first answer");
  for (const person of [ann, ben, ann, ben, ann, ben, ann]) path = await answer(person, path, `Below, says ${person.name}`);
  await ann.go(path);
  await focus(ann, ".status--focus", "a post below others");
  // The arrow leads to where one was, and without scripts to home.
  await ann.go("/public");
  await ann.leave(() => ann.page.locator(".status__time").first().click());
  await ann.page.locator("[data-back]").click();
  await ann.page.waitForURL(ann.scripts ? "**/public" : "**/home");
  await ann.go(thread);
  if (!ann.scripts) return;
  const folded = ann.page.locator("details.branch:not([open])");
  assert.ok((await folded.count()) > 0, "nothing is folded");
  await folded.first().locator("summary").first().click();
  const open = await ann.page.locator("details.branch[open]").count();
  await ann.submit({ status: "A second answer" });
  await focus(ann, "#thread article", "an answer in a conversation");
  assert.equal(await ann.page.locator("details.branch[open]").count(), open, "what was open stays open");
}

// Whoever goes through a long page by keys, down and back up, sees what has the focus: no bar covers it.
async function tab(ann, ben) {
  for (let n = 0; n < 8; n += 1) await ben.post(`Number ${n}, see https://example.org/${n}`);
  await ann.go("/public");
  const look = () => {
    const element = document.activeElement;
    const { top, bottom } = element.getBoundingClientRect();
    const covers = (bar) => {
      const box = bar.getBoundingClientRect();
      return /fixed|sticky/.test(getComputedStyle(bar).position) && !bar.contains(element) && box.top < bottom - 1 && box.bottom > top + 1;
    };
    const bars = element === document.body ? [] : [...document.querySelectorAll(".nav, .column__head")].filter(covers);
    return [bars.map((bar) => `${bar.className} covers ${element.outerHTML.slice(0, 100)}`), scrollY];
  };
  for (const key of ["Tab", "Shift+Tab"]) {
    let deepest = 0;
    for (let steps = 0; steps < 150; steps += 1) {
      await ann.page.keyboard.press(key);
      const [covered, y] = await ann.page.evaluate(look);
      assert.deepEqual(covered, [], `${key}, at ${y}`);
      deepest = Math.max(deepest, y);
    }
    assert.ok(deepest > 300, `${key}: no further down than ${deepest}`);
  }
}

// Answering a request and dismissing a notification lead to the next, and to the title when there is none.
async function answer(ann, others) {
  await ann.go("/settings/privacy");
  await ann.submit({ locked: true });
  for (const other of others) {
    await other.go(`/@${ann.name}`);
    await other.live(() => button(other, /^Follow( back)?$/).click());
    await focus(other, other.scripts ? "form[action$='/unfollow'] button" : "body", "after asking");
  }
  const told = ann.page.locator(".told__item");
  // Jobs tell, a moment later; what came after that would stand above.
  const hear = async (words) => {
    for (let tries = 0; tries < 50 && (await told.filter({ hasText: words }).count()) < others.length; tries += 1) {
      await ann.go("/notifications");
      await ann.page.waitForTimeout(100);
    }
    return Promise.all(others.map((_, nth) => told.filter({ hasText: words }).nth(nth).getAttribute("id")));
  };
  // Where it is told, a request that was accepted says so; one that was declined goes.
  const [yes, no] = await hear("asks to follow you");
  await ann.live(() => ann.page.locator(`#${yes}`).getByRole("button", { name: /^Accept/ }).click());
  assert.match(await ann.page.locator(`#${yes}`).innerText(), /follows you/);
  assert.equal(await ann.page.locator(`#${yes} .told__answers`).count(), 0);
  await focus(ann, ann.scripts ? `#${yes}` : `#${no}`, "after accepting where it was told");
  await ann.live(() => ann.page.locator(`#${no}`).getByRole("button", { name: /^Decline/ }).click());
  assert.equal(await ann.page.locator(`#${no}`).count(), 0);
  await focus(ann, ".told__item", "after declining where it was told");
  for (const other of others) {
    await other.go(`/@${ann.name}`);
    if (await button(other, /Unfollow$/).count()) await other.live(() => button(other, /Unfollow$/).click());
    await other.live(() => button(other, /^Follow( back)?$/).click());
  }
  await ann.go("/requests");
  const rows = ann.page.locator("main li.row");
  assert.equal(await rows.count(), others.length);
  const next = await rows.nth(1).getAttribute("id");
  await ann.live(() => button(ann, /^Accept/).first().click());
  await focus(ann, `#${next}`, "the next request");
  await ann.live(() => button(ann, /^Accept/).first().click());
  await focus(ann, "h1", "no request is left");
  for (const other of others) await other.post(`Good evening @${ann.name}`);
  await hear("Good evening");
  for (let left = await told.count(); left > 0; left -= 1) {
    await ann.live(() => ann.page.locator(".told__dismiss button").first().click());
    await focus(ann, left > 1 ? ".told__item:first-child" : "h1", `${left - 1} notifications are left`);
  }
}

// Whoever is let in sees more, and less when they leave.
async function leave(ann, ben) {
  await ann.post("Among us", "private");
  await ben.go(`/@${ann.name}`);
  assert.ok(some(await ben.statuses(), "Among us"));
  await ben.live(() => button(ben, /Unfollow$/).click());
  assert.ok(!some(await ben.statuses(), "Among us"), "what only followers see is gone");
}

// Whoever is logged out stands after logging in where they were.
async function comeBack(ann, ben) {
  await ann.go(`/@${ben.name}/with_replies`);
  await ann.context.clearCookies();
  await ann.leave(() => button(ann, "Follow").click());
  assert.equal(ann.path(), "/auth/sign_in");
  await ann.submit({ username: ann.name, password: PASSWORD });
  assert.equal(ann.path(), `/@${ben.name}/with_replies`);
}

// The language of a post is chosen, and the profile's to begin with; the choice is kept with the draft.
async function speak(ann) {
  await ann.go("/home");
  const choice = ann.page.locator("#composer-language");
  assert.equal(await choice.inputValue(), "");
  await ann.page.locator("#compose").fill("Guten Abend");
  await choice.selectOption({ label: "Deutsch" });
  await ann.live(() => ann.page.locator(".composer__send > .button").click());
  const language = (text) => ann.page.locator("article .prose", { hasText: text }).first().getAttribute("lang");
  assert.equal(await language("Guten Abend"), "de");
  await ann.go("/settings/profile");
  await ann.submit({ "source[language]": "fr" });
  await ann.go("/home");
  assert.equal(await choice.inputValue(), "fr");
  await ann.post("Bonsoir");
  assert.equal(await language("Bonsoir"), "fr");
  if (!ann.scripts) return;
  await ann.page.locator("#compose").fill("Boa noite");
  await choice.selectOption("pt");
  await ann.go("/home");
  assert.equal(await choice.inputValue(), "pt");
}

const browser = await launch();
try {
  for (const [javaScriptEnabled, width] of [[false, 390], [true, 390], [false, 1280], [true, 1280]]) {
    const options = { javaScriptEnabled, viewport: { width, height: 844 } };
    const [ann, ben, cleo] = await Promise.all(["ann", "ben", "cleo"].map((name) => Person.open(browser, unique(name), options)));
    for (const person of [ann, ben, cleo]) await person.signUp();
    await ben.post("Who is there?");
    await write(ann, ben);
    if (javaScriptEnabled) await follow(ann, ben);
    if (javaScriptEnabled) await shut(ann, ben);
    await remove(ann, ben);
    await refuse(ann);
    await refuseStranger(browser, ann, options);
    await post(ann, ben);
    if (width === 390) await tab(ann, ben);
    await answer(ann, [ben, cleo]);
    await leave(ann, ben);
    await comeBack(ann, ben);
    await followAll(ann, [ben, cleo]);
    await list(ann, [ben, cleo]);
    await speak(ann);
    for (const person of [ann, ben, cleo]) await person.close();
    console.log(`ok: the focus ${javaScriptEnabled ? "with" : "without"} scripts at ${width} px`);
  }
} finally {
  await browser.close();
}
