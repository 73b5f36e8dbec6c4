/** The client over a network that fails: what it sends, what it repeats, and what is final. */
import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";

import { ApiError, ImagePipelineClient, NetworkError } from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";
import { assertHidden, assertOver, credentials, failure, refused, request, STARTED, world } from "./client-world.mjs";
import { install, pass, run, uninstall } from "./fake-time.mjs";

afterEach(uninstall);

suite("one start", () => {
  test("is one request, signed, with a token", async () => {
    const all = world([STARTED]);
    const { clientToken, ...started } = await all.start(request);
    assert.deepEqual(started, { executionId: "exec-1", requestId: "r-1", attempts: 1 });
    const [sent] = all.sent;
    assert.equal(clientToken, sent.ClientToken);
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
    const changing = /** @type {any} */ ({ ...request, tag: [{ key: "a", value: "b" }] });
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

  test("the platform's fetch, as it is then, where none is given", async () => {
    install();
    const { fetch } = globalThis;
    const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials });
    const replies = [{ status: 503, body: "" }, STARTED];
    globalThis.fetch = async () => {
      const { status, body } = replies.shift();
      return new Response(body, { status });
    };
    try {
      assert.equal((await run(client.start(request))).attempts, 2);
    } finally {
      globalThis.fetch = fetch;
    }
  });
});

suite("what is sent again", () => {
  for (const [name, reply] of Object.entries({
    "no answer": () => Promise.reject(new TypeError("fetch failed")),
    "fetch that throws at once": () => {
      throw new Error();
    },
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
      const { executionId, requestId, attempts } = await all.start(request);
      assert.deepEqual([executionId, requestId, attempts], ["exec-1", "r-1", 2]);
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
    assert.ok(waited >= 42_000 && waited < 42_500, `${waited} ms`);
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
    await pass(5_000);
    await all.start(request);
    assert.deepEqual(
      all.sent.map(({ Timestamp }) => Timestamp),
      ["2026-01-02T03:04:05Z", "2026-01-02T03:04:10Z"],
    );
  });

  test("after throttling, in the next minute of the server", async () => {
    for (const [headers, expected] of /** @type {any[][]} */ ([
      [{}, 55_000],
      [{ date: "Fri, 02 Jan 2026 03:04:40 GMT" }, 20_000],
      [{ "x-acs-retry-after": "3000" }, 3_000],
    ])) {
      const all = world([refused(400, "Throttling.Api", headers), STARTED]);
      await all.start(request);
      const waited = all.sent[1].time - all.sent[0].time;
      assert.ok(waited >= expected && waited < expected + 5_000, `${waited} ms`);
    }
  });
});

suite("what is final", () => {
  for (const [status, code] of /** @type {any[][]} */ ([
    [400, "InvalidTagKey.Malformed"],
    [404, "InvalidImagePipeline.NotFound"],
    [403, "InvalidImagePipeline.HasRunningExecution"],
    [403, "NoPermission"],
    [400, "IdempotentParameterMismatch"],
    [400, "InsufficientBalance"],
    [404, "InvalidAccessKeyId.NotFound"],
    [400, "InvalidSecurityToken.Expired"],
    [400, "Surprise"],
  ])) {
    test(code, async () => {
      const all = world([refused(status, code), STARTED]);
      const error = await all.fail({ ...request, clientToken: "mine" });
      assert.ok(error instanceof ApiError);
      assert.deepEqual(
        [error.code, error.status, error.requestId, error.attempts, error.clientToken],
        [code, status, "r", 1, "mine"],
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
    const { executionId, requestId } = await world([async () => other]).start(request);
    assert.deepEqual([executionId, requestId], ["exec-1", "r-2"]);
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
          method: /** @type {any} */ (method),
          format: /** @type {any} */ (format),
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
    const all = world([STARTED], { rateLimit: 5, totalTimeout: 300_000 });
    const ids = Array.from({ length: 17 }, (_, i) => `ip-${i}`);
    const started = await run(Promise.all(ids.map((imagePipelineId) => all.client.start({ imagePipelineId }))));
    assert.deepEqual(new Set(started.map(({ attempts }) => attempts)), new Set([1]));
    assert.deepEqual(
      all.sent.map(({ ImagePipelineId }) => ImagePipelineId),
      ids,
    );
    for (const [index, { time }] of all.sent.entries())
      if (index >= 5) assert.ok(time - all.sent[index - 5].time > 60_000);
    assert.ok(all.sent.at(-1).time - all.sent[0].time <= 3 * 61_000);
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

  test("is 1,000 by default", async () => {
    const all = world([STARTED], { totalTimeout: 600_000 });
    const started = Array.from({ length: 2_500 }, () => all.client.start(request));
    await run(Promise.all(started));
    const within = (from) => all.sent.filter(({ time }) => time >= from && time < from + 60_000).length;
    assert.deepEqual(
      [within(all.sent[0].time), within(all.sent[1_000].time), within(all.sent[2_000].time)],
      [1_000, 1_000, 500],
    );
    assert.equal(new Set(all.sent.map(({ ClientToken }) => ClientToken)).size, 2_500);
  });
});
