/** The entry for workerd, which forbids compiling bytes and imports modules instead. Its types are those of `index.ts`. */
import module from "./ecs_image_pipeline.wasm";

import { createApi } from "./create-api.js";

export { ApiError, CredentialsError, ValidationError } from "./errors.js";

export const { init, validate, sign, toRequest, endpoint, decode, explain, diagnose, ramPolicy } = /* @__PURE__ */ createApi({
  now: () => module,
  later: async () => module,
});
