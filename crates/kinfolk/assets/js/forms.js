// Buttons that change a piece of the page: the form is sent, and the piece is replaced by what the server makes of it.
// Until then the button shows what will be; when it fails, what was, and a message.
// A piece is an element with `data-swap`, the address where it is found again: by its id there, else by its class. A row that
// is not there any more goes, and the next has the focus. Not here: the form that writes a status (`composer`).
import { review } from "./feed.js";
import { ring } from "./now.js";
import { Refused, announce, reason, renew, replace, send, tell, text, toast } from "./page.js";

/** Shows what pressing will do; returns the undoing. @type {(form: HTMLFormElement, button: HTMLElement) => () => void} */
const foresee = (form, button) => {
  const { innerHTML, className, title } = button;
  if (button.classList.contains("action")) {
    const verb = form.action.split("/").pop() ?? "";
    button.title = text(verb.startsWith("un") ? verb.slice(2) : `un${verb}`);
    button.querySelector(".visually-hidden")?.replaceChildren(button.title);
    const by = button.classList.toggle("action--on") ? 1 : -1;
    const count = button.querySelector(".action__count");
    if (count && /^\d{1,3}$/.test(count.textContent ?? "")) count.textContent = String(Number(count.textContent) + by || "");
  } else if (button.dataset.next) button.textContent = button.dataset.next;
  return () => void Object.assign(button, { innerHTML, className, title });
};

// What a button is for, pressed or not: to follow, to unfollow and to take a request to be friends back are one thing.
const purpose = (/** @type {Element} */ button, form = button.closest("form"), whom = form?.querySelector("[name=account]")?.getAttribute("value") ?? "") =>
  form?.action.replace(/\/unfriend$/, "/follow").replace(/\/un(?=\w+$)/, "/").replace(/(add|remove)$/, whom);

// Puts the fresh piece in place of the old one, wherever it stands. The focus goes to what is for the same or opens the menu
// where that is, else to what opens the menu that the button was in, else to the piece or its first control.
/** @type {(place: HTMLElement, fresh: Element, button: Element) => void} */
const swap = (place, fresh, button) => {
  const menu = button.closest("details.menu, details.memo");
  const [hadFocus, row] = [place.contains(document.activeElement), button.closest("li")];
  const beside = (row?.nextElementSibling ?? row?.previousElementSibling)?.id;
  replace(place, fresh);
  for (const twin of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-swap]:not([id])"))) if (twin !== fresh && twin.dataset.swap === place.dataset.swap) twin.replaceWith(fresh.cloneNode(true));
  const controls = [.../** @type {NodeListOf<HTMLElement>} */ (fresh.querySelectorAll("a:not([tabindex]), button, summary"))];
  const alike = controls.filter((one) => one.matches("button") && purpose(one) === purpose(button));
  const opener = menu && controls.find((one) => one.matches(`.${menu.classList[0]} > summary`));
  const same = alike.find((one) => one.checkVisibility()) ?? alike.at(-1)?.closest("details.menu")?.querySelector("summary") ?? opener;
  if (hadFocus) (same ?? /** @type {HTMLElement | null} */ (beside && fresh.querySelector(`#${CSS.escape(beside)}`)) ?? (fresh.hasAttribute("tabindex") ? /** @type {HTMLElement} */ (fresh) : controls[0]))?.focus({ preventScroll: true });
  // Its undoing is not offered before the pointer or the focus has left it.
  same?.classList.add("is-fresh");
  for (const leaving of ["pointerleave", "blur"]) same?.addEventListener(leaving, () => same.classList.remove("is-fresh"), { once: true });
};

/** @type {(form: HTMLFormElement, button: HTMLElement, place: HTMLElement) => Promise<void>} */
const press = async (form, button, place) => {
  const undo = foresee(form, button);
  place.setAttribute("aria-busy", "true");
  try {
    const { page, ok } = await send(form, { return_to: place.dataset.swap ?? "" });
    const fresh = place.id ? page.getElementById(place.id) : page.querySelector(`.${place.classList[0]}`);
    const next = place.nextElementSibling ?? place.previousElementSibling;
    if (!ok || (!fresh && place.localName !== "li")) throw new Refused(reason(page));
    if (fresh) swap(place, fresh, button);
    else if (next instanceof HTMLElement) place.remove(), next.focus({ preventScroll: true });
    else if (renew(page, "main")) document.getElementById("title")?.focus();
    review(page);
    if (page.querySelector("[data-go=n]")) ring(page);
    announce();
    const said = page.querySelector(".notice--good")?.textContent?.trim();
    if (said) toast(said);
  } catch (error) {
    undo();
    place.removeAttribute("aria-busy");
    tell(error);
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.hasAttribute("data-whole")) return;
  const place = form.closest("[data-swap]");
  const button = event.submitter ?? form.querySelector("button");
  if (!(place instanceof HTMLElement) || !(button instanceof HTMLElement)) return;
  event.preventDefault();
  // A second press waits for the first: what it would do depends on that.
  if (place.getAttribute("aria-busy") !== "true") void press(form, button, place);
});
// One floating menu at a time, none that the focus has left, and none over what its links lead to.
const shut = (/** @type {Event} */ { type, target }, one = /** @type {Element} */ (target)) => {
  for (const menu of document.querySelectorAll("details.menu[open]:not([inert] *)")) menu.toggleAttribute("open", menu.contains(one) && !(type === "click" && one.closest("a")));
};
["click", "focusin"].forEach((type) => document.addEventListener(type, (event) => shut(event)));
// What a page says that opens further down.
addEventListener("load", () => {
  const notice = document.querySelector("main > .notice--good");
  if (notice && notice.getBoundingClientRect().bottom < 0) toast(notice.textContent?.trim() ?? "");
});
document.addEventListener("keydown", ({ key }) => {
  const summary = key === "Escape" && document.activeElement?.closest("details.menu[open]")?.querySelector("summary");
  if (summary) summary.click(), summary.focus();
});
