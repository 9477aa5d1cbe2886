// What every page keeps: nothing that axe-core finds, in light and dark, on a phone and on a desk, no request to another
// host, and nothing beyond the edges of a small phone, with long words in large letters either. What home keeps besides:
// small when it is loaded for the first time, nothing on it moves, and the server makes it in no time.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { BASE, Person, launch } from "./kit.mjs";
import { fill, pages, visit } from "./site.mjs";

const AXE = readFileSync(join(process.env.PACKAGES, "node_modules/axe-core/axe.min.js"), "utf8");
const WIDTHS = [390, 1280];
const NARROW = [390, 360, 320];
const SCHEMES = ["light", "dark"];
/** The first home with its styles and scripts, compressed. */
const MOST_BYTES = 60_000;
/** Half of all homes are there after this long, when nothing else keeps the machine busy. */
const MOST_MILLIS = 3;
const ROUNDS = 20;
const IN_ROUND = 20;
/** Pages on which nothing may move. */
const STILL = ["home", "notifications", "status", "profile"];
/** Over a slow line, so many bytes come at once, and so many milliseconds pass before more do. */
const PIECE = 256;
const BETWEEN_PIECES = 10;

// What axe finds on the page as it is, one line each.
async function faults(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.failureSummary}`));
}

async function look(page) {
  const { person, name, path } = page;
  const wrong = [];
  for (const width of WIDTHS) {
    await person.page.setViewportSize({ width, height: 900 });
    await visit(page);
    // What waits to be whole before it is seen has come.
    const unseen = await person.page.$$eval("body *", (all) => all.filter((one) => getComputedStyle(one).visibility === "hidden").map(({ className }) => className));
    wrong.push(...unseen.map((what) => `${name} (${path}), ${width}: ${what} is hidden`));
    await person.page.evaluate(AXE);
    for (const colorScheme of SCHEMES) {
      await person.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const fault of await faults(person.page)) wrong.push(`${name} (${path}), ${width}, ${colorScheme}: ${fault}`);
    }
  }
  return wrong;
}

// What is wider than the window, opens beyond its edges, or ends behind a button, where words are long and letters are large: "Larger" in German.
async function spill(page) {
  const { person, name, path } = page;
  const wrong = [];
  await visit(page);
  const language = await person.page.evaluate(() => {
    document.documentElement.classList.add("text-larger");
    return document.documentElement.lang;
  });
  assert.equal(language, "de", path);
  for (const width of NARROW) {
    await person.page.setViewportSize({ width, height: 800 });
    const spilt = await person.page.evaluate(() => {
      const { clientWidth: wide, scrollWidth } = document.documentElement;
      const out = (element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -1 || right > wide + 1 ? [`${element.className} from ${Math.round(left)} to ${Math.round(right)}`] : [];
      };
      const compose = document.querySelector(".profile") && document.querySelector(".side__compose")?.getBoundingClientRect();
      const behind = (tab) => (compose?.width && tab.getBoundingClientRect().right > compose.left ? [`${tab.textContent} ends behind the button for a post`] : []);
      const tabs = [...document.querySelectorAll(".tabs__item")].flatMap(behind);
      const menus = [...document.querySelectorAll("details.menu")].flatMap((menu) => {
        menu.open = true;
        const found = [...menu.querySelectorAll(".menu__panel")].flatMap(out);
        menu.open = false;
        return found;
      });
      return scrollWidth > wide ? [`is ${scrollWidth} px wide`, ...[...document.querySelectorAll("main *")].flatMap(out), ...menus] : [...tabs, ...menus];
    });
    wrong.push(...spilt.map((what) => `${name} (${path}), ${width}: ${what}`));
  }
  return wrong;
}

// Bytes of home, its styles and its scripts, each compressed by itself.
async function weigh(person) {
  const bytes = [];
  const taken = [];
  const take = (response) => {
    if (["document", "stylesheet", "script"].includes(response.request().resourceType())) taken.push(response.body().then((body) => bytes.push(gzipSync(body).length)));
  };
  person.page.on("response", take);
  await person.go("/home");
  await person.page.waitForLoadState("networkidle");
  person.page.off("response", take);
  await Promise.all(taken);
  assert.ok(bytes.length > 5, "styles and scripts are not counted");
  return bytes.reduce((sum, size) => sum + size, 0);
}

// A way to the server over which pages come piece by piece, as over a slow line, and may be painted after each.
async function slowLine() {
  const line = http.createServer((asked, answer) => {
    const headers = { ...asked.headers, "accept-encoding": "identity" };
    const far = http.request(new URL(asked.url, BASE), { method: asked.method, headers }, async (came) => {
      answer.writeHead(came.statusCode, came.headers);
      if (!came.headers["content-type"]?.startsWith("text/html")) return came.pipe(answer);
      const page = Buffer.concat(await came.toArray());
      for (let at = 0; at < page.length; at += PIECE) {
        answer.write(page.subarray(at, at + PIECE));
        await sleep(BETWEEN_PIECES);
      }
      answer.end();
    });
    asked.pipe(far);
  });
  await new Promise((done) => line.listen(0, "127.0.0.1", done));
  return line;
}

// How much of the page moved while it was loaded, and what (layout-shift, web.dev/cls).
async function shifts(page, url) {
  const answer = await page.goto(url);
  assert.equal(answer.status(), 200, url);
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0;
        const what = [];
        const at = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
        const name = (node) => (node instanceof Element ? `${node.localName}.${node.className}` : `"${node?.textContent.trim()}"`);
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries().filter((one) => !one.hadRecentInput)) {
            sum += entry.value;
            what.push(...entry.sources.map(({ node, previousRect, currentRect }) => `${name(node)} from ${at(previousRect)} to ${at(currentRect)}`));
          }
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done([sum, what]), 300);
      }),
  );
}

// Milliseconds from asking to the first byte of the answer, over a connection that is open already.
function firstByte(agent, headers) {
  return new Promise((done, fail) => {
    const begun = performance.now();
    const request = http.get(`${BASE}/home`, { agent, headers }, (response) => {
      const taken = performance.now() - begun;
      if (response.statusCode !== 200) fail(new Error(`home is answered with ${response.statusCode}`));
      response.resume().on("end", () => done(taken));
    });
    request.on("error", fail);
  });
}

// How long the server takes for a home full of posts, compressed as browsers ask for it: the median of a round of
// requests, in the calmest of some rounds after one to get warm, as other programs of the machine are not the server.
async function serverTime(person) {
  for (let n = 0; n < 20; n += 1) {
    const form = { status: `Number ${n} of a full page`, visibility: "public", return_to: "/home" };
    const answer = await person.context.request.post(`${BASE}/home`, { form, headers: { Origin: BASE }, maxRedirects: 0 });
    assert.equal(answer.status(), 303);
  }
  await person.go("/home");
  assert.equal(await person.page.locator("#feed article").count(), 20);
  const cookies = await person.context.cookies(BASE);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { cookie, "accept-encoding": "gzip, deflate, br", "accept-language": "en-US,en;q=0.9" };
  const medians = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times = [];
    for (let n = 0; n < IN_ROUND; n += 1) times.push(await firstByte(agent, headers));
    medians.push(times.sort((a, b) => a - b)[IN_ROUND / 2]);
  }
  agent.destroy();
  return Number(Math.min(...medians.slice(1)).toFixed(2));
}

const browser = await launch();
try {
  const [ann, other, list] = await fill(browser);
  const stranger = await Person.open(browser, "stranger");
  const all = await pages(ann, stranger, other, list);
  const wrong = [];
  for (const page of all) wrong.push(...(await look(page)));
  const german = [await ann.context.storageState(), undefined].map((storageState) => Person.open(browser, ann.name, { storageState, locale: "de-DE" }));
  const [annInGerman, strangerInGerman] = await Promise.all(german);
  for (const page of await pages(annInGerman, strangerInGerman, other, list)) wrong.push(...(await spill(page)));
  assert.deepEqual(wrong, []);

  const fresh = await Person.open(browser, ann.name, { storageState: await ann.context.storageState() });
  const bytes = await weigh(fresh);
  assert.ok(bytes <= MOST_BYTES, `the first home is ${bytes} bytes`);
  const still = await fresh.context.newPage();
  const slow = await slowLine();
  for (const width of WIDTHS) {
    await still.setViewportSize({ width, height: 900 });
    for (const { path } of all.filter(({ name }) => STILL.includes(name))) {
      // A digit of a time that passes is less than that.
      for (const base of [BASE, BASE.replace(/:[0-9]+$/, `:${slow.address().port}`)]) {
        const [moved, what] = await shifts(still, `${base}${path}`);
        assert.ok(moved < 0.0001, `${path} moves at ${width} by ${moved}: ${what.join("; ")}`);
      }
    }
  }
  slow.close();
  const millis = await serverTime(ann);
  assert.ok(millis <= MOST_MILLIS, `home takes the server ${millis} ms`);
  for (const person of [ann, stranger, annInGerman, strangerInGerman, fresh]) await person.close();
  console.log(`ok: axe finds nothing on ${all.length} pages; the first home is ${bytes} bytes and takes ${millis} ms at ${BASE}`);
} finally {
  await browser.close();
}
