/** Required globals. */
import { ImagePipelineError } from "./errors.js";

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
