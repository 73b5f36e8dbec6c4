/** What the entries share: everything that does not depend on where the module comes from. The build makes one file of it, `#shared`. */
export { createClient } from "./client.js";
export { createCore } from "./core.js";
export { createApi } from "./create-api.js";
export * from "./errors.js";
export { compileError, need } from "./platform.js";
