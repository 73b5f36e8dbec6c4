// The worker of examples/cloudflare-worker, in workerd, against the gateway.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { buildExample, runWorker } from "./worker.mjs";

const account = { accessKeyId: "LTAI-testid", accessKeySecret: "a-secret-of-the-worker" };
const TOKEN = "a-bearer-token";
const bindings = {
  TOKEN,
  REGION_ID: "cn-hangzhou",
  ALIBABA_CLOUD_ACCESS_KEY_ID: account.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: account.accessKeySecret,
};

let gateway, built, running;
/** The faults of the next requests. */
let faults = [];
/** Every answer there was, and what was logged. */
const written = [];

before(async () => {
  const options = { accounts: [account], pipelines: ["ip-1", "ip-2", "ip-busy"], executionMs: 60_000 };
  [gateway, built] = await Promise.all([
    startGateway({ ...options, faultOf: () => faults.shift() }),
    buildExample("cloudflare-worker"),
  ]);
  running = await runWorker(built, { bindings: { ...bindings, ENDPOINT: gateway.url } });
});
after(async () => {
  await Promise.all([gateway?.close(), running?.dispose()]);
});

/** @param {{ path?: string, method?: string, authorization?: string, body?: string, worker?: import("miniflare").Miniflare }} request */
async function call({
  path = "/executions",
  method = "POST",
  authorization = `Bearer ${TOKEN}`,
  body,
  worker = running.worker,
}) {
  const headers = authorization === null ? {} : { authorization };
  const response = await worker.dispatchFetch(`http://worker.example${path}`, { method, headers, body });
  const text = await response.text();
  written.push(text, JSON.stringify([...response.headers]));
  return { status: response.status, headers: response.headers, body: JSON.parse(text), error: JSON.parse(text).error };
}
const start = (request) => call({ body: JSON.stringify({ clientToken: crypto.randomUUID(), ...request }) });

suite("a build", () => {
  test("is started once, however often its clientToken is sent", async () => {
    const tag = [{ key: "项目", value: "a b" }];
    const first = await start({ imagePipelineId: "ip-1", clientToken: "one", tag });
    assert.equal(first.status, 202);
    assert.deepEqual(Object.keys(first.body).sort(), ["executionId", "requestId"]);
    const again = await start({ imagePipelineId: "ip-1", clientToken: "one", tag });
    assert.equal(again.body.executionId, first.body.executionId);
    const started = gateway.executions.filter(({ imagePipelineId }) => imagePipelineId === "ip-1");
    assert.deepEqual(
      started.map(({ executionId, clientToken }) => [executionId, clientToken]),
      [[first.body.executionId, "one"]],
    );
    const [{ parameters }] = gateway.requests;
    assert.deepEqual(
      [parameters.RegionId, parameters["Tag.1.Key"], parameters["Tag.1.Value"]],
      ["cn-hangzhou", "项目", "a b"],
    );
  });

  test("is started once, though the network fails", async () => {
    faults = ["dropped after the work", "InternalError after the work", "sent twice"].map((fault) => ({
      fault,
      random: 0,
    }));
    const { status, body } = await start({ imagePipelineId: "ip-2" });
    assert.equal(status, 202);
    const started = gateway.executions.filter(({ imagePipelineId }) => imagePipelineId === "ip-2");
    assert.deepEqual(
      started.map(({ executionId }) => executionId),
      [body.executionId],
    );
  });
});

suite("callers", () => {
  for (const authorization of [
    null,
    "",
    "Bearer",
    "Bearer ",
    "Bearer undefined",
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Basic ${TOKEN}`,
    TOKEN,
  ]) {
    test(`are refused with ${authorization}`, async () => {
      const { status, error, headers } = await call({ authorization, body: "{}" });
      assert.deepEqual([status, error.code, headers.get("www-authenticate")], [401, "Unauthorized", "Bearer"]);
    });
  }

  for (const [path, method, status] of /** @type {any[][]} */ ([
    ["/", "POST", 404],
    ["/executions/", "POST", 404],
    ["/executions", "GET", 405],
    ["/executions", "PUT", 405],
  ])) {
    test(`${method} ${path} is ${status}`, async () => assert.equal((await call({ path, method })).status, status));
  }

  for (const body of [undefined, "", "{", "null", "[]", '"text"', "1", "\xff"]) {
    test(`the body ${body} is 400`, async () => {
      const { status, error } = await call({ body });
      assert.deepEqual([status, error.code], [400, "NotAJsonObject"]);
    });
  }

  test("a body of 64 KB is read, a longer one is 413", async () => {
    const of = (bytes) => `{"imagePipelineId":""}`.padEnd(bytes);
    assert.equal((await call({ body: of(65_536) })).status, 422);
    const { status, error } = await call({ body: of(65_537) });
    assert.deepEqual([status, error.code], [413, "BodyTooLarge"]);
  });

  for (const clientToken of [undefined, null, ""]) {
    test(`without a clientToken are refused: ${clientToken}`, async () => {
      const before = gateway.requests.length;
      const { status, error } = await start({ imagePipelineId: "ip-1", clientToken });
      assert.deepEqual([status, error.code], [422, "ERR_INVALID_REQUEST"]);
      assert.deepEqual(
        error.issues.map(({ path, code }) => [path, code]),
        [["clientToken", "NoClientToken"]],
      );
      assert.equal(gateway.requests.length, before);
    });
  }

  test("every issue of a request is in the answer, and nothing is sent", async () => {
    const before = gateway.requests.length;
    const { status, error } = await start({
      imagePipelineID: "ip-1",
      tag: [{ key: "acs:k" }],
      regionId: "cn hangzhou",
    });
    assert.deepEqual([status, error.code], [422, "ERR_INVALID_REQUEST"]);
    const issues = Object.fromEntries(error.issues.map(({ path, code }) => [path, code]));
    assert.deepEqual(issues, {
      ...{ imagePipelineID: "UnknownField", imagePipelineId: "MissingParameter", regionId: "InvalidRegionId.NotFound" },
      "tag[0].key": "InvalidTagKey.Malformed",
    });
    assert.ok(error.issues.every(({ message }) => message.en && message.zh));
    assert.equal(gateway.requests.length, before);
  });
});

suite("what the service refuses", () => {
  const refused = async (request, status, code) => {
    const { status: given, error, headers } = await start(request);
    assert.deepEqual([given, error.code], [status, code]);
    assert.ok(error.explanation.en && error.explanation.zh && error.remedy.en && error.remedy.zh);
    return { error, headers };
  };

  test("an unknown template is 404", async () => {
    await refused({ imagePipelineId: "ip-3" }, 404, "InvalidImagePipeline.NotFound");
  });

  test("a template that is being built is 409", async () => {
    assert.equal((await start({ imagePipelineId: "ip-busy", clientToken: "a" })).status, 202);
    await refused({ imagePipelineId: "ip-busy", clientToken: "b" }, 409, "InvalidImagePipeline.HasRunningExecution");
  });

  test("other parameters with a clientToken are 409", async () => {
    await refused(
      { imagePipelineId: "ip-busy", clientToken: "a", tag: [{ key: "k" }] },
      409,
      "IdempotentParameterMismatch",
    );
  });

  test("too many calls are 429, with the time to wait", async () => {
    faults = Array.from({ length: 5 }, () => ({ fault: "throttled", random: 0 }));
    const { headers, error } = await refused({ imagePipelineId: "ip-1" }, 429, "Throttling.User");
    assert.equal(headers.get("retry-after"), "1");
    assert.ok(error.clientToken);
  });

  test("a fault of the service is 502", async () => {
    faults = Array.from({ length: 5 }, () => ({ fault: "ServiceUnavailable", random: 0 }));
    await refused({ imagePipelineId: "ip-1" }, 502, "ServiceUnavailable");
  });

  test("no answer is 502, with the clientToken to find out by", async () => {
    faults = Array.from({ length: 5 }, () => ({ fault: "dropped after the work", random: 0 }));
    const { error } = await refused({ imagePipelineId: "ip-1", clientToken: "lost" }, 502, "ERR_NETWORK");
    assert.equal(error.clientToken, "lost");
  });
});

suite("a worker that is set up wrongly", () => {
  const withWorker = async (changes, use) => {
    const set = Object.entries({ ...bindings, ENDPOINT: gateway.url, ...changes }).filter(
      ([, value]) => value !== null,
    );
    const { worker, logs, dispose } = await runWorker(built, { bindings: Object.fromEntries(set) });
    try {
      await use((options = {}) => call({ body: '{"imagePipelineId":"ip-1","clientToken":"t"}', worker, ...options }));
      written.push(logs());
    } finally {
      await dispose();
    }
  };

  test("without its token answers nobody", () =>
    withWorker({ TOKEN: null }, async (ask) => {
      for (const authorization of ["Bearer undefined", "Bearer ", null]) {
        const { status, error } = await ask({ authorization });
        assert.deepEqual([status, error.code], [500, "Misconfigured"]);
      }
    }));

  for (const changes of [
    { ALIBABA_CLOUD_ACCESS_KEY_SECRET: null },
    { ALIBABA_CLOUD_ACCESS_KEY_ID: " x" },
    { ENDPOINT: "http://other.example" },
  ]) {
    test(`says so with ${JSON.stringify(changes)}`, () =>
      withWorker(changes, async (ask) => {
        const { status, error } = await ask();
        assert.deepEqual([status, error], [500, { code: "Misconfigured" }]);
      }));
  }

  test("with a wrong secret says why", () =>
    withWorker({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: "a-secret-of-the-worker-" }, async (ask) => {
      const { status, error } = await ask();
      assert.deepEqual([status, error.code], [500, "SignatureDoesNotMatch"]);
      assert.ok(error.explanation.en);
    }));
});

test("no secret and no signature is in any answer or log", () => {
  const all = [...written, running.logs()].join("\n");
  assert.ok(all.includes("InvalidImagePipeline.NotFound") && all.length > 5000, "something was written");
  for (const secret of [TOKEN, account.accessKeyId, account.accessKeySecret, "Signature="])
    assert.ok(!all.includes(secret), secret);
});
