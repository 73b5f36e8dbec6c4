/** Workers that wrangler builds with the installed package. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { expected } from "./expected.mjs";
import { holdsModule } from "./inlined.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));
const wrangler = fileURLToPath(new URL("node_modules/.bin/wrangler", import.meta.url));

/** Builds a project for deployment. The folder of what it has built. */
async function deploy(project) {
  const env = { ...process.env, CI: "true", WRANGLER_HIDE_BANNER: "true", WRANGLER_SEND_METRICS: "false" };
  await promisify(execFile)(wrangler, ["deploy", "--dry-run", "--outdir", "out"], {
    cwd: project,
    env: { ...env, WRANGLER_LOG_PATH: join(project, "log") },
  });
  return join(project, "out");
}

for (const name of ["cloudflare-worker", "signed-url-page"]) {
  test(`examples/${name} is built by its own configuration`, async () => {
    const project = makeProject(`example-${name}`);
    // Its package.json names the package in this repository, and wrangler.
    const filter = (path) => !["package.json", "node_modules", ".wrangler", ".dev.vars"].includes(basename(path));
    cpSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), project, { recursive: true, filter });
    const built = readdirSync(await deploy(project));
    assert.ok(built.includes("worker.js") && built.some((file) => file.endsWith(".wasm")), built.join());
  });
}

test("a worker with the packed package runs in workerd", async () => {
  const out = await deploy(makeProject("worker", join(projects, "shared"), join(projects, "worker")));
  assert.ok(
    !holdsModule(readFileSync(join(out, "worker.js"), "utf8")),
    "the module is inlined, which workerd does not compile",
  );
  const wasm = readdirSync(out).filter((name) => name.endsWith(".wasm"));
  const worker = new Miniflare({
    compatibilityDate: "2026-01-01",
    modulesRoot: out,
    modules: /** @type {any[]} */ ([
      { type: "ESModule", path: join(out, "worker.js") },
      ...wasm.map((name) => ({ type: "CompiledWasm", path: join(out, name) })),
    ]),
  });
  try {
    const response = await worker.dispatchFetch("http://worker.example/");
    assert.deepEqual(await response.json(), expected);
  } finally {
    await worker.dispose();
  }
});
