import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const dist = new URL("../../dist/", import.meta.url);
/** How the module begins: as base64, and in printable characters. */
const starts = [
  readFileSync(new URL("ecs_image_pipeline.wasm", dist)).toString("base64").slice(0, 200),
  /[0-9a-f]{512}/.exec(readFileSync(new URL("bytes.js", dist), "utf8"))?.[0],
];

/**
 * Whether the module is in the text of a program.
 * @param {string | Buffer} program
 */
export function holdsModule(program) {
  return starts.some((start) => program.includes(start));
}

for (const name of ["bytes.js", "bytes.cjs"]) assert.ok(holdsModule(readFileSync(new URL(name, dist), "utf8")), name);
