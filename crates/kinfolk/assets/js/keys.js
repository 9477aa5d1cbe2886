// Keyboard shortcuts, and the dialog that lists them and turns them off.
// Not here: what the buttons do that they press. `g` and a letter follow the link with that letter in `data-go`.

import { kept } from "./page.js";

const OFF = "keys-off";
let wentTo = 0;

const current = () => /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest("main article[id]"));

const move = (/** @type {number} */ by) => {
  const posts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main article[id]")]);
  const here = current();
  const below = posts.findIndex((post) => post.getBoundingClientRect().bottom > 80);
  const next = posts[here ? posts.indexOf(here) + by : below];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
};

const press = (/** @type {string} */ selector) => /** @type {HTMLElement | null | undefined} */ (current()?.querySelector(selector))?.click();
const help = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal();

const write = () => {
  const field = document.getElementById("composer-text");
  field ? field.focus() : location.assign("/home#compose");
};

/** @type {Record<string, () => void>} */
const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  f: () => press(".action--favourite"),
  b: () => press(".action--boost"),
  r: () => press(".actions a[href$='#reply']"),
  o: () => press(".status__time, .status__facts a"),
  n: write,
  "?": help,
};

const pressed = (/** @type {KeyboardEvent} */ event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest("input, textarea, select, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (kept(OFF) && event.key !== "?") return;
  const going = Date.now() - wentTo < 1500 && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  wentTo = event.key === "g" ? Date.now() : 0;
  if (going instanceof HTMLElement) going.click();
  else if (ACTS[event.key]) ACTS[event.key]();
  else return;
  event.preventDefault();
};

document.addEventListener("keydown", pressed);
for (const button of document.querySelectorAll("[data-keys]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", help);
}
const use = document.getElementById("keys-on");
if (use instanceof HTMLInputElement) {
  use.checked = !kept(OFF);
  use.addEventListener("change", () => kept(OFF, use.checked ? null : "yes"));
}
