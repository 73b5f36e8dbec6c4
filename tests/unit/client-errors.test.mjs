/** What a client rejects with: its members, its message, and no secret in it. */
import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";
import { inspect } from "node:util";

import * as api from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";
import {
  assertHidden,
  assertOver,
  credentials,
  failure,
  never,
  refused,
  request,
  STARTED,
  shown,
  world,
} from "./client-world.mjs";
import { pass, uninstall } from "./fake-time.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const {
  AbortedError,
  ApiError,
  CredentialsError,
  ImagePipelineClient,
  ImagePipelineError,
  NetworkError,
  sign,
  ValidationError,
} = /** @type {any} */ (api);

afterEach(uninstall);

suite("the classes", () => {
  const denied = {
    status: 403,
    body: JSON.stringify({
      Code: "NoPermission",
      Message: "m",
      RequestId: "r",
      AccessDeniedDetail: { AuthAction: "ecs:StartImagePipelineExecution", NoPermissionType: "ImplicitDeny" },
    }),
  };
  for (const [name, Class, code, provoke] of /** @type {any[][]} */ ([
    ["a wrong request", ValidationError, "ERR_INVALID_REQUEST", () => world([]).fail({})],
    [
      "wrong credentials",
      CredentialsError,
      "ERR_CREDENTIALS",
      () => world([], { credentials: () => ({}) }).fail(request),
    ],
    ["a refusal", ApiError, "NoPermission", () => world([denied]).fail(request)],
    ["no response", NetworkError, "ERR_NETWORK", () => world([() => Promise.reject(new Error())]).fail(request)],
    ["an abort", AbortedError, "ERR_ABORTED", () => world([]).fail(request, { signal: AbortSignal.abort() })],
    ["a broken fetch", ImagePipelineError, "ERR_FETCH", () => world([() => undefined]).fail(request)],
  ])) {
    test(`${name}: ${Class.name}`, async () => {
      const error = await provoke();
      for (const one of [Class, ImagePipelineError, Error]) assert.equal(error instanceof one, true);
      assert.equal(error.code, code);
      assert.equal(typeof error.attempts, "number");
      assert.ok(error.message.length > 10 && error.stack.includes(error.message.slice(0, 20)));
    });
  }

  test("an error of a function has no attempts and no token", () => {
    /** @type {any} */
    const signAny = sign;
    for (const call of [() => signAny({}, credentials), () => signAny({ ...request, regionId: "a" }, {})]) {
      assert.throws(call, (/** @type {any} */ error) => {
        assert.ok(error instanceof ImagePipelineError);
        assert.deepEqual([error.attempts, "clientToken" in error, "cause" in error], [0, false, false]);
        return true;
      });
    }
  });

  test("an ApiError has what its details have", async () => {
    const error = await world([denied]).fail({ ...request, clientToken: "mine" });
    const { status, requestId, category, retry, explanation, remedy, policy } = error.details;
    assert.deepEqual([status, requestId, category, retry.when], [403, "r", "permission", "never"]);
    assert.ok(explanation.zh && remedy.zh && policy.Statement);
    for (const name of ["status", "requestId", "category", "retry", "explanation", "remedy", "policy"])
      assert.equal(error[name], error.details[name], name);
    assert.deepEqual([error.attempts, error.clientToken], [1, "mine"]);
  });

  test("an ApiError is printed in a few lines, in one language", async () => {
    const gateway = await startGateway({ accounts: [credentials] });
    try {
      const wrong = { ...credentials, accessKeySecret: "another" };
      const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials: wrong, endpoint: gateway.url });
      const error = await failure(client.start(request));
      assert.deepEqual([error.code, error.diagnosis.verdict], ["SignatureDoesNotMatch", "WrongSecret"]);
      const { explanation, remedy } = error.diagnosis;
      assert.deepEqual([error.explanation, error.remedy], [explanation, remedy]);
      assert.equal(error.message.split(explanation.en).length, 2);
      assert.match(error.message, /The AccessKey secret is wrong/);
      assert.doesNotMatch(error.message, /&|hex|HMAC|percent/);
      assert.ok(error.message.length < 400, error.message);
      const printed = inspect(error);
      assert.ok(!/\p{Script=Han}/u.test(printed), printed);
      assert.ok(printed.split("\n").filter((line) => !/^ +at /.test(line)).length <= 8, printed);
    } finally {
      await gateway.close();
    }
  });

  test("an ApiError of anything at all", () => {
    for (const details of [undefined, null, {}, "x", 1]) {
      const error = new ApiError(/** @type {any} */ (details));
      assert.deepEqual([error.status, error.policy, error.attempts], [undefined, undefined, 0]);
    }
  });
});

/** What is in the request that is sent: the token, and the signature by either method. */
function secretsOf({ url, headers, body }) {
  const parameters = new URLSearchParams(body ?? new URL(url).search);
  const signature = parameters.get("Signature") ?? headers.authorization.match(/Signature=(\w+)/)[1];
  return [credentials.securityToken, credentials.accessKeySecret, signature];
}

suite("what fetch throws", () => {
  const signing = [
    { method: "GET" },
    { method: "POST" },
    { signatureMethod: "ACS3-HMAC-SHA256" },
    { signatureMethod: "ACS3-HMAC-SHA256", method: "GET" },
  ];
  const failed = (members) => Object.assign(new Error("failed"), members);
  /** As ky, ofetch, axios and others, and as no one would. */
  const shapes = {
    "a Request": (url, init) => failed({ request: new Request(url, init) }),
    Headers: (_, { headers }) => failed({ headers: new Headers(headers) }),
    "a Map": (url, { headers }) => failed({ map: new Map([["url", url], ...Object.entries(headers)]) }),
    "a Set": (url, { body }) => failed({ set: new Set([url, body]) }),
    "the init": (url, init) => failed({ config: { url, ...init } }),
    "a URL": (url, { body, headers }) => failed({ code: "E", input: new URL(url), body, headers }),
    "errors of an AggregateError": (url, { headers, body }) =>
      new AggregateError([new Error(`no route to ${url}`), failed({ headers, body })], "all failed"),
    "a symbol": (url, { headers, body }) => failed({ [Symbol("request")]: { url, headers, body } }),
    "a member that is not enumerable": (url, { headers, body }) =>
      Object.defineProperty(failed({}), "request", { value: { url, headers, body } }),
    "a getter": (url, { headers, body }) =>
      Object.defineProperty(failed({}), "request", { get: () => ({ url, headers, body }) }),
    "a getter of its class": (url, { headers, body }) => {
      class FetchError extends Error {
        #request = { url, headers, body };
        get request() {
          return this.#request;
        }
      }
      return new FetchError("failed");
    },
    "a getter for its message": (url, { headers, body }) =>
      Object.defineProperty(failed({}), "message", {
        get: () => `no route to ${url} ${JSON.stringify({ headers, body })}`,
      }),
    "the error that caused it": (url, { headers, body }) =>
      new Error("failed", { cause: new Error(`no route to ${url}`, { cause: failed({ headers, body }) }) }),
    itself: (url, { headers, body }) => {
      const error = failed({ url, headers, body });
      error.cause = error;
      return error;
    },
    "its message": (url, { headers, body }) => new Error(`${url} ${JSON.stringify(headers)} ${body}`),
    "its message, without names": (url, init) => new Error(secretsOf({ url, ...init }).join(" ")),
    "its message, encoded": (url, init) =>
      new Error(
        secretsOf({ url, ...init })
          .map(encodeURIComponent)
          .join(" "),
      ),
    "its message, encoded twice": (url, init) =>
      new Error(
        secretsOf({ url, ...init })
          .map((text) => encodeURIComponent(encodeURIComponent(text)))
          .join(" "),
      ),
    "its name and code": (url, init) =>
      failed({ name: secretsOf({ url, ...init })[0], code: secretsOf({ url, ...init })[1] }),
    "its stack": (url, init) => Object.assign(failed({}), { stack: `Error\n at ${secretsOf({ url, ...init })}` }),
    "no error, but a text": (url, init) => `${url} ${secretsOf({ url, ...init })}`,
    "no error, but a symbol": (url, init) => Symbol(`${url} ${secretsOf({ url, ...init })}`),
    "no error, but an object": (url, init) => ({ url, ...init }),
    "no error, but a function": (url, init) => Object.assign(() => {}, { url, init }),
    "an object that cannot be read": (url) =>
      new Proxy(new Error(url), {
        get() {
          throw new Error(url);
        },
        getPrototypeOf() {
          throw new Error(url);
        },
      }),
  };
  for (const [name, make] of Object.entries(shapes)) {
    test(`${name}: nothing secret is shown`, async () => {
      for (const options of signing) {
        let secrets;
        const all = world(
          [
            (url, { method, headers, body }) => {
              secrets = secretsOf({ url, headers, body });
              const init = { method, headers: { ...headers }, body };
              const thrown = make(url, init);
              assert.ok(name.startsWith("an object that") || isShown(thrown, secrets), "there is nothing to hide");
              return Promise.reject(thrown);
            },
          ],
          { ...options, maxAttempts: 1 },
        );
        const error = await all.fail(request);
        assert.deepEqual([error.name, error.code], ["NetworkError", "ERR_NETWORK"]);
        assertHidden(error, secrets);
      }
    });
  }

  function isShown(thrown, secrets) {
    try {
      assertHidden(thrown, secrets);
      return false;
    } catch {
      return true;
    }
  }

  test("an error without secrets is passed on as it is", async () => {
    const socket = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), {
      errno: -111,
      code: "ECONNREFUSED",
      syscall: "connect",
      address: "127.0.0.1",
      port: 1,
    });
    for (const thrown of [
      new TypeError("fetch failed", { cause: socket }),
      new DOMException("aborted", "AbortError"),
      new RangeError("x"),
      "a text",
      7,
      undefined,
      null,
    ]) {
      const error = await world([() => Promise.reject(thrown)]).fail(request);
      assert.equal(error.cause, thrown);
    }
  });

  test("what it says is kept: name, message, codes, and the errors within", async () => {
    const thrown = (url) =>
      Object.assign(
        new AggregateError(
          [Object.assign(new Error("connect ECONNREFUSED ::1"), { code: "ECONNREFUSED", port: 443 })],
          "all",
          {
            cause: Object.assign(new Error(`no route to ${url}`), { code: "EHOSTUNREACH", name: "SocketError" }),
          },
        ),
        { code: "E_FAILED", url },
      );
    const error = await world([(url) => Promise.reject(thrown(url))]).fail(request);
    const { cause } = error;
    assert.deepEqual([cause.name, cause.message, cause.code], ["AggregateError", "all", "E_FAILED"]);
    assert.deepEqual(
      [cause.errors[0].message, cause.errors[0].code, cause.errors[0].port],
      ["connect ECONNREFUSED ::1", "ECONNREFUSED", 443],
    );
    assert.deepEqual([cause.cause.name, cause.cause.code], ["SocketError", "EHOSTUNREACH"]);
    assert.match(cause.cause.message, /^no route to https:\/\/ecs\.cn-hangzhou.*SecurityToken=\*\*\*/);
    assert.match(cause.stack, /^AggregateError/);
    assert.match(error.message, /Reason: EHOSTUNREACH\./);
  });
});

suite("a response that repeats the token", () => {
  for (const [name, body] of Object.entries({
    "without its name": JSON.stringify({
      Code: "InvalidParameter",
      Message: `bad token ${credentials.securityToken}`,
      RequestId: "r",
    }),
    encoded: JSON.stringify({
      Code: "InvalidParameter",
      Message: `bad token ${encodeURIComponent(credentials.securityToken)}`,
    }),
    "in a code": JSON.stringify({ Code: `Invalid.${credentials.securityToken}`, Message: "m" }),
    "in a proxy's page": `<html>${credentials.securityToken} was refused</html>`,
    "in the details of a denial": JSON.stringify({
      Code: "NoPermission",
      Message: "m",
      AccessDeniedDetail: { AuthAction: credentials.securityToken, NoPermissionType: "ImplicitDeny" },
    }),
  })) {
    test(`${name}: it is redacted in the error and in each event`, async () => {
      const events = [];
      const all = world([{ status: 400, body }], { maxAttempts: 2, onEvent: (event) => events.push(event) });
      const error = await all.fail(request);
      assert.ok(error instanceof ApiError, error);
      assertHidden([error, error.details, error.diagnosis, events]);
      assert.ok(shown([error, error.details]).includes("***"));
    });
  }

  test("a diagnosis compares it all the same", async () => {
    const gateway = await startGateway({ accounts: [credentials] });
    try {
      const wrong = { ...credentials, accessKeySecret: "another" };
      const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials: wrong, endpoint: gateway.url });
      const error = await failure(client.start(request));
      assert.equal(error.diagnosis.verdict, "WrongSecret");
      assertHidden([error, error.details, error.diagnosis]);
    } finally {
      await gateway.close();
    }
  });
});

suite("a fetch or a platform that is broken", () => {
  for (const [value, found] of /** @type {any[][]} */ ([
    [undefined, "undefined"],
    [null, "null"],
    [200, "a number"],
    ["<html>", "a string"],
    [{}, "another object"],
    [{ status: 200 }, "another object"],
  ])) {
    test(`fetch returns ${inspect(value)}`, async () => {
      for (const reply of [() => value, async () => value]) {
        const all = world([reply]);
        const error = await all.fail({ ...request, clientToken: "mine" });
        assert.deepEqual([error.code, error.attempts, error.clientToken], ["ERR_FETCH", 1, "mine"]);
        assert.ok(error.message.startsWith(`options.fetch returned ${found}, `), error.message);
        assert.equal(Date.now(), all.time.now);
        await assertOver(all, 1);
      }
    });
  }

  test("no AbortController", async () => {
    const { AbortController } = globalThis;
    const { client } = world([STARTED]);
    delete globalThis.AbortController;
    let error;
    try {
      error = await failure(client.start(request));
    } finally {
      globalThis.AbortController = AbortController;
    }
    assert.deepEqual([error.name, error.code], ["ImagePipelineError", "ERR_UNSUPPORTED"]);
    assert.match(error.message, /AbortController/);
  });

  test("in a browser, a failure by ACS3-HMAC-SHA256 names the preflight", async () => {
    for (const name of ["document", "location"]) {
      for (const [signatureMethod, isNamed] of /** @type {any[][]} */ ([
        ["ACS3-HMAC-SHA256", true],
        ["HMAC-SHA1", false],
      ])) {
        const all = world([() => Promise.reject(new TypeError("Failed to fetch"))], {
          signatureMethod,
          maxAttempts: 1,
        });
        Object.defineProperty(globalThis, name, { value: {}, configurable: true });
        let error;
        try {
          error = await all.fail(request);
        } finally {
          delete globalThis[name];
        }
        assert.equal(/CORS/.test(error.message), isNamed, error.message);
      }
    }
    const error = await world([() => Promise.reject(new TypeError("x"))], { signatureMethod: "ACS3-HMAC-SHA256" }).fail(
      request,
    );
    assert.doesNotMatch(error.message, /CORS/);
  });
});

suite("what others have added to Object.prototype", () => {
  // Node's own Response fails with some of them.
  const foreign =
    ({ status, body }) =>
    async () => ({ status, headers: {}, text: async () => body });

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
      canonicalRequest: {},
      return: {},
      wait: 5_000,
      network: "vpc",
      credentials: { accessKeyId: "theirs", accessKeySecret: "theirs" },
      getCredential: () => ({ accessKeyId: "theirs", accessKeySecret: "theirs" }),
      fetch: () => assert.fail("theirs"),
      clock: { now: () => 0, sleep: () => assert.fail("theirs") },
      onEvent: () => assert.fail("theirs"),
      totalTimeout: 1,
    };
    for (const [name, value] of Object.entries(polluted)) {
      const all = world([() => Promise.reject(new Error()), foreign(STARTED)]);
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

  test("changes no error", async () => {
    for (const [name, value] of Object.entries({
      return: {},
      issues: [],
      cause: "x",
      policy: {},
      diagnosis: {},
      attempts: 9,
      clientToken: "x",
      details: {},
    })) {
      const all = world([foreign(refused(400, "InsufficientBalance"))]);
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      let errors;
      try {
        errors = [
          await all.fail(request),
          await all.fail({}),
          thrown(() => new ImagePipelineClient({ maxAttempts: 0 })),
        ];
      } finally {
        delete Object.prototype[name];
      }
      assert.deepEqual(
        errors.map((error) => [error.name, error.attempts, error.policy]),
        [
          ["ApiError", 1, undefined],
          ["ValidationError", 0, undefined],
          ["ValidationError", 0, undefined],
        ],
        name,
      );
    }
  });

  function thrown(call) {
    try {
      return call();
    } catch (error) {
      return error;
    }
  }
});

test("no secret is shown: not by the client, not by an error, not by what caused it", async () => {
  const all = world([never]);
  assertHidden(all.client);
  for (const code of ["NoPermission", "SignatureDoesNotMatch", "InvalidSecurityToken.Malformed"])
    assertHidden(await world([refused(403, code)]).fail(request));
  await pass(1);
});
