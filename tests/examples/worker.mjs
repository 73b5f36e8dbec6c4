/** An example's worker in workerd. `packaging/wrangler.slow.mjs` builds the examples as their users do. */
import { fileURLToPath } from "node:url";

import { Miniflare } from "miniflare";

import { bundleWorker } from "../worker-bundle.mjs";

/** Builds the example of this name. */
export const buildExample = (name) =>
  bundleWorker(fileURLToPath(new URL(`../../examples/${name}/src/worker.js`, import.meta.url)));

/** Runs what was built. `logs` is what it has written so far, `url` where it listens. */
export async function runWorker(modules, options = {}) {
  let written = "";
  const worker = new Miniflare({
    modules,
    compatibilityDate: "2026-01-01",
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.on("data", (bytes) => (written += bytes))),
    ...options,
  });
  const url = (await worker.ready).origin;
  return { worker, url, logs: () => written, dispose: () => worker.dispose() };
}
