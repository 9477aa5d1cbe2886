// The form that writes a status: counts as the server counts, keeps what is typed in this browser until it is sent, and
// sends without leaving the page.
// Not here: what a status looks like; the server renders it.
import { prepend } from "./feed.js";
import { Refused, always, announce, articles, kept, reason, renew, send, tell, toast } from "./page.js";

const [LINK, DRAFT] = [23, "draft:"]; // What every link counts; under which names drafts are kept.
const ADDRESS = /(?<![a-z0-9@#$＠＃])https?:\/\/(?:(?:[\p{L}\p{M}\p{N}_-]+\.)+(?:[a-z][a-z0-9-]*[a-z0-9]|(?:(?![\x00-\x7f])[\p{L}\p{M}]){2,})|(?:\d{1,3}\.){3}\d{1,3}(?![\p{L}\p{M}\p{N}_.-]))(?::\d{1,5})?(?!@)(?:[/?#][^\s<>"`|\\\u200b]*)?/giu;
const FAR_MENTION = /(?<![\p{L}\p{M}\p{N}_/=])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@[\p{L}\p{M}\p{N}_]+(?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?(?::\d+)?(?![\p{L}\p{M}\p{N}_@]|:\/\/|[.-]+[\p{L}\p{M}\p{N}_])/giu;
const BRACKETS = "()[]{}（）［］「」『』【】〈〉《》“”«»"; // Each opening one before its closing one.
const graphemes = (/** @type {string} */ written) => [...("Segmenter" in Intl ? new Intl.Segmenter().segment(written) : written)].length;

// An address up to a bracket that closes none of its own, without the punctuation of the sentence around it.
const trimmed = (/** @type {string} */ address) => {
  const [signs, open] = [[...address], Array(BRACKETS.length).fill(0)];
  const place = (/** @type {string} */ sign) => BRACKETS.indexOf(sign);
  const end = signs.findIndex((sign) => place(sign) >= 0 && (open[place(sign) >> 1] += place(sign) % 2 ? -1 : 1) < 0);
  return signs.slice(0, end < 0 ? signs.length : end).join("").replace(/[?!.,:;*'‘’…、([{（［「『【〈《“«]+$/, "");
};

// The length of a status: what people see as characters, a link counting 23 and a mention without its server.
export const length = (/** @type {string} */ written) => {
  const plain = written.normalize("NFC").replace(/^[ \t\n]+|[ \t\n]+$/g, "");
  const shown = plain.replace(ADDRESS, (found) => "x".repeat(LINK) + found.slice(trimmed(found).length));
  return graphemes(shown.replace(FAR_MENTION, "$1"));
};

/** @type {(form: HTMLFormElement, draft: string) => Promise<void>} */
const post = async (form, draft) => {
  form.setAttribute("aria-busy", "true");
  try {
    const { page, ok, url } = await send(form);
    const next = page.querySelector(".composer");
    if (!ok && !next) throw new Refused(reason(page));
    const known = new Set(articles().map(({ id }) => id));
    if (ok) {
      kept(draft, null);
      if (!next || !(renew(page, "thread") || prepend(page))) return location.assign(url);
      toast(page.querySelector(".notice")?.textContent?.trim() ?? "");
    }
    // Made anew by the server: empty with a key of its own, or as it was with what is wrong.
    if (next) form.replaceWith(next);
    announce();
    // What only who wrote it can delete.
    const posted = articles().find((one) => !known.has(one.id) && one.querySelector("details.menu"));
    for (let fold = posted?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    (posted ?? /** @type {HTMLElement | null | undefined} */ (next?.querySelector("textarea")))?.focus();
  } catch (error) {
    form.removeAttribute("aria-busy");
    tell(error);
  }
};

const set = (/** @type {HTMLFormElement} */ form) => {
  form.dataset.set = "yes";
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const fields = ["status", "spoiler_text", "visibility", "language"].map(field);
  const [status, warning] = fields;
  const counter = /** @type {HTMLElement} */ (form.querySelector("[data-limit]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector(".composer__send > .button"));
  const draft = DRAFT + form.dataset.draft;
  const count = () => {
    const left = Number(counter.dataset.limit) - length(status.value) - graphemes(warning.value.trim());
    counter.textContent = String(left);
    counter.classList.toggle("composer__limit--over", left < 0);
    counter.setAttribute("aria-live", left < 20 ? "polite" : "off");
    button.disabled = left < 0;
  };
  const old = kept(draft);
  if (old && status.value === status.defaultValue) {
    JSON.parse(old).forEach((/** @type {string} */ value, /** @type {number} */ nth) => (fields[nth].value = value));
    if (warning.value) warning.closest("details")?.setAttribute("open", "");
  }
  count();
  form.addEventListener("input", () => {
    count();
    const typed = status.value !== status.defaultValue || warning.value !== warning.defaultValue;
    kept(draft, typed ? JSON.stringify(fields.map(({ value }) => value)) : null);
  });
  // What an answer begins with is written on.
  status.addEventListener("focus", () => status.setSelectionRange(-1, -1), { once: true });
  form.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && button.click());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") void post(form, draft);
  });
};

always(() => document.querySelectorAll("form.composer:not([data-set])").forEach((form) => set(/** @type {HTMLFormElement} */ (form))));
// Whoever logs out leaves no draft behind for whoever sits here next.
document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.action.endsWith("/auth/sign_out")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFT)) kept(name, null);
});
