// For workerd, which has the module as a module.
import module from "ecs-image-pipeline/ecs_image_pipeline.wasm";
import * as api from "ecs-image-pipeline/slim";

import { runSuite } from "./suite.js";

export default {
  fetch: async () => Response.json(await runSuite(api, async () => api.initSync(module))),
};
