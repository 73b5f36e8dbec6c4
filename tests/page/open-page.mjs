/** The built page in a real Chromium, served from a subpath as any static host would. */
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import sirv from "../../node_modules/sirv/build.mjs";
import { launchChromium } from "./browsers.mjs";

const SUBPATH = "/some/folder/";

/** Serves the built page: its `url`, and `close()`. */
export async function servePage() {
  const files = sirv(fileURLToPath(new URL("../../dist/www", import.meta.url)), { dev: true });
  const server = createServer((request, response) => {
    const notFound = () => response.writeHead(404).end();
    if (!request.url.startsWith(SUBPATH)) return notFound();
    request.url = request.url.slice(SUBPATH.length - 1);
    files(request, response, notFound);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}${SUBPATH}`;
  return { url, close: () => server.close() };
}

/**
 * Starts a server and a browser.
 *
 * `open(options)` gives a fresh page in a context of its own, at a `fragment` of its URL, after `prepare(page)`; its
 * `requests` are the URLs it has asked for, and its `complaints` what it wrote to the console or threw.
 */
export async function startBrowser() {
  const [server, browser] = await Promise.all([servePage(), launchChromium()]);
  const { url } = server;

  async function open({ fragment = "", prepare, ...options } = {}) {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const requests = [];
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
