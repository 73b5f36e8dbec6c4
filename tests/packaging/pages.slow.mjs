/** Pages with the installed package, in Chromium: Vite's build, Vite's server, and no tool at all. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as vite from "vite";

import { explain } from "../../dist/index.js";
import { example, readmes } from "../examples/readme-example.mjs";
import { launchChromium } from "../page/browsers.mjs";
import { serveFiles } from "../serve.mjs";
import { expected } from "./expected.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));

let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

const known = (text) => assert.deepEqual(JSON.parse(text), expected);

async function assertShows(url, assertText = known) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(request.url()));
  await page.goto(url);
  const text = await page
    .locator("output:not(:empty), body:not(:has(output))", { hasText: /./ })
    .innerText({ timeout: 20_000 })
    .catch((error) => error.message);
  assert.deepEqual(complaints, []);
  assertText(text);
  await page.close();
}

async function assertServedShows(folder, assertText) {
  const { url, close } = await serveFiles(folder);
  try {
    await assertShows(url, assertText);
  } finally {
    await close();
  }
}

test("an import map, and no tool", () =>
  assertServedShows(makeProject("import-map", join(projects, "shared"), join(projects, "import-map"))));

for (const [name, ...folders] of [["vite"], ["vite-slim", "vite-slim"]]) {
  test(`Vite: ${name}`, async (t) => {
    const root = makeProject(name, ...["shared", "vite", ...folders].map((folder) => join(projects, folder)));
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
}

for (const [readme, language] of Object.entries(readmes)) {
  const assertRemedy = (text) => assert.equal(text, explain("SignatureDoesNotMatch").remedy[language]);
  const write = (root, file, contents) => writeFileSync(join(root, file), contents);
  const html = (body) => `<!doctype html><meta charset="utf-8"><body>${body}</body>`;

  test(`${readme}: the page without a bundler`, async () => {
    const root = makeProject("readme-page");
    write(root, "index.html", html(example(readme, 'type="importmap"')));
    await assertServedShows(root, assertRemedy);
  });

  test(`${readme}: ./slim with Vite`, async () => {
    const root = makeProject("readme-slim");
    write(root, "index.html", html('<script type="module" src="./page.mjs"></script>'));
    write(root, "page.mjs", example(readme, ".wasm?url"));
    await vite.build({ root, configFile: false, logLevel: "warn" });
    await assertServedShows(join(root, "dist"), assertRemedy);
  });
}
