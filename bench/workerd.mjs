/** The first requests of a fresh workerd, this package beside a worker written by hand. Prints medians as JSON. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Miniflare } from "miniflare";

import { build } from "../node_modules/esbuild/lib/main.js";
import { credentials, fixed, requestWith } from "./input.mjs";
import { median } from "./measure.mjs";
import { sign } from "./peers/node-create-hmac.mjs";

const STARTS = 15;
const WASM = "ecs_image_pipeline.wasm";
const wasm = { type: "CompiledWasm", path: WASM, contents: readFileSync(new URL(`../dist/${WASM}`, import.meta.url)) };
const given = [requestWith(0), credentials, fixed].map((value) => JSON.stringify(value)).join(", ");
const { url } = sign(requestWith(0), credentials, fixed);

async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm"],
    tsconfigRaw: {},
  });
  return outputFiles[0].text;
}

const signing = (from) => `
  import { sign } from ${JSON.stringify(from)};
  export default { fetch: async () => new Response((await sign(${given})).url) };`;
const workers = {
  "a worker that signs nothing": { script: `export default { fetch: () => new Response("") };`, answer: "" },
  "this package": { script: await bundle(signing("ecs-image-pipeline")), modules: [wasm], answer: url },
  "by hand, WebCrypto": { script: await bundle(signing("./bench/peers/webcrypto.mjs")), answer: url },
};

async function times({ script, modules = [], answer }) {
  const marks = [performance.now()];
  const worker = new Miniflare({ modules: [{ type: "ESModule", path: "worker.js", contents: script }, ...modules] });
  try {
    await worker.ready;
    marks.push(performance.now());
    for (let i = 0; i < 2; i++) {
      const response = await worker.dispatchFetch("http://worker.example/");
      assert.equal(await response.text(), answer);
      marks.push(performance.now());
    }
  } finally {
    await worker.dispose();
  }
  return marks.slice(1).map((mark, i) => mark - marks[i]);
}

const rows = Object.fromEntries(Object.keys(workers).map((name) => [name, []]));
for (let i = 0; i < STARTS; i++) {
  for (const [name, worker] of Object.entries(workers)) rows[name].push(await times(worker));
}
const results = {};
for (const [name, all] of Object.entries(rows)) {
  const [start, first, second] = [0, 1, 2].map((column) => median(all.map((row) => row[column])));
  results[name] = { start, first, second };
}
console.log(JSON.stringify({ starts: STARTS, results }));
