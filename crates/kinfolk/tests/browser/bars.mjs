// What every page keeps: nothing that axe-core finds, in light and dark, on a phone and on a desk, and no request to
// another host. What home keeps besides: small when it is loaded for the first time, and nothing on it moves.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { BASE, Person, launch } from "./kit.mjs";
import { fill, pages } from "./site.mjs";

const AXE = readFileSync(join(process.env.PACKAGES, "node_modules/axe-core/axe.min.js"), "utf8");
const WIDTHS = [390, 1280];
const SCHEMES = ["light", "dark"];
/** The first home with its styles and scripts, compressed. */
const MOST_BYTES = 60_000;

// What axe finds on the page as it is, one line each.
async function faults(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.failureSummary}`));
}

async function look(person, name, path) {
  const wrong = [];
  for (const width of WIDTHS) {
    await person.page.setViewportSize({ width, height: 900 });
    await person.go(path, name === "missing" ? 404 : 200);
    await person.page.evaluate(AXE);
    for (const colorScheme of SCHEMES) {
      await person.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const fault of await faults(person.page)) wrong.push(`${name} (${path}), ${width}, ${colorScheme}: ${fault}`);
    }
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

// How much of the page moved while it was loaded and used a little (layout-shift, web.dev/cls).
async function shifts(person, path) {
  await person.go(path);
  await person.page.waitForLoadState("networkidle");
  return person.page.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300);
      }),
  );
}

const browser = await launch();
try {
  const [ann, other, list] = await fill(browser);
  const stranger = await Person.open(browser, "stranger");
  const [signedIn, unknown] = await pages(ann, other, list);
  const wrong = [];
  for (const [name, path] of Object.entries(signedIn)) wrong.push(...(await look(ann, name, path)));
  for (const [name, path] of Object.entries(unknown)) wrong.push(...(await look(stranger, name, path)));
  assert.deepEqual(wrong, []);

  const fresh = await Person.open(browser, ann.name, { storageState: await ann.context.storageState() });
  const bytes = await weigh(fresh);
  assert.ok(bytes <= MOST_BYTES, `the first home is ${bytes} bytes`);
  for (const width of WIDTHS) {
    await fresh.page.setViewportSize({ width, height: 900 });
    for (const path of ["/home", "/notifications", signedIn.status, signedIn.profile]) {
      assert.equal(await shifts(fresh, path), 0, `${path} moves at ${width}`);
    }
  }
  for (const person of [ann, stranger, fresh]) await person.close();
  const count = Object.keys(signedIn).length + Object.keys(unknown).length;
  console.log(`ok: axe finds nothing on ${count} pages; the first home is ${bytes} bytes at ${BASE}`);
} finally {
  await browser.close();
}
