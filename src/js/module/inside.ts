/** For every runtime that may compile bytes: the module is inside the entry. The build puts `base64.ts` or `printable.ts` in the place of `#bytes`. */
import { bytes } from "#bytes";

import { compileError } from "../platform.js";

export function now(): WebAssembly.Module {
  const module = bytes();
  try {
    return new WebAssembly.Module(module);
  } catch (cause) {
    throw compileError(cause);
  }
}

export async function later(): Promise<WebAssembly.Module> {
  const module = bytes();
  try {
    return await WebAssembly.compile(module);
  } catch (cause) {
    throw compileError(cause);
  }
}
