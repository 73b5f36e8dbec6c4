/** The entry for Vercel's edge runtime, which imports modules under a name of its own. Its types are those of `index.ts`. */
import module from "./ecs_image_pipeline.wasm?module";

import { createApi } from "./create-api.js";

export { ApiError, CredentialsError, ValidationError } from "./errors.js";

export const { init, validate, sign, toRequest, endpoint, decode, explain, diagnose, ramPolicy } = /* @__PURE__ */ createApi({
  now: () => module,
  later: async () => module,
});
