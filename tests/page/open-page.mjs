/** The built page in a real Chromium, served from a subpath as any static host would. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { afterEach } from "node:test";
import { fileURLToPath } from "node:url";

import sirv from "sirv";

import { launchChromium } from "./browsers.mjs";

/**
 * @typedef {import("playwright-core").Page} Page
 *
 * @typedef {Page & { requests: string[], complaints: string[] }} OpenPage a page with the URLs it has asked for, and
 *   what it wrote to the console or threw
 *
 * @typedef {import("playwright-core").BrowserContextOptions & {
 *   fragment?: string,
 *   prepare?: (page: Page) => Promise<void>,
 * }} OpenOptions `fragment`: of the page's URL, with its `#`; `prepare`: called before the page loads
 */

export const ID = "ip-bp67acfmxazb4p0a1b2c";

const SUBPATH = "/some/folder/";

/** Serves the built page: its `url`, and `close()`. */
export async function servePage() {
  const files = sirv(fileURLToPath(new URL("../../dist/www", import.meta.url)), { dev: true });
  const server = createServer((request, response) => {
    const notFound = () => void response.writeHead(404).end();
    if (!request.url?.startsWith(SUBPATH)) return notFound();
    request.url = request.url.slice(SUBPATH.length - 1);
    files(request, response, notFound);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}${SUBPATH}`, close: () => void server.close() };
}

/**
 * Starts a server and a browser.
 *
 * `open(options)` loads the page in a context of its own. That takes about as long as a dozen tests on a page that is
 * open: where a test needs no fresh page, use `restart`.
 */
export async function startBrowser() {
  const [server, browser] = await Promise.all([servePage(), launchChromium()]);
  const { url } = server;

  /**
   * @param {OpenOptions} [options]
   * @returns {Promise<OpenPage>}
   */
  async function open({ fragment = "", prepare, ...options } = {}) {
    const context = await browser.newContext({
      locale: "en-US",
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    // What does not come at once does not come; Playwright waits for half a minute.
    page.setDefaultTimeout(10_000);
    /** @type {string[]} */
    const requests = [];
    /** @type {string[]} */
    const complaints = [];
    context.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await prepare?.(page);
    await page.goto(url + fragment);
    await page.locator("#app").waitFor();
    return Object.assign(page, { requests, complaints });
  }

  async function close() {
    await browser.close();
    server.close();
  }

  return { url, open, close };
}

/**
 * Puts a page back to how it opens: English, the first tab, the example in the form. Only the requests that it keeps to
 * compare answers with, and its theme, stay.
 *
 * @param {Page} page
 */
export async function restart(page) {
  await press(page, '[data-lang="en"]', '[data-snippet="url"]', "#tab-sign", "#reset", "#notice-close");
}

/**
 * Presses buttons without moving a pointer to them, which takes Chromium a tenth of a second for each. Buttons that are
 * not there are passed over.
 *
 * @param {Page} page
 * @param {...string} selectors
 */
export function press(page, ...selectors) {
  return page.evaluate((all) => {
    for (const selector of all) /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();
  }, selectors);
}

/**
 * Fills in fields, as pasting does it, without waiting for the frames that Playwright's `fill` waits for.
 *
 * @param {Page} page
 * @param {Record<string, string>} values by selectors
 */
export function fill(page, values) {
  return page.evaluate((all) => {
    for (const [selector, value] of Object.entries(all)) {
      const input = /** @type {HTMLInputElement | null} */ (document.querySelector(selector));
      if (!input) throw new Error(`there is no ${selector}`);
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }, values);
}

/**
 * Checks what is in fields.
 *
 * @param {Page} page
 * @param {Record<string, string>} expected by selectors
 */
export async function assertValues(page, expected) {
  for (const [selector, value] of Object.entries(expected))
    assert.equal(await page.inputValue(selector), value, selector);
}

/**
 * Chooses an example of the menu.
 *
 * @param {Page} page
 * @param {string} name
 */
export function choose(page, name) {
  return press(page, `[data-example="${name}"]`);
}

/**
 * @param {Page} page
 * @param {string} id
 * @returns {Promise<string>}
 */
export async function textOf(page, id) {
  return (await page.locator(`#${id}`).textContent()) ?? "";
}

/** Has every test of a file fail that makes the page complain. `pageOf` gives the page that the tests share. */
export function failOnComplaints(/** @type {() => OpenPage} */ pageOf) {
  afterEach(() => assert.deepEqual(pageOf().complaints.splice(0), []));
}

/** In the page: everything that outlasts it or that others can see, as one text. */
export async function everythingKept() {
  const attributes = [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].map(({ name, value }) => `${name}=${value}`),
  );
  return JSON.stringify([
    { ...localStorage },
    { ...sessionStorage },
    await indexedDB.databases(),
    typeof caches === "undefined" ? [] : await caches.keys(),
    document.cookie,
    location.href,
    history.state,
    attributes,
    document.title,
    performance.getEntries().map(({ name }) => name),
    window.name,
  ]);
}
