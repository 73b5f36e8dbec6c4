/** Everything that the entries share, independent of the source of the module. The build bundles it as `#shared`. */
export { createClient } from "./client.js";
export { createCore } from "./core.js";
export { createApi } from "./create-api.js";
export * from "./errors.js";
export { compileError, need } from "./platform.js";
