// Lists that go on by themselves. The link to what is older stays a link, and is followed when it comes into view.
// Coming back to a list, all of it that was loaded is there again, at the same place.
// A list is `#feed`, and `#more` below it holds the links. Not here: what stands in a list.
import { always, announce, load, renew, tell } from "./page.js";

const MOST = 20; // Pages that coming back loads again.
let pages = 0;
const feed = () => document.getElementById("feed");
const older = () => /** @type {HTMLAnchorElement | null} */ (feed() && document.querySelector("#more a[rel=next]"));

// Adds what stands in the list of another page and not in this one.
const append = (/** @type {Document} */ page) => {
  const theirs = [...(page.getElementById("feed")?.children ?? [])];
  const fresh = theirs.filter((item) => !item.id || !document.getElementById(item.id));
  feed()?.append(...fresh);
  const [was, more] = [document.getElementById("more"), page.getElementById("more")];
  if (!was || !more) return;
  if (theirs.length > fresh.length && !fresh.length) more.querySelector("a[rel=next]")?.remove(); // It goes round.
  // What is newer than the first page shown is still what it was.
  more.querySelector("a[rel=prev]")?.remove();
  more.querySelector("nav")?.prepend(was.querySelector("a[rel=prev]") ?? "");
  was.replaceWith(more);
  more.before(page.getElementById("end") ?? "");
  pages += 1;
  announce();
};

// Puts what is new above the list, and says whether there was one.
export const prepend = (/** @type {Document} */ page) => {
  const [list, theirs] = [feed(), page.getElementById("feed")];
  if (!list || !theirs) return false;
  const items = [...theirs.children];
  const known = items.findIndex((item) => document.getElementById(item.id));
  if (known >= 0) list.prepend(...items.slice(0, known));
  // Else so much is new that there is a gap between.
  else ["feed", "more"].forEach((id) => renew(page, id));
  return true;
};

// What somebody may see of a profile's statuses follows what they are to the person. A list that begins as before stays, with
// what was loaded below.
export const review = (/** @type {Document} */ page) => {
  const ids = (/** @type {Document} */ of) => [...(of.getElementById("feed")?.children ?? [])].map(({ id }) => `${id} `).join("");
  if (!ids(document).startsWith(ids(page) || "none")) renew(page, "posts");
};

const follow = async () => {
  const link = older();
  if (!link || link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  link.before(/** @type {HTMLTemplateElement} */ (document.getElementById("waiting")).content.cloneNode(true));
  const skeleton = link.previousElementSibling;
  const answer = await load(link.href).catch(tell);
  if (answer?.ok) append(answer.page);
  skeleton?.remove();
  watch();
};

const sight = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && follow(), { rootMargin: "800px" });
// A link that failed stays busy: it is not tried again by itself, and still leads on when it is pressed.
const watch = () => {
  sight.disconnect();
  const link = older();
  if (link && link.getAttribute("aria-busy") !== "true") sight.observe(link);
};

const remember = () => {
  const first = [...(feed()?.children ?? [])].find((item) => item.getBoundingClientRect().bottom > 0);
  const place = { pages, anchor: first?.id ?? "", offset: first?.getBoundingClientRect().top ?? 0 };
  if (feed()) history.replaceState({ ...history.state, feed: place }, "");
};

const comeBack = async () => {
  const was = history.state?.feed;
  const [entry] = performance.getEntriesByType("navigation");
  if (!was || /** @type {PerformanceNavigationTiming} */ (entry).type !== "back_forward") return;
  history.scrollRestoration = "manual";
  // The browser may show the page as it kept it, before what was pressed since then.
  const { page } = await load(location.href, { cache: "no-cache" });
  for (const old of document.querySelectorAll("#profile, #posts, #feed, #more")) old.replaceWith(page.getElementById(old.id) ?? "");
  announce();
  for (let left = Math.min(was.pages, MOST); left > 0 && older(); left -= 1) await follow();
  const anchor = document.getElementById(was.anchor);
  if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - was.offset, behavior: "instant" });
};

// The arrow of a page that is reached from anywhere goes back to where one was.
document.querySelector("[data-back]")?.addEventListener("click", (event) => {
  const from = document.referrer.replace(location.origin, "");
  if (/** @type {MouseEvent} */ (event).ctrlKey || !/^\/(?!auth\/)/.test(from) || from.startsWith(location.pathname)) return;
  event.preventDefault();
  history.back();
});
addEventListener("pagehide", remember);
void comeBack().catch(tell).then(() => always(watch));
