// What the other modules share: texts, messages, and fetching a page to take a piece of it.
// Not here: anything about one part of a page. Texts stand in templates (`#texts`), in the page's language.

const texts = /** @type {HTMLElement} */ (document.getElementById("texts")).dataset;

export class Refused extends Error {} // Told to the person as it is.

// A text of the template, with `%` replaced.
/** @type {(name: string, value?: number | string) => string} */
export const text = (name, value = "") => (texts[name] ?? "").replace("%", String(value));

// Shows a message for a moment.
/** @type {(message: string, isError?: boolean) => void} */
export const toast = (message, isError = false) => {
  const className = isError ? "toast toast--error" : "toast";
  const box = Object.assign(document.createElement("p"), { className, textContent: message });
  document.getElementById("toasts")?.append(box);
  setTimeout(() => box.remove(), isError ? 8000 : 4000);
};

// The page behind `url`; given a form's body, what it answers. Where it asks to log in, the browser goes there and this
// never ends.
/** @type {(url: string, init?: RequestInit) => Promise<{ page: Document, ok: boolean, url: string }>} */
export const load = async (url, init) => {
  const response = await fetch(url, init).catch(() => {
    throw new Refused(text("offline"));
  });
  if (new URL(response.url).pathname === "/auth/sign_in") {
    location.assign(`/auth/sign_in?return_to=${encodeURIComponent(location.pathname + location.search)}`);
    await new Promise(() => {});
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, ok: response.ok, url: response.url };
};

// Sends what stands in a form, with some of it replaced, to where the form goes or elsewhere.
/** @type {(form: HTMLFormElement, instead?: Record<string, string>, url?: string) => ReturnType<typeof load>} */
export const send = (form, instead = {}, url = form.action) => {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  for (const [name, value] of Object.entries(instead)) body.set(name, value);
  return load(url, { method: "POST", body });
};

// Why a page says no.
export const reason = (/** @type {Document} */ page) =>
  page.querySelector(".problem__text, .field__error, .notice--error")?.textContent?.trim() || text("failed");

// Shows an error; what is no message for people is a bug, and is thrown on.
export const tell = (/** @type {unknown} */ error) => {
  if (!(error instanceof Refused)) throw error;
  toast(error.message, true);
};

/** Says that something new stands on the page. */
export const announce = () => void document.dispatchEvent(new Event("kinfolk:fresh"));

// Does something now and whenever something new stands on the page.
/** @type {(act: () => void) => void} */
export const always = (act) => {
  act();
  document.addEventListener("kinfolk:fresh", act);
};

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
