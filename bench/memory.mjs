/** The bytes of the wasm memory before and after a million signatures. Prints JSON. */
import assert from "node:assert/strict";

import { credentials, requestWith } from "./input.mjs";

const SIGNATURES = 1_000_000;

// The package keeps its memory to itself, so its instance is caught as it is made.
/** @type {WebAssembly.Memory} */
let memory;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module, imports) {
    super(module, imports);
    memory = /** @type {WebAssembly.Memory} */ (this.exports.memory);
  }
};
const { sign } = await import("../dist/index.js");

const request = requestWith(5);
const first = sign(request, credentials);
assert.match(first.signature, /^[A-Za-z0-9+/]{27}=$/);
const before = memory.buffer.byteLength;
globalThis.gc();
const heapBefore = process.memoryUsage().heapUsed;
for (let i = 1; i < SIGNATURES; i++) sign(request, credentials);
const after = memory.buffer.byteLength;
globalThis.gc();
console.log(
  JSON.stringify({ signatures: SIGNATURES, before, after, heapGrowth: process.memoryUsage().heapUsed - heapBefore }),
);
