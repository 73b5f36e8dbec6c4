/** The nonce that is made where none is given. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { credentials, freshApi, request, withGlobal } from "./example.mjs";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function assertFresh({ sign }, runs = 300) {
  const nonces = Array.from({ length: runs }, () => {
    const { signatureNonce, canonicalQuery } = sign(request, credentials);
    assert.match(signatureNonce, uuid);
    assert.ok(canonicalQuery.includes(`&SignatureNonce=${signatureNonce}&`));
    return signatureNonce;
  });
  assert.equal(new Set(nonces).size, runs);
  return nonces;
}

test("a fresh UUID, version 4, each time", async () => {
  assertFresh(await freshApi());
});

test("without randomUUID, as in a page that is no secure context", async () => {
  const { crypto } = globalThis;
  const api = await freshApi();
  let calls = 0;
  const insecure = {
    getRandomValues(bytes) {
      calls++;
      return crypto.getRandomValues(bytes);
    },
  };
  const nonces = withGlobal("crypto", insecure, () => assertFresh(api));
  assert.equal(calls, nonces.length);
  // Each digit but the version and the variant is random.
  for (let i = 0; i < 36; i++) {
    const digits = new Set(nonces.map((nonce) => nonce[i])).size;
    assert.ok(
      ["-", "4"].includes(nonces[0][i]) || digits >= (i === 19 ? 4 : 10) || (digits === 1 && i === 14),
      `digit ${i}: ${digits}`,
    );
  }
});

test("the bytes of getRandomValues in their order, with version and variant set", async () => {
  const api = await freshApi();
  for (const [byte, expected] of /** @type {any[][]} */ ([
    [() => 0x00, "00000000-0000-4000-8000-000000000000"],
    [() => 0xff, "ffffffff-ffff-4fff-bfff-ffffffffffff"],
    [(i) => i * 0x11, "00112233-4455-4677-8899-aabbccddeeff"],
  ])) {
    const source = { getRandomValues: (bytes) => (bytes.forEach((_, i) => (bytes[i] = byte(i))), bytes) };
    const copy = await freshApi();
    assert.equal(withGlobal("crypto", source, () => copy.sign(request, credentials)).signatureNonce, expected);
  }
  assertFresh(api, 3);
});

for (const [name, crypto] of [
  ["no crypto", undefined],
  ["no function in crypto", {}],
  ["a randomUUID that gives nothing", { randomUUID: () => undefined }],
  ["a randomUUID that gives an empty text", { randomUUID: () => "" }],
  [
    "a getRandomValues that throws",
    {
      getRandomValues: () => {
        throw new Error("no entropy");
      },
    },
  ],
]) {
  test(`${name}: an error that says so, and a given nonce signs`, async () => {
    const { sign, ValidationError } = await freshApi();
    withGlobal("crypto", crypto, () => {
      assert.throws(
        () => sign(request, credentials),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.issues.map((issue) => [issue.path, issue.code, issue.severity]),
            [["options.signatureNonce", "NoRandomness", "error"]],
          );
          return true;
        },
      );
      assert.equal(sign(request, credentials, { signatureNonce: "n" }).signatureNonce, "n");
    });
  });
}

test("platform functions that throw, again and again, leave the module working", async () => {
  const api = await freshApi();
  const fail = () => {
    throw new Error("no");
  };
  for (const [name, value, path] of [
    ["crypto", { randomUUID: fail }, "options.signatureNonce"],
    ["crypto", { randomUUID: () => 42 }, "options.signatureNonce"],
    ["crypto", { randomUUID: fail, getRandomValues: fail }, "options.signatureNonce"],
    ["Date", { now: fail }, "options.timestamp"],
    ["Date", undefined, "options.timestamp"],
  ]) {
    withGlobal(name, value, () => {
      for (let i = 0; i < 300; i++) {
        assert.throws(
          () => api.sign(request, credentials),
          (/** @type {any} */ error) =>
            error instanceof api.ValidationError && error.issues.length === 1 && error.issues[0].path === path,
        );
      }
    });
  }
  assertFresh(api, 3);
});

test("members added to Object.prototype are not taken for a result", async () => {
  const { sign, validate, CredentialsError } = await freshApi();
  const prototype = /** @type {any} */ (Object.prototype);
  prototype.done = "not a result";
  try {
    assert.throws(() => sign(request, {}), CredentialsError);
    assert.ok(Array.isArray(validate(request)));
  } finally {
    delete prototype.done;
  }
});

test("a given nonce is signed as it is", async () => {
  const { sign } = await freshApi();
  for (const signatureNonce of ["0", " ", "a b+c&=%", "随机数😀", "\n", "n".repeat(5000)]) {
    const signed = sign(request, credentials, { signatureNonce });
    assert.equal(signed.signatureNonce, signatureNonce);
    assert.equal(new URL(signed.url).searchParams.get("SignatureNonce"), signatureNonce);
  }
});
