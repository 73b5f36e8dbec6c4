/** Next with the installed package: a route in Node, one in the edge sandbox, and a page. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { launchChromium } from "../page/browsers.mjs";
import { expected } from "./expected.mjs";
import { holdsModule } from "./inlined.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));
const wasm = readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url));

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

let project;
let next;
before(() => {
  project = makeProject("next", join(projects, "next"), join(projects, "shared"));
  next = join(project, "node_modules/.bin/next");
});

// With webpack, Next 16.4.6 builds no route for the edge, whatever is in it: its client-reference-manifest is missing.
const runtimes = { turbopack: { node: "nodejs", edge: "edge" }, webpack: { node: "nodejs" } };

for (const [bundler, routes] of Object.entries(runtimes)) {
  suite(bundler, { timeout: 300_000 }, () => {
    let server;
    let url;
    before(async () => {
      if (!("edge" in routes)) rmSync(join(project, "app/edge"), { recursive: true });
      await promisify(execFile)(next, ["build", `--${bundler}`], { cwd: project, env }).catch((error) =>
        assert.fail(error.stdout + error.stderr),
      );
      server = spawn(next, ["start", "--hostname", "127.0.0.1", "--port", "0"], {
        cwd: project,
        env,
        stdio: ["ignore", "pipe", "inherit"],
      });
      let printed = "";
      for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
        printed += chunk;
        url = printed.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
        if (url && printed.includes("Ready")) break;
      }
      assert.ok(url, printed);
      server.stdout.resume();
    });
    after(async () => {
      server.kill();
      await once(server, "exit");
    });

    for (const [path, runtime] of Object.entries(routes)) {
      test(`a route in the runtime ${runtime}`, async () => {
        const response = await fetch(`${url}/${path}`);
        assert.deepEqual(await response.json(), { ...expected, runtime });
      });
    }

    if ("edge" in routes) {
      test("the edge has the entry `edge-light`, whose module is a file", () => {
        const built = (folder) =>
          readdirSync(join(project, ".next/server", folder), { recursive: true, encoding: "utf8" })
            .filter((file) => /\.(js|wasm)$/.test(file))
            .map((file) => readFileSync(join(project, ".next/server", folder, file)));
        assert.equal(built("edge").filter((bytes) => bytes.equals(wasm)).length, 1);
        assert.ok(!built("edge").some((bytes) => holdsModule(bytes)));
        // It would be found if it were there, as it is in the other runtime.
        assert.ok(built("chunks").some((bytes) => holdsModule(bytes)));
      });
    }

    test("a page", async () => {
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        await page.goto(url);
        const text = await page.locator("output:not(:empty)").textContent({ timeout: 20_000 });
        assert.deepEqual(JSON.parse(text), expected);
      } finally {
        await browser.close();
      }
    });
  });
}
