// Every page on a phone and on a desk, light and dark, as pictures in the folder SCREENSHOTS. A page that is wider
// than its window, or that is not there, ends the script with an error.

import assert from "node:assert/strict";
import { join } from "node:path";

import { PICTURES, Person, launch } from "./kit.mjs";
import { fill, pages, visit } from "./site.mjs";

const WINDOWS = [
  [390, 844],
  [1280, 800],
];
const SCHEMES = ["light", "dark"];

async function take(page) {
  const { person, name, path } = page;
  await visit(page);
  await person.page.mouse.move(0, 0);
  for (const colorScheme of SCHEMES) {
    await person.page.emulateMedia({ colorScheme });
    for (const [width, height] of WINDOWS) {
      await person.page.setViewportSize({ width, height });
      const { wide, high } = await person.page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { wide: scrollWidth, high: scrollHeight };
      });
      assert.ok(wide <= width, `${path} is ${wide} px wide in a window of ${width}`);
      // A window as high as the page, so that what is fixed to its edge stays there.
      await person.page.setViewportSize({ width, height: Math.max(height, high) });
      const file = join(PICTURES, `${name}-${width}-${colorScheme}.png`);
      await person.page.screenshot({ path: file, animations: "disabled" });
    }
  }
}

const browser = await launch();
try {
  const [ann, other, list] = await fill(browser);
  const stranger = await Person.open(browser, "stranger");
  for (const page of await pages(ann, stranger, other, list)) await take(page);
  await ann.close();
  await stranger.close();
  console.log(`pictures are in ${PICTURES}`);
} finally {
  await browser.close();
}
