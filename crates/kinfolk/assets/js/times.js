// Times: how long ago stays true while the page is open, and the full time is that of the reader's clock.
//
// Not here: dates; what is older than a week stays as the server wrote it.

import { text } from "./page.js";

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
/** @type {[number, string][]} */
const UNITS = [[7 * DAY, ""], [DAY, "days"], [HOUR, "hours"], [1, "minutes"]];

const ago = (/** @type {HTMLTimeElement} */ element) => {
  const minutes = Math.floor((Date.now() - Date.parse(element.dateTime)) / MINUTE);
  const [unit, name] = UNITS.find(([size]) => minutes >= size) ?? [1, "now"];
  const shown = text(name, Math.floor(minutes / unit));
  if (shown && shown !== element.textContent) element.textContent = shown;
};

export const refresh = () => {
  const full = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  for (const element of document.querySelectorAll("time")) {
    const time = Date.parse(element.dateTime);
    if (!Number.isNaN(time) && element.dateTime.length > 10) element.title = full.format(time);
    if (element.hasAttribute("data-ago")) ago(element);
  }
};

export const start = () => void setInterval(refresh, MINUTE);
