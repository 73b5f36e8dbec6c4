/** `POST /executions` starts an image build. */
import { ImagePipelineClient, ValidationError, validate } from "ecs-image-pipeline";

import { isAuthorized } from "./authorization.js";
import { problem, problemOf } from "./problem.js";
import { readObject } from "./read-object.js";

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/executions") return problem(404, "NotFound");
    if (request.method !== "POST") return problem(405, "MethodNotAllowed", {}, { allow: "POST" });
    try {
      if (!(await isAuthorized(request, env.TOKEN)))
        return problem(401, "Unauthorized", {}, { "www-authenticate": "Bearer" });
      const asked = { regionId: env.REGION_ID, ...(await readObject(request)) };
      const issues = validate(asked);
      // Without a token, a caller who asks once more would start a second build.
      if (issues.some(({ severity, code }) => severity === "error" || code === "NoClientToken"))
        throw new ValidationError(issues);
      const { executionId, requestId } = await clientOf(env).start(asked);
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
    credentials: { accessKeyId: env.ALIBABA_CLOUD_ACCESS_KEY_ID, accessKeySecret: env.ALIBABA_CLOUD_ACCESS_KEY_SECRET },
    // Left out but inside a VPC, and in tests.
    ...(env.ENDPOINT && { endpoint: env.ENDPOINT }),
    // The caller waits meanwhile.
    totalTimeout: 25_000,
  });
  return client;
}
