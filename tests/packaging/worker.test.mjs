/** A worker that wrangler builds of the installed package, in workerd. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { expected } from "./expected.mjs";
import { holdsModule } from "./inlined.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));
const wrangler = fileURLToPath(new URL("node_modules/.bin/wrangler", import.meta.url));

test("wrangler", async () => {
  const project = makeProject("worker", join(projects, "shared"), join(projects, "worker"));
  await promisify(execFile)(wrangler, ["deploy", "--dry-run", "--outdir", "out"], {
    cwd: project,
    env: { ...process.env, CI: "true", WRANGLER_HIDE_BANNER: "true", WRANGLER_LOG_PATH: join(project, "log") },
  });
  const out = join(project, "out");
  assert.ok(
    !holdsModule(readFileSync(join(out, "worker.js"), "utf8")),
    "the module is inlined, which workerd does not compile",
  );
  const wasm = readdirSync(out).filter((name) => name.endsWith(".wasm"));
  const worker = new Miniflare({
    compatibilityDate: "2026-01-01",
    modulesRoot: out,
    modules: [
      { type: "ESModule", path: join(out, "worker.js") },
      ...wasm.map((name) => ({ type: "CompiledWasm", path: join(out, name) })),
    ],
  });
  try {
    const response = await worker.dispatchFetch("http://worker.example/");
    assert.deepEqual(await response.json(), expected);
  } finally {
    await worker.dispose();
  }
});
