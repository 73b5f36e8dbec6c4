/** `POST /executions` starts an image build. */
import { ImagePipelineClient } from "ecs-image-pipeline";

import { isAuthorized } from "./authorization.js";
import { problem, problemOf } from "./problem.js";
import { readObject } from "./read-object.js";

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/executions") return problem(404, "NotFound");
    if (request.method !== "POST") return problem(405, "MethodNotAllowed", {}, { allow: "POST" });
    try {
      if (!(await isAuthorized(request, env.TOKEN))) return problem(401, "Unauthorized", {}, { "www-authenticate": "Bearer" });
      const { executionId, requestId } = await clientOf(env).start(await readObject(request));
      return Response.json({ executionId, requestId }, { status: 202 });
    } catch (error) {
      return problemOf(error);
    }
  },
};

let client;

// One for all requests: it keeps to the rate limit of the operation.
function clientOf(env) {
  client ??= new ImagePipelineClient({
    regionId: env.REGION_ID,
    credentials: { accessKeyId: env.ACCESS_KEY_ID, accessKeySecret: env.ACCESS_KEY_SECRET },
    // Left out but inside a VPC, and in tests.
    ...(env.ENDPOINT && { endpoint: env.ENDPOINT }),
    // The caller waits meanwhile.
    totalTimeout: 25_000,
  });
  return client;
}
