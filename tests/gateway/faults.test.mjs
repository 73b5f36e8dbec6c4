import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { describe, test } from "node:test";
import { NOW, plain } from "./accounts.mjs";
import { acs3Request } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";
import { listedFaults, seededFaults } from "./fault-schedule.mjs";
import { faults } from "./faults.mjs";
import { withGateway } from "./sending.mjs";

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
  const refused = [
    ["InternalError before the work", 500, "InternalError", 0],
    ["InternalError after the work", 500, "InternalError", 1],
    ["ServiceUnavailable", 503, "ServiceUnavailable", 0],
    ["throttled", 400, "Throttling.User", 0],
    ["clock 20 minutes fast", 400, "InvalidTimeStamp.Expired", 0],
    ["clock 20 minutes slow", 400, "InvalidTimeStamp.Expired", 0],
    ["sent twice", 400, "SignatureNonceUsed", 1],
  ];
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

  for (const [fault, date] of [
    ["clock 20 minutes fast", "03:24:05"],
    ["clock 20 minutes slow", "02:44:05"],
  ]) {
    test(`${fault}: says what time it takes it to be`, () => {
      assert.equal(meet(fault).answer.headers.date, `Fri, 02 Jan 2026 ${date} GMT`);
    });
  }

  for (const [fault, builds] of [
    ["dropped before the work", 0],
    ["dropped after the work", 1],
  ]) {
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

  test("is the same for the same seed alone", () => {
    assert.deepEqual(seen({ seed: 1, rate: 0.3 }), seen({ seed: 1, rate: 0.3 }));
    assert.notDeepEqual(seen({ seed: 1, rate: 0.3 }), seen({ seed: 2, rate: 0.3 }));
  });

  test("has the rate that is asked for, and each fault about as often as the others", () => {
    for (const seed of [0, 1, 7, 123456789]) {
      const met = seen({ seed, rate: 0.3 }).filter(Boolean);
      assert.ok(Math.abs(met.length - 3000) < 200, `${met.length}`);
      for (const name of Object.keys(faults)) {
        const count = met.filter(({ fault }) => fault === name).length;
        assert.ok(Math.abs(count - met.length / Object.keys(faults).length) < 80, `${name}: ${count}`);
      }
      assert.ok(met.every(({ random }) => random >= 0 && random < 1));
    }
  });

  test("has none at a rate of 0, one for each request at 1, and of the names that are given", () => {
    assert.deepEqual(new Set(seen({ seed: 1, rate: 0 })), new Set([undefined]));
    const all = seen({ seed: 1, rate: 1, names: ["slow"] });
    assert.ok(all.every(({ fault }) => fault === "slow"));
  });
});

describe("over HTTP", () => {
  const sent = (port) => {
    const { method, url, headers } = acs3Request({ headers: { host: `127.0.0.1:${port}` } });
    return new Promise((resolve) => {
      const request = httpRequest({ host: "127.0.0.1", port, method, path: url, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("error", ({ code }) => resolve({ status: response.statusCode, body, error: code }));
        response.on("end", () =>
          resolve({ status: response.statusCode, body, length: response.headers["content-length"] }),
        );
      });
      request.on("error", ({ code }) => resolve({ error: code })).end();
    });
  };
  const faulty = (names, use) => withGateway({ faultOf: listedFaults(names) }, use);

  test("a connection is dropped", () =>
    faulty(["dropped before the work", "dropped after the work"], async ({ port, executions }) => {
      assert.deepEqual(await sent(port), { error: "ECONNRESET" });
      assert.equal(executions.length, 0);
      assert.deepEqual(await sent(port), { error: "ECONNRESET" });
      assert.equal(executions.length, 1);
    }));

  test("an answer is broken off", () =>
    faulty(["broken off"], async ({ port }) => {
      const { status, body, error } = await sent(port);
      assert.deepEqual([status, error], [200, "ECONNRESET"]);
      assert.ok(body.startsWith('{"RequestId":"') && !body.includes("}"), body);
    }));

  test("an answer is cut short", () =>
    faulty(["cut short"], async ({ port }) => {
      const { status, body, length } = await sent(port);
      assert.deepEqual([status, Number(length)], [200, body.length]);
      assert.ok(!body.includes("}"), body);
    }));

  test("an answer takes its time", () =>
    withGateway({ workMs: 300 }, async ({ port }) => {
      const began = performance.now();
      assert.equal((await sent(port)).status, 200);
      assert.ok(performance.now() - began >= 299);
    }));

  test("the gateway closes while an answer takes its time", { timeout: 10_000 }, async () => {
    let outcome;
    await withGateway({ faultOf: () => ({ fault: "slow", random: 0.5 }) }, async ({ port, requests }) => {
      outcome = sent(port);
      while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    assert.deepEqual(await outcome, { error: "ECONNRESET" });
  });
});

test("ten thousand starts without a socket take seconds", () => {
  const gateway = createGateway({ accounts: [plain], faultOf: seededFaults({ seed: 1, rate: 0.3 }) });
  const began = performance.now();
  for (let i = 0; i < 10_000; i++) gateway.handle(acs3Request(), NOW);
  const seconds = (performance.now() - began) / 1000;
  assert.equal(gateway.requests.length, 10_000);
  assert.ok(seconds < 30, `${seconds} s`);
});
