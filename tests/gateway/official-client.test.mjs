import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe } from "node:test";
import { PIPELINE, plain, temporary } from "./accounts.mjs";
import { gatewayTest } from "./sending.mjs";

const require = createRequire(import.meta.url);
const { default: Client, ...models } = require("@alicloud/ecs20140526");
const { $OpenApiUtil } = require("@alicloud/openapi-core");

// The client reads the clock by itself, so the gateway does too: `now` is left at its default.
const realTime = { now: undefined };

function start(gateway, account, signatureAlgorithm, changes = {}) {
  const { port } = gateway;
  const config = { ...account, endpoint: `127.0.0.1:${port}`, protocol: "HTTP", signatureAlgorithm };
  const client = new Client(new $OpenApiUtil.Config(config));
  const tag = [
    { key: "a b*c~d'(e)!", value: "中文+/=&%" },
    { key: "empty", value: "" },
  ].map((one) => new models.StartImagePipelineExecutionRequestTag(one));
  const request = { regionId: "cn-hangzhou", imagePipelineId: PIPELINE, clientToken: "token", tag, ...changes };
  return client.startImagePipelineExecution(new models.StartImagePipelineExecutionRequest(request));
}

describe("the official client @alicloud/ecs20140526", () => {
  const methods = { "HMAC-SHA1": "v2", "ACS3-HMAC-SHA256": undefined };
  for (const [method, algorithm] of Object.entries(methods)) {
    for (const [name, account] of Object.entries({ "an AccessKey": plain, "an STS token": temporary })) {
      gatewayTest(
        `is served: ${method} with ${name}`,
        async (gateway) => {
          const { statusCode, body } = await start(gateway, account, algorithm);
          assert.equal(statusCode, 200);
          const [{ executionId }] = gateway.executions;
          assert.equal(body.executionId, executionId);
          const [{ headers, parameters, requestId }] = gateway.requests;
          assert.equal(body.requestId, requestId);
          assert.equal(Boolean(headers.authorization?.startsWith("ACS3-HMAC-SHA256 ")), algorithm === undefined);
          assert.equal(parameters.SignatureMethod, algorithm && "HMAC-SHA1");
          assert.equal(parameters["Tag.1.Key"], "a b*c~d'(e)!");
          assert.equal(parameters["Tag.1.Value"], "中文+/=&%");
          assert.equal(parameters["Tag.2.Value"], "");

          assert.equal((await start(gateway, account, algorithm)).body.executionId, executionId);
          await assert.rejects(start(gateway, account, algorithm, { tag: [] }), {
            code: "IdempotentParameterMismatch",
          });
        },
        realTime,
      );

      gatewayTest(
        `is refused with a wrong secret: ${method} with ${name}`,
        async (gateway) => {
          const error = await start(gateway, { ...account, accessKeySecret: "wrong" }, algorithm).then(
            () => assert.fail("served"),
            (reason) => reason,
          );
          assert.equal(error.code, "SignatureDoesNotMatch");
          assert.match(
            error.message,
            algorithm ? / server string to sign is:POST&/ : / server CanonicalRequest is \[POST\n/,
          );
        },
        realTime,
      );
    }
  }
});
