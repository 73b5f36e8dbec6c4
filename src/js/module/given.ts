/** For callers that have the module in a file: `init` and `initSync` of `./slim` are given it. */
import { codedError } from "../errors.js";

let module: WebAssembly.Module | undefined;

export const isGiven = (): boolean => module !== undefined;

/** The first one is kept. */
export function give(given: WebAssembly.Module): void {
  module ??= given;
}

export function now(): WebAssembly.Module {
  if (module === undefined) {
    throw codedError("ERR_NOT_INITIALIZED", "Call init or initSync of ecs-image-pipeline/slim before any other function.");
  }
  return module;
}

export const later = async (): Promise<WebAssembly.Module> => now();
