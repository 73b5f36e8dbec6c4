// For Node, Deno and Bun: runs the suite on the entry that is named, imported.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { runSuite } from "./suite.js";

const [, , entry] = process.argv;
const wasm = () => readFile(fileURLToPath(import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm")));
const api = await import(entry);
console.log(JSON.stringify(await runSuite(api, entry.endsWith("/slim") ? () => api.init(wasm()) : api.init)));
