/** The memory of the WebAssembly module: no secret is left in it, it does not grow, and a trap does not break what follows. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { suite, test } from "node:test";

import { assertStillSigns, freshApi, request } from "./example.mjs";

/** The instances made since `watched` was last called, and what their exports do instead of their work. */
let instances = [];
let replaced = {};
const { Instance } = WebAssembly;
WebAssembly.Instance = /** @type {any} */ (
  function WatchedInstance(module, imports) {
    const instance = new Instance(module, imports);
    instances.push(instance.exports);
    const replacements = Object.entries(replaced).map(([name, replace]) => [name, replace(instance.exports[name])]);
    return { exports: { ...instance.exports, ...Object.fromEntries(replacements) } };
  }
);

/** The API with an instance of its own. `replacements` make a function of the module out of the one it exports. */
function watched(replacements = {}) {
  instances = [];
  replaced = replacements;
  return freshApi();
}

const short = { accessKeyId: "STS.id", accessKeySecret: "kQ7zXw3vJ9pLm2Rt", securityToken: "Hy6Bn4Gf8Ds1CaTe" };
/** A secret longer than a block of the hash, and a token for which the memory has to grow. */
const long = {
  accessKeyId: "STS.id",
  accessKeySecret: "Wd5".repeat(9) + "vU8xB2nM4k".repeat(5),
  securityToken: "Hy6Bn4Gf8Ds1CaTe".repeat(6000),
};

/** What must not stay behind: secret and token as UTF-8, and the two keys that HMAC derives from the secret (RFC 2104). */
function formsOf({ accessKeySecret, securityToken }) {
  const forms = { secret: Buffer.from(accessKeySecret), token: Buffer.from(securityToken.slice(0, 64)) };
  for (const [hash, key] of [
    ["sha1", `${accessKeySecret}&`],
    ["sha256", accessKeySecret],
  ]) {
    const used = key.length > 64 ? createHash(hash).update(key).digest() : Buffer.from(key);
    for (const [pad, byte] of Object.entries({ inner: 0x36, outer: 0x5c }))
      forms[`${hash}, ${pad} pad`] = used.map((of) => of ^ byte);
  }
  return forms;
}

/** The names of the forms of which eight bytes are in the memory of an instance. */
function leftOf(credentials) {
  const memories = instances.map(({ memory }) => Buffer.from(memory.buffer));
  const isLeft = (form) => {
    for (let i = 0; i + 8 <= form.length; i += 4)
      if (memories.some((memory) => memory.includes(form.subarray(i, i + 8)))) return true;
    return false;
  };
  return Object.entries(formsOf(credentials))
    .filter(([, form]) => isLeft(form))
    .map(([name]) => name);
}

const ACS3 = { signatureMethod: "ACS3-HMAC-SHA256" };
const right = { ...request, tag: [{ key: "a", value: "b" }] };

/** Every call that takes a secret or a token, or that throws with one in its arguments. */
const calls = {
  "sign by HMAC-SHA1": ({ sign }, who) => assert.ok(sign(right, who)),
  "sign by HMAC-SHA1, POST": ({ sign }, who) => assert.ok(sign(right, who, { method: "POST" })),
  "sign by ACS3-HMAC-SHA256": ({ sign }, who) => assert.ok(sign(right, who, ACS3)),
  "sign a wrong request": ({ sign, ValidationError }, who) => assert.throws(() => sign({}, who), ValidationError),
  "sign with wrong credentials": ({ sign, CredentialsError }, who) =>
    assert.throws(() => sign(right, { ...who, accessKeySecret: `${who.accessKeySecret} ` }), CredentialsError),
  "sign with a getter that throws": ({ sign, CredentialsError }, who) => {
    const credentials = Object.defineProperty({ ...who }, "accessKeyId", {
      enumerable: true,
      get() {
        throw new Error();
      },
    });
    assert.throws(() => sign(right, credentials), CredentialsError);
  },
  "sign with a getter that signs": ({ sign }, who) => {
    const nested = Object.defineProperty({ ...right }, "clientToken", {
      enumerable: true,
      get: () => sign(right, who).signatureNonce,
    });
    assert.ok(sign(nested, who));
  },
  "credentials in the request": ({ sign, validate, ValidationError }, who) => {
    assert.throws(() => sign({ ...right, ...who }, who), ValidationError);
    assert.ok(validate({ ...right, ...who, regionId: who.accessKeySecret }).length > 0);
  },
  toRequest: ({ sign, toRequest }, who) => assert.ok(toRequest(sign(right, who))),
  inspect: ({ sign, inspect }, who) => {
    assert.equal(inspect(sign(right, who).url, who).signature, "Right");
    const another = { accessKeySecret: `${who.accessKeySecret}x` };
    assert.equal(inspect(sign(right, who, { method: "POST" }).body, another).signature, "Wrong");
  },
  "decode and diagnose an echoed request": ({ sign, decode, diagnose }, who) => {
    const signed = sign(right, who);
    const message = `server string to sign is:${signed.stringToSign}`;
    const body = JSON.stringify({ Code: "SignatureDoesNotMatch", Message: message });
    assert.ok(diagnose(signed, decode({ status: 400, headers: {}, body }).error).verdict);
  },
  "client.start": async ({ ImagePipelineClient, ApiError }, who) => {
    const answers = /** @type {[number, string][]} */ ([
      [200, '{"RequestId":"r","ExecutionId":"exec-1"}'],
      [400, '{"Code":"SignatureDoesNotMatch","Message":"m"}'],
    ]);
    const fetch = async () => {
      const [status, body] = answers.shift();
      return new Response(body, { status });
    };
    const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials: who, fetch });
    assert.equal((await client.start({ imagePipelineId: "ip-1" })).executionId, "exec-1");
    await assert.rejects(client.start({ imagePipelineId: "ip-1" }), ApiError);
  },
};

for (const [size, who] of Object.entries({ "short credentials": short, "long credentials": long })) {
  suite(`no secret is left after a call with ${size}`, () => {
    for (const [name, call] of Object.entries(calls)) {
      test(name, async () => {
        await call(await watched(), who);
        assert.equal(instances.length, 1);
        assert.deepEqual(leftOf(who), []);
      });
    }
  });

  test(`a secret would be found: ${size} during a call`, async () => {
    const found = new Set();
    // A freed block is wiped, so the secret is looked for while the module asks for the time, with all arguments read.
    const { now } = Date;
    const { sign } = await watched();
    Date.now = () => {
      for (const name of leftOf(who)) found.add(name);
      return now();
    };
    try {
      sign(right, who);
      sign(right, { ...who, more: 1 }, ACS3);
    } finally {
      Date.now = now;
    }
    for (const name of ["secret", "token"]) assert.ok(found.has(name), name);
  });
}

suite("a call that traps", () => {
  const trapping = (work) => {
    let calls = 0;
    return (...all) => {
      if (calls++ === 1) throw new WebAssembly.RuntimeError("unreachable");
      return work(...all);
    };
  };
  const isTrap = (error) => error.code === "ERR_INTERNAL" && error.cause instanceof WebAssembly.RuntimeError;

  test("sign throws a coded error, leaves no secret, and the next call has a new instance", async () => {
    const api = await watched({ signUsual: trapping });
    assertStillSigns(api);
    assert.throws(() => api.sign(right, short), isTrap);
    assert.deepEqual(leftOf(short), []);
    assert.equal(instances.length, 1);
    assertStillSigns(api);
    assert.equal(instances.length, 2);
  });

  test("a client's call in flight ends in the coded error, and the client's next call works", async () => {
    const { ImagePipelineClient } = await watched({ call_response: trapping });
    const fetch = async () => new Response('{"RequestId":"r","ExecutionId":"exec-1"}');
    const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials: short, fetch });
    const start = () => client.start({ imagePipelineId: "ip-1" });
    assert.equal((await start()).executionId, "exec-1");
    const [first, second] = await Promise.allSettled([start(), start()]);
    assert.ok(first.status === "rejected" && isTrap(first.reason));
    assert.ok(second.status === "rejected" && second.reason.code === "ERR_INTERNAL");
    assert.deepEqual(leftOf(short), []);
    assert.equal((await start()).executionId, "exec-1");
    assert.equal(instances.length, 2);
  });

  test("decode, which never throws otherwise, throws it as well", async () => {
    const api = await watched({ decode: trapping });
    const decode = () => api.decode({ status: 200, headers: {}, body: '{"ExecutionId":"exec-1"}' });
    assert.ok(decode().ok);
    assert.throws(decode, isTrap);
    assert.ok(decode().ok);
  });
});

test("memory does not grow over many calls", async () => {
  const api = await watched();
  const round = () => {
    api.sign({ ...right, ownerAccount: "x".repeat(60_000) }, short, { method: "POST" });
    api.validate({ regionId: "x".repeat(60_000), tag: Array.from({ length: 100 }, (_, i) => ({ key: `aliyun${i}` })) });
    assert.throws(() => api.sign({}, {}));
  };
  const size = () => instances[0].memory.buffer.byteLength;
  for (let i = 0; i < 20; i++) round();
  const warm = size();
  for (let i = 0; i < 60; i++) round();
  assert.equal(size(), warm);
  assert.ok(warm < 16 * 2 ** 20);
});
