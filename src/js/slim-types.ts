/** The types of the entry `./slim`. */
export {
  ApiError,
  CredentialsError,
  ValidationError,
  decode,
  diagnose,
  endpoint,
  explain,
  ramPolicy,
  sign,
  toRequest,
  validate,
} from "./index.js";
export type * from "./types.js";

/** The package's `ecs_image_pipeline.wasm`, compiled or as bytes. */
export type ModuleSource = WebAssembly.Module | BufferSource;

/**
 * Takes the module, compiles it if it is not compiled yet, and makes it ready. Every call after the first does nothing.
 *
 * @param source The module, its bytes, a `Response` that has them as its body, or a promise of one of these.
 * @throws {Error} with `code` `ERR_INIT` if it is none of these, or a `Response` with an error status;
 *   `WebAssembly.CompileError` if the bytes are no module.
 *
 * @example
 * await init(fetch(new URL("ecs-image-pipeline/ecs_image_pipeline.wasm", import.meta.url)));
 */
export declare function init(source: ModuleSource | Response | PromiseLike<ModuleSource | Response>): Promise<void>;

/**
 * As `init`, at once. Until one of the two has been called, every other function throws an `Error` with `code`
 * `ERR_NOT_INITIALIZED`.
 *
 * @param source The module or its bytes.
 * @throws {Error} As `init`.
 *
 * @example
 * initSync(readFileSync(fileURLToPath(import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"))));
 */
export declare function initSync(source: ModuleSource): void;
