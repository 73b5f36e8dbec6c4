/** The compiled core below the public API: the stages of signing, for the parameters of any operation. */
import { readFileSync } from "node:fs";

const bytes = readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));

const u32 = (value) => Buffer.from(Uint32Array.of(value).buffer);
const f64 = (value) => Buffer.from(Float64Array.of(value).buffer);
const text = (value) => Buffer.concat([Buffer.from("s"), u32(Buffer.byteLength(value)), Buffer.from(value)]);
const list = (elements) => Buffer.concat([Buffer.from("["), f64(elements.length), ...elements, Buffer.from("]")]);

function call(name, encoded) {
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

/**
 * The stages of ACS3-HMAC-SHA256.
 * @param {string} accessKeySecret
 * @param {string} canonicalRequest
 */
export function acs3Stages(accessKeySecret, canonicalRequest) {
  const [, stringToSign, signature] = call("stages", list([text(""), text(accessKeySecret), text(canonicalRequest)]));
  return { stringToSign, signature };
}
