/** The compiled core below the public API: the stages of signing, for the parameters of any operation. */
import { readFileSync } from "node:fs";

import * as glue from "../../target/glue/core_bg.js";

const bytes = readFileSync(new URL("../../target/glue/core.wasm", import.meta.url));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { "./core_bg.js": glue });
glue.__wbg_set_wasm(exports);
exports.__wbindgen_start();

const text = (value) => `${value.length}:${value}`;
const list = (elements) => `[${elements.length};${elements.join("")}]`;

/**
 * @param {string} method
 * @param {string} accessKeySecret
 * @param {[string, string][]} parameters
 */
export function stages(method, accessKeySecret, parameters) {
  const flat = list([text(method), text(accessKeySecret), list(parameters.flat().map(text))]);
  const [canonicalQuery, stringToSign, signature] = glue.stages(flat);
  return { canonicalQuery, stringToSign, signature };
}
