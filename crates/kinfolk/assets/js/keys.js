// Keyboard shortcuts, and the dialog that lists them and turns them off.
// Not here: what the buttons do that they press. `g` and a letter follow the link with that letter in `data-go`.
import { articles, kept } from "./page.js";

const OFF = "keys-off";
let wentTo = 0;
const current = () => articles().find((post) => post.contains(document.activeElement));
// To the next post, or the one before: of where the focus is, else of what is in sight.
const move = (/** @type {number} */ by) => {
  const [posts, here] = [articles().filter((post) => post.checkVisibility()), document.querySelector("main :focus")];
  const beside = (/** @type {number} */ side) => posts.filter((post) => here && !post.contains(here) && here.compareDocumentPosition(post) & side);
  (here ? (by > 0 ? beside(4)[0] : beside(2).at(-1)) : posts.find((post) => post.getBoundingClientRect().bottom > 80))?.focus();
};
const click = (/** @type {Element | null | undefined} */ one) => void (one instanceof HTMLElement && one.click());
// Presses something of the post that has the focus, else of the one that the page is about.
const press = (/** @type {string} */ selector) => click((current() ?? document.querySelector(".status--focus"))?.querySelector(selector));
const help = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal();

/** @type {Record<string, () => void>} */
const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  f: () => press(".action--favourite"),
  b: () => press(".action--boost"),
  r: () => press(".actions a[href$='#reply']"),
  o: () => press(".status__time, .status__facts a"),
  n: () => click(document.querySelector(".side__compose")),
  "?": help,
};

const pressed = (/** @type {KeyboardEvent} */ event) => {
  const typing = /** @type {Element} */ (event.target).closest("input, textarea, select, [contenteditable], dialog");
  const isOff = kept(OFF) && event.key !== "?";
  if (typing || isOff || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const going = Date.now() - wentTo < 1500 && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  wentTo = event.key === "g" ? Date.now() : 0;
  if (going) click(going);
  else if (ACTS[event.key]) ACTS[event.key]();
  else return;
  event.preventDefault();
};

document.addEventListener("keydown", pressed);
for (const button of document.querySelectorAll("[data-keys]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", help);
}
const use = /** @type {HTMLInputElement | null} */ (document.getElementById("keys-on"));
if (use) use.checked = !kept(OFF);
use?.addEventListener("change", () => kept(OFF, use.checked ? null : "yes"));
