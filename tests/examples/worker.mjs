/** An example's worker as its users have it: with the packed package, built by wrangler of its own configuration, in workerd. */
import { execFile } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { makeProject } from "../packaging/project.mjs";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const wrangler = fileURLToPath(new URL("../packaging/node_modules/.bin/wrangler", import.meta.url));
const TYPES = { ".js": "ESModule", ".wasm": "CompiledWasm", ".html": "Text" };

/** Builds the example of this name. The modules, for Miniflare. */
export async function buildExample(name) {
  const project = makeProject(`example-${name}`);
  // Its package.json names the package in this repository, and wrangler.
  const filter = (path) => !["package.json", "node_modules", ".wrangler", ".dev.vars"].includes(basename(path));
  cpSync(join(examples, name), project, { recursive: true, filter });
  await promisify(execFile)(wrangler, ["deploy", "--dry-run", "--outdir", "out"], {
    cwd: project,
    env: {
      ...process.env,
      CI: "true",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_LOG_PATH: join(project, "log"),
    },
  });
  const modulesRoot = join(project, "out");
  const modules = readdirSync(modulesRoot)
    .filter((file) => extname(file) in TYPES)
    .sort((a, b) => Number(b === "worker.js") - Number(a === "worker.js"))
    .map((file) => ({ type: TYPES[extname(file)], path: join(modulesRoot, file) }));
  return { modulesRoot, modules };
}

/** Runs what was built. `logs` is what it has written so far, `url` where it listens. */
export async function runWorker(built, options = {}) {
  let written = "";
  const worker = new Miniflare({
    ...built,
    compatibilityDate: "2026-01-01",
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.on("data", (bytes) => (written += bytes))),
    ...options,
  });
  const url = (await worker.ready).origin;
  return { worker, url, logs: () => written, dispose: () => worker.dispose() };
}
