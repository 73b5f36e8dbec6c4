import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { acs3Request, sign, toQuery, unsigned } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";

const OTHER = "ip-other";

function open(options) {
  const gateway = createGateway({ accounts: [plain, temporary], ...options });
  const start = (changes, now = NOW) => {
    const request = { method: "GET", url: `/?${toQuery(sign(unsigned(changes)))}`, headers: {}, body: Buffer.alloc(0) };
    return read(gateway.handle(request, now));
  };
  return { ...gateway, start };
}

/** @param {import('./core.mjs').Outcome} outcome */
function read({ answer, delayMs, code }) {
  const { ExecutionId, Message } = JSON.parse(answer.body);
  return { status: answer.status, code, delayMs, executionId: ExecutionId, message: Message };
}

describe("a ClientToken", () => {
  test("starts one build, however often it is sent", () => {
    const { start, executions } = open();
    const first = start({ ClientToken: "a" });
    assert.deepEqual(start({ ClientToken: "a" }), first);
    assert.deepEqual(start({ ClientToken: "a" }, NOW + 600_000), first);
    assert.equal(executions.length, 1);
    assert.equal(executions[0].executionId, first.executionId);
  });

  test("holds across signature methods and HTTP methods", () => {
    const { start, handle, executions } = open();
    const first = start({ ClientToken: "a", "Tag.1.Key": "k" });
    const query = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE, ClientToken: "a", "Tag.1.Key": "k" };
    assert.equal(read(handle(acs3Request({ query }), NOW)).executionId, first.executionId);
    assert.equal(executions.length, 1);
  });

  test("with other parameters is refused", () => {
    const { start, executions } = open();
    start({ ClientToken: "a" });
    for (const changes of [{ ImagePipelineId: OTHER }, { "Tag.1.Key": "k" }, { OwnerId: "1" }]) {
      const { status, code, message } = start({ ClientToken: "a", ...changes });
      assert.deepEqual([status, code], [400, "IdempotentParameterMismatch"]);
      assert.equal(message, "The request is retried with updated parameters.");
    }
    assert.equal(executions.length, 1);
  });

  test("is of one account, and its case counts", () => {
    const { start, handle, executions } = open();
    start({ ClientToken: "a" });
    start({ ClientToken: "A" });
    const query = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE, ClientToken: "a" };
    handle(acs3Request({ query, account: temporary }), NOW);
    assert.equal(new Set(executions.map(({ executionId }) => executionId)).size, 3);
  });

  test("is processing until its first call is answered", () => {
    const { start } = open({ workMs: 2000 });
    const first = start({ ClientToken: "a" });
    assert.equal(first.delayMs, 2000);
    const { status, code, message, delayMs } = start({ ClientToken: "a" }, NOW + 1999);
    assert.deepEqual([status, code, delayMs], [403, "LastTokenProcessing", 0]);
    assert.equal(message, "The last token request is processing.");
    const again = start({ ClientToken: "a" }, NOW + 2000);
    assert.deepEqual([again.executionId, again.delayMs], [first.executionId, 0]);
  });

  test("that was refused can be used", () => {
    const { start } = open({ executionMs: 1000 });
    start({ ClientToken: "a" });
    assert.equal(start({ ClientToken: "b" }).status, 403);
    assert.equal(start({ ClientToken: "b" }, NOW + 1000).status, 200);
  });

  test("that is missing starts a build each time", () => {
    const { start, executions } = open();
    assert.notEqual(start({}).executionId, start({}).executionId);
    assert.equal(executions.length, 2);
  });
});

describe("an image template", () => {
  test("is built once at a time", () => {
    const { start, executions } = open({ executionMs: 60_000 });
    const first = start({ ClientToken: "a" });
    const { status, code, message } = start({ ClientToken: "b" }, NOW + 59_999);
    assert.deepEqual([status, code], [403, "InvalidImagePipeline.HasRunningExecution"]);
    assert.equal(message, "The specified ImagePipeline has a running execution.");
    assert.equal(start({ ClientToken: "a" }, NOW + 59_999).executionId, first.executionId);
    assert.equal(start({ ImagePipelineId: OTHER }).status, 200);
    assert.equal(start({ RegionId: "cn-beijing" }).status, 200);
    assert.equal(start({ ClientToken: "b" }, NOW + 60_000).status, 200);
    assert.equal(executions.length, 4);
  });
});

describe("too many calls", () => {
  test("are refused until the next window", () => {
    const { start, handle, executions } = open({ throttle: { calls: 2, windowMs: 60_000 } });
    assert.deepEqual([start({}).status, start({}).status], [200, 200]);
    const { answer, code } = handle(acs3Request(), NOW);
    assert.deepEqual([answer.status, code], [400, "Throttling.User"]);
    assert.equal(JSON.parse(answer.body).Message, "Request was denied due to user flow control.");
    // The clock shows 5 seconds past the minute.
    assert.equal(answer.headers["x-acs-retry-after"], "55000");
    assert.equal(start({ RegionId: "cn-beijing" }).status, 200);
    assert.equal(start({}, NOW + 54_999).code, "Throttling.User");
    assert.equal(start({}, NOW + 55_000).status, 200);
    assert.equal(executions.length, 4);
  });

  test("are counted by account", () => {
    const { start, handle } = open({ throttle: { calls: 1, windowMs: 1000 } });
    assert.equal(start({}).status, 200);
    assert.equal(handle(acs3Request({ account: temporary }), NOW).answer.status, 200);
  });
});
