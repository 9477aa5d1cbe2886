// What the other modules share: texts, messages, and fetching a page to take a piece of it.
// Not here: anything about one part of a page. Texts stand in templates (`#texts`), in the page's language.

const texts = /** @type {HTMLElement} */ (document.getElementById("texts")).dataset;
const PATIENCE = 10_000; // After so many milliseconds without an answer there is none.
export class Refused extends Error {} // Told to the person as it is.

/** A text of the template, with `%` replaced. @type {(name: string, value?: number | string) => string} */
export const text = (name, value = "") => (texts[name] ?? "").replace("%", String(value));
export const articles = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main article[id]")]);

/** Shows a message for a moment, in place of one that says the same. @type {(message: string, isError?: boolean) => void} */
export const toast = (message, isError = false) => {
  const box = Object.assign(document.createElement("p"), { className: isError ? "toast toast--error" : "toast", textContent: message });
  const toasts = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  [...toasts.children].find((old) => old.textContent === message)?.remove();
  document.querySelector("main > .notice--good")?.remove(); // It says what was before.
  toasts.append(box);
  setTimeout(() => box.remove(), isError ? 8000 : 4000);
};

// The page behind `url`; given a form's body, what it answers. Where it asks to log in, the browser goes there and this
// never ends.
/** @type {(url: string, init?: RequestInit, logIn?: () => void) => Promise<{ page: Document, ok: boolean, url: string }>} */
export const load = async (url, init, logIn = () => location.assign(`/auth/sign_in?return_to=${encodeURIComponent(location.pathname + location.search)}`)) => {
  const fail = () => Promise.reject(new Refused(text("offline")));
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) }).catch(fail);
  if (response.status === 401 || new URL(response.url).pathname === "/auth/sign_in") {
    logIn();
    await new Promise(() => {});
  }
  const page = new DOMParser().parseFromString(await response.text().catch(fail), "text/html");
  return { page, ok: response.ok, url: response.url };
};

// Sends what stands in a form, with some of it replaced, to where it goes or elsewhere. A log-in page says what was written.
/** @type {(form: HTMLFormElement, instead?: Record<string, string>, url?: string) => ReturnType<typeof load>} */
export const send = (form, instead = {}, url = form.action) => {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  for (const [name, value] of Object.entries(instead)) body.set(name, value);
  return load(url, { method: "POST", body }, () => form.submit());
};

// Why a page says no.
export const reason = (/** @type {Document} */ page) => page.querySelector(".problem__text, .field__error, .notice--error")?.textContent?.trim() || text("failed");

/** Shows an error; what is no message for people is a bug, and is thrown on. @type {(error: unknown) => undefined} */
export const tell = (error) => {
  if (!(error instanceof Refused)) throw error;
  toast(error.message, true);
};

/** Puts a fresh piece in place of an old one; folds stay as they are. @type {(old: Element, fresh: Element) => void} */
export const replace = (old, fresh) => {
  for (const fold of fresh.querySelectorAll("details[id]")) {
    const was = old.querySelector(`#${fold.id}`);
    if (was) fold.toggleAttribute("open", was.hasAttribute("open"));
  }
  old.replaceWith(fresh);
};
/** The same of what has an id on both pages; says whether there is such. @type {(page: Document, id: string) => boolean} */
export const renew = (page, id) => {
  const [old, fresh] = [document, page].map((one) => one.getElementById(id));
  if (old && fresh) replace(old, fresh);
  return Boolean(old && fresh);
};

/** Says that something new stands on the page. */
export const announce = () => void document.dispatchEvent(new Event("kinfolk:fresh"));
/** Does something now and whenever something new stands on the page. @type {(act: () => void) => void} */
export const always = (act) => void (act(), document.addEventListener("kinfolk:fresh", act));

// What this browser keeps under a name; given a value, that from now on, and given `null`, nothing.
/** @type {(name: string, value?: string | null) => string | null} */
export const kept = (name, value) => {
  try {
    if (value === null) localStorage.removeItem(name);
    else if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null; // Storage that is full or forbidden keeps nothing; the page works without.
  }
};
