// Two people sign up, one follows the other, the other posts, the first reads it at home: by the pages alone,
// in a browser without scripts and with them, on a phone and on a desk.

import assert from "node:assert/strict";

import { BASE, PASSWORD, Person, launch, mailedLink, some, unique } from "./kit.mjs";

// Signing up leads home; the name is taken afterwards, and a wrong password is refused.
async function signUp(browser, people, options) {
  for (const person of people) {
    await person.signUp();
    assert.equal(person.path(), "/home", `${person.name} is at home after signing up`);
  }
  const stranger = await Person.open(browser, people[0].name, options);
  await stranger.signUp();
  assert.equal(stranger.path(), "/auth/sign_up");
  assert.equal(await stranger.page.locator("[name=username]").inputValue(), stranger.name, "what was typed is kept");
  assert.match(await stranger.page.locator("main").innerText(), /taken/i);
  await stranger.signIn("not the password");
  assert.equal(stranger.path(), "/auth/sign_in");
  await stranger.go("/home");
  assert.equal(stranger.path(), "/auth/sign_in", "home asks strangers to sign in");
  await stranger.signIn();
  assert.equal(stranger.path(), "/home");
  await stranger.close();
}

// Following shows at once on the button, in the counts and in both lists; so does its inverse.
async function follow(ann, ben) {
  const button = (name) => ann.page.getByRole("button", { name, exact: true });
  await ann.go(`/@${ben.name}`);
  await ann.live(() => button("Follow").click());
  await ann.page.getByRole("button", { name: /Unfollow$/ }).waitFor();
  assert.equal(ann.path(), `/@${ben.name}`);
  const followers = await ann.page.locator(`a[href$="/@${ben.name}/followers"]`).first().innerText();
  assert.match(followers, /\b1\b/);
  await ann.go(`/@${ben.name}/followers`);
  assert.equal(await ann.page.locator(`main a[href$="/@${ann.name}"]`).count() > 0, true);
  await ann.go(`/@${ann.name}/following`);
  assert.equal(await ann.page.locator(`main a[href$="/@${ben.name}"]`).count() > 0, true);
}

async function unfollow(ann, ben) {
  await ann.go(`/@${ben.name}`);
  await ann.live(() => ann.page.getByRole("button", { name: /Unfollow$/ }).click());
  await ann.page.getByRole("button", { name: "Follow", exact: true }).waitFor();
  await ann.go(`/@${ben.name}/followers`);
  assert.equal(await ann.page.locator(`main a[href$="/@${ann.name}"]`).count(), 0);
}

// What is posted shows at home and on the status's own page; a private post shows to followers only.
async function postAndRead(browser, ann, ben, options) {
  await ben.post(`Hello from ${ben.name} <script>alert(1)</script> & all`);
  assert.equal(ben.path(), "/home");
  await ben.post(`A secret of ${ben.name}`, "private");
  await ann.go("/home");
  const home = await ann.statuses();
  assert.equal(home.length, 2);
  assert.ok(home[0].includes(`A secret of ${ben.name}`), "the newest is first");
  assert.ok(home[1].includes(`Hello from ${ben.name} <script>alert(1)</script> & all`), home[1]);
  await ann.leave(() => ann.page.locator("article").last().locator(`a[href*="/@${ben.name}/"]`).last().click());
  assert.match(ann.path(), new RegExp(`^/@${ben.name}/\\d+$`));
  assert.ok(some(await ann.statuses(), `Hello from ${ben.name}`));

  const stranger = await Person.open(browser, "stranger", options);
  for (const path of ["/public", `/@${ben.name}`]) {
    await stranger.go(path);
    const seen = await stranger.statuses();
    assert.ok(some(seen, `Hello from ${ben.name}`), `${path} shows the public post`);
    assert.ok(!some(seen, "A secret"), `${path} hides the private post`);
  }
  await stranger.go(`/@${unique("nobody")}`, 404);
  await stranger.close();
}

// Nothing in the form for a post is cut, what stands beside each other is level, and the limit stands beside the button.
async function fit(ann) {
  const wrong = await ann.page.locator("form.composer").evaluate((form) => {
    const box = (selector) => form.querySelector(selector).getBoundingClientRect();
    const middle = ({ top, bottom }) => (top + bottom) / 2;
    const found = [];
    for (const select of form.querySelectorAll("select")) {
      const { width } = select.getBoundingClientRect();
      select.style.cssText = "width: max-content; max-width: none";
      if (select.getBoundingClientRect().width > width + 1) found.push(`${select.name} is cut`);
      select.style.cssText = "";
    }
    const off = (one, other) => Math.abs(middle(box(one)) - middle(box(other))) > 1;
    if (off(".composer__warning", ".composer__warning .icon") || off(".composer__warning", "#composer-visibility")) found.push("the warning is not level");
    if (off(".composer__limit", ".composer__send .button")) found.push("the limit is not beside the button");
    return found;
  });
  assert.deepEqual(wrong, []);
  if (ann.scripts && ann.page.viewportSize().width > 1000) {
    const tools = ann.page.locator(".composer__tools");
    const { height } = await tools.boundingBox();
    for (const visibility of ["public", "unlisted", "private", "direct"]) {
      await ann.page.locator("#composer-visibility").selectOption(visibility);
      assert.equal((await tools.boundingBox()).height, height, `all is on one line, also with ${visibility}`);
    }
    assert.ok(height < 50, `${height}`);
  }
  const word = ann.page.locator(".composer__warning .tool span");
  if (!ann.scripts) assert.ok((await word.boundingBox()).width > 30, "the warning has a word");
}

// Presses a button of the first status on the page.
async function press(person, word) {
  // A button's name ends with how often it was pressed.
  const name = new RegExp(`^${word}( \\d+)?$`);
  await person.live(() => person.page.locator("article").first().getByRole("button", { name }).click());
}

// What is kept stands on a page of its own until it is kept no more.
async function keep(ann, ben) {
  await ben.post("Worth keeping");
  await ann.go("/home");
  await fit(ann);
  for (const [word, back, path] of [["Bookmark", "Remove bookmark", "/bookmarks"], ["Favourite", "Undo favourite", "/favourites"]]) {
    await ann.go("/home");
    await press(ann, word);
    await ann.go(path);
    assert.ok(some(await ann.statuses(), "Worth keeping"), `${path} has it`);
    await press(ann, back);
    await ann.go(path);
    assert.ok(!some(await ann.statuses(), "Worth keeping"), `${path} is without it`);
  }
  await ann.go("/home");
  await press(ann, "Repost");
  await ann.go(`/@${ann.name}`);
  assert.ok(some(await ann.statuses(), "Worth keeping"), "what was reposted is on the profile");
  await press(ann, "Undo repost");
  await ann.go(`/@${ann.name}`);
  assert.ok(!some(await ann.statuses(), "Worth keeping"));
}

// The profile, and how pages look and speak.
async function settings(ann) {
  await ann.go("/settings/profile");
  await ann.submit({ display_name: "Ann <of the tests>", note: "Here since today" });
  await ann.go(`/@${ann.name}`);
  assert.match(await ann.page.locator("main").innerText(), /Ann <of the tests>[^]*Here since today/);
  const root = () => ann.page.evaluate(() => [document.documentElement.lang, getComputedStyle(document.documentElement).colorScheme]);
  await ann.go("/settings/appearance");
  await ann.page.getByRole("radio", { name: "Dark" }).check();
  await ann.submit({ language: "de" });
  assert.deepEqual(await root(), ["de", "dark"]);
  await ann.go("/home");
  assert.deepEqual(await root(), ["de", "dark"]);
  await ann.page.getByRole("link", { name: "Mitteilungen" }).first().waitFor();
  await ann.go("/settings/appearance");
  await ann.page.locator("[name=scheme][value=auto]").check();
  await ann.submit({ language: "" });
  assert.deepEqual(await root(), ["en", "light dark"]);
}

// What can be done with a status on its pages: answer, favourite, repost, delete.
async function talk(ann, ben) {
  await ben.post("Who is there?");
  await ann.go("/home");
  await press(ann, "Favourite");
  await press(ann, "Undo favourite");
  await press(ann, "Favourite");
  await press(ann, "Repost");
  await ann.go("/home");
  const link = ann.page.locator("article").filter({ hasText: "Who is there?" }).first().locator(`a[href*="/@${ben.name}/"]`);
  await ann.go(await link.first().getAttribute("href"));
  const thread = ann.path();
  await fit(ann);
  await ann.submit({ status: "It is me" });
  await ben.go(thread);
  const seen = await ben.statuses();
  assert.equal(seen.length, 2);
  assert.match(seen[0], /1 favourite/);
  assert.match(seen[0], /1 repost/);
  assert.ok(seen[1].includes("It is me"));
  const mine = ben.page.locator("article").first();
  await mine.locator("summary").click();
  await ben.leave(() => mine.getByRole("link", { name: "Delete" }).click());
  await ben.leave(() => ben.page.getByRole("button", { name: "Delete", exact: true }).click());
  await ben.go(thread, 404);
}

// Someone is found by name and blocked; neither sees the other until the block is lifted.
async function block(ann, ben) {
  await ann.go(`/search?q=${ben.name}`);
  assert.equal(await ann.page.locator(`main li a[href$="/@${ben.name}"]`).count() > 0, true);
  await ann.go(`/@${ben.name}`);
  await ann.page.locator("main summary").first().click();
  await ann.page.locator("main summary", { hasText: `Block @${ben.name}` }).click();
  await ann.leave(() => ann.page.getByRole("button", { name: "Block", exact: true }).click());
  await ann.page.getByRole("button", { name: /^Unblock/ }).waitFor();
  await ben.go(`/@${ann.name}`, 404);
  await ann.leave(() => ann.page.getByRole("button", { name: /^Unblock/ }).click());
  await ben.go(`/@${ann.name}`);
}

// A form of another site cannot act for the person, though the browser would send their cookie along.
async function refuseOtherSites(ann) {
  const data = `status=Not+written+by+${ann.name}&visibility=public`;
  const headers = { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" };
  const form = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
  await ann.go("/home");
  const action = await ann.page.locator("form:has([name=status])").first().getAttribute("action");
  const answer = await ann.context.request.post(BASE + (action ?? "/home"), { headers: form, data, maxRedirects: 0 });
  assert.equal(answer.status(), 403);
  await ann.go(`/@${ann.name}`);
  assert.ok(!some(await ann.statuses(), "Not written"));
}

// What somebody is told stands behind the bell and counts as read once it was looked at.
async function notice(ann, ben) {
  await ben.post(`Good evening @${ann.name}`);
  const bell = ann.page.locator(".nav__badge");
  for (let tries = 0; tries < 50; tries += 1) {
    // A job tells, a moment later.
    await ann.go("/public");
    if ((await bell.count()) > 0) break;
    await ann.page.waitForTimeout(100);
  }
  await ann.leave(() => ann.page.getByRole("link", { name: /^Notifications/ }).first().click());
  assert.equal(ann.path(), "/notifications");
  const lines = await ann.page.locator(".told__text").allInnerTexts();
  assert.ok(some(lines, "mentioned you"), lines.join());
  assert.equal(await bell.count(), 0);
  await ann.live(() => ann.page.locator(".told__dismiss button").first().click());
  assert.ok(!some(await ann.statuses(), "Good evening"));
  if ((await ann.page.locator(".told__item").count()) > 0) {
    await ann.page.locator("main summary").first().click();
    await ann.leave(() => ann.page.getByRole("button", { name: "Clear all" }).click());
  }
  assert.equal(await ann.page.locator(".told__item").count(), 0);
}

// A list is made, filled by a search among those who are followed, read, and deleted.
async function keepList(ann, ben) {
  await ann.go("/lists");
  await ann.submit({ title: "Old friends" });
  assert.match(ann.path(), /^\/lists\/\d+\/edit$/);
  const list = ann.path().replace("/edit", "");
  await ann.submit({ q: ben.name.slice(0, 6) });
  await ann.live(() => ann.page.getByRole("button", { name: `Add ${ben.name}` }).click());
  await ann.go(list);
  assert.ok(some(await ann.statuses(), `Hello from ${ben.name}`));
  await ann.go(`/@${ben.name}`);
  await ann.page.locator("main summary").first().click();
  await ann.leave(() => ann.page.getByRole("link", { name: "Add to lists" }).click());
  await ann.live(() => ann.page.getByRole("button", { name: "Remove Old friends" }).click());
  await ann.go(list);
  assert.equal((await ann.statuses()).length, 0);
  await ann.go(`${list}/edit`);
  await ann.page.locator(".fold summary").click();
  await ann.leave(() => ann.page.getByRole("button", { name: "Delete", exact: true }).click());
  assert.equal(ann.path(), "/lists");
  await ann.go(list, 404);
}

/** One grey pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

// A picture and the part of it that is shown are sent with one form.
async function picture(ann) {
  await ann.go("/settings/profile");
  await ann.page.locator("#avatar").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(PIXEL, "base64") });
  const crop = ann.page.locator(".crop").first();
  if (ann.scripts) await crop.locator("img").waitFor();
  else await crop.locator("summary").click();
  await ann.page.locator("#avatar_x").fill("10");
  await ann.leave(() => ann.page.getByRole("button", { name: "Save", exact: true }).click());
  assert.match(await ann.page.locator("main").innerText(), /Your profile is saved/);
  // It goes with the next that is saved, and nothing that was typed goes with it.
  await ann.page.getByLabel("Remove this picture").first().check();
  await ann.page.locator("#note").fill("About ann");
  await ann.leave(() => ann.page.getByRole("button", { name: "Save", exact: true }).click());
  assert.equal(await ann.page.locator("#note").inputValue(), "About ann");
  assert.equal(await ann.page.locator("[name=remove_avatar]").count(), 0);
  await ann.page.reload();
  assert.doesNotMatch(await ann.page.locator("main").innerText(), /is saved/, "a notice is told once");
}

// Who forgot their password chooses another by a link that comes by mail and works once; one that was made up leads nowhere.
async function forget(browser, options) {
  const eve = await Person.open(browser, unique("eve"), options);
  await eve.signUp();
  await eve.context.clearCookies();
  await eve.go("/auth/sign_in");
  await eve.leave(() => eve.page.getByRole("link", { name: "Forgot your password?" }).click());
  const link = await mailedLink(eve, () => eve.submit({ email: `${eve.name}@example.org` }));
  assert.equal(eve.path(), "/auth/sign_in");
  await eve.go(link);
  const password = "another horse, another battery";
  await eve.submit({ password, password_confirmation: password });
  await eve.signIn();
  assert.equal(eve.path(), "/auth/sign_in", "the old password is void");
  await eve.signIn(password);
  assert.equal(eve.path(), "/home");
  await eve.go(link, 404);
  await eve.go("/auth/password/edit?token=made-up", 404);
  await eve.close();
}

// What is said of privacy holds: followers ask, and lists of people are nobody else's.
async function shut(ann, ben) {
  await ann.go("/settings/privacy");
  await ann.submit({ locked: true, hide_collections: true, visibility: "private" });
  assert.match(await ann.page.locator("main").innerText(), /privacy settings are saved/);
  await ann.go("/home");
  assert.equal(await ann.page.locator("#composer-visibility").inputValue(), "private");
  await ben.go(`/@${ann.name}/friends`);
  assert.match(await ben.page.locator("main").innerText(), /keeps these lists to themselves/);
  await ann.go("/settings/privacy");
  for (const name of ["locked", "hide_collections"]) await ann.page.locator(`[name=${name}]`).uncheck();
  await ann.submit({ visibility: "" });
}

// Who is muted stands on a page of its own, where it is taken back; so do domains.
async function hide(ann, ben) {
  await ann.go(`/@${ben.name}`);
  await ann.page.locator("main summary").first().click();
  await ann.page.locator(".menu__more summary", { hasText: "Mute" }).click();
  await ann.page.locator("#mute-duration").selectOption("604800");
  await ann.live(() => ann.page.getByRole("button", { name: "Mute", exact: true }).click());
  await ann.go("/settings/mutes");
  await ann.live(() => ann.page.getByRole("button", { name: `Unmute ${ben.name}` }).click());
  assert.match(await ann.page.locator("main").innerText(), /You mute nobody/);
  await ann.go("/settings/domain_blocks");
  await ann.submit({ domain: "elsewhere.example" });
  await ann.live(() => ann.page.getByRole("button", { name: "Unblock elsewhere.example" }).click());
  assert.match(await ann.page.locator("main").innerText(), /No domain is blocked/);
}

async function signOut(ann) {
  await ann.go("/home");
  await ann.leave(() => ann.page.getByRole("button", { name: /^(sign|log) out$/i }).first().click());
  await ann.go("/home");
  assert.equal(ann.path(), "/auth/sign_in");
  await ann.signIn(PASSWORD);
  assert.equal(ann.path(), "/home");
}

const browser = await launch();
try {
  for (const [javaScriptEnabled, width] of [[false, 390], [true, 390], [false, 1280], [true, 1280]]) {
    const options = { javaScriptEnabled, viewport: { width, height: 844 } };
    const [ann, ben] = [
      await Person.open(browser, unique("ann"), options),
      await Person.open(browser, unique("ben"), options),
    ];
    await signUp(browser, [ann, ben], options);
    await follow(ann, ben);
    await postAndRead(browser, ann, ben, options);
    await talk(ann, ben);
    await keep(ann, ben);
    await settings(ann);
    await picture(ann);
    await shut(ann, ben);
    await forget(browser, options);
    await refuseOtherSites(ann);
    await notice(ann, ben);
    await keepList(ann, ben);
    await hide(ann, ben);
    await unfollow(ann, ben);
    await ann.go("/home");
    assert.ok(!some(await ann.statuses(), "Hello from"), "home is without those who are not followed");
    await block(ann, ben);
    await signOut(ann);
    await ann.close();
    await ben.close();
    console.log(`ok: first steps ${javaScriptEnabled ? "with" : "without"} scripts at ${width} px`);
  }
} finally {
  await browser.close();
}
