/** Starts builds in workerd. The gateway is outside, and told what time it is here. */
import { ImagePipelineClient } from "ecs-image-pipeline";

import { startAll } from "./starts.mjs";

export default {
  async fetch(request, { GATEWAY }) {
    const handle = async (sent, now) => {
      const response = await GATEWAY.fetch("http://gateway/", { method: "POST", body: JSON.stringify({ sent, now }) });
      return response.json();
    };
    return Response.json(await startAll({ ImagePipelineClient, handle, ...(await request.json()) }));
  },
};
