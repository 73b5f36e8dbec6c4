/** After a call, no secret is in any memory that the package writes: the module's, and the bytes in which arguments cross. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { suite, test } from "node:test";

import { freshApi, request } from "./example.mjs";
import { hashOf } from "./hash-states.mjs";
import { formsOf, found, PART, watch } from "./secrets-in-memory.mjs";

const short = { accessKeyId: "STS.id", accessKeySecret: "kQ7zXw3vJ9pLm2Rt", securityToken: "Hy6Bn4Gf8Ds1CaTe" };
/** A key longer than a block is hashed before it is one; and a token for which the memory has to grow. */
const long = {
  accessKeyId: "STS.id",
  accessKeySecret: "Wd5".repeat(9) + "vU8xB2nM4k".repeat(5),
  securityToken: "Hy6Bn4Gf8Ds1CaTe".repeat(6000),
};

suite("what is looked for", () => {
  test("the hashes of this test are the platform's", () => {
    for (const name of ["sha1", "sha256"]) {
      for (const message of ["", "abc", "x".repeat(55)]) {
        assert.deepEqual(hashOf(name, message), createHash(name).update(message).digest(), name);
      }
    }
  });

  test("a part of each form would be found, wherever it lies", () => {
    for (const credentials of [short, long]) {
      const forms = formsOf(credentials);
      assert.ok(Object.keys(forms).length >= 20);
      for (const [name, form] of Object.entries(forms)) {
        const memory = Buffer.alloc(100_000);
        form.copy(memory, 99_990, form.length - PART);
        assert.ok(found(forms, memory).includes(name), name);
      }
    }
  });

  test("the module's memory during a call, and the bytes in which arguments cross, hold secrets", async () => {
    const { api, run, memories, arrays } = watch(await freshApi());
    const seen = [];
    const argumentBytes = () =>
      Buffer.concat(arrays.filter(({ buffer }) => buffer.byteLength > 0 && buffer !== memories[0].buffer));
    const { decode } = TextDecoder.prototype;
    TextDecoder.prototype.decode = function (...all) {
      seen.push(found(formsOf(short), Buffer.from(memories[0].buffer)), found(formsOf(short), argumentBytes()));
      return decode.apply(this, all);
    };
    try {
      run(() => api.sign(request, short));
      run(() => api.sign(request, short, { signatureMethod: "ACS3-HMAC-SHA256" }));
    } finally {
      TextDecoder.prototype.decode = decode;
    }
    assert.equal(seen.length, 4);
    for (const name of ["secret, UTF-8", "token, UTF-8"])
      for (const names of seen) assert.ok(names.includes(name), names.join());
    assert.ok(
      seen[0].some((name) => name.startsWith("sha1: ")),
      seen[0].join(),
    );
    assert.ok(
      seen[2].some((name) => name.startsWith("sha256: ")),
      seen[2].join(),
    );
  });
});

const right = { ...request, tag: [{ key: "a", value: "b" }] };
const calls = {
  "a signature": ({ sign }, who) => assert.ok(sign(right, who)),
  "a form": ({ sign }, who) => assert.ok(sign(right, who, { method: "POST" })),
  "an answer as XML": ({ sign }, who) => assert.ok(sign(right, who, { format: "XML" })),
  "a signature in headers": ({ sign }, who) => assert.ok(sign(right, who, { signatureMethod: "ACS3-HMAC-SHA256" })),
  "a signature in headers, for POST": ({ sign }, who) =>
    assert.ok(sign(right, who, { signatureMethod: "ACS3-HMAC-SHA256", method: "POST" })),
  "a request that is wrong": ({ sign, ValidationError }, who) => assert.throws(() => sign({}, who), ValidationError),
  "options that are wrong": ({ sign, ValidationError }, who) =>
    assert.throws(() => sign(right, who, { endpoint: "x/y" }), ValidationError),
  "credentials that are wrong": ({ sign, CredentialsError }, who) =>
    assert.throws(() => sign(right, { ...who, accessKeyId: " " }), CredentialsError),
  "a secret with a space after it": ({ sign, CredentialsError }, who) =>
    assert.throws(() => sign(right, { ...who, accessKeySecret: `${who.accessKeySecret} ` }), CredentialsError),
  "a secret with half a pair after it": ({ sign, CredentialsError }, who) =>
    assert.throws(() => sign(right, { ...who, accessKeySecret: `${who.accessKeySecret}\ud800` }), CredentialsError),
  "credentials among more than is taken": ({ sign, CredentialsError }, who) => {
    const more = Object.fromEntries(
      Array.from({ length: 900 }, (_, i) => [`${i}`.padEnd(100, "x"), "x".repeat(i < 20 ? 50_000 : 0)]),
    );
    assert.throws(() => sign(right, { ...who, ...more }), CredentialsError);
  },
  "credentials in the request": ({ sign, validate, ValidationError }, who) => {
    assert.throws(() => sign({ ...right, ...who }, who), ValidationError);
    assert.ok(
      validate({ ...right, ...who, regionId: who.accessKeySecret, tag: [{ key: who.securityToken }] }).length > 0,
    );
  },
  "a getter that throws amid the credentials": ({ sign, CredentialsError }, who) =>
    assert.throws(
      () =>
        sign(right, {
          ...who,
          get accessKeyId() {
            throw new Error();
          },
        }),
      CredentialsError,
    ),
  "a getter that signs in turn": ({ sign }, who) =>
    assert.ok(
      sign(
        {
          ...right,
          get clientToken() {
            return sign(right, who).signatureNonce;
          },
        },
        who,
      ),
    ),
  "a signed request, read again": ({ sign, toRequest }, who) => assert.ok(toRequest(sign(right, who))),
  "a URL and a form, inspected": ({ sign, inspect }, who) => {
    assert.equal(inspect(sign(right, who).url, who).signature, "Right");
    assert.equal(
      inspect(sign(right, who, { method: "POST" }).body, { accessKeySecret: `${who.accessKeySecret}x` }).signature,
      "Wrong",
    );
  },
  "an answer that echoes the request": ({ sign, decode, diagnose }, who) => {
    const signed = sign(right, who);
    const body = JSON.stringify({
      Code: "SignatureDoesNotMatch",
      Message: `server string to sign is:${signed.stringToSign}`,
    });
    const outcome = decode({ status: 400, headers: {}, body });
    assert.ok(!outcome.ok && diagnose(signed, outcome.error).verdict);
  },
};

for (const [size, who] of Object.entries({ "short credentials": short, "long credentials": long })) {
  suite(`after a call with ${size}`, () => {
    const forms = formsOf(who);
    for (const [name, call] of Object.entries(calls)) {
      test(name, async () => {
        const { api, run, memories, arrays, all } = watch(await freshApi());
        run(() => call(api, who));
        assert.equal(memories.length, 1);
        assert.ok(arrays.length > 0);
        assert.deepEqual(found(forms, all()), []);
      });
    }
  });
}

test("after 10,000 calls of every kind", async () => {
  const { api, run, memories, all } = watch(await freshApi());
  const every = Object.values(calls);
  run(() => {
    for (let i = 0; i < 10_000; i++) every[i % every.length](api, i % 1000 === 999 ? long : short);
  });
  assert.equal(memories.length, 1);
  for (const who of [short, long]) assert.deepEqual(found(formsOf(who), all()), []);
});

test("after a start by the client, its network failing once, and after one that is refused", async () => {
  const { api, run, memories, all } = watch(await freshApi());
  // The instance and the first bytes for arguments are made here, where they are seen.
  run(() => api.validate({}));
  const clock = {
    now: () => 1_767_323_045_000,
    sleep: (ms, signal) =>
      new Promise((resolve) => (ms < 5000 ? resolve() : signal.addEventListener("abort", resolve))),
  };
  const answers = [
    undefined,
    '{"RequestId":"r","ExecutionId":"exec-1"}',
    '{"Code":"SignatureDoesNotMatch","Message":"m"}',
  ];
  const sent = [];
  const fetch = async (url) => {
    sent.push(url);
    const body = answers[sent.length - 1];
    if (body === undefined) throw new TypeError("fetch failed");
    return new Response(body, { status: body.includes("Code") ? 400 : 200 });
  };
  const client = new api.ImagePipelineClient({ regionId: "cn-hangzhou", credentials: short, fetch, clock });
  assert.equal((await client.start({ imagePipelineId: "ip-1" })).executionId, "exec-1");
  await assert.rejects(client.start({ imagePipelineId: "ip-1" }), api.ApiError);
  assert.equal(sent.length, 3);
  assert.equal(memories.length, 1);
  assert.deepEqual(found(formsOf(short), all()), []);
});

test("the signature is right for a key longer than a block", async () => {
  const { sign } = await freshApi();
  const first = sign(request, long);
  assert.equal(
    first.signature,
    createHmac("sha1", `${long.accessKeySecret}&`).update(first.stringToSign).digest("base64"),
  );
  const third = sign(request, long, { signatureMethod: "ACS3-HMAC-SHA256" });
  assert.equal(third.signature, createHmac("sha256", long.accessKeySecret).update(third.stringToSign).digest("hex"));
});
