/** For every runtime that may compile bytes: the module is inside the entry. The build puts `base64.ts` or `printable.ts` in the place of `#bytes`. */
import { bytes } from "#bytes";

import { ImagePipelineError } from "../errors.js";

export function now(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes());
  } catch (cause) {
    throw forbidden(cause);
  }
}

export async function later(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes());
  } catch (cause) {
    throw forbidden(cause);
  }
}

function forbidden(cause: unknown): Error {
  const text =
    "WebAssembly cannot be compiled here. A page's content security policy needs script-src 'wasm-unsafe-eval'.";
  return new ImagePipelineError("ERR_COMPILE", text, { cause });
}
