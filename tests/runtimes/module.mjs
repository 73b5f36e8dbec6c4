// For Node, Deno and Bun: runs the suite on the entry that is named, imported.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { runSuite } from "./suite.js";

const [, , entry] = process.argv;
const api = await import(entry);

async function runSlim() {
  const wasm = fileURLToPath(import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
  const bytes = await readFile(wasm);
  let copies = 0;
  const fresh = () => import(`./copy-${copies++}.js`);
  return runSuite(api, () => api.init(readFile(wasm)), { fresh, bytes });
}

console.log(JSON.stringify(await (entry.endsWith("/slim") ? runSlim() : runSuite(api, api.init))));
