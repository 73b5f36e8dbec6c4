/** A worker with the built package, as modules for Miniflare. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "../../node_modules/esbuild/lib/main.js";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const WASM = "ecs_image_pipeline.wasm";

export async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    alias: { "ecs-image-pipeline": `${dist}/workerd.js` },
    // The modules of Node are those that fake-timers can do without.
    external: ["*.wasm", "util", "timers", "timers/promises"],
    tsconfigRaw: {},
  });
  return [
    { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
    { type: "CompiledWasm", path: WASM, contents: readFileSync(`${dist}/${WASM}`) },
  ];
}
