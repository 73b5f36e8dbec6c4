/** For callers that have the module in a file: `init` and `initSync` of `./slim` are given it. */
import { ImagePipelineError } from "#shared";

let module: WebAssembly.Module | undefined;

export const isGiven = (): boolean => module !== undefined;

/** The first one is kept, if it is the package's. */
export function give(given: WebAssembly.Module): void {
  if (!isOurs(given))
    throw new ImagePipelineError(
      "ERR_INIT",
      "init was given another module than the ecs_image_pipeline.wasm of this version.",
    );
  module ??= given;
}

function isOurs(given: WebAssembly.Module): boolean {
  try {
    const { exports, imports } = WebAssembly.Module;
    const isGlue = imports(given).every(({ module }) => module === "./core_bg.js");
    return isGlue && exports(given).some(({ name }) => name === "ramPolicy");
  } catch {
    return false;
  }
}

export function now(): WebAssembly.Module {
  if (module === undefined) {
    throw new ImagePipelineError(
      "ERR_NOT_INITIALIZED",
      "Call init or initSync of ecs-image-pipeline/slim before any other function.",
    );
  }
  return module;
}

export const later = async (): Promise<WebAssembly.Module> => now();
