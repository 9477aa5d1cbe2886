// What stays true while a page is open: how long ago things were, in the time of the reader's clock, and how many
// notifications wait, on the bell and before the title.
// Not here: dates; what is older than a week stays as the server wrote it. Nor counting: the server says what stands on the
// bell (`/notifications/unread`), or that it is what it was; it is asked while somebody looks, and less often while it fails.
import { always, load, text } from "./page.js";

const [MINUTE, DAY] = [60_000, 24 * 60]; // In milliseconds, in minutes.
const UNITS = /** @type {[number, string][]} */ ([[7 * DAY, ""], [DAY, "days"], [60, "hours"], [1, "minutes"]]);
const bell = document.querySelector("[data-go=n]");

const ago = (/** @type {HTMLTimeElement} */ element) => {
  const minutes = Math.floor((Date.now() - Date.parse(element.dateTime)) / MINUTE);
  const [unit, name] = UNITS.find(([size]) => minutes >= size) ?? [1, "now"];
  const shown = text(name, Math.floor(minutes / unit));
  if (shown && shown !== element.textContent) element.textContent = shown;
};

const refresh = () => {
  const { lang } = document.documentElement;
  const regional = navigator.languages.find((tag) => tag.split("-")[0] === lang) ?? lang; // British and Americans write dates differently.
  const full = new Intl.DateTimeFormat(regional, { dateStyle: "long", timeStyle: "short" });
  for (const element of document.querySelectorAll("time")) {
    const time = Date.parse(element.dateTime);
    if (!Number.isNaN(time) && element.dateTime.length > 10) element.title = full.format(time);
    if (element.hasAttribute("data-ago")) ago(element);
  }
};

/** Takes the number on the bell from another page. @type {(page: Document) => void} */
export const ring = (page) => {
  const badge = page.querySelector(".nav__badge");
  bell?.querySelector(".nav__badge")?.remove();
  bell?.append(badge ?? "");
  const waiting = badge?.querySelector("[aria-hidden]")?.textContent;
  document.title = (waiting ? `(${waiting}) ` : "") + document.title.replace(/^\(\d+\+?\) /, "");
};

const ask = async (/** @type {number} */ pause) => {
  const answer = document.hidden ? null : await load("/notifications/unread").catch(() => null);
  if (answer?.ok) ring(answer.page);
  const next = answer?.ok || document.hidden ? MINUTE : Math.min(2 * pause, 16 * MINUTE);
  setTimeout(ask, next, next);
};

always(refresh);
setInterval(refresh, MINUTE);
if (bell) {
  ring(document);
  setTimeout(ask, MINUTE, MINUTE);
}
