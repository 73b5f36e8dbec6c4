/** The entry for workerd, which forbids compiling bytes and imports modules instead. */
import module from "./ecs_image_pipeline.wasm";

import { createApi } from "./create-api.js";

export type { Api } from "./create-api.js";
export { CredentialsError, ValidationError } from "./errors.js";
export type * from "./types.js";

export const { validate, sign, toRequest, endpoint } = /* @__PURE__ */ createApi(() => module);
