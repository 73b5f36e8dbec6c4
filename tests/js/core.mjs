/** The compiled core below the public API: the stages of signing, for the parameters of any operation. */
import { readFileSync } from "node:fs";

const bytes = readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));

const text = (value) => `${value.length}:${value}`;
const list = (elements) => `[${elements.length};${elements.join("")}]`;

function call(name, flat) {
  const encoded = new TextEncoder().encode(flat);
  const start = exports.begin(encoded.length);
  new Uint8Array(exports.memory.buffer).set(encoded, start);
  const length = exports[name](encoded.length);
  const result = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.result(), length));
  exports.end();
  return JSON.parse(result);
}

/**
 * @param {string} method
 * @param {string} accessKeySecret
 * @param {[string, string][]} parameters
 */
export function stages(method, accessKeySecret, parameters) {
  const flat = list([text(method), text(accessKeySecret), list(parameters.flat().map(text))]);
  const [canonicalQuery, stringToSign, signature] = call("stages", flat);
  return { canonicalQuery, stringToSign, signature };
}
