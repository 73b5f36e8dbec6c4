/** The options of a client and of a call. */
import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";
import { inspect } from "node:util";

import { ImagePipelineClient, ValidationError } from "../../dist/index.js";
import { assertOver, credentials, failure, never, refused, request, STARTED, world } from "./client-world.mjs";
import { uninstall } from "./fake-time.mjs";

afterEach(uninstall);

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

  for (const [name, options, expected] of /** @type {any[][]} */ ([
    ["missing", undefined, []],
    ["a text", "x", [["options", "WrongType"]]],
    ["a list", [], [["options", "WrongType"]]],
    ["none of them", {}, []],
    ["another network", { ...right, network: "classic" }, [["options.network", "InvalidEndpoint"]]],
    ["a network that is no text", { ...right, network: 1 }, [["options.network", "WrongType"]]],
    [
      "a network and an endpoint",
      { ...right, network: "vpc", endpoint: "ecs.example.com" },
      [["options.network", "InvalidEndpoint"]],
    ],
    ["an onEvent that is no function", { ...right, onEvent: {} }, [["options.onEvent", "WrongType"]]],
    [
      "credentials that are a text",
      { credentials: credentials.accessKeySecret },
      [["options.credentials", "WrongType"]],
    ],
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
          throw new Error(credentials.accessKeySecret);
        },
      },
      [["options.maxAttempts", "Unreadable"]],
    ],
    ["a revoked proxy", revoked(), [["options", "Unreadable"]]],
  ])) {
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
    for (const [options, expected] of /** @type {any[][]} */ ([
      [1, [["options", "WrongType"]]],
      [revoked(), [["options", "Unreadable"]]],
      [{ signal: {} }, [["options.signal", "WrongType"]]],
      [{ signal: { addEventListener() {} } }, [["options.signal", "WrongType"]]],
      [{ maxAttempts: 0 }, [["options.maxAttempts", "InvalidParameter"]]],
      [{ attemptTimeout: "1" }, [["options.attemptTimeout", "WrongType"]]],
      [{ totalTimeout: 86_400_001 }, [["options.totalTimeout", "InvalidParameter"]]],
      [{ rateLimit: 1 }, [["options.rateLimit", "UnknownField"]]],
      [{ timeout: 1 }, [["options.timeout", "UnknownField"]]],
      [
        {
          get signal() {
            throw new Error();
          },
        },
        [["options.signal", "Unreadable"]],
      ],
      [{ abort: 1 }, [["options.abort", "UnknownField"]]],
      [new AbortController().signal, [["options.AbortSignal", "UnknownField"]]],
    ])) {
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

  test("of a start take the place of the client's, for this start", async () => {
    const all = world([refused(503, "ServiceUnavailable")], { maxAttempts: 3 });
    assert.equal((await all.fail(request, { maxAttempts: 2 })).attempts, 2);
    assert.equal((await all.fail(request)).attempts, 3);
    const hanging = world([never], { maxAttempts: 1 });
    for (const [options, ms] of /** @type {any[][]} */ ([
      [{ attemptTimeout: 700 }, 700],
      [{ totalTimeout: 800 }, 800],
      [{}, 10_000],
    ])) {
      const begin = Date.now();
      assert.equal((await hanging.fail(request, options)).code, "ERR_TIMEOUT");
      assert.equal(Date.now() - begin, ms);
    }
  });

  test("the network chooses each region's endpoint", async () => {
    const all = world([STARTED], { network: "vpc" });
    await all.start(request);
    await all.start({ ...request, regionId: "cn-beijing" });
    await all.start({ ...request, regionId: "cn-hangzhou-finance" });
    const open = world([STARTED], { network: "public" });
    await open.start(request);
    assert.deepEqual(
      [...all.sent, ...open.sent].map(({ url }) => new URL(url).host),
      [
        "ecs-vpc.cn-hangzhou.aliyuncs.com",
        "ecs-vpc.cn-beijing.aliyuncs.com",
        "ecs.aliyuncs.com",
        "ecs.cn-hangzhou.aliyuncs.com",
      ],
    );
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
      const client = new ImagePipelineClient({
        ...right,
        fetch: () => assert.fail("sent"),
        clock: /** @type {any} */ ({ now, sleep: never }),
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
        globalThis.Request = /** @type {any} */ (less);
        await all.start(request);
        assert.ok(!("credentials" in all.sent.at(-1).init) && !("cache" in all.sent.at(-1).init));
      }
    } finally {
      globalThis.Request = Request;
    }
  });
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
