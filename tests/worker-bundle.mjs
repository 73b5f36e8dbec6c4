/** A worker with the built package, as modules for Miniflare. */
import { fileURLToPath } from "node:url";

import { build } from "../node_modules/esbuild/lib/main.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { js: "ESModule", wasm: "CompiledWasm", html: "Text" };

/**
 * Bundles a worker from a file, or from `stdin` as esbuild has it.
 *
 * @param {string | { contents: string, resolveDir: string }} entry
 * @returns {Promise<any[]>} the worker first
 */
export async function bundleWorker(entry) {
  const { outputFiles } = await build({
    ...(typeof entry === "string" ? { entryPoints: { worker: entry } } : { stdin: entry }),
    bundle: true,
    write: false,
    outdir: "/",
    format: "esm",
    alias: { "ecs-image-pipeline": `${root}dist/workerd.js` },
    loader: { ".wasm": "copy", ".html": "copy" },
    // Those of Node are modules that fake-timers can do without.
    external: ["util", "timers", "timers/promises"],
    tsconfigRaw: {},
  });
  return outputFiles
    .map(({ path, contents }) => ({ type: TYPES[path.split(".").at(-1)], path: path.slice(1), contents }))
    .sort((a, b) => Number(b.type === "ESModule") - Number(a.type === "ESModule"));
}
