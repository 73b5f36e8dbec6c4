/** The packed package in every runtime, by one suite. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { build } from "../../node_modules/esbuild/lib/main.js";
import sirv from "../../node_modules/sirv/build.mjs";
import { defaultFiles, makeProject, manifest } from "../packaging/project.mjs";
import { launchChromium, launchFirefox } from "../page/browsers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
const files = defaultFiles();
const entries = ["ecs-image-pipeline", "ecs-image-pipeline/slim"];

/** So many copies of `./slim`, each of which can be started once; more than the suite asks for. */
const copies = Array.from({ length: 50 }, (_, i) => `copy-${i}.js`);

const answers = fileURLToPath(new URL("../answers", import.meta.url));
const recorded = readdirSync(answers)
  .filter((file) => file !== "codes.json")
  .map((file) => JSON.parse(readFileSync(join(answers, file), "utf8")));

let project;

before(async () => {
  project = makeProject("runtimes", here);
  writeFileSync(join(project, "answers.json"), JSON.stringify(recorded));
  for (const copy of copies) copyFileSync(join(project, files["ecs-image-pipeline/slim"]), join(project, copy));
  // The suite and its data become one module, without the package.
  await build({
    entryPoints: [join(here, "suite.mjs")],
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    tsconfigRaw: {},
    alias: { "#answers.json": join(project, "answers.json") },
    outfile: join(project, "suite.js"),
  });
});

/** A program with the project's folder as its own, which prints the outcome. */
const program =
  (file, ...words) =>
  async (entry) => {
    // Deno's own folder holds compiled code, and it runs that of a package that has changed since.
    const env = { ...process.env, DENO_DIR: join(project, ".deno") };
    const { stdout } = await promisify(execFile)(file, [...words, entry], { cwd: project, env, timeout: 120_000 });
    return JSON.parse(stdout);
  };

const deno = [join(packages, ".bin/deno"), "run", "--no-prompt", "--no-remote", "--allow-read=."];
// Bun's install script, which npm may leave out, moves it.
const bun = [`@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}/bin/bun`, ".bin/bun"]
  .map((path) => join(packages, path))
  .find(existsSync);

async function workerd(entry) {
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
    modules: [
      { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
      {
        type: "CompiledWasm",
        path: module,
        contents: readFileSync(join(project, files[`${manifest.name}/${module}`])),
      },
      ...copies.map((path) => ({ type: "ESModule", path, contents: readFileSync(join(project, path), "utf8") })),
    ],
  });
  try {
    const response = await worker.dispatchFetch("http://worker.example/");
    return await response.json();
  } finally {
    await worker.dispose();
  }
}

/** A page without a bundler, under the policy that the README asks for. */
const browser = (launch) => async (entry) => {
  const map = JSON.stringify({ imports: files });
  const hash = createHash("sha256").update(map).digest("base64");
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'; connect-src 'self'`;
  const html = `<!doctype html><script type="importmap">${map}</script><script type="module" src="./page.mjs"></script>`;
  const serve = sirv(project, { dev: true });

  let arrived;
  const outcome = new Promise((resolve) => (arrived = resolve));
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      arrived(Buffer.concat(await request.toArray()).toString());
      response.end();
    } else if (request.url.startsWith("/?")) {
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
    } else {
      serve(request, response, () => response.writeHead(404).end());
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const running = await launch();
  try {
    const page = await running.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/?entry=${entry}`);
    return JSON.parse(await outcome);
  } finally {
    await running.close();
    server.close();
  }
};

/** Each with a pattern of what it says of itself. */
const runtimes = [
  ["Node, ES modules", /^Node/, program(process.execPath, "module.mjs")],
  ["Node, CommonJS", /^Node/, program(process.execPath, "commonjs.cjs")],
  ["Deno, ES modules", /^Deno/, program(...deno, "module.mjs")],
  ["Deno, CommonJS", /^Deno/, program(...deno, "commonjs.cjs")],
  ["Bun, ES modules", /^Bun/, program(bun, "module.mjs")],
  ["Bun, CommonJS", /^Bun/, program(bun, "commonjs.cjs")],
  ["workerd", /^Cloudflare-Workers/, workerd],
  ["Chromium", / (Headless)?Chrome\//, browser(launchChromium)],
  ["Firefox", / Firefox\//, browser(launchFirefox)],
];

for (const entry of entries) {
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
