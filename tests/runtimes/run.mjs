/** The packed package in a runtime, by one suite. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { build } from "../../node_modules/esbuild/lib/main.js";
import sirv from "../../node_modules/sirv/build.mjs";
import { defaultFiles, makeProject, manifest } from "../packaging/project.mjs";
import { serve } from "../serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
const entryFiles = defaultFiles();

/** So many copies of `./slim`, each of which can be started once; more than the suite asks for. */
const copies = Array.from({ length: 50 }, (_, i) => `copy-${i}.js`);

/** The file that each of them imports. */
const shared = "shared.js";

let project;

before(async () => {
  project = makeProject("runtimes", here);
  const slim = join(project, entryFiles["ecs-image-pipeline/slim"]);
  for (const copy of copies) copyFileSync(slim, join(project, copy));
  copyFileSync(join(dirname(slim), shared), join(project, shared));
  // The suite and its data become one module, without the package.
  await build({
    entryPoints: [join(here, "suite.mjs")],
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    tsconfigRaw: {},
    outfile: join(project, "suite.js"),
  });
});

/**
 * Runs the suite of one entry.
 * @typedef {(entry: string) => Promise<{ runtime: string, passed: number, failed: string[] }>} Run
 */

/** A program with the project's folder as its own, which prints the outcome. */
export const program =
  (file, ...words) =>
  async (entry) => {
    // Deno's own folder holds compiled code, and it runs that of a package that has changed since.
    const env = { ...process.env, DENO_DIR: join(project, ".deno") };
    const { stdout } = await promisify(execFile)(file, [...words, entry], { cwd: project, env, timeout: 120_000 });
    return JSON.parse(stdout);
  };

export const deno = [join(packages, ".bin/deno"), "run", "--no-prompt", "--no-remote", "--allow-read=."];
// Bun's install script, which npm may leave out, moves it.
export const bun = [
  `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}/bin/bun`,
  ".bin/bun",
]
  .map((path) => join(packages, path))
  .find(existsSync);

export async function workerd(entry) {
  const module = "ecs_image_pipeline.wasm";
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [entry.endsWith("/slim") ? "./worker-slim.mjs" : "./worker.mjs"],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    plugins: [
      {
        name: "wasm",
        setup: ({ onResolve }) => onResolve({ filter: /\.wasm$/ }, () => ({ path: `./${module}`, external: true })),
      },
    ],
  });
  const worker = new Miniflare({
    compatibilityDate: "2026-01-01",
    modules: /** @type {any[]} */ ([
      { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
      {
        type: "CompiledWasm",
        path: module,
        contents: readFileSync(join(project, entryFiles[`${manifest.name}/${module}`])),
      },
      ...[shared, ...copies].map((path) => ({
        type: "ESModule",
        path,
        contents: readFileSync(join(project, path), "utf8"),
      })),
    ]),
  });
  try {
    const response = await worker.dispatchFetch("http://worker.example/");
    return await response.json();
  } finally {
    await worker.dispose();
  }
}

/**
 * A page without a bundler, under the policy that the README asks for.
 * @returns {Run}
 */
export const browser = (launch) => async (entry) => {
  const map = JSON.stringify({ imports: entryFiles });
  const hash = createHash("sha256").update(map).digest("base64");
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'; connect-src 'self'`;
  const html = `<!doctype html><script type="importmap">${map}</script><script type="module" src="./page.mjs"></script>`;
  const files = sirv(project, { dev: true });

  let arrived;
  const outcome = new Promise((resolve) => (arrived = resolve));
  const server = await serve(async (request, response) => {
    if (request.method === "POST") {
      arrived(Buffer.concat(await request.toArray()).toString());
      response.end();
    } else if (request.url.startsWith("/?")) {
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
    } else {
      files(request, response, () => response.writeHead(404).end());
    }
  });
  const running = await launch();
  try {
    const page = await running.newPage();
    await page.goto(`${server.url}/?entry=${entry}`);
    return JSON.parse(await outcome);
  } finally {
    await running.close();
    await server.close();
  }
};

/**
 * One test for each entry and runtime.
 * @param {[name: string, pattern: RegExp, run: Run][]} runtimes each with a pattern of its name for itself
 */
export function testRuntimes(runtimes) {
  for (const entry of ["ecs-image-pipeline", "ecs-image-pipeline/slim"]) {
    suite(entry, () => {
      for (const [name, pattern, run] of runtimes) {
        test(name, { timeout: 180_000 }, async (t) => {
          const { runtime, passed, failed } = await run(entry);
          t.diagnostic(`${name}: ${passed} cases passed`);
          assert.match(runtime, pattern);
          assert.deepEqual(failed, []);
          assert.ok(passed > 0);
        });
      }
    });
  }
}
