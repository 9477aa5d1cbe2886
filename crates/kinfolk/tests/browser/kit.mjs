// What the browser scripts share: starting Debian's Chromium, people with a browser of their own, the forms they
// fill in, the mail they get. `cargo xtask` sets the environment: BASE_URL, CHROMIUM, PACKAGES (where playwright-core is
// installed), MAIL_PORT (where the server takes its mail to), and SCREENSHOTS (a folder for pictures) when pictures are wanted.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import net from "node:net";
import { join } from "node:path";

const { chromium } = createRequire(join(process.env.PACKAGES, "here.js"))("playwright-core");

export const BASE = process.env.BASE_URL;
export const PICTURES = process.env.SCREENSHOTS;
export const PASSWORD = "correct horse battery staple";

// Nothing that Chromium would fetch on its own; the tests reach one server only.
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: ARGUMENTS });
}

// A username that no earlier run has taken.
export function unique(name) {
  return `${name}_${randomBytes(3).toString("hex")}`;
}

// A person with a browser window of their own. Whatever goes wrong in the page itself (an error in a script, a
// resource that the page's own security policy refuses, a request to another server) is collected in `wrong`.
export class Person {
  static async open(browser, name, options = {}) {
    const context = await browser.newContext({ baseURL: BASE, locale: "en-US", ...options });
    context.setDefaultTimeout(10_000);
    return new Person(name, context, await context.newPage(), options.javaScriptEnabled !== false);
  }

  constructor(name, context, page, scripts) {
    Object.assign(this, { name, context, page, scripts, wrong: [] });
    page.on("pageerror", (error) => this.wrong.push(`error in the page: ${error}`));
    page.on("console", (message) => {
      // The browser reports an answer of 4xx here too; those are expected where a test provokes them.
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) this.wrong.push(text);
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(BASE) && !/^(data|blob):/.test(request.url())) this.wrong.push(`fetches ${request.url()}`);
    });
  }

  // Opens a page and expects it to be there.
  async go(path, status = 200) {
    const response = await this.page.goto(path);
    assert.equal(response.status(), status, `${path} is answered with ${response.status()}`);
    return this.page;
  }

  // Fills in the fields of the form that has them all, and sends it by its own button.
  async submit(fields) {
    const has = Object.keys(fields).map((name) => `:has([name="${name}"])`).join("");
    const form = this.page.locator(`form${has}`);
    for (const [name, value] of Object.entries(fields)) {
      const field = form.locator(`[name="${name}"]:not([type=hidden])`).first();
      if (value === true) await field.check();
      else if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
      else await field.fill(value);
    }
    const button = form.locator("button:not([type=button]), input[type=submit]").first();
    // Clear of the bar at the bottom of a phone, which may lie over half of it.
    await button.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const send = () => button.click();
    if ("status" in fields) await this.live(send);
    else await this.leave(send);
  }

  // Does something that changes a piece of the page: with scripts in place, else by way of another page.
  async live(action) {
    if (!this.scripts) return this.leave(action);
    const fresh = () => new Promise((done) => document.addEventListener("kinfolk:fresh", () => done(), { once: true }));
    await Promise.all([this.page.evaluate(fresh), action()]);
  }

  // Does something that ends on another page, and waits for that page.
  async leave(action) {
    await Promise.all([this.page.waitForEvent("load"), action()]);
  }

  async signUp() {
    await this.go("/auth/sign_up");
    await this.submit({ username: this.name, email: `${this.name}@example.org`, password: PASSWORD, agreement: true });
  }

  async signIn(password = PASSWORD) {
    await this.go("/auth/sign_in");
    await this.submit({ username: this.name, password });
  }

  async post(status, visibility = "public") {
    await this.go("/home");
    await this.submit({ status, visibility });
  }

  // The texts of the statuses on the page, in their order.
  async statuses() {
    const texts = await this.page.locator("article").allInnerTexts();
    return texts.map((text) => text.trim());
  }

  // Where the page stands now, without the server's address.
  path() {
    return new URL(this.page.url()).pathname;
  }

  // Ends this person's browser; fails when something went wrong in a page.
  async close() {
    await this.context.close();
    assert.deepEqual(this.wrong, []);
  }
}

// Speaks with one client as a mail server does, and hands on each mail that it takes (RFC 5321 §4.1).
function takeMail(socket, taken) {
  let [said, isMail] = ["", false];
  const answers = { DATA: "354 go on", QUIT: "221 bye" };
  socket.write("220 here\r\n");
  socket.on("data", (bytes) => {
    said += bytes;
    for (;;) {
      const end = said.indexOf(isMail ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = said.slice(0, end);
      said = said.slice(end + (isMail ? 5 : 2));
      socket.write(`${(!isMail && answers[text.slice(0, 4)]) || "250 yes"}\r\n`);
      if (isMail) taken(text);
      isMail = !isMail && text === "DATA";
    }
  });
}

// The address in the mail that is sent to `person` because of what `act` does.
export async function mailedLink(person, act) {
  const server = net.createServer();
  const mail = new Promise((done) => {
    server.on("connection", (socket) => takeMail(socket, (text) => text.includes(`${person.name}@`) && done(text)));
  });
  await new Promise((done) => server.listen(Number(process.env.MAIL_PORT), "127.0.0.1", done));
  try {
    const late = new Promise((_, fail) => setTimeout(fail, 20_000, new Error(`${person.name} gets no mail`)).unref());
    const [text] = await Promise.all([Promise.race([mail, late]), act()]);
    const plain = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
    return plain.match(/http\S+\/auth\/password\/edit\?token=[\w-]+/)[0];
  } finally {
    server.close();
  }
}

// Whether one of `texts` contains `part`.
export function some(texts, part) {
  return texts.some((text) => text.includes(part));
}
