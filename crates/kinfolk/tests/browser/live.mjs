// What the scripts of the pages add: pieces that change in place and change back when that fails, lists that go on,
// a composer that counts and keeps, keys, cards of people, times of the reader's clock. On a phone and on a desk.

import assert from "node:assert/strict";

import { BASE, Person, launch, some, unique } from "./kit.mjs";

/** Statuses on one page of a list. */
const PAGE = 20;

const first = (person) => person.page.locator("#feed article").first();
const toast = (person) => person.page.locator(".toast").last();

// Posts without the page, which is faster.
async function postMany(person, count) {
  for (let n = 1; n <= count; n += 1) {
    const form = { status: `Number ${n} of ${person.name}`, visibility: "public", return_to: "/home" };
    const answer = await person.context.request.post(`${BASE}/home`, { form, headers: { Origin: BASE } });
    assert.equal(answer.status(), 200);
  }
}

// A change is there before the server answers, and gone again with a message when it does not.
async function undo(ann) {
  await ann.go("/home");
  const heart = first(ann).locator(".action--favourite");
  const isOn = async () => /action--on/.test(await heart.getAttribute("class"));
  await ann.page.route("**/favourite", async (route) => {
    assert.ok(await isOn(), "the heart did not wait");
    assert.equal(await heart.getAttribute("title"), "Undo favourite", "nor its name");
    await route.abort();
  });
  for (let times = 0; times < 2; times += 1) {
    await heart.click();
    await toast(ann).waitFor();
    assert.match(await toast(ann).innerText(), /no connection/i);
    await first(ann).locator(".action--favourite[title=Favourite]").waitFor();
    assert.ok(!(await isOn()));
  }
  assert.equal(await ann.page.locator(".toast").count(), 1, "what is said twice stands there once");
  await ann.page.unroute("**/favourite");
  await ann.page.route("**/favourite", (route) => route.fulfill({ status: 500, contentType: "text/html", body: '<p class="problem__text">Broken</p>' }));
  await heart.click();
  await ann.page.locator(".toast", { hasText: "Broken" }).waitFor();
  assert.ok(!(await isOn()));
  await ann.page.unroute("**/favourite");
  await ann.live(() => heart.click());
  assert.ok(await isOn());
  assert.equal(await ann.page.evaluate(() => document.activeElement.closest(".action--favourite") !== null), true, "the focus stays");
  await ann.go("/home");
  assert.ok(await isOn(), "the server has it as well");
  // Also when the page comes from what the browser has kept.
  await ann.leave(() => first(ann).locator(".status__time").click());
  await ann.page.goBack();
  await ann.page.locator("#feed article .action--favourite.action--on").first().waitFor();
  await ann.live(() => heart.click());
  await ann.leave(() => first(ann).locator(".status__time").click());
  await ann.page.goBack();
  await ann.page.locator("#feed article .action--favourite:not(.action--on)").first().waitFor();
}

// What nobody answers is given up after a while, and taken back.
async function hang(ann) {
  await ann.go("/home");
  const heart = first(ann).locator(".action--favourite");
  await ann.page.route("**/favourite", () => {});
  await heart.click();
  assert.match(await heart.getAttribute("class"), /action--on/);
  await toast(ann).getByText(/no connection/i).waitFor({ timeout: 20_000 });
  assert.doesNotMatch(await heart.getAttribute("class"), /action--on/);
  await ann.page.unroute("**/favourite");
}

// A list goes on by itself, shows nothing twice, and is whole and at its place after coming back.
async function goOn(ann) {
  await ann.go("/home");
  const items = ann.page.locator("#feed article");
  assert.equal(await items.count(), PAGE);
  assert.match(await ann.page.locator("#more a[rel=next]").getAttribute("href"), /^\/home\?max_id=\d+$/);
  while ((await ann.page.locator("#end").count()) === 0) {
    await ann.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await ann.page.waitForTimeout(50);
  }
  const ids = await items.evaluateAll((all) => all.map((item) => item.id));
  assert.equal(ids.length, 2 * PAGE + 5);
  assert.equal(new Set(ids).size, ids.length);
  const target = items.nth(PAGE + 10);
  await target.scrollIntoViewIfNeeded();
  const top = async () => Math.round((await target.boundingBox()).y);
  const before = await top();
  await ann.leave(() => target.locator(".status__time").click());
  await ann.page.goBack();
  await ann.page.waitForFunction((id) => document.getElementById(id), ids[PAGE + 10]);
  await ann.page.waitForTimeout(300);
  assert.ok(Math.abs((await top()) - before) <= 2, `was at ${before}, is at ${await top()}`);
}

// So do lists that are no posts.
async function goOnBelow(ann) {
  for (let n = 1; n <= 45; n += 1) {
    const form = { domain: `d${n}.example` };
    await ann.context.request.post(`${BASE}/settings/domain_blocks`, { form, headers: { Origin: BASE } });
  }
  await ann.go("/settings/domain_blocks");
  const rows = ann.page.locator("#feed > li");
  assert.equal(await rows.count(), 40);
  await ann.live(() => ann.page.mouse.wheel(0, 20_000));
  assert.equal(await rows.count(), 45);
  const gone = await rows.nth(42).getAttribute("id");
  await ann.live(() => rows.nth(42).getByRole("button").click());
  assert.equal(await ann.page.locator(`[id="${gone}"]`).count(), 0);
  assert.equal(await rows.count(), 44, "the others stay");
}

// The keys go over what is folded away, and a page that opens further down says what was done.
async function fold(ann, ben) {
  const [texts, paths] = [["Trunk", "Twig", "Leaf", "Last"], []];
  const at = [null, 0, 1, 0];
  for (const [nth, text] of texts.entries()) {
    const answered = at[nth] === null ? {} : { in_reply_to_id: paths[at[nth]].split("/").pop() };
    const form = { status: `${text} of ${ann.name}`, visibility: "public", return_to: "/home", ...answered };
    await ann.context.request.post(`${BASE}/home`, { form, headers: { Origin: BASE } });
    await ann.go(`/@${ann.name}/with_replies`);
    paths.push(await first(ann).locator(".status__time").getAttribute("href"));
  }
  await ann.go(paths[0]);
  await ann.page.locator(".branch > summary").first().click();
  const here = () => ann.page.evaluate(() => document.activeElement.textContent);
  await ann.page.keyboard.press("j");
  assert.match(await here(), /Last of/, "the next after what is folded");
  await ann.page.keyboard.press("k");
  assert.match(await here(), /Twig of/);
  await ben.go(`/@${ben.name}`);
  await ben.page.locator("#feed article").nth(8).locator("details.menu > summary").click();
  await ben.leave(() => ben.page.locator("details.menu[open]").getByRole("link", { name: "Delete" }).click());
  await ben.leave(() => ben.page.getByRole("button", { name: "Delete", exact: true }).click());
  await ben.page.locator(".toast", { hasText: "deleted" }).waitFor();
}

// The counter and the server are of one mind: nothing left is accepted, one less is not offered.
async function count(ann) {
  await ann.go("/home");
  const field = ann.page.locator("#compose");
  const left = async (text) => {
    await field.fill(text);
    return Number(await ann.page.locator("#composer-limit").innerText());
  };
  const lengths = {
    "": 0,
    "hello\nyou": 9,
    "日本語": 3,
    "e\u0301": 1,
    "👨‍👩‍👧‍👦🇩🇪👍🏽": 3,
    "  around  ": 6,
    "http://a.example": 23,
    "é http://a.example, http://b.example.": 2 + 23 + 2 + 23 + 1,
    "(https://a.example/x_(y))": 25,
    "see https://a.example/?q=1&r=2#s!": 28,
    "@ann@example.org hello": 10,
    "https:// nothing": 16,
    "not@an.address": 14,
    "»https://a.example/x« @ann@b.example@c.d": 25 + 1 + 18,
    "https://1.2.3.4/a/rather/long/address": 23,
  };
  for (const [text, length] of Object.entries(lengths)) assert.equal(await left(text), 500 - length, text);
  const button = ann.page.locator(".composer__send > .button");
  const link = `https://example.org/${"long/".repeat(60)}`;
  const full = `${link} ${"x".repeat(476)}`;
  assert.equal(await left(`${full}x`), -1);
  assert.ok(await button.isDisabled());
  assert.equal(await left(full), 0);
  await ann.live(() => button.click());
  assert.ok(some(await ann.statuses(), "x".repeat(476)));
  assert.equal(await field.inputValue(), "");
  await ann.page.locator(".toast").first().waitFor();
}

// What was typed is there again after a reload, until it is sent or somebody else may sit here.
async function draft(ann) {
  await ann.go("/home");
  const field = ann.page.locator("#compose");
  await field.fill("Not sent yet");
  await ann.page.selectOption("[name=visibility]", "private");
  await ann.go("/public");
  await ann.go("/home");
  assert.equal(await field.inputValue(), "Not sent yet");
  assert.equal(await ann.page.locator("[name=visibility]").inputValue(), "private");
  await ann.page.route("**/home", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await ann.page.locator(".composer__send > .button").click();
  await toast(ann).waitFor();
  assert.equal(await field.inputValue(), "Not sent yet", "what could not be sent is kept");
  await ann.page.unroute("**/home");
  await ann.live(() => ann.page.locator(".composer__send > .button").click());
  assert.match(await first(ann).innerText(), /Not sent yet/);
  await ann.go("/home");
  assert.equal(await field.inputValue(), "");
  await field.fill("Mine alone");
  await ann.leave(() => ann.page.getByRole("button", { name: /^log out$/i }).click());
  assert.deepEqual(await ann.page.evaluate(() => Object.keys(localStorage)), []);
  await ann.signIn();
}

async function keys(ann) {
  await ann.go("/home");
  const at = () => ann.page.evaluate(() => document.activeElement.closest("article")?.id);
  await ann.page.keyboard.press("j");
  const one = await at();
  assert.ok(one);
  await ann.page.keyboard.press("j");
  assert.notEqual(await at(), one);
  await ann.page.keyboard.press("k");
  assert.equal(await at(), one);
  await ann.live(() => ann.page.keyboard.press("f"));
  assert.match(await first(ann).locator(".action--favourite").getAttribute("class"), /action--on/);
  await ann.page.keyboard.press("?");
  await ann.page.locator("#keys[open]").waitFor();
  await ann.page.locator("#keys-on").uncheck();
  await ann.page.keyboard.press("Escape");
  await ann.page.keyboard.press("n");
  assert.equal(await ann.page.evaluate(() => document.activeElement.id === "compose"), false, "the keys are off");
  await ann.page.keyboard.press("?");
  await ann.page.locator("#keys-on").check();
  await ann.page.keyboard.press("Escape");
  await ann.page.keyboard.press("n");
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), "compose");
  await ann.page.keyboard.type("jkf?");
  assert.equal(await ann.page.locator("#compose").inputValue(), "jkf?", "a field takes letters as letters");
  await ann.page.locator("#compose").fill("");
  await ann.go("/public");
  await ann.page.keyboard.press("g");
  await ann.leave(() => ann.page.keyboard.press("h"));
  assert.equal(ann.path(), "/home");
}

// A card of somebody shows under the pointer, follows from there, and is gone by Escape.
async function hover(ann, ben) {
  await ann.go("/public");
  await ann.page.locator(`#feed a.who[href="/@${ben.name}"]`).first().hover();
  const card = ann.page.locator(".hover-card");
  await card.waitFor();
  assert.match(await card.innerText(), new RegExp(`@${ben.name}`));
  await ann.live(() => card.getByRole("button", { name: new RegExp(`Unfollow ${ben.name}`) }).click());
  await ann.live(() => card.getByRole("button", { name: `Follow ${ben.name}`, exact: true }).click());
  await ann.page.keyboard.press("Escape");
  assert.equal(await card.count(), 0);
  // The row below says what the card says.
  await ann.go(`/@${ann.name}/following`);
  await ann.page.locator(`#feed a.who[href="/@${ben.name}"]`).hover();
  await card.waitFor();
  await ann.live(() => card.getByRole("button", { name: new RegExp(`Unfollow ${ben.name}`) }).click());
  const row = ann.page.locator("#feed .row__end");
  assert.match(await row.innerText(), /^Follow/);
  await ann.page.keyboard.press("Escape");
  await ann.live(() => row.getByRole("button").click());
}

// What was just pressed does not offer its undoing under the same pointer; it does when the pointer comes again.
async function rest(ann, ben) {
  await ann.go(`/@${ben.name}`);
  const held = ann.page.locator("#profile .button--held");
  const shown = (word) => ann.page.waitForFunction((name) => getComputedStyle(document.querySelector(`#profile ${name}`)).opacity === "1", word);
  await ann.live(() => held.click());
  await ann.live(() => ann.page.getByRole("button", { name: "Follow", exact: true }).click());
  await shown(".button__state");
  assert.equal(await held.evaluate((button) => button.matches(":hover")), true);
  await ann.page.mouse.move(5, 5);
  await held.hover();
  await shown(".button__act");
}

// The full time is that of the reader's clock, written as where they are, in the page's language.
async function times(browser, ben) {
  const state = await ben.context.storageState();
  for (const [locale, timezoneId, order] of [["en-US", "Asia/Tokyo", /^[A-Z]/], ["en-GB", "Europe/London", /^\d/], ["ja-JP", "Asia/Tokyo", /^[A-Z]/]]) {
    const far = await Person.open(browser, ben.name, { locale, timezoneId, storageState: state });
    await far.go("/home");
    const time = far.page.locator("#feed time[data-ago]").first();
    const tag = locale.startsWith("en") ? locale : "en";
    const here = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short", timeZone: timezoneId }).format(Date.parse(await time.getAttribute("datetime")));
    const said = await time.getAttribute("title");
    const plain = (text) => text.replace(/\s/g, " ");
    assert.equal(plain(said), plain(here));
    assert.match(said, order, locale);
    await far.close();
  }
}

// The number on the bell, and before the title, follows while the page is open.
async function bell(browser, ann, ben, options) {
  const storageState = await ann.context.storageState();
  const open = await Person.open(browser, ann.name, { ...options, storageState });
  await open.page.clock.install();
  await open.go("/notifications");
  await open.go("/home");
  assert.doesNotMatch(await open.page.title(), /^\(/);
  await ben.post(`Are you there, @${ann.name}?`);
  // The notification is written by a job, soon after.
  for (let tries = 0; tries < 20 && !/^\(1\) /.test(await open.page.title()); tries += 1) {
    await open.page.clock.fastForward(61_000);
    await new Promise((done) => setTimeout(done, 250));
  }
  assert.match(await open.page.title(), /^\(1\) /);
  assert.match(await open.page.locator(".nav__badge").innerText(), /1/);
  await open.close();
}

// A picture is shown as it will be cut, moves by keys and under the pointer, and is kept so.
async function crop(ann) {
  const { page } = ann;
  await ann.go("/settings/profile");
  assert.equal(await page.locator(".crop").first().isVisible(), false, "there is nothing to cut yet");
  const png = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 300 });
    const pen = canvas.getContext("2d");
    ["#f00", "#0f0", "#00f"].forEach((colour, nth) => {
      pen.fillStyle = colour;
      pen.fillRect(300 * nth, 0, 300, 300);
    });
    return canvas.toDataURL().split(",")[1];
  });
  await page.locator("#avatar").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.waitForTimeout(200);
  assert.equal(await page.locator(".crop").first().isVisible(), false, "nor of what is no picture");
  await page.locator("#avatar").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(png, "base64") });
  const shown = page.locator(".crop__frame[data-of=avatar] img");
  await shown.waitFor();
  const x = async () => Number(await page.locator("#avatar_x").inputValue());
  assert.equal(await x(), 50);
  const box = await page.locator(".crop__frame[data-of=avatar]").boundingBox();
  await page.mouse.move(box.x + 120, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 80, { steps: 4 });
  await page.mouse.up();
  // The frame shows a third of the width: 80 of its 160 pixels are a quarter of what is hidden.
  assert.ok(Math.abs((await x()) - 75) < 3, `${await x()}`);
  await page.locator("#avatar_zoom").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(Number(await page.locator("#avatar_zoom").inputValue()) > 1, "the keys move it");
  await page.locator("#avatar_x").focus();
  await page.keyboard.press("Home");
  assert.match(await shown.getAttribute("style"), /object-position: 0% 50%/);
  await ann.leave(() => page.getByRole("button", { name: "Save", exact: true }).click());
  const middle = await page.locator(".with-picture .avatar").first().evaluate(async (picture) => {
    await picture.decode();
    const pen = Object.assign(document.createElement("canvas"), { width: 10, height: 10 }).getContext("2d");
    pen.drawImage(picture, 0, 0, 10, 10);
    return [...pen.getImageData(5, 5, 1, 1).data];
  });
  assert.ok(middle[0] > 200 && middle[1] < 60 && middle[2] < 60, `the left is red: ${middle}`);
}

// A form says what is wrong while it is filled in, as the server has it; it takes no focus, and no password before its field is left.
async function judge(browser, ben, options) {
  const stranger = await Person.open(browser, unique("eve"), options);
  const { page } = stranger;
  await stranger.go("/auth/sign_up");
  const said = (name) => page.locator(`#${name}-error`);
  const sent = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.locator("#username").pressSequentially(ben.name.toUpperCase());
  await said("username").getByText("taken").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "username", "the focus stays");
  assert.equal(await page.locator("#username").getAttribute("aria-invalid"), "true");
  assert.equal(await said("email").innerText(), "", "nothing is said of what nobody has typed in");
  await page.locator("#username").fill(stranger.name);
  await page.locator("#email").fill("eve.example.org");
  await page.locator("#password").fill("sécret!");
  await said("email").getByText("not an e-mail address").waitFor();
  assert.ok(sent.length > 1 && !some(sent, "cret"), "the password stays here while it is typed");
  assert.equal(await said("password").innerText(), "", "nothing is said of half a password");
  await page.keyboard.press("Tab");
  await said("password").getByText("at least 8").waitFor();
  assert.equal(await said("username").innerText(), "");
  assert.equal(await page.locator("#username").getAttribute("aria-invalid"), "false");
  await page.locator("#agreement").check();
  await page.locator("#agreement").uncheck();
  await said("agreement").getByText("agree").waitFor();
  await page.locator("#email").fill(`${stranger.name}@example.org`);
  await page.locator("#agreement").check();
  await page.locator("#password").fill("Password1");
  await page.keyboard.press("Tab");
  await said("password").getByText("too easy to guess").waitFor();
  const live = await said("password").innerText();
  await stranger.leave(() => page.locator("form button").first().click());
  assert.equal(await said("password").innerText(), live, "sending says the same");
  await page.locator("#password").fill("sécret and long enough");
  await page.locator("#agreement").focus();
  await page.waitForFunction(() => !document.querySelector(".field__error"));
  await stranger.leave(() => page.locator("form button").first().click());
  assert.equal(stranger.path(), "/home");
  await stranger.close();
}

const browser = await launch();
try {
  for (const width of [390, 1280]) {
    const options = { viewport: { width, height: 844 } };
    const ann = await Person.open(browser, unique("ann"), options);
    const ben = await Person.open(browser, unique("ben"), options);
    await ann.signUp();
    await ben.signUp();
    await postMany(ben, 2 * PAGE + 5);
    await ann.go(`/@${ben.name}`);
    await ann.live(() => ann.page.getByRole("button", { name: "Follow", exact: true }).click());
    await undo(ann);
    if (width > 390) await hang(ann);
    await goOn(ann);
    if (width > 390) await goOnBelow(ann);
    await count(ann);
    await draft(ann);
    await keys(ann);
    await hover(ann, ben);
    if (width > 390) await rest(ann, ben);
    await fold(ann, ben);
    await times(browser, ben);
    await judge(browser, ben, options);
    await bell(browser, ann, ben, options);
    await crop(ann);
    await ann.close();
    await ben.close();
    console.log(`ok: live pages at ${width} px`);
  }
} finally {
  await browser.close();
}
