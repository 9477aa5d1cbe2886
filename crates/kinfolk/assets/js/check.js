// Forms that say what is wrong while they are filled in: what was typed goes to the address in `data-check`, and what the
// server says to a field is shown at it.
// Not here: what holds; that the server judges, as when the form is sent. A password goes along once its field was left.
import { send } from "./page.js";

const PAUSE = 700;
/** @type {(field: Element, fresh: Element | null) => void} */
const show = (field, fresh) => {
  const [was, says] = [field, fresh].map((one) => one?.closest(".field")?.querySelector("[aria-live]"));
  if (!was || !says || !fresh) return;
  field.ariaInvalid = fresh.ariaInvalid;
  if (was.textContent !== says.textContent) was.replaceChildren(...says.childNodes);
};

const set = (/** @type {HTMLFormElement} */ form) => {
  const typed = new Set();
  let [timer, turn] = [0, 0];
  const check = async () => {
    const mine = (turn += 1);
    const begun = [...form.querySelectorAll("[type=password]")].filter((one) => !typed.has(one)).map((one) => [one.getAttribute("name"), ""]);
    const { page, ok } = await send(form, Object.fromEntries(begun), form.dataset.check);
    // What was asked since then says more.
    if (ok && mine === turn) for (const field of typed) show(field, page.getElementById(field.id));
  };
  const after = (/** @type {number} */ pause) => (/** @type {Event} */ { target, type }) => {
    if (type === "input" && target instanceof Element && target.matches("[type=password]")) return void typed.delete(target);
    typed.add(target);
    clearTimeout(timer);
    // Without an answer nothing is said here; sending the form says it.
    timer = setTimeout(() => void check().catch(() => {}), pause);
  };
  form.addEventListener("input", after(PAUSE));
  // Not at once: what is pressed next must not move away under the pointer.
  form.addEventListener("change", after(PAUSE / 2));
};

document.querySelectorAll("form[data-check]").forEach((form) => set(/** @type {HTMLFormElement} */ (form)));
