/** The least-privilege policy: the exact document, and parts that no ARN holds. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";

import * as api from "../../dist/index.js";

/** The package without its types: these tests give it what the types forbid, too. */
const { ramPolicy, ValidationError } = /** @type {any} */ (api);

const document = (resource) => ({
  Version: "1",
  Statement: [{ Effect: "Allow", Action: ["ecs:StartImagePipelineExecution"], Resource: [resource] }],
});

suite("the exact document", () => {
  for (const [parts, resource] of /** @type {any[][]} */ ([
    [undefined, "acs:ecs:*:*:imagepipeline/*"],
    [{}, "acs:ecs:*:*:imagepipeline/*"],
    [{ regionId: "cn-hangzhou" }, "acs:ecs:cn-hangzhou:*:imagepipeline/*"],
    [{ accountId: "1234567890123456" }, "acs:ecs:*:1234567890123456:imagepipeline/*"],
    [{ imagePipelineId: "ip-2ze5tsl5bp6nf2b3" }, "acs:ecs:*:*:imagepipeline/ip-2ze5tsl5bp6nf2b3"],
    [{ accountId: "1", regionId: "cn-hangzhou", imagePipelineId: null }, "acs:ecs:cn-hangzhou:1:imagepipeline/*"],
  ])) {
    test(resource, () => assert.equal(JSON.stringify(ramPolicy(parts)), JSON.stringify(document(resource))));
  }
});

suite("parts that are refused", () => {
  for (const [path, values] of Object.entries({
    accountId: ["", "*", "12*", "?", "12a", "１２", " 1", 1],
    regionId: ["", "*", "cn-*", "cn-hangzhou:", "a/b", 1],
    imagePipelineId: ["", "*", "ip-?", "ip-1/../x", "ip-1:a", "ip-1 ", "ip-\u0024{a}", "ip-1****", 1],
    unknown: ["a"],
  })) {
    for (const value of values) {
      test(`${path}: ${JSON.stringify(value)}`, () => {
        assert.throws(
          () => ramPolicy({ [path]: value }),
          (/** @type {any} */ error) =>
            error instanceof ValidationError && error.issues.every((issue) => issue.path === path),
        );
      });
    }
  }
});

test("a part that no ARN holds is said to be one, and how to allow all", () => {
  for (const regionId of ["*", ""]) {
    assert.throws(
      () => ramPolicy({ regionId }),
      ({ issues: [{ code, message }] }) =>
        code === "InvalidArn" && /Leave it out/.test(message.en) && /省略/.test(message.zh),
    );
  }
});

test("what is no object", () => {
  assert.throws(
    () => ramPolicy("x"),
    ({ issues: [{ path, message }] }) =>
      path === "parts" && message.en.startsWith("parts must be an object") && message.zh.startsWith("parts 应为对象"),
  );
});
