/** What the platform provides: the clock, randomness, the class `Request`, and the globals that the package requires. */
import { ImagePipelineError } from "./errors.js";

/** Milliseconds since 1970; `undefined` where the clock throws or gives no number. */
export function now(): number | undefined {
  try {
    const now: unknown = Date.now();
    return typeof now === "number" ? Math.floor(now) : undefined;
  } catch {
    return undefined;
  }
}

/** A random UUID, version 4; `undefined` where the platform has no source of randomness. */
export function randomUuid(): string | undefined {
  try {
    const uuid: unknown = crypto.randomUUID();
    if (typeof uuid === "string") return uuid;
  } catch {
    // A page that is not a secure context has no `randomUUID`.
  }
  try {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    // RFC 9562, section 5.4: version 4, variant 0b10.
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  } catch {
    return undefined;
  }
}

/** Whether the platform sends a CORS preflight before a request with headers, as a browser does. */
export function hasPreflight(): boolean {
  return typeof document !== "undefined" || typeof location !== "undefined";
}

/** Whether the platform has the class `Request`. */
export function hasRequest(): boolean {
  try {
    return typeof Request === "function";
  } catch {
    return false;
  }
}

/** Throws an error with the code `ERR_COMPILE` for the first global that is missing. */
export function need(...names: string[]): void {
  const missing = names.find((name) => typeof (globalThis as Record<string, unknown>)[name] === "undefined");
  if (missing !== undefined)
    throw new ImagePipelineError("ERR_COMPILE", `ecs-image-pipeline needs ${missing}, which this runtime lacks.`);
}

/** Returns the error with the code `ERR_COMPILE` for an engine that does not compile the valid module. */
export function compileError(cause: unknown): Error {
  const text = `WebAssembly cannot be compiled here. If the page has a content security policy, it needs script-src 'wasm-unsafe-eval'. ${cause}`;
  return new ImagePipelineError("ERR_COMPILE", text, { cause });
}
