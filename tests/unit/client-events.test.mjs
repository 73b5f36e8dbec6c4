/** What a client reports of each call, and that nothing which is done with it can break the call. */
import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";

import { assertHidden, credentials, never, refused, request, STARTED, world } from "./client-world.mjs";
import { run, uninstall } from "./fake-time.mjs";

afterEach(uninstall);

/** The events of the starts of a client. */
function observed(replies, options) {
  const events = [];
  return { ...world(replies, { onEvent: (event) => void events.push(event), ...options }), events };
}

suite("events", () => {
  test("of a start that is queued and repeated", async (t) => {
    t.mock.method(Math, "random", () => 0.5);
    const slow = () => new Promise((resolve) => setTimeout(resolve, 300, new Response(STARTED.body)));
    const fails = () => Promise.reject(new TypeError("fetch failed"));
    const { start, events } = observed([STARTED, refused(503, "ServiceUnavailable"), fails, slow], { rateLimit: 3 });
    await start(request);
    events.length = 0;
    await start({ ...request, clientToken: "mine" });
    const each = { clientToken: "mine", regionId: "cn-hangzhou" };
    const urls = events.filter(({ url }) => url).map(({ url }) => new URL(url));
    for (const { host, searchParams } of urls) {
      assert.equal(host, "ecs.cn-hangzhou.aliyuncs.com");
      assert.deepEqual(
        ["ClientToken", "AccessKeyId", "SecurityToken", "Signature"].map((name) => searchParams.get(name)),
        ["mine", credentials.accessKeyId, "***", "***"],
      );
    }
    assert.deepEqual(
      events.map(({ url, ...event }) => event),
      [
        { type: "request", attempt: 1, method: "GET", ...each },
        {
          type: "response",
          attempt: 1,
          status: 503,
          code: "ServiceUnavailable",
          requestId: "r",
          elapsedMs: 0,
          ...each,
        },
        { type: "retry", attempt: 2, code: "ServiceUnavailable", delayMs: 250, ...each },
        { type: "request", attempt: 2, method: "GET", ...each },
        { type: "retry", attempt: 3, code: "ERR_NETWORK", delayMs: 500, ...each },
        { type: "queued", attempt: 3, delayMs: 60_250, ...each },
        { type: "request", attempt: 3, method: "GET", ...each },
        { type: "response", attempt: 3, status: 200, requestId: "r-1", elapsedMs: 300, ...each },
      ],
    );
  });

  test("hold no secret, by either method", async () => {
    for (const options of [{ method: "POST" }, { signatureMethod: "ACS3-HMAC-SHA256" }]) {
      const all = observed([refused(503, "ServiceUnavailable"), STARTED], options);
      await all.start(request);
      assert.equal(all.events.length, 5);
      assertHidden(all.events);
    }
  });
});

suite("an onEvent that", () => {
  for (const [name, onEvent] of Object.entries({
    throws: () => {
      throw new Error("broken");
    },
    rejects: () => Promise.reject(new Error("broken")),
    "never ends": never,
    "returns a thenable that throws": () => Object.defineProperty({}, "then", { value: () => assert.fail("broken") }),
    "changes the event": (event) => {
      for (const key of Object.keys(event)) delete event[key];
    },
  })) {
    test(`${name} changes nothing`, async () => {
      const unhandled = [];
      const note = (reason) => unhandled.push(reason);
      process.on("unhandledRejection", note);
      const all = world([refused(503, "ServiceUnavailable"), STARTED], { onEvent });
      const { attempts } = await all.start(request);
      await new Promise(setImmediate);
      process.off("unhandledRejection", note);
      assert.deepEqual([attempts, all.sent.length, unhandled], [2, 2, []]);
    });
  }

  test("starts another build", async () => {
    const inner = [];
    const all = world([STARTED], {
      onEvent: ({ type, clientToken }) => {
        if (type === "request" && clientToken === "outer") inner.push(all.client.start(request));
      },
    });
    await all.start({ ...request, clientToken: "outer" });
    await run(Promise.all(inner));
    assert.equal(all.sent.length, 2);
  });

  test("aborts the call: nothing more is sent", async () => {
    const controller = new AbortController();
    const all = world([STARTED], { onEvent: ({ type }) => type === "request" && controller.abort() });
    const error = await all.fail(request, { signal: controller.signal });
    assert.deepEqual([error.code, all.sent.length], ["ERR_ABORTED", 0]);
  });
});
