/** Where a client has its credentials from. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, suite, test } from "node:test";

import { CredentialsError, ImagePipelineClient, sign } from "../../dist/index.js";
import { assertHidden, assertOver, credentials, never, refused, request, STARTED, world } from "./client-world.mjs";
import { uninstall } from "./fake-time.mjs";

afterEach(uninstall);

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
    ["returns a text", async () => credentials.accessKeySecret, "credentials", "WrongType", undefined],
    ["returns no secret", async () => ({ accessKeyId: "id" }), "accessKeySecret", "MissingCredential", undefined],
    [
      "returns white space",
      async () => ({ accessKeyId: "id", accessKeySecret: `${credentials.accessKeySecret}\n` }),
      "accessKeySecret",
      "CredentialWhiteSpace",
      undefined,
    ],
    [
      "returns a getter that throws",
      async () => ({
        accessKeyId: "id",
        get accessKeySecret() {
          throw new Error(credentials.accessKeySecret);
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
    for (const wrong of [
      {},
      { accessKeyId: "id" },
      { accessKeyId: "id", accessKeySecret: ` ${credentials.accessKeySecret}` },
    ]) {
      assert.throws(
        () => world([], { credentials: wrong }),
        (error) => error instanceof CredentialsError && (assertHidden(error), true),
      );
    }
  });
});

suite("an object with getCredential", () => {
  test("is called as a method, before each attempt", async () => {
    class Provider {
      #asked = 0;
      getCredential() {
        return { ...credentials, accessKeyId: `STS.${++this.#asked}` };
      }
    }
    const all = world([refused(503, "ServiceUnavailable"), STARTED], { credentials: new Provider() });
    await all.start(request);
    assert.deepEqual(
      all.sent.map(({ AccessKeyId }) => AccessKeyId),
      ["STS.1", "STS.2"],
    );
  });

  test("may return a promise, and is asked again when a token has expired", async () => {
    let asked = 0;
    const provider = { getCredential: async () => ({ ...credentials, securityToken: `token-${++asked}` }) };
    const all = world([refused(400, "InvalidSecurityToken.Expired"), STARTED], { credentials: provider });
    assert.equal((await all.start(request)).attempts, 2);
    assert.deepEqual(
      all.sent.map(({ SecurityToken }) => SecurityToken),
      ["token-1", "token-2"],
    );
  });

  test("as @alicloud/credentials has it", async () => {
    const { default: Credential, Config } = createRequire(import.meta.url)("@alicloud/credentials");
    const { accessKeyId, accessKeySecret, securityToken } = credentials;
    const provider = new Credential(new Config({ type: "sts", accessKeyId, accessKeySecret, securityToken }));
    const all = world([STARTED], { credentials: provider });
    await all.start(request);
    assert.deepEqual([all.sent[0].AccessKeyId, all.sent[0].SecurityToken], [accessKeyId, securityToken]);
  });

  test("that throws: it is the cause", async () => {
    const cause = new Error("the metadata service is away");
    const provider = {
      getCredential() {
        throw cause;
      },
    };
    const error = await world([STARTED], { credentials: provider }).fail(request);
    assert.deepEqual(
      [error.name, error.issues[0].code, error.cause],
      ["CredentialsError", "CredentialsUnavailable", cause],
    );
  });
});

suite("the environment", () => {
  const names = {
    id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
    secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    token: "ALIBABA_CLOUD_SECURITY_TOKEN",
  };
  const set = (values) => {
    for (const [key, name] of Object.entries({ ...names, region: "ALIBABA_CLOUD_REGION_ID" })) {
      if (values[key] === undefined) delete process.env[name];
      else process.env[name] = values[key];
    }
  };
  afterEach(() => set({}));

  test("has credentials and region where none are given", async () => {
    set({
      id: credentials.accessKeyId,
      secret: credentials.accessKeySecret,
      token: credentials.securityToken,
      region: "cn-beijing",
    });
    const { fetch } = globalThis;
    const urls = [];
    globalThis.fetch = async (url) => (urls.push(new URL(url)), new Response(STARTED.body));
    try {
      await new ImagePipelineClient().start(request);
    } finally {
      globalThis.fetch = fetch;
    }
    const [{ host, searchParams }] = urls;
    assert.equal(host, "ecs.cn-beijing.aliyuncs.com");
    assert.deepEqual(
      ["RegionId", "AccessKeyId", "SecurityToken"].map((name) => searchParams.get(name)),
      ["cn-beijing", credentials.accessKeyId, credentials.securityToken],
    );
  });

  test("is not read where credentials and region are given", async () => {
    set({ id: "other", secret: "other", token: "other", region: "cn-beijing" });
    const all = world([STARTED]);
    await all.start(request);
    assert.deepEqual([all.sent[0].AccessKeyId, all.sent[0].RegionId], [credentials.accessKeyId, "cn-hangzhou"]);
  });

  test("is read before each attempt, and an empty token counts as none", async () => {
    set({ id: "first", secret: "secret", token: "" });
    const rotated = () => {
      set({ id: "second", secret: "secret" });
      return Promise.reject(new TypeError("fetch failed"));
    };
    const all = world([rotated, STARTED], { credentials: undefined });
    await all.start(request);
    assert.deepEqual(
      all.sent.map(({ AccessKeyId, SecurityToken }) => [AccessKeyId, SecurityToken]),
      [
        ["first", undefined],
        ["second", undefined],
      ],
    );
  });

  for (const [name, values, missing] of [
    ["nothing", {}, [names.id, names.secret]],
    ["an ID alone", { id: "id" }, [names.secret]],
    ["empty texts", { id: "", secret: "" }, [names.id, names.secret]],
  ]) {
    test(`with ${name}: the error names the variables`, async () => {
      set(values);
      const all = world([STARTED], { credentials: undefined });
      const error = await all.fail(request);
      assert.ok(error instanceof CredentialsError);
      assert.deepEqual(
        Object.values(names).filter((variable) => error.message.includes(variable)),
        missing,
      );
      assert.deepEqual([error.attempts, all.sent.length], [0, 0]);
    });
  }

  test("of a temporary pair without its token", async () => {
    set({ id: "STS.id", secret: "secret" });
    const error = await world([STARTED], { credentials: undefined }).fail(request);
    assert.deepEqual(
      error.issues.map(({ code }) => code),
      ["MissingSecurityToken"],
    );
  });

  test("that a runtime does not have, or does not allow to read", async () => {
    const { process } = globalThis;
    const denied = {
      get env() {
        throw new Error("denied");
      },
    };
    for (const other of [undefined, {}, denied]) {
      const all = world([STARTED], { credentials: undefined });
      globalThis.process = /** @type {any} */ (other);
      let error;
      try {
        error = await all.client.start(request).catch((error) => error);
      } finally {
        globalThis.process = process;
      }
      assert.match(error.message, /ALIBABA_CLOUD_ACCESS_KEY_ID/);
    }
  });

  test("is not what others have added to Object.prototype", async () => {
    Object.defineProperty(Object.prototype, names.id, { value: "theirs", configurable: true });
    try {
      const error = await world([STARTED], { credentials: undefined }).fail(request);
      assert.match(error.message, /ALIBABA_CLOUD_ACCESS_KEY_ID/);
    } finally {
      delete Object.prototype[names.id];
    }
  });
});

suite("another spelling", () => {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  for (const [given, expected] of /** @type {any[][]} */ ([
    [
      {
        AccessKeyId: accessKeyId,
        AccessKeySecret: accessKeySecret,
        SecurityToken: securityToken,
        Expiration: "2026-01-02T03:04:05Z",
      },
      { AccessKeyId: "accessKeyId", AccessKeySecret: "accessKeySecret", SecurityToken: "securityToken" },
    ],
    [
      { accessKeyId, secretAccessKey: accessKeySecret, sessionToken: securityToken },
      { secretAccessKey: "accessKeySecret", sessionToken: "securityToken" },
    ],
    [{ accessKeyID: accessKeyId, accessKeySecret, securityToken }, { accessKeyID: "accessKeyId" }],
    [
      { access_key_id: "id", access_key_secret: "secret" },
      { access_key_id: "accessKeyId", access_key_secret: "accessKeySecret" },
    ],
    [{ accessKeyId: "id", accessKeySecret, sessionToken: securityToken }, { sessionToken: "securityToken" }],
    [{ accessKeyId: "id", accessKeySecret, SecurityToken: securityToken }, { SecurityToken: "securityToken" }],
    [{ accessKeyId: "id", accessKeySecret, stsToken: securityToken }, { stsToken: "securityToken" }],
    [{ accessKeyId: "id", accessKeySecret, security_token: securityToken }, { security_token: "securityToken" }],
  ])) {
    test(Object.keys(given).join(", "), async () => {
      const signed = () => sign({ ...request, regionId: "cn-hangzhou" }, given);
      const errors = [signed, () => world([STARTED], { credentials: given })].map(thrown);
      errors.push(await world([STARTED], { credentials: () => given }).fail(request));
      for (const error of errors) {
        assert.ok(error instanceof CredentialsError);
        const found = error.issues.filter(({ code }) => code !== "MissingSecurityToken");
        assert.deepEqual(
          found.map(({ path, code, message }) => [path, code, message.en.match(/Did you mean (\w+)\?/)?.[1]]),
          Object.entries(expected).map(([name, right]) => [name, "UnknownField", right]),
        );
        assertHidden(error);
      }
    });
  }

  test("of a member that is there is ignored, as every other member", async () => {
    const model = { ...credentials, SecurityToken: "other", bearerToken: "b", type: "sts", providerName: "static_sts" };
    const all = world([STARTED], { credentials: model });
    await all.start(request);
    assert.equal(all.sent[0].SecurityToken, securityToken);
  });

  test("an empty token: how to leave it out", () => {
    const error = thrown(() =>
      sign({ ...request, regionId: "a" }, { accessKeyId: "id", accessKeySecret, securityToken: "" }),
    );
    assert.deepEqual([error.issues[0].path, error.issues[0].code], ["securityToken", "EmptyCredential"]);
    assert.match(error.message, /Leave it out, or unset its environment variable/);
  });

  function thrown(call) {
    try {
      call();
      return undefined;
    } catch (error) {
      return error;
    }
  }
});
