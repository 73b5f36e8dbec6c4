// For workerd, which has neither files nor a look at its memory.
import * as api from "ecs-image-pipeline";

import { startAll } from "./starts.mjs";

export default {
  fetch: async (request) => Response.json({ told: await startAll(api, await request.json()), unhandled: [] }),
};
