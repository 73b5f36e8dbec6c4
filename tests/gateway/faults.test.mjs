import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { describe, test } from "node:test";
import { NOW, plain } from "./accounts.mjs";
import { acs3Request } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";
import { listedFaults, seededFaults } from "./fault-schedule.mjs";
import { faults } from "./faults.mjs";
import { gatewayTest } from "./gateway-test.mjs";

/** What becomes of the first call and of the same one sent again, and how many builds there are. */
function meet(fault) {
  const gateway = createGateway({ accounts: [plain], faultOf: listedFaults([fault]) });
  const query = { RegionId: "cn-hangzhou", ImagePipelineId: "ip-1", ClientToken: "token" };
  const first = gateway.handle(acs3Request({ query }), NOW);
  const started = gateway.executions.length;
  const again = gateway.handle(acs3Request({ query }), NOW + 120_000);
  assert.equal(again.answer.status, 200);
  assert.equal(gateway.executions.length, 1);
  assert.deepEqual(
    gateway.requests.map((request) => request.fault),
    [fault, undefined],
  );
  return { ...first, started, again };
}

describe("each fault, and a retry with the same ClientToken", () => {
  const refused = /** @type {any[][]} */ ([
    ["InternalError before the work", 500, "InternalError", 0],
    ["InternalError after the work", 500, "InternalError", 1],
    ["ServiceUnavailable", 503, "ServiceUnavailable", 0],
    ["throttled", 400, "Throttling.User", 0],
    ["clock 20 minutes fast", 400, "InvalidTimeStamp.Expired", 0],
    ["clock 20 minutes slow", 400, "InvalidTimeStamp.Expired", 0],
    ["sent twice", 400, "SignatureNonceUsed", 1],
  ]);
  for (const [fault, status, expected, builds] of refused) {
    test(fault, () => {
      const { answer, code, started } = meet(fault);
      assert.deepEqual(
        [answer.status, code, JSON.parse(answer.body).Code, started],
        [status, expected, expected, builds],
      );
    });
  }

  test("throttled: says how long", () => {
    assert.equal(meet("throttled").answer.headers["x-acs-retry-after"], "2501");
  });

  for (const [fault, date] of /** @type {any[][]} */ ([
    ["clock 20 minutes fast", "03:24:05"],
    ["clock 20 minutes slow", "02:44:05"],
  ])) {
    test(`${fault}: says what time it takes it to be`, () => {
      assert.equal(meet(fault).answer.headers.date, `Fri, 02 Jan 2026 ${date} GMT`);
    });
  }

  for (const [fault, builds] of /** @type {any[][]} */ ([
    ["dropped before the work", 0],
    ["dropped after the work", 1],
  ])) {
    test(fault, () => {
      const { answer, started } = meet(fault);
      assert.deepEqual([answer, started], [undefined, builds]);
    });
  }

  test("slow", () => {
    const { answer, delayMs, started } = meet("slow");
    assert.deepEqual([answer.status, delayMs, started], [200, 60_001, 1]);
  });

  test("broken off", () => {
    const { answer, sentBytes, started, again } = meet("broken off");
    assert.equal(answer.body.length, again.answer.body.length);
    assert.equal(sentBytes, Math.floor(answer.body.length / 2));
    assert.equal(started, 1);
  });

  test("cut short", () => {
    const { answer, sentBytes, started, again } = meet("cut short");
    assert.equal(answer.body.length, Math.floor(again.answer.body.length / 2));
    assert.throws(() => JSON.parse(answer.body), SyntaxError);
    assert.deepEqual([sentBytes, started], [undefined, 1]);
  });

  test("page of a proxy", () => {
    const { answer, started } = meet("page of a proxy");
    assert.deepEqual([answer.status, answer.headers["content-type"], started], [502, "text/html", 0]);
    assert.match(answer.body, /^<html>/);
  });
});

describe("a schedule", () => {
  const seen = (options) => Array.from({ length: 10_000 }, (_, request) => seededFaults(options)(request));

  test("is the same for the same seed, and differs for another", () => {
    assert.deepEqual(seen({ seed: 1, rate: 0.3 }), seen({ seed: 1, rate: 0.3 }));
    assert.notDeepEqual(seen({ seed: 1, rate: 0.3 }), seen({ seed: 2, rate: 0.3 }));
  });

  test("has the given rate, and each fault about as often as the others", () => {
    const met = seen({ seed: 1, rate: 0.3 }).filter(Boolean);
    assert.ok(Math.abs(met.length - 3000) < 200, `${met.length}`);
    for (const name of Object.keys(faults)) {
      const count = met.filter(({ fault }) => fault === name).length;
      assert.ok(Math.abs(count - met.length / Object.keys(faults).length) < 80, `${name}: ${count}`);
    }
  });
});

describe("over HTTP", () => {
  const sent = (port) => {
    const { method, url, headers } = acs3Request({ headers: { host: `127.0.0.1:${port}` } });
    return new Promise((resolve) => {
      const request = httpRequest({ host: "127.0.0.1", port, method, path: url, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("error", (/** @type {NodeJS.ErrnoException} */ { code }) =>
          resolve({ status: response.statusCode, body, error: code }),
        );
        response.on("end", () =>
          resolve({ status: response.statusCode, body, length: response.headers["content-length"] }),
        );
      });
      request.on("error", (/** @type {NodeJS.ErrnoException} */ { code }) => resolve({ error: code })).end();
    });
  };
  const faulty = (...names) => ({ faultOf: listedFaults(names) });

  gatewayTest(
    "a connection is dropped",
    async ({ port, executions }) => {
      assert.deepEqual(await sent(port), { error: "ECONNRESET" });
      assert.equal(executions.length, 0);
      assert.deepEqual(await sent(port), { error: "ECONNRESET" });
      assert.equal(executions.length, 1);
    },
    faulty("dropped before the work", "dropped after the work"),
  );

  gatewayTest(
    "an answer is broken off",
    async ({ port }) => {
      const { status, body, error } = await sent(port);
      assert.deepEqual([status, error], [200, "ECONNRESET"]);
      assert.ok(body.startsWith('{"RequestId":"') && !body.includes("}"), body);
    },
    faulty("broken off"),
  );

  gatewayTest(
    "an answer takes its time",
    async ({ port }) => {
      const began = performance.now();
      assert.equal((await sent(port)).status, 200);
      assert.ok(performance.now() - began >= 99);
    },
    { workMs: 100 },
  );
});
