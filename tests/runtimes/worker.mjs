// For workerd, whose bundler picks the entry by the condition of that name.
import * as api from "ecs-image-pipeline";

import { runSuite } from "./suite.js";

export default {
  fetch: async () => Response.json(await runSuite(api, api.init)),
};
