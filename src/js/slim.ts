/** The entry without the module, for callers that have it in a file. Its types are in `slim-types.ts`. */
import { createApi } from "./create-api.js";
import { codedError } from "./errors.js";
import type { ModuleSource } from "./slim-types.js";

export { ApiError, CredentialsError, ValidationError } from "./errors.js";

let module: WebAssembly.Module | undefined;

const api = /* @__PURE__ */ createApi({
  now() {
    if (module === undefined) {
      throw codedError("ERR_NOT_INITIALIZED", "Call init or initSync of ecs-image-pipeline/slim before any other function.");
    }
    return module;
  },
  later: async () => module!,
});

export const { validate, sign, toRequest, endpoint, decode, explain, diagnose, ramPolicy } = api;

export async function init(source: ModuleSource | Response | PromiseLike<ModuleSource | Response>): Promise<void> {
  if (module === undefined) {
    const given = await source;
    const compiled = isModule(given) ? given : await WebAssembly.compile(await bytesOf(given));
    module ??= compiled;
  }
  await api.init();
}

export function initSync(source: ModuleSource): void {
  module ??= isModule(source) ? source : new WebAssembly.Module(checked(source));
}

// Objects of another realm are none of this realm's classes, so they are told by what they have.

function isModule(source: unknown): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

async function bytesOf(source: BufferSource | Response): Promise<BufferSource> {
  if (typeof (source as Response | undefined)?.arrayBuffer !== "function") return checked(source as BufferSource);
  const response = source as Response;
  if (!response.ok) throw codedError("ERR_INIT", `init was given an answer with status ${response.status} in place of the module.`);
  return response.arrayBuffer();
}

function checked(source: BufferSource): BufferSource {
  if (ArrayBuffer.isView(source) || /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(source))) return source;
  throw codedError("ERR_INIT", "init takes a WebAssembly.Module, its bytes, or a Response with them; initSync the first two.");
}
