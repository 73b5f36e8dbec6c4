/** For every runtime that may compile bytes: the module is inside the entry. */
import base64 from "#core.wasm";

import { codedError } from "../errors.js";

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
  const text = "WebAssembly cannot be compiled here. A page's content security policy needs script-src 'wasm-unsafe-eval'.";
  return codedError("ERR_COMPILE", text, cause);
}

function bytes(): Uint8Array<ArrayBuffer> {
  // Decoding by hand takes most of the time to the first signature. `fromBase64` is not in Node before 25 and browsers
  // before 2025. A property of `globalThis` makes no bundler add a `Buffer`.
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, base64);
  if (typeof Buffer?.from === "function") return Buffer.from(base64, "base64");
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
