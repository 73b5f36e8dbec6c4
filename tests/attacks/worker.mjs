/** For workerd. */
import * as api from "ecs-image-pipeline";

import { startAll } from "./starts.mjs";

export default {
  fetch: async (request) => Response.json(await startAll(api, await request.json(), undefined)),
};
