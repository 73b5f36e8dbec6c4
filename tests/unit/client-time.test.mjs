/** The time that a client takes: timeouts, the queue, signals and clocks. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { afterEach, suite, test } from "node:test";
import { inspect } from "node:util";

import { AbortedError, ImagePipelineClient } from "../../dist/index.js";
import { assertOver, credentials, failure, never, refused, request, STARTED, world } from "./client-world.mjs";
import { NOW, pass, run, settle, uninstall } from "./fake-time.mjs";

afterEach(uninstall);

suite("time", () => {
  const hangs = {
    "fetch never answers": never,
    "fetch ends when it is told to": (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    "the body never ends": async () =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })),
  };
  for (const [name, hang] of Object.entries(hangs)) {
    test(`${name}: the next attempt`, async () => {
      const all = world([hang, STARTED], { attemptTimeout: 3_000 });
      assert.equal((await all.start(request)).attempts, 2);
      assert.ok(all.sent[0].init.signal.aborted);
      const between = all.sent[1].time - all.sent[0].time;
      assert.ok(between >= 3_000 && between < 3_500, `${between} ms`);
      await assertOver(all, 2);
    });

    test(`${name}: the end`, async () => {
      const all = world([hang], { attemptTimeout: 3_000, totalTimeout: 7_000, maxAttempts: 100 });
      const begin = Date.now();
      const error = await all.fail(request);
      assert.deepEqual(
        [error.name, error.code, error.clientToken],
        ["NetworkError", "ERR_TIMEOUT", all.sent[0].ClientToken],
      );
      assert.equal(error.attempts, all.sent.length);
      assert.ok(error.attempts >= 2 && error.attempts <= 3);
      assert.ok(Date.now() - begin <= 7_000);
      await assertOver(all, all.sent.length);
    });
  }

  test("a wait that does not fit is not begun, and the refusal is told", async () => {
    const all = world([refused(400, "Throttling", { "x-acs-retry-after": "60000" })], { totalTimeout: 60_000 });
    const begin = Date.now();
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts, Date.now() - begin], ["Throttling", 1, 0]);
  });
});

function assertAborted(error, reason, attempts, clientToken = error.clientToken) {
  assert.ok(error instanceof AbortedError, error);
  assert.deepEqual([error.name, error.code, error.attempts], ["AbortError", "ERR_ABORTED", attempts]);
  assert.equal(error.cause, reason);
  assert.ok(error.clientToken.length > 0 && error.clientToken === clientToken);
  assert.equal(error.message.includes("may have started"), attempts > 0);
}

suite("abort", () => {
  const reason = new Error("enough");

  test("before: nothing is asked, nothing sent", async () => {
    const all = world([STARTED], { credentials: () => assert.fail("asked") });
    assertAborted(await all.fail(request, { signal: AbortSignal.abort(reason) }), reason, 0);
    await assertOver(all, 0);
  });

  for (const [name, replies, options, sent] of /** @type {any[][]} */ ([
    ["while asking for credentials", [STARTED], { credentials: never }, 0],
    ["while sending", [never], {}, 1],
    ["while reading the body", [async () => new Response(new ReadableStream())], {}, 1],
    ["while waiting", [refused(400, "Throttling", { "x-acs-retry-after": "60000" }), STARTED], {}, 1],
  ])) {
    test(name, async () => {
      const all = world(replies, options);
      const controller = new AbortController();
      const ended = failure(all.client.start(request, { signal: controller.signal }));
      await pass(2_000);
      assert.equal(all.sent.length, sent);
      controller.abort(reason);
      assertAborted(await ended, reason, sent, all.sent[0]?.ClientToken);
      assert.ok(all.sent.every(({ init }) => init.signal.aborted));
      await assertOver(all, sent);
    });
  }

  test("while in the queue", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    await all.start(request);
    const controller = new AbortController();
    const ended = failure(all.client.start(request, { signal: controller.signal }));
    await pass(2_000);
    controller.abort(reason);
    assertAborted(await ended, reason, 0);
    await assertOver(all, 1);
  });

  test("a call that is aborted in the queue leaves its place to the next one", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    const begin = Date.now();
    await all.start(request);
    const controller = new AbortController();
    const ended = failure(all.client.start(request, { signal: controller.signal }));
    await pass(2_000);
    controller.abort(reason);
    await ended;
    await all.start(request);
    assert.ok(Date.now() - begin <= 61_000, `${Date.now() - begin} ms`);
  });

  for (const [name, reason, expected] of [
    ["AbortSignal.timeout's reason", new DOMException("late", "TimeoutError"), "TimeoutError"],
    ["AbortController's own reason", new DOMException("aborted", "AbortError"), "AbortError"],
    ["a text", "enough", "AbortError"],
    ["nothing", undefined, "AbortError"],
    [
      "an object that cannot be read",
      {
        get name() {
          throw new Error();
        },
      },
      "AbortError",
    ],
  ]) {
    test(`the name and the cause: ${name}`, async () => {
      const all = world([never]);
      const controller = new AbortController();
      const ended = failure(all.client.start({ ...request, clientToken: "mine" }, { signal: controller.signal }));
      await pass(10);
      controller.abort(reason);
      const error = await ended;
      assert.deepEqual([error.name, error.clientToken, error.attempts], [expected, "mine", 1]);
      assert.equal(error.cause, controller.signal.reason);
      assert.match(error.message, /Requests sent: 1\. The build may have started\. .* ClientToken mine\./);
    });
  }

  test("the signal is let go of", async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    for (const [method, step] of /** @type {any[][]} */ ([
      ["addEventListener", 1],
      ["removeEventListener", -1],
    ])) {
      const original = signal[method];
      signal[method] = (...all) => {
        listeners += step;
        return original.apply(signal, all);
      };
    }
    const all = world([refused(503, "ServiceUnavailable"), STARTED]);
    await all.start(request, { signal });
    assert.equal(listeners, 0);
  });
});

/** As a caller may write it. */
const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

suite("what else a caller may do", () => {
  test("a signal that is aborted takes no place under the rate limit", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    for (let i = 0; i < 3; i++) await all.fail(request, { signal: AbortSignal.abort(new Error()) });
    const begin = Date.now();
    await all.start(request);
    assert.equal(Date.now(), begin);
  });

  test("one signal for many starts has one listener, and Node warns of none", async () => {
    const warnings = [];
    const warn = (warning) => warnings.push(warning.name);
    process.on("warning", warn);
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("enough");
    const all = world([never]);
    const ended = Array.from({ length: 100 }, () => failure(all.client.start(request, { signal })));
    await pass(100);
    assert.equal(all.sent.length, 100);
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort(reason);
    assert.deepEqual(new Set((await Promise.all(ended)).map(({ cause }) => cause)), new Set([reason]));
    assert.equal(getEventListeners(signal, "abort").length, 0);
    await new Promise(setImmediate);
    process.off("warning", warn);
    assert.deepEqual(warnings, []);
    await assertOver(all, 100);
  });

  test("a signal of another realm", async () => {
    const other = /** @type {any} */ (new ForeignSignal());
    const all = world([never]);
    const ended = failure(all.client.start(request, { signal: other }));
    await pass(100);
    other.abort("enough");
    assertAborted(await ended, "enough", 1);
    assert.equal(other.listeners.size, 0);
  });

  test("a signal that aborts within fetch, credentials, now or sleep", async () => {
    for (const place of ["fetch", "credentials", "now", "sleep"]) {
      const controller = new AbortController();
      const reason = new Error(place);
      const all = world([refused(503, "ServiceUnavailable")]);
      let calls = 0;
      const aborting =
        (name, work) =>
        (...given) => {
          if (name === place && ++calls === 2) controller.abort(reason);
          return work(...given);
        };
      const client = new ImagePipelineClient({
        regionId: "cn-hangzhou",
        credentials: aborting("credentials", () => credentials),
        fetch: aborting("fetch", async () => new Response("", { status: 503 })),
        clock: { now: aborting("now", Date.now), sleep: aborting("sleep", sleep) },
      });
      const error = await failure(run(client.start(request, { signal: controller.signal })));
      assert.deepEqual([error.name, error.cause], ["AbortError", reason]);
      await assertOver(all, 0);
    }
  });

  test("starts from within credentials, fetch and now", async () => {
    world([]);
    const inner = [];
    const nesting = (name, work) => {
      let first = true;
      return (...given) => {
        if (first) {
          first = false;
          inner.push(client.start({ imagePipelineId: `ip-${name}` }));
        }
        return work(...given);
      };
    };
    const sent = [];
    const client = new ImagePipelineClient({
      regionId: "cn-hangzhou",
      rateLimit: 2,
      credentials: nesting("credentials", () => credentials),
      fetch: nesting("fetch", async (url) => {
        sent.push([Date.now(), new URL(url).searchParams.get("ImagePipelineId")]);
        return new Response(STARTED.body);
      }),
      clock: { now: nesting("now", Date.now), sleep },
    });
    const outer = client.start({ imagePipelineId: "ip-outer" });
    await run(outer);
    await run(Promise.all(inner));
    assert.deepEqual(sent.map(([, id]) => id).sort(), ["ip-credentials", "ip-fetch", "ip-now", "ip-outer"]);
    // Each has taken a place: two in the first minute, two in the next.
    assert.deepEqual(
      sent.map(([time]) => Math.floor((time - sent[0][0]) / 60_000)),
      [0, 0, 1, 1],
    );
  });

  test("credentials that are a thenable: one that settles, one that throws, one that never does", async () => {
    assert.equal(
      (await world([STARTED], { credentials: () => ({ then: (resolve) => resolve(credentials) }) }).start(request))
        .attempts,
      1,
    );
    for (const then of [
      () => {},
      (_, reject) => reject(1),
      () => {
        throw 1;
      },
    ]) {
      const all = world([STARTED], { credentials: () => ({ then }) });
      assert.equal((await all.fail(request)).issues[0].code, "CredentialsUnavailable");
      await assertOver(all, 0);
    }
  });

  test("an answer whose status is none is known by its body", async () => {
    for (const status of [
      "200",
      null,
      undefined,
      Number.NaN,
      1e9,
      -1,
      {},
      { length: 9 },
      new Uint8Array([0x69, 1, 2, 3]),
    ]) {
      const started = world([async () => ({ status, headers: {}, text: async () => STARTED.body }), STARTED]);
      assert.equal((await started.start(request)).attempts, 1, inspect(status));
      const all = world([async () => ({ status, headers: {}, text: async () => "" }), STARTED]);
      assert.equal((await all.start(request)).attempts, 2, inspect(status));
    }
  });

  test("a fetch that has followed a redirect all the same", async () => {
    const all = world([async () => Object.defineProperty(new Response(STARTED.body), "redirected", { value: true })]);
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts], ["ERR_REDIRECT", 1]);
  });

  test("a body whose pieces are no Uint8Array has its limit, too", async () => {
    for (const piece of [
      () => new ArrayBuffer(65_536),
      () => new DataView(new ArrayBuffer(65_536)),
      () => new Float64Array(8_192),
    ]) {
      let read = 0;
      const body = {
        getReader: () => ({ read: async () => ({ done: ++read > 1_000, value: piece() }), cancel: async () => {} }),
      };
      const error = await world([async () => ({ status: 200, headers: {}, body })]).fail(request);
      assert.deepEqual([error.code, read], ["AnswerTooLarge", 17]);
    }
  });

  test("a fetch that does not heed its signal: its body is let go of", async () => {
    for (const late of [false, true]) {
      let cancelled = 0;
      const body = () =>
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(1)),
          cancel: () => void cancelled++,
        });
      const all = world([() => (late ? sleep(5_000) : Promise.resolve()).then(() => new Response(body()))], {
        attemptTimeout: 1_000,
        maxAttempts: 2,
      });
      assert.equal((await all.fail(request)).code, "ERR_TIMEOUT");
      await pass(10_000);
      assert.equal(cancelled, 2);
    }
  });
});

/** What a signal of another window has: another class, the same members. */
class ForeignSignal {
  aborted = false;
  reason = undefined;
  listeners = new Set();
  addEventListener(_, listener) {
    this.listeners.add(listener);
  }
  removeEventListener(_, listener) {
    this.listeners.delete(listener);
  }
  abort(reason) {
    Object.assign(this, { aborted: true, reason });
    for (const listener of this.listeners) listener();
  }
}

suite("totalTimeout", () => {
  test("includes the queue", async () => {
    const all = world([STARTED, never], { rateLimit: 1, totalTimeout: 65_000, attemptTimeout: 10_000, maxAttempts: 1 });
    await all.start(request);
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts, Date.now() - NOW], ["ERR_TIMEOUT", 1, 65_000]);
    assert.match(error.message, /options\.totalTimeout \(65000 ms\)/);
    await assertOver(all, 2);
  });

  test("a queue that cannot end in time rejects at once, and takes no place", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    await all.start(request);
    for (let i = 0; i < 3; i++) {
      const error = await all.fail(request, { totalTimeout: 1_000 });
      assert.deepEqual([error.name, error.code, error.attempts], ["NetworkError", "ERR_TIMEOUT", 0]);
      assert.match(error.message, /options\.rateLimit \(1 .*options\.totalTimeout \(1000 ms\).*No request was sent/);
    }
    assert.equal(Date.now(), NOW);
    await all.start(request);
    assert.ok(Date.now() - NOW <= 61_000);
  });

  test("of twenty starts at once, those without a place in time reject at once, and the others are sent", async () => {
    const all = world([STARTED], { rateLimit: 5, totalTimeout: 70_000 });
    const starts = Array.from({ length: 20 }, () => all.client.start(request));
    const rejected = [];
    for (const start of starts) start.catch(({ code }) => rejected.push(code));
    await settle();
    assert.deepEqual(rejected, Array(10).fill("ERR_TIMEOUT"));
    assert.equal(Date.now(), NOW);
    await run(Promise.allSettled(starts));
    assert.equal(all.sent.length, 10);
  });

  test("a retry that finds no place in time", async () => {
    const all = world([refused(503, "ServiceUnavailable")], { rateLimit: 1, totalTimeout: 5_000 });
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts], ["ERR_TIMEOUT", 1]);
    assert.match(error.message, /options\.rateLimit.*Requests sent: 1\. The build may have started/);
  });

  for (const [name, options] of [
    ["credentials that take longer", { credentials: never, totalTimeout: 50 }],
    ["credentials that block", { credentials: () => (blocked(2_000), credentials), totalTimeout: 1_000 }],
  ]) {
    test(`${name}: the option is named, and nothing is said to have started`, async () => {
      const all = world([STARTED], options);
      const error = await all.fail(request);
      assert.equal(error.attempts, 0);
      assert.match(error.message, /options\.totalTimeout/);
      assert.doesNotMatch(error.message, /may have started|attemptTimeout/);
      await assertOver(all, 0);
    });
  }

  test("credentials that take longer than attemptTimeout: that option is named", async () => {
    const error = await world([STARTED], { credentials: never, attemptTimeout: 2_000 }).fail(request);
    assert.equal(error.code, "ERR_CREDENTIALS");
    assert.match(error.message, /options\.attemptTimeout \(2000 ms\)/);
    assert.equal(Date.now() - NOW, 2_000);
  });

  test("an attempt that takes longer: the option that ended it is named", async () => {
    for (const [options, right, wrong] of /** @type {any[][]} */ ([
      [{ attemptTimeout: 2_000 }, "options.attemptTimeout (2000 ms)", "totalTimeout"],
      [{ totalTimeout: 2_000 }, "options.totalTimeout (2000 ms)", "attemptTimeout"],
    ])) {
      const error = await world([never], { maxAttempts: 1, ...options }).fail(request);
      assert.equal(error.code, "ERR_TIMEOUT");
      assert.ok(error.message.includes(right) && !error.message.includes(wrong), error.message);
    }
  });

  /** As if the thread had been held up. */
  function blocked(ms) {
    const later = Date.now() + ms;
    Date.now = () => later;
  }
});

suite("a caller's clock", () => {
  test("whose sleep resolves at once: no backoff, and no timeout before its time", async () => {
    const all = world(
      [
        refused(503, "ServiceUnavailable"),
        () => new Promise((resolve) => setTimeout(resolve, 5_000, new Response(STARTED.body))),
      ],
      {
        clock: { now: Date.now, sleep: async () => {} },
      },
    );
    const { attempts } = await all.start(request);
    assert.equal(attempts, 2);
    assert.equal(Date.now() - NOW, 5_000);
  });

  test("whose time stands still: timeouts are those of the platform", async () => {
    const all = world([never], {
      clock: { now: () => NOW, sleep: async () => {} },
      attemptTimeout: 3_000,
      maxAttempts: 2,
    });
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts, Date.now() - NOW], ["ERR_TIMEOUT", 2, 6_000]);
  });

  for (const [name, sleep] of Object.entries({
    throws: (error) => () => {
      throw error;
    },
    rejects: (error) => () => Promise.reject(error),
  })) {
    test(`whose sleep ${name}: what it threw is the cause of a timeout`, async () => {
      const cause = new Error("no timers");
      const options = { clock: { now: Date.now, sleep: sleep(cause) }, attemptTimeout: 3_000, maxAttempts: 2 };
      const all = world([never], options);
      const error = await all.fail(request);
      assert.deepEqual([error.code, error.attempts, Date.now() - NOW], ["ERR_TIMEOUT", 2, 6_000]);
      assert.equal(error.cause, cause);
      assert.equal((await world([refused(503, "ServiceUnavailable"), STARTED], options).start(request)).attempts, 2);
      const asked = await world([STARTED], { ...options, credentials: never }).fail(request);
      assert.deepEqual([asked.code, asked.cause], ["ERR_CREDENTIALS", cause]);
    });
  }

  test("whose time stands still ends the queue", async () => {
    const clock = { now: () => NOW, sleep: async () => {} };
    const all = world([STARTED], { clock, rateLimit: 1, totalTimeout: 86_400_000 });
    for (let i = 0; i < 5; i++) await all.start(request);
    assert.deepEqual([all.sent.length, Date.now()], [5, NOW]);
  });

  test("whose sleep rejects once it is ended: nobody's error", async () => {
    const rejecting = (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("The sleep was ended.")));
        setTimeout(resolve, ms);
      });
    const failing = () => Promise.reject(new TypeError("fetch failed"));
    const all = world([failing], { clock: { now: Date.now, sleep: rejecting }, maxAttempts: 2 });
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.cause.message], ["ERR_NETWORK", "fetch failed"]);
    await pass(20_000);
  });

  test("a platform whose timers fail", async () => {
    const all = world([STARTED]);
    globalThis.setTimeout = /** @type {any} */ (
      () => {
        throw new Error("no timers");
      }
    );
    const { attempts } = await all.client.start(request);
    assert.equal(attempts, 1);
  });
});
