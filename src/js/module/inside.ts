/** For every runtime that may compile bytes: the module is inside a script, `#bytes`, which the build makes of `base64.ts` or `printable.ts`. */
import { bytes } from "#bytes";
import { compileError } from "#shared";

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
