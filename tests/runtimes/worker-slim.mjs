// For workerd, which has the module as a module.
import module from "ecs-image-pipeline/ecs_image_pipeline.wasm";
import * as api from "ecs-image-pipeline/slim";

import { runSuite } from "./suite.js";

let copies = 0;
const fresh = () => {
  // Not in the call itself, where the bundler would look for files.
  const copy = `./copy-${copies++}.js`;
  return import(copy);
};

export default {
  fetch: async () => Response.json(await runSuite(api, () => api.init(module), { fresh, module })),
};
