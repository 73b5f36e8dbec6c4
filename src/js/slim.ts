/** The entry `./slim`: all functions of the default entry, but the caller provides the module as a file. */
import { compileError, ImagePipelineError, need } from "#shared";

import { init as start } from "./index.js";
import { give, isGiven } from "./module/given.js";

export {
  AbortedError,
  ApiError,
  CredentialsError,
  decode,
  diagnose,
  endpoint,
  explain,
  ImagePipelineClient,
  ImagePipelineError,
  inspect,
  NetworkError,
  ramPolicy,
  sign,
  toRequest,
  ValidationError,
  validate,
} from "./index.js";
export type * from "./types.js";

/** The class `WebAssembly.Module` of the platform's types; `object` on a platform without it. */
export type PlatformModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } }
  ? T & object
  : object;

/** The class `Response` of the platform's types. */
export type PlatformResponse = typeof globalThis extends { Response: { prototype: infer T } } ? T : never;

/** The package's `ecs_image_pipeline.wasm`, compiled or as bytes. */
export type ModuleSource = PlatformModule | ArrayBuffer | ArrayBufferView;

/**
 * Compiles the module, if necessary, and starts it. Further calls do nothing.
 *
 * @param source The module, its bytes, a `Response` with them as its body, or a promise of one of these.
 * @throws {ImagePipelineError} with `code` `ERR_INIT` if it is none of these, a `Response` with an error status, or an HTML
 *   page; with `code` `ERR_COMPILE` if this runtime or the page's content security policy forbids compiling;
 *   `WebAssembly.CompileError` if the bytes are not a module.
 *
 * @example
 * await init(fetch("/ecs_image_pipeline.wasm"));
 */
export async function init(
  source: ModuleSource | PlatformResponse | PromiseLike<ModuleSource | PlatformResponse>,
): Promise<void> {
  if (!isGiven()) {
    const given = await source;
    give(isModule(given) ? given : await compile(await bytesOf(given)));
  }
  await start();
}

/**
 * Synchronous `init`. Before one of the two is called, every other function throws an `ImagePipelineError` with `code`
 * `ERR_NOT_INITIALIZED`.
 *
 * @param source The module or its bytes.
 * @throws {ImagePipelineError} As `init`.
 *
 * @example
 * initSync(readFileSync(fileURLToPath(import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"))));
 */
export function initSync(source: ModuleSource): void {
  if (!isGiven()) give(isModule(source) ? source : compileSync(checked(source)));
}

async function compile(bytes: BufferSource): Promise<WebAssembly.Module> {
  need("WebAssembly");
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw notCompiled(bytes, cause);
  }
}

function compileSync(bytes: BufferSource): WebAssembly.Module {
  need("WebAssembly");
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw notCompiled(bytes, cause);
  }
}

/** Returns the engine's own error for bytes that are not a module. A content security policy does not forbid validating them. */
function notCompiled(bytes: BufferSource, cause: unknown): unknown {
  return WebAssembly.validate(bytes) ? compileError(cause) : cause;
}

// Detect by members, since objects of another realm are not instances of this realm's classes.

function isModule(source: unknown): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

async function bytesOf(source: unknown): Promise<BufferSource> {
  if (typeof (source as Response | undefined)?.arrayBuffer !== "function") return checked(source);
  const response = source as Response;
  if (!response.ok)
    throw new ImagePipelineError(
      "ERR_INIT",
      `init was given an answer with status ${response.status} in place of the module: ${response.url}`,
    );
  return checked(await response.arrayBuffer());
}

function checked(source: unknown): BufferSource {
  // V8 does not accept a `DataView`.
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength)
    : Object.prototype.toString.call(source) === "[object ArrayBuffer]" && new Uint8Array(source as ArrayBuffer);
  if (!bytes) {
    const hint = typeof source === "string" ? " A text is none of these: init(fetch(url)) takes a URL." : "";
    throw new ImagePipelineError(
      "ERR_INIT",
      `init takes a WebAssembly.Module, its bytes, or a Response with them; initSync the first two.${hint}`,
    );
  }
  // Many servers return their start page for a missing file.
  if (bytes[0] === 0x3c)
    throw new ImagePipelineError("ERR_INIT", "init was given an HTML page in place of the module. Is the URL right?");
  return bytes;
}
