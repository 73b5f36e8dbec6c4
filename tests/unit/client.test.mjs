/** The client over a network that fails, in virtual time. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { suite, test } from "node:test";
import { inspect } from "node:util";

import { ApiError, CredentialsError, ImagePipelineClient, NetworkError, ValidationError } from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";
import { createVirtualTime } from "../gateway/virtual-time.mjs";

const credentials = { accessKeyId: "STS.id", accessKeySecret: "kQ7zXw3vJ9pLm2Rt", securityToken: "Hy6Bn4Gf8Ds1CaTe" };
const request = { imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" };
const STARTED = { status: 200, body: '{"RequestId":"r-1","ExecutionId":"exec-1"}' };

const refused = (status, Code, headers = {}) => ({
  status,
  body: JSON.stringify({ Code, Message: "m.", RequestId: "r" }),
  headers,
});
const never = () => new Promise(() => {});

/** A client whose network answers with one reply after the other, the last one for ever. */
function world(replies, options = {}) {
  const clock = createVirtualTime({ now: Date.UTC(2026, 0, 2, 3, 4, 5), settle: () => new Promise(setImmediate) });
  const sent = [];
  const fetch = (url, init) => {
    const query = new URLSearchParams(init.body ?? new URL(url).search);
    sent.push({ url, init, time: clock.now(), ...Object.fromEntries(query) });
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (typeof reply === "function") return reply(url, init);
    return Promise.resolve(new Response(reply.body, { status: reply.status, headers: reply.headers }));
  };
  const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials, fetch, clock, ...options });
  return {
    client,
    clock,
    sent,
    start: (...all) => clock.run(client.start(...all)),
    fail: (...all) => failure(clock.run(client.start(...all))),
  };
}

/** What a promise is rejected with. */
const failure = (promise) =>
  promise.then(
    (value) => assert.fail(`no error, but ${inspect(value)}`),
    (error) => error,
  );

const secrets = [credentials.accessKeySecret, credentials.securityToken];
const shown = (value) =>
  [
    String(value),
    value?.stack,
    JSON.stringify(value),
    inspect(value, { depth: null, showHidden: true, getters: true }),
  ].join("\n");
function assertHidden(value) {
  for (const secret of secrets) assert.ok(!shown(value).includes(secret.slice(0, 8)), shown(value));
}

/** Everything is over: no timer, and no request, even after a day. */
async function assertOver({ clock, sent }, requests) {
  assert.equal(clock.sleeping(), 0);
  await clock.run(never(), 86_400_000);
  assert.equal(sent.length, requests);
}

suite("one start", () => {
  test("is one request, signed, with a token", async () => {
    const all = world([STARTED]);
    assert.deepEqual(await all.start(request), { executionId: "exec-1", requestId: "r-1", attempts: 1 });
    const [sent] = all.sent;
    assert.match(sent.url, /^https:\/\/ecs\.cn-hangzhou\.aliyuncs\.com\/\?/);
    assert.match(sent.ClientToken, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(sent.Signature, /^[\w+/]{27}=$/);
    assert.deepEqual(
      [sent.Timestamp, sent.RegionId, sent.SecurityToken],
      ["2026-01-02T03:04:05Z", "cn-hangzhou", credentials.securityToken],
    );
    await assertOver(all, 1);
  });

  test("takes the request's token and region, and the options of the client", async () => {
    const all = world([STARTED], { method: "POST", format: "XML", endpoint: "127.0.0.1:8080" });
    await all.start({ ...request, regionId: "cn-beijing", clientToken: "mine" });
    const [sent] = all.sent;
    assert.deepEqual(
      [sent.url, sent.init.method, sent.init.headers],
      ["https://127.0.0.1:8080/", "POST", { "content-type": "application/x-www-form-urlencoded" }],
    );
    assert.deepEqual([sent.RegionId, sent.ClientToken, sent.Format], ["cn-beijing", "mine", "XML"]);
  });

  test("by ACS3-HMAC-SHA256: the same token, and other headers in each attempt", async () => {
    const all = world([refused(503, "ServiceUnavailable"), STARTED], { signatureMethod: "ACS3-HMAC-SHA256" });
    await all.start(request);
    const [first, second] = all.sent;
    assert.deepEqual(
      [first.init.method, first.init.body, first.init.headers["x-acs-action"]],
      ["POST", undefined, "StartImagePipelineExecution"],
    );
    assert.equal(first.url, second.url);
    assert.ok(first.ClientToken.length > 0 && !first.url.includes("SecurityToken="));
    for (const name of ["x-acs-signature-nonce", "authorization"])
      assert.notEqual(first.init.headers[name], second.init.headers[name]);
    const wrong = await world([refused(400, "SignatureDoesNotMatch")], { signatureMethod: "ACS3-HMAC-SHA256" }).fail(
      request,
    );
    assertHidden(wrong);
    const unfit = { ...credentials, accessKeyId: "STS.é" };
    const error = await world([STARTED], { signatureMethod: "ACS3-HMAC-SHA256", credentials: unfit }).fail(request);
    assert.deepEqual([error.name, error.issues[0].path], ["CredentialsError", "accessKeyId"]);
  });

  test("the same token and parameters in each attempt; another nonce, time and signature", async () => {
    const changing = { ...request, tag: [{ key: "a", value: "b" }] };
    const all = world([
      () => {
        changing.imagePipelineId = "ip-2";
        changing.tag.length = 0;
        changing.clientToken = "another";
        return Promise.reject(new Error());
      },
      refused(500, "InternalError"),
      refused(503, "ServiceUnavailable"),
      STARTED,
    ]);
    assert.equal((await all.start(changing)).attempts, 4);
    const different = (name) => new Set(all.sent.map((sent) => sent[name])).size;
    for (const name of ["ClientToken", "ImagePipelineId", "Tag.1.Key", "Tag.1.Value"])
      assert.equal(different(name), 1, name);
    for (const name of ["SignatureNonce", "Signature"]) assert.equal(different(name), 4, name);
    assert.deepEqual(
      all.sent.map(({ Timestamp }) => Date.parse(Timestamp)),
      all.sent.map(({ time }) => Math.floor(time / 1000) * 1000),
    );
    await assertOver(all, 4);
  });

  test("two starts have two tokens", async () => {
    const all = world([STARTED]);
    await all.start(request);
    await all.start(request);
    assert.notEqual(all.sent[0].ClientToken, all.sent[1].ClientToken);
  });

  test("the platform's fetch and timers, where none are given", async () => {
    const { fetch, setTimeout, clearTimeout } = globalThis;
    const replies = [{ status: 503, body: "" }, STARTED];
    const timers = new Map();
    globalThis.setTimeout = (run, ms) => {
      const timer = setTimeout(run, ms);
      timers.set(timer, ms);
      return timer;
    };
    globalThis.clearTimeout = (timer) => {
      timers.delete(timer);
      clearTimeout(timer);
    };
    globalThis.fetch = async () => {
      const { status, body } = replies.shift();
      return new Response(body, { status });
    };
    try {
      const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials });
      assert.equal((await client.start(request)).attempts, 2);
      assert.deepEqual([...timers.values()], []);
    } finally {
      Object.assign(globalThis, { fetch, setTimeout, clearTimeout });
    }
  });
});

suite("what is sent again", () => {
  for (const [name, reply] of Object.entries({
    "no answer": () => Promise.reject(new TypeError("fetch failed")),
    "fetch that throws at once": () => {
      throw new Error();
    },
    "fetch that returns nothing": () => undefined,
    "a body that breaks off": async () =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error()) })),
    InternalError: refused(500, "InternalError"),
    ServiceUnavailable: refused(503, "ServiceUnavailable"),
    Throttling: refused(400, "Throttling.User"),
    LastTokenProcessing: refused(403, "LastTokenProcessing"),
    SignatureNonceUsed: refused(400, "SignatureNonceUsed"),
    "a code that nobody knows, with status 500": refused(500, "Surprise"),
    "a proxy's page, with status 502": { status: 502, body: "<html>Bad Gateway</html>" },
    "a login page, with status 200": { status: 200, body: "<!doctype html><title>Sign in</title>" },
    "an empty answer": { status: 200, body: "" },
    "half an answer": { status: 200, body: STARTED.body.slice(0, 30) },
  })) {
    test(name, async () => {
      const all = world([reply, STARTED]);
      assert.deepEqual(await all.start(request), { executionId: "exec-1", requestId: "r-1", attempts: 2 });
      assert.equal(all.sent[0].ClientToken, all.sent[1].ClientToken);
      assert.notEqual(all.sent[0].SignatureNonce, all.sent[1].SignatureNonce);
      await assertOver(all, 2);
    });
  }

  test("after a random time that doubles, up to 20 seconds", async (t) => {
    for (const [random, expected] of [
      [0.999_999_999, [499, 999, 1999, 3999, 7999, 15_999, 19_999, 19_999]],
      [0, [0, 0, 0, 0, 0, 0, 0, 0]],
    ]) {
      t.mock.method(Math, "random", () => random);
      const all = world([refused(503, "ServiceUnavailable")], { maxAttempts: 9 });
      await all.fail(request);
      assert.deepEqual(
        all.sent.slice(1).map(({ time }, index) => time - all.sent[index].time),
        expected,
      );
    }
  });

  test("after x-acs-retry-after, and no sooner", async () => {
    const all = world([refused(400, "Throttling.Api", { "x-acs-retry-after": "42000" }), STARTED]);
    await all.start(request);
    const waited = all.sent[1].time - all.sent[0].time;
    assert.ok(waited >= 42_000 && waited < 42_500, waited);
  });

  test("the server's time, where it is another", async () => {
    const all = world([refused(400, "InvalidTimeStamp.Expired", { date: "Fri, 02 Jan 2026 05:00:00 GMT" })]);
    const error = await all.fail(request);
    assert.deepEqual(
      all.sent.map(({ Timestamp }) => Timestamp),
      ["2026-01-02T03:04:05Z", "2026-01-02T05:00:00Z"],
    );
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.code, error.attempts, error.diagnosis.verdict],
      ["InvalidTimeStamp.Expired", 2, "ClockUnknown"],
    );
  });

  test("the server's time is kept for the next starts, until a server tells another", async () => {
    const all = world([
      refused(400, "InvalidTimeStamp.Expired", { date: "Fri, 02 Jan 2026 05:00:00 GMT" }),
      STARTED,
      STARTED,
      refused(400, "InvalidTimeStamp.Expired", { date: "Fri, 02 Jan 2026 03:30:00 GMT" }),
      STARTED,
      STARTED,
    ]);
    const attempts = [];
    for (let i = 0; i < 4; i++) attempts.push((await all.start(request)).attempts);
    assert.deepEqual(attempts, [2, 1, 2, 1]);
    assert.deepEqual(
      all.sent.map(({ Timestamp }) => Timestamp.slice(11, 16)),
      ["03:04", "05:00", "05:00", "05:00", "03:30", "03:30"],
    );
  });

  test("a server that tells the last second of time holds up no later start", async () => {
    const all = world([refused(400, "InvalidTimeStamp.Expired", { date: "Fri, 31 Dec 9999 23:59:59 GMT" }), STARTED], {
      maxAttempts: 1,
    });
    await all.fail(request);
    await all.clock.run(never(), 5_000);
    await all.start(request);
    assert.deepEqual(
      all.sent.map(({ Timestamp }) => Timestamp),
      ["2026-01-02T03:04:05Z", "2026-01-02T03:04:10Z"],
    );
  });

  test("after throttling, in the next minute of the server", async () => {
    for (const [headers, expected] of [
      [{}, 55_000],
      [{ date: "Fri, 02 Jan 2026 03:04:40 GMT" }, 20_000],
      [{ "x-acs-retry-after": "3000" }, 3_000],
    ]) {
      const all = world([refused(400, "Throttling.Api", headers), STARTED]);
      await all.start(request);
      const waited = all.sent[1].time - all.sent[0].time;
      assert.ok(waited >= expected && waited < expected + 5_000, waited);
    }
  });
});

suite("what is final", () => {
  for (const [status, code] of [
    [400, "InvalidTagKey.Malformed"],
    [404, "InvalidImagePipeline.NotFound"],
    [403, "InvalidImagePipeline.HasRunningExecution"],
    [403, "NoPermission"],
    [400, "IdempotentParameterMismatch"],
    [400, "InsufficientBalance"],
    [404, "InvalidAccessKeyId.NotFound"],
    [400, "InvalidSecurityToken.Expired"],
    [400, "Surprise"],
  ]) {
    test(code, async () => {
      const all = world([refused(status, code), STARTED]);
      const error = await all.fail({ ...request, clientToken: "mine" });
      assert.ok(error instanceof ApiError);
      assert.deepEqual(
        [error.code, error.details.status, error.attempts, error.clientToken],
        [code, status, 1, "mine"],
      );
      await assertOver(all, 1);
    });
  }

  test("a refused signature, with the reason", async () => {
    const all = world([
      (url) => {
        const signed = `GET&%2F&${encodeURIComponent(
          new URL(url).search
            .slice(1)
            .split("&")
            .filter((pair) => !pair.startsWith("Signature="))
            .join("&"),
        )}`;
        return Promise.resolve(
          new Response(
            JSON.stringify({ Code: "SignatureDoesNotMatch", Message: `No. server string to sign is:${signed}` }),
            { status: 400 },
          ),
        );
      },
    ]);
    const error = await all.fail(request);
    assert.deepEqual(
      [error.code, error.diagnosis.verdict, error.attempts],
      ["SignatureDoesNotMatch", "WrongSecret", 1],
    );
    assert.ok(
      error.message.includes(error.diagnosis.explanation.en) && error.message.includes(error.diagnosis.remedy.en),
      error.message,
    );
    assertHidden(error);
  });

  test("a redirect, which is not followed", async () => {
    const opaque = { type: "opaqueredirect", status: 0, headers: new Headers(), body: null, text: async () => "" };
    for (const reply of [
      { status: 302, body: "<html>", headers: { location: "https://evil.example/" } },
      () => Promise.resolve(opaque),
    ]) {
      const all = world([reply, STARTED]);
      const error = await all.fail(request);
      assert.ok(error instanceof NetworkError);
      assert.deepEqual([error.code, error.attempts], ["ERR_REDIRECT", 1]);
      assert.equal(all.sent[0].init.redirect, "manual");
      await assertOver(all, 1);
    }
  });

  test("an answer of another implementation is read, too", async () => {
    const other = {
      status: 200,
      headers: { "X-Acs-Request-Id": "r-2" },
      body: { pipe() {} },
      text: async () => '{"ExecutionId":"exec-1"}',
    };
    assert.deepEqual(await world([async () => other]).start(request), {
      executionId: "exec-1",
      requestId: "r-2",
      attempts: 1,
    });
  });

  test("an answer without end, of which a megabyte is read", async () => {
    let [pulled, cancelled] = [0, false];
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(++pulled % 2 ? 0x61 : 0x20)),
      cancel: () => void (cancelled = true),
    });
    const all = world([() => Promise.resolve(new Response(body))]);
    const error = await all.fail(request);
    assert.equal(error.code, "AnswerTooLarge");
    assert.ok(cancelled && pulled < 20);
    await assertOver(all, 1);
  });

  test("so many attempts as there may be", async () => {
    for (const [maxAttempts, expected] of [
      [undefined, 5],
      [1, 1],
      [3, 3],
    ]) {
      const all = world([refused(503, "ServiceUnavailable")], { maxAttempts });
      const error = await all.fail(request);
      assert.deepEqual([error.name, error.code, error.attempts], ["ApiError", "ServiceUnavailable", expected]);
      await assertOver(all, expected);
    }
  });

  test("no answer at all: the cause, the attempts, and the token to start with again", async () => {
    const cause = Object.assign(new TypeError("fetch failed"), { code: "ECONNRESET" });
    const all = world([() => Promise.reject(cause)]);
    const error = await all.fail(request);
    assert.ok(error instanceof NetworkError);
    assert.deepEqual(
      [error.code, error.attempts, error.clientToken, error.cause],
      ["ERR_NETWORK", 5, all.sent[0].ClientToken, cause],
    );
    assert.ok(error.message.includes(error.clientToken) && error.message.includes("may have started"));
    assert.ok(
      error.message.includes("ecs.cn-hangzhou.aliyuncs.com") && error.message.includes("ECONNRESET"),
      error.message,
    );
    assert.match(error.explanation.zh, /已发送 5 次请求/);
    await assertOver(all, 5);
  });
});

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
      assert.ok(between >= 3_000 && between < 3_500, between);
      await assertOver(all, 2);
    });

    test(`${name}: the end`, async () => {
      const all = world([hang], { attemptTimeout: 3_000, totalTimeout: 7_000, maxAttempts: 100 });
      const begin = all.clock.now();
      const error = await all.fail(request);
      assert.deepEqual(
        [error.name, error.code, error.clientToken],
        ["NetworkError", "ERR_TIMEOUT", all.sent[0].ClientToken],
      );
      assert.equal(error.attempts, all.sent.length);
      assert.ok(error.attempts >= 2 && error.attempts <= 3);
      assert.ok(all.clock.now() - begin <= 7_000);
      await assertOver(all, all.sent.length);
    });
  }

  test("a wait that does not fit is not begun, and the refusal is told", async () => {
    const all = world([refused(400, "Throttling", { "x-acs-retry-after": "60000" })], { totalTimeout: 60_000 });
    const begin = all.clock.now();
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.attempts, all.clock.now() - begin], ["Throttling", 1, 0]);
  });
});

suite("abort", () => {
  const reason = new Error("enough");

  test("before: nothing is asked, nothing sent", async () => {
    const all = world([STARTED], { credentials: () => assert.fail("asked") });
    assert.equal(await all.fail(request, { signal: AbortSignal.abort(reason) }), reason);
    await assertOver(all, 0);
  });

  for (const [name, replies, options, sent] of [
    ["while asking for credentials", [STARTED], { credentials: never }, 0],
    ["while sending", [never], {}, 1],
    ["while reading the body", [async () => new Response(new ReadableStream())], {}, 1],
    ["while waiting", [refused(400, "Throttling", { "x-acs-retry-after": "60000" }), STARTED], {}, 1],
  ]) {
    test(name, async () => {
      const all = world(replies, options);
      const controller = new AbortController();
      const ended = failure(all.client.start(request, { signal: controller.signal }));
      await all.clock.run(ended, 2_000);
      assert.equal(all.sent.length, sent);
      controller.abort(reason);
      assert.equal(await ended, reason);
      assert.ok(all.sent.every(({ init }) => init.signal.aborted));
      await assertOver(all, sent);
    });
  }

  test("while in the queue", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    await all.start(request);
    const controller = new AbortController();
    const ended = failure(all.client.start(request, { signal: controller.signal }));
    await all.clock.run(ended, 2_000);
    controller.abort(reason);
    assert.equal(await ended, reason);
    await assertOver(all, 1);
  });

  test("the signal is let go of", async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    for (const [method, step] of [
      ["addEventListener", 1],
      ["removeEventListener", -1],
    ]) {
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

suite("what else a caller may do", () => {
  test("a signal that is aborted takes no place under the rate limit", async () => {
    const all = world([STARTED], { rateLimit: 1 });
    for (let i = 0; i < 3; i++) await all.fail(request, { signal: AbortSignal.abort(new Error()) });
    const begin = all.clock.now();
    await all.start(request);
    assert.equal(all.clock.now(), begin);
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
    await all.clock.run(Promise.all(ended), 100);
    assert.equal(all.sent.length, 100);
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort(reason);
    assert.deepEqual(new Set(await Promise.all(ended)), new Set([reason]));
    assert.equal(getEventListeners(signal, "abort").length, 0);
    await new Promise(setImmediate);
    process.off("warning", warn);
    assert.deepEqual(warnings, []);
    await assertOver(all, 100);
  });

  test("a signal of another realm", async () => {
    const other = new ForeignSignal();
    const all = world([never]);
    const ended = failure(all.client.start(request, { signal: other }));
    await all.clock.run(ended, 100);
    other.abort("enough");
    assert.equal(await ended, "enough");
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
        clock: {
          now: aborting("now", () => all.clock.now()),
          sleep: aborting("sleep", (...given) => all.clock.sleep(...given)),
        },
      });
      assert.equal(await failure(all.clock.run(client.start(request, { signal: controller.signal }))), reason);
      await assertOver(all, 0);
    }
  });

  test("starts from within credentials, fetch and now", async () => {
    const all = world([STARTED]);
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
        sent.push([all.clock.now(), new URL(url).searchParams.get("ImagePipelineId")]);
        return new Response(STARTED.body);
      }),
      clock: { now: nesting("now", () => all.clock.now()), sleep: (...given) => all.clock.sleep(...given) },
    });
    const outer = client.start({ imagePipelineId: "ip-outer" });
    await all.clock.run(outer);
    await all.clock.run(Promise.all(inner));
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

  test("what others have added to Object.prototype changes no request", async () => {
    const polluted = {
      endpoint: "evil.example",
      regionId: "cn-beijing",
      method: "POST",
      clientToken: "theirs",
      format: "XML",
      maxAttempts: 1,
      rateLimit: 1,
      signal: {},
      ahead: "72000000",
      securityToken: "x",
      body: "x",
      cause: "x",
      issues: [],
    };
    for (const [name, value] of Object.entries(polluted)) {
      const all = world([() => Promise.reject(new Error()), STARTED]);
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      let started;
      try {
        started = await all.start(request);
      } finally {
        delete Object.prototype[name];
      }
      assert.equal(started.attempts, 2, name);
      const [{ url, init, ClientToken, Timestamp, SecurityToken }] = all.sent;
      assert.equal(new URL(url).host, "ecs.cn-hangzhou.aliyuncs.com", name);
      assert.deepEqual(
        [init.method, Timestamp, SecurityToken],
        ["GET", "2026-01-02T03:04:05Z", credentials.securityToken],
        name,
      );
      assert.notEqual(ClientToken, "theirs");
    }
  });

  test("a clock that stands still while it sleeps ends the queue and the waits", { timeout: 10_000 }, async () => {
    const clock = { now: () => 1_767_323_045_000, sleep: async () => {} };
    let sent = 0;
    const client = new ImagePipelineClient({
      regionId: "cn-hangzhou",
      credentials,
      rateLimit: 1,
      clock,
      fetch: async () => (sent++, new Response(STARTED.body)),
    });
    // Whoever sends loses against a sleep that takes no time; what matters is that each start ends.
    await Promise.allSettled(Array.from({ length: 20 }, () => client.start(request)));
    const queue = new ImagePipelineClient({
      regionId: "cn-hangzhou",
      credentials,
      rateLimit: 1,
      fetch: async () => (sent++, new Response(STARTED.body)),
      // Only in the queue is a wait as long as that.
      clock: { now: clock.now, sleep: (ms) => (ms > 20_000 ? Promise.resolve() : never()) },
    });
    sent = 0;
    for (let i = 0; i < 5; i++) await queue.start(request);
    assert.equal(sent, 5);
  });

  test("a clock that cannot wait", { timeout: 10_000 }, async () => {
    for (const sleep of [
      () => {
        throw new Error();
      },
      () => Promise.reject(new Error()),
      () => undefined,
    ]) {
      let sent = 0;
      const client = new ImagePipelineClient({
        regionId: "cn-hangzhou",
        credentials: never,
        clock: { now: () => 1_767_323_045_000, sleep },
        fetch: () => (sent++, never()),
      });
      const asked = await failure(client.start({ ...request, clientToken: "mine" }));
      assert.deepEqual(
        [asked.issues[0].code, asked.attempts, asked.clientToken, sent],
        ["CredentialsUnavailable", 0, "mine", 0],
      );
      let asks = 0;
      const sending = new ImagePipelineClient({
        regionId: "cn-hangzhou",
        credentials,
        clock: { now: () => 1_767_323_045_000, sleep: (...given) => (++asks === 1 ? never() : sleep(...given)) },
        fetch: () => (sent++, never()),
      });
      const error = await failure(sending.start({ ...request, clientToken: "mine" }));
      assert.equal(error.clientToken, "mine");
      assert.ok(error.attempts === sent && sent >= 1 && sent <= 5);
    }
  });

  test("a sleep that rejects once it is ended is nobody's error", async () => {
    const { clock: time } = world([STARTED]);
    const sleep = (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("The sleep was ended.")));
        time.sleep(ms, signal).then(resolve);
      });
    const all = world([refused(503, "ServiceUnavailable"), STARTED], { clock: { now: time.now, sleep } });
    assert.equal((await time.run(all.client.start(request))).attempts, 2);
    await time.run(never(), 1_000);
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
      const all = world(
        [
          () =>
            (late ? all.clock.sleep(5_000, new AbortController().signal) : Promise.resolve()).then(
              () => new Response(body()),
            ),
        ],
        { attemptTimeout: 1_000, maxAttempts: 2 },
      );
      assert.equal((await all.fail(request)).code, "ERR_TIMEOUT");
      await all.clock.run(never(), 10_000);
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

suite("credentials", () => {
  test("a function is asked for each attempt", async () => {
    let asked = 0;
    const rotating = async ({ signal, expired }) => {
      assert.ok(signal instanceof AbortSignal && expired === false);
      return { ...credentials, accessKeyId: `STS.${++asked}` };
    };
    const all = world([refused(503, "ServiceUnavailable"), () => Promise.reject(new Error()), STARTED], {
      credentials: rotating,
    });
    await all.start(request);
    assert.deepEqual(
      all.sent.map(({ AccessKeyId }) => AccessKeyId),
      ["STS.1", "STS.2", "STS.3"],
    );
  });

  test("and once more when a token has expired", async () => {
    const told = [];
    const renewing = ({ expired }) => {
      told.push(expired);
      return { ...credentials, securityToken: expired ? "new" : "old" };
    };
    const once = world([refused(400, "InvalidSecurityToken.Expired"), STARTED], { credentials: renewing });
    assert.equal((await once.start(request)).attempts, 2);
    assert.deepEqual(
      once.sent.map(({ SecurityToken }) => SecurityToken),
      ["old", "new"],
    );
    assert.deepEqual(told, [false, true]);
    const twice = world([refused(400, "InvalidSecurityToken.Expired")], { credentials: renewing });
    const error = await twice.fail(request);
    assert.deepEqual(
      [error.code, error.attempts, error.diagnosis.verdict],
      ["InvalidSecurityToken.Expired", 2, "ExpiredToken"],
    );
  });

  const thrown = new Error("the metadata service is away");
  for (const [name, wrong, path, code, cause] of [
    [
      "throws",
      () => {
        throw thrown;
      },
      "credentials",
      "CredentialsUnavailable",
      thrown,
    ],
    ["rejects", () => Promise.reject(thrown), "credentials", "CredentialsUnavailable", thrown],
    ["never settles", never, "credentials", "CredentialsUnavailable", undefined],
    ["returns nothing", () => undefined, "accessKeyId", "MissingCredential", undefined],
    ["returns a text", async () => secrets[0], "credentials", "WrongType", undefined],
    ["returns no secret", async () => ({ accessKeyId: "id" }), "accessKeySecret", "MissingCredential", undefined],
    [
      "returns white space",
      async () => ({ accessKeyId: "id", accessKeySecret: `${secrets[0]}\n` }),
      "accessKeySecret",
      "CredentialWhiteSpace",
      undefined,
    ],
    [
      "returns a getter that throws",
      async () => ({
        accessKeyId: "id",
        get accessKeySecret() {
          throw new Error(secrets[0]);
        },
      }),
      "accessKeySecret",
      "Unreadable",
      undefined,
    ],
  ]) {
    test(`a function that ${name}`, async () => {
      const all = world([STARTED], { credentials: wrong });
      const error = await all.fail({ ...request, clientToken: "mine" });
      assert.ok(error instanceof CredentialsError);
      assert.deepEqual([error.issues[0].path, error.issues[0].code, error.cause], [path, code, cause]);
      assert.deepEqual([error.attempts, error.clientToken], [0, "mine"]);
      assertHidden(error);
      await assertOver(all, 0);
    });
  }

  test("an object that is wrong is refused at once", () => {
    for (const wrong of [{}, { accessKeyId: "id" }, { accessKeyId: "id", accessKeySecret: ` ${secrets[0]}` }]) {
      assert.throws(
        () => world([], { credentials: wrong }),
        (error) => error instanceof CredentialsError && (assertHidden(error), true),
      );
    }
  });

  test("an error of fetch that holds the request is not shown", async () => {
    for (const make of [
      (url) => Object.assign(new Error("failed"), { config: { url } }),
      (url) => Object.assign(new Error("failed"), { code: "E", input: new URL(url) }),
      (url) => new Error("failed", { cause: new Error(`no route to ${url}`) }),
      (url) => url,
      (url) => {
        const circular = Object.assign(new Error("failed"), { url });
        return Object.assign(circular, { circular });
      },
      (url) =>
        new Proxy(new Error(url), {
          get() {
            throw new Error(url);
          },
        }),
    ]) {
      const error = await world([(url) => Promise.reject(make(url))]).fail(request);
      assert.equal(error.code, "ERR_NETWORK");
      assertHidden(error);
    }
  });

  test("no secret is shown: not by the client, not by an error, not by what caused it", async () => {
    const quoting = (url) => {
      const cause = Object.assign(new Error(`no route to ${url}`), { url });
      return Promise.reject(
        Object.assign(new TypeError(`error sending request for url (${url})`, { cause }), { code: "ECONNRESET" }),
      );
    };
    const all = world([quoting]);
    assertHidden(all.client);
    const error = await all.fail(request);
    assert.deepEqual([error.code, error.cause.name, error.cause.code], ["ERR_NETWORK", "TypeError", "ECONNRESET"]);
    assert.match(
      error.cause.message,
      /^error sending request for url \(https:\/\/ecs\.cn-hangzhou.*SecurityToken=\*\*\*/,
    );
    assertHidden(error);
    for (const code of ["NoPermission", "SignatureDoesNotMatch", "InvalidSecurityToken.Malformed"]) {
      assertHidden(await world([refused(403, code)]).fail(request));
    }
  });
});

suite("over the wire, to the gateway", () => {
  for (const [method, format] of [
    ["GET", "JSON"],
    ["POST", "XML"],
  ]) {
    test(`${method}, ${format}`, async () => {
      let asked = 0;
      // The first token has expired by then.
      const accounts = [
        { ...credentials, securityTokenExpires: 0 },
        { accessKeyId: "testid", accessKeySecret: "testsecret" },
      ];
      const gateway = await startGateway({ accounts });
      try {
        const client = new ImagePipelineClient({
          regionId: "cn-hangzhou",
          credentials: () => accounts[asked++],
          endpoint: gateway.url,
          method,
          format,
        });
        const { executionId, attempts } = await client.start({
          ...request,
          clientToken: "mine",
          tag: [{ key: "a", value: "中文" }],
        });
        assert.match(executionId, /^exec-/);
        assert.equal(attempts, 2);
        assert.deepEqual(
          gateway.requests.map(({ method, code, parameters }) => [method, code, parameters.ClientToken]),
          [
            [method, "InvalidSecurityToken.Expired", "mine"],
            [method, undefined, "mine"],
          ],
        );
      } finally {
        await gateway.close();
      }
    });
  }

  test("a wrong secret is told", async () => {
    const gateway = await startGateway({ accounts: [credentials] });
    try {
      const wrong = { ...credentials, accessKeySecret: "another" };
      const error = await failure(
        new ImagePipelineClient({ regionId: "cn-hangzhou", credentials: wrong, endpoint: gateway.url }).start(request),
      );
      assert.deepEqual(
        [error.code, error.diagnosis.verdict, error.attempts],
        ["SignatureDoesNotMatch", "WrongSecret", 1],
      );
      assert.ok(
        error.message.includes(error.diagnosis.explanation.en) && error.message.includes(error.diagnosis.remedy.en),
        error.message,
      );
      assertHidden(error);
    } finally {
      await gateway.close();
    }
  });

  test("nobody is there", async () => {
    const client = new ImagePipelineClient({
      regionId: "cn-hangzhou",
      credentials,
      endpoint: "127.0.0.1:1",
      maxAttempts: 2,
    });
    const error = await failure(client.start(request));
    assert.deepEqual([error.code, error.attempts], ["ERR_NETWORK", 2]);
    assert.ok(error.cause instanceof Error && error.message.includes("127.0.0.1:1"), error.message);
    assertHidden(error);
  });
});

suite("the rate limit", () => {
  test("holds starts back, in their order, and no request more than a minute may have", async () => {
    const all = world([STARTED], { rateLimit: 5 });
    const ids = Array.from({ length: 17 }, (_, i) => `ip-${i}`);
    const started = await all.clock.run(
      Promise.all(ids.map((imagePipelineId) => all.client.start({ imagePipelineId }))),
    );
    assert.deepEqual(new Set(started.map(({ attempts }) => attempts)), new Set([1]));
    assert.deepEqual(
      all.sent.map(({ ImagePipelineId }) => ImagePipelineId),
      ids,
    );
    for (const [index, { time }] of all.sent.entries())
      if (index >= 5) assert.ok(time - all.sent[index - 5].time > 60_000);
    assert.ok(all.clock.now() - all.sent[0].time <= 3 * 61_000);
    await assertOver(all, 17);
  });

  test("counts for each region, and for repetitions too", async () => {
    const all = world([refused(503, "ServiceUnavailable"), STARTED], { rateLimit: 2 });
    await all.start(request);
    await all.start({ ...request, regionId: "cn-beijing" });
    assert.ok(all.sent[2].time - all.sent[0].time < 500);
    await all.start(request);
    assert.ok(all.sent[3].time - all.sent[0].time > 60_000);
  });

  test("is 1,000 by default; the time in the queue is not counted", async () => {
    const all = world([STARTED], { totalTimeout: 1_000 });
    const started = Array.from({ length: 2_500 }, () => all.client.start(request));
    await all.clock.run(Promise.all(started));
    const within = (from) => all.sent.filter(({ time }) => time >= from && time < from + 60_000).length;
    assert.deepEqual(
      [within(all.sent[0].time), within(all.sent[1_000].time), within(all.sent[2_000].time)],
      [1_000, 1_000, 500],
    );
    assert.equal(new Set(all.sent.map(({ ClientToken }) => ClientToken)).size, 2_500);
  });
});

suite("options", () => {
  const issuesOf = (call) => {
    try {
      call();
      return [];
    } catch (error) {
      assert.ok(error instanceof ValidationError, inspect(error));
      return error.issues.map(({ path, code }) => [path, code]);
    }
  };
  const right = { regionId: "cn-hangzhou", credentials };

  for (const [name, options, expected] of [
    ["missing", undefined, [["options", "MissingParameter"]]],
    ["a text", "x", [["options", "WrongType"]]],
    ["a list", [], [["options", "WrongType"]]],
    ["no credentials", {}, [["options.credentials", "MissingParameter"]]],
    ["credentials that are a text", { credentials: secrets[0] }, [["options.credentials", "WrongType"]]],
    ["a region that is no host label", { ...right, regionId: "a/b" }, [["regionId", "InvalidRegionId.NotFound"]]],
    [
      "numbers out of range",
      { ...right, maxAttempts: 0, attemptTimeout: -1, totalTimeout: 86_400_001, rateLimit: 0 },
      ["maxAttempts", "attemptTimeout", "totalTimeout", "rateLimit"].map((name) => [
        `options.${name}`,
        "InvalidParameter",
      ]),
    ],
    [
      "numbers that are none",
      { ...right, maxAttempts: "5", attemptTimeout: Number.NaN, totalTimeout: 1.5, rateLimit: Infinity },
      ["maxAttempts", "attemptTimeout", "totalTimeout", "rateLimit"].map((name) => [`options.${name}`, "WrongType"]),
    ],
    [
      "how to sign",
      { ...right, signatureMethod: "MD5", method: "PUT", format: "CSV", endpoint: "http://a.example" },
      [
        ["options.signatureMethod", "InvalidSignatureMethod"],
        ["options.method", "UnsupportedHTTPMethod"],
        ["options.format", "InvalidParameter.Format"],
        ["options.endpoint", "InvalidEndpoint"],
      ],
    ],
    ...[
      "http://a.example",
      "http://127.0.0.1.a.example",
      "http://localhost.a.example",
      "http://127.0.0.1@a.example",
      "http://10.0.0.1",
      "HTTP://a.example",
      "ftp://127.0.0.1",
    ].map((endpoint) => [
      `the endpoint ${endpoint}, over which a secret would go in plain text`,
      { ...right, endpoint },
      [["options.endpoint", "InvalidEndpoint"]],
    ]),
    [
      "a nonce for all requests",
      { ...right, signatureNonce: "n", timestamp: new Date() },
      [
        ["options.signatureNonce", "UnknownField"],
        ["options.timestamp", "UnknownField"],
      ],
    ],
    [
      "what is no function",
      { ...right, fetch: {}, clock: { now: 1 } },
      [
        ["options.fetch", "WrongType"],
        ["options.clock.now", "WrongType"],
        ["options.clock.sleep", "MissingParameter"],
      ],
    ],
    [
      "a getter that throws",
      {
        ...right,
        get maxAttempts() {
          throw new Error(secrets[0]);
        },
      },
      [["options.maxAttempts", "Unreadable"]],
    ],
  ]) {
    test(name, () => {
      const found = issuesOf(() => new ImagePipelineClient(options));
      assert.deepEqual(
        found.filter(([path]) => path !== "options.fetch" || expected.some(([other]) => other === path)).sort(),
        expected.sort(),
      );
    });
  }

  test("of a start", async () => {
    const all = world([STARTED]);
    for (const [options, expected] of [
      [1, [["options", "WrongType"]]],
      [{ signal: {} }, [["options.signal", "WrongType"]]],
      [{ abort: 1 }, [["options.abort", "UnknownField"]]],
      [new AbortController().signal, [["options.AbortSignal", "UnknownField"]]],
    ]) {
      const error = await all.fail(request, options);
      assert.deepEqual(
        issuesOf(() => {
          throw error;
        }),
        expected,
      );
    }
    for (const options of [null, {}, { signal: undefined }, { signal: null }])
      assert.equal((await all.start(request, options)).attempts, 1);
  });

  test("a request that is wrong is not sent", async () => {
    const all = world([STARTED]);
    for (const wrong of [undefined, null, 1, "ip-1", {}, { imagePipelineId: "" }, { ...request, regionId: "-" }]) {
      assert.ok((await all.fail(wrong)) instanceof ValidationError);
    }
    await assertOver(all, 0);
  });

  test("a clock that gives no time", async () => {
    for (const now of [
      () => Number.NaN,
      () => "today",
      () => {
        throw new Error();
      },
    ]) {
      const all = world([STARTED]);
      const client = new ImagePipelineClient({
        ...right,
        fetch: () => assert.fail("sent"),
        clock: { now, sleep: all.clock.sleep.bind(all.clock) },
      });
      const error = await failure(client.start(request));
      assert.deepEqual(
        [error.name, error.issues[0].code, error.issues[0].path],
        ["ValidationError", "NoClock", "options.clock"],
      );
    }
  });

  test("members of a request that a runtime does not have are left out", async () => {
    const all = world([STARTED]);
    await all.start(request);
    assert.deepEqual([all.sent[0].init.credentials, all.sent[0].init.cache], ["omit", "no-store"]);
    const { Request } = globalThis;
    try {
      for (const less of [class {}, undefined]) {
        globalThis.Request = less;
        await all.start(request);
        assert.ok(!("credentials" in all.sent.at(-1).init) && !("cache" in all.sent.at(-1).init));
      }
    } finally {
      globalThis.Request = Request;
    }
  });
});
