// Cards of people: shown when the pointer rests on a name or a picture, gone when it leaves or Escape is pressed.
// Not here: what stands on a card; the server renders it (`/@name/card`). Touch and keyboard follow the link instead.
import { load } from "./page.js";

const [REST, LEAVE, GAP] = [450, 250, 8];
const card = Object.assign(document.createElement("div"), { className: "hover-card" });
let anchor = /** @type {HTMLElement | null} */ (null);
let timer = 0;

/** @type {(act: () => void, after: number) => void} */
const wait = (act, after) => void (clearTimeout(timer), (timer = setTimeout(act, after)));

const link = (/** @type {EventTarget | null} */ target) => {
  const found = target instanceof Element ? target.closest("main a[href^='/@'], main .prose a.mention") : null;
  if (!(found instanceof HTMLAnchorElement) || found.origin !== location.origin || found.closest(".hover-card")) return null;
  return /^\/@\w+$/.test(found.pathname) && found.pathname !== location.pathname ? found : null;
};

const hide = () => void (clearTimeout(timer), card.remove(), (anchor = null));
const later = () => wait(hide, LEAVE);

const show = async (/** @type {HTMLAnchorElement} */ to) => {
  const { page, ok } = await load(`${to.pathname}/card?at=${encodeURIComponent(location.pathname)}`);
  const content = page.querySelector(".person-card");
  if (!ok || !content || anchor !== to || !to.isConnected) return;
  card.replaceChildren(content);
  to.closest("main")?.append(card);
  const [box, height] = [to.getBoundingClientRect(), card.offsetHeight];
  const above = box.bottom + GAP + height > innerHeight && box.top > height + GAP;
  const most = document.documentElement.clientWidth - card.offsetWidth - GAP;
  card.style.top = `${above ? box.top - height - GAP : box.bottom + GAP}px`;
  card.style.left = `${Math.max(GAP, Math.min(box.left, most))}px`;
};

card.addEventListener("pointerenter", () => clearTimeout(timer));
card.addEventListener("pointerleave", later);
document.addEventListener("pointerover", (event) => {
  const to = event.pointerType === "mouse" ? link(event.target) : null;
  if (to && to === anchor) clearTimeout(timer);
  if (!to || to === anchor) return;
  hide();
  anchor = to;
  // Whoever cannot be shown, for whatever reason, has no card; the link still leads on.
  wait(() => void show(to).catch(hide), REST);
  to.addEventListener("pointerleave", later, { once: true });
});
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("scroll", hide, { passive: true });
