// The form that writes a status: counts as the server counts, keeps what is typed in this browser until it is sent, and
// sends without leaving the page.
//
// Not here: what a status looks like; the server renders it.

import { prepend } from "./feed.js";
import { Refused, announce, kept, load, reason, tell, toast } from "./page.js";

/** What every link counts. */
const LINK = 23;
const DRAFT = "draft:";
const ADDRESS = /(?<![a-z0-9@#$＠＃])https?:\/\/(?:[\p{L}\p{M}\p{N}_-]+\.)+(?:[a-z][a-z0-9-]*[a-z0-9]|(?:(?![\x00-\x7f])[\p{L}\p{M}]){2,})(?::\d{1,5})?(?!@)(?:[/?#][^\s<>"]*)?/giu;
const FAR_MENTION = /(?<![\p{L}\p{M}\p{N}_/=])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@[\p{L}\p{M}\p{N}_]+(?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?(?::\d+)?/giu;
const PAIRS = ["()", "[]", "{}"];

/** @param {string} written */
function graphemes(written) {
  return "Segmenter" in Intl ? [...new Intl.Segmenter().segment(written)].length : [...written].length;
}

// An address without the punctuation of the sentence around it.
/** @param {string} address */
function trimmed(address) {
  for (;;) {
    const last = address.at(-1) ?? "";
    const pair = PAIRS.find((both) => both[1] === last);
    const lonely = pair && address.split(pair[0]).length < address.split(pair[1]).length;
    if (!lonely && !/[.,:;!?'…]/.test(last)) return address;
    address = address.slice(0, -1);
  }
}

// The length of a status: what people see as characters, a link counting 23 and a mention without its server.
/** @param {string} written */
export function length(written) {
  const plain = written.normalize("NFC").replace(/^[ \t\n]+|[ \t\n]+$/g, "");
  const shown = plain.replace(ADDRESS, (found) => "x".repeat(LINK) + found.slice(trimmed(found).length));
  return graphemes(shown.replace(FAR_MENTION, "$1"));
}

/** @param {HTMLFormElement} form */
const fields = (form) => ({
  status: /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("status")),
  warning: /** @type {HTMLInputElement} */ (form.elements.namedItem("spoiler_text")),
  visibility: /** @type {HTMLSelectElement} */ (form.elements.namedItem("visibility")),
});

/** @param {HTMLFormElement} form */
function count(form) {
  const { status, warning } = fields(form);
  const counter = /** @type {HTMLElement} */ (form.querySelector("[data-limit]"));
  const left = Number(counter.dataset.limit) - length(status.value) - graphemes(warning.value.trim());
  counter.textContent = String(left);
  counter.classList.toggle("composer__limit--over", left < 0);
  counter.setAttribute("aria-live", left < 20 ? "polite" : "off");
  /** @type {HTMLButtonElement} */ (form.querySelector(".composer__tools > .button")).disabled = left < 0;
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const { status, warning, visibility } = fields(form);
  const typed = status.value !== status.defaultValue || warning.value !== warning.defaultValue;
  const draft = JSON.stringify([status.value, warning.value, visibility.value]);
  kept(DRAFT + form.dataset.draft, typed ? draft : null);
}

/** @param {HTMLFormElement} form */
function recall(form) {
  const { status, warning, visibility } = fields(form);
  const draft = kept(DRAFT + form.dataset.draft);
  if (!draft || status.value !== status.defaultValue) return;
  [status.value, warning.value, visibility.value] = JSON.parse(draft);
  if (warning.value) warning.closest("details")?.setAttribute("open", "");
}

/** @param {HTMLFormElement} form */
async function post(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  form.setAttribute("aria-busy", "true");
  try {
    const { page, ok, url } = await load(form.action, { method: "POST", body });
    const next = page.querySelector(".composer");
    if (!ok && !next) throw new Refused(reason(page));
    if (ok) {
      kept(DRAFT + form.dataset.draft, null);
      const thread = page.getElementById("thread");
      if (thread) document.getElementById("thread")?.replaceWith(thread);
      if (!(thread || prepend(page)) || !next) return location.assign(url);
      toast(page.querySelector(".notice")?.textContent?.trim() ?? "");
    }
    // Made anew by the server: empty with a key of its own, or as it was with what is wrong.
    if (next) form.replaceWith(next);
    announce();
    if (!ok) document.getElementById("composer-text")?.focus();
  } catch (error) {
    form.removeAttribute("aria-busy");
    tell(error);
  }
}

/** @param {HTMLFormElement} form */
function set(form) {
  if (form.dataset.set) return;
  form.dataset.set = "yes";
  recall(form);
  count(form);
  form.addEventListener("input", () => {
    count(form);
    keep(form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") void post(form);
  });
}

export function refresh() {
  for (const form of document.querySelectorAll("form.composer")) set(/** @type {HTMLFormElement} */ (form));
}

export function start() {
  // Whoever logs out leaves no draft behind for whoever sits here next.
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.action.endsWith("/auth/sign_out")) return;
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFT)) kept(name, null);
  });
}
