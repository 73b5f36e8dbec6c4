/** Pages with the installed package, in Chromium: Vite's build, Vite's server, and no tool at all. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as vite from "vite";

import sirv from "../../node_modules/sirv/build.mjs";
import { launchChromium } from "../page/browsers.mjs";
import { expected } from "./expected.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));

let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

async function assertShows(url) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(request.url()));
  await page.goto(url);
  const output = page.locator("output:not(:empty)");
  const text = await output.textContent({ timeout: 20_000 }).catch((error) => error.message);
  assert.deepEqual(complaints, []);
  assert.deepEqual(JSON.parse(text), expected);
  await page.close();
}

async function assertServedShows(folder) {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => files(request, response, () => response.writeHead(404).end()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await assertShows(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
  }
}

test("an import map, and no tool", () => assertServedShows(makeProject("import-map", join(projects, "shared"), join(projects, "import-map"))));

test("Vite", async (t) => {
  const root = makeProject("vite", join(projects, "shared"), join(projects, "vite"));
  const options = { root, configFile: false, logLevel: "warn" };

  await t.test("build", async () => {
    await vite.build(options);
    await assertServedShows(join(root, "dist"));
  });

  await t.test("server", async () => {
    const server = await vite.createServer({ ...options, server: { host: "127.0.0.1", port: 0 } });
    try {
      await server.listen();
      await assertShows(`http://127.0.0.1:${server.httpServer.address().port}/`);
    } finally {
      await server.close();
    }
  });
});
