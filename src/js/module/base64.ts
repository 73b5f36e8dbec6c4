/** The module as base64, which Node, Deno and Bun decode at once. */
import base64 from "#core.wasm";
import { need } from "#shared";

export function bytes(): Uint8Array<ArrayBuffer> {
  // `fromBase64` is not in Node before 25 and browsers before 2025. A property of `globalThis` makes no bundler add a `Buffer`.
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, base64);
  if (typeof Buffer?.from === "function") return Buffer.from(base64, "base64");
  need("atob");
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
