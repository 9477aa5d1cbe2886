// Cards of people: shown when the pointer rests on a name or a picture, gone when it leaves or Escape is pressed.
//
// Not here: what stands on a card; the server renders it (`/@name/card`). Touch and keyboard follow the link instead.

import { load } from "./page.js";

const REST = 450;
const LEAVE = 250;
const GAP = 8;

/** @type {HTMLElement | null} */
let card = null;
/** @type {HTMLElement | null} */
let anchor = null;
let timer = 0;

/** @param {EventTarget | null} target */
function link(target) {
  const found = target instanceof Element ? target.closest("main a[href^='/@'], main .prose a.mention") : null;
  if (!(found instanceof HTMLAnchorElement) || found.origin !== location.origin || found.closest(".hover-card")) return null;
  return /^\/@\w+$/.test(found.pathname) && found.pathname !== location.pathname ? found : null;
}

function hide() {
  clearTimeout(timer);
  card?.remove();
  card = anchor = null;
}

/** @param {HTMLAnchorElement} to */
async function show(to) {
  const { page, ok } = await load(`${to.pathname}/card?at=${encodeURIComponent(location.pathname)}`);
  const content = page.querySelector(".person-card");
  if (!ok || !content || anchor !== to || !to.isConnected) return;
  card?.remove();
  card = document.createElement("div");
  card.className = "hover-card";
  card.append(content);
  const box = to.getBoundingClientRect();
  to.closest("main")?.append(card);
  const above = box.bottom + GAP + card.offsetHeight > innerHeight && box.top > card.offsetHeight + GAP;
  const top = above ? box.top - card.offsetHeight - GAP : box.bottom + GAP;
  const left = Math.max(GAP, Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - GAP));
  card.style.top = `${top}px`;
  card.style.left = `${left}px`;
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", later);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(hide, LEAVE);
}

export function start() {
  document.addEventListener("pointerover", (event) => {
    const to = event.pointerType === "mouse" ? link(event.target) : null;
    if (!to || to === anchor) {
      if (to) clearTimeout(timer);
      return;
    }
    hide();
    anchor = to;
    // Whoever cannot be shown, for whatever reason, has no card; the link still leads on.
    timer = setTimeout(() => void show(to).catch(hide), REST);
    to.addEventListener("pointerleave", later, { once: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("scroll", hide, { passive: true });
}
