/** No error shows a secret or a token, whichever it is; and what is signed does not hold the secret. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspect } from "node:util";

import * as typed from "../../dist/index.js";
import { request } from "./example.mjs";
import { rightRequest, violations } from "./rules.mjs";

const credentials = { accessKeyId: "STS.id", accessKeySecret: "kQ7zXw3vJ9pLm2Rt", securityToken: "Hy6Bn4Gf8Ds1CaTe" };
const secrets = [credentials.accessKeySecret, credentials.securityToken];
/** The package without its types: these tests give it what the types forbid, too. */
const api = /** @type {any} */ (typed);
const { sign, validate } = api;

/** Every way in which an error or a result becomes a text. */
function shown(value) {
  const texts = [
    String(value),
    JSON.stringify(value),
    inspect(value),
    inspect(value, { depth: null, showHidden: true, getters: true, maxStringLength: null }),
  ];
  if (value instanceof Error) {
    texts.push(
      value.message,
      value.stack,
      inspect(value.cause),
      JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    );
    const { issues } = /** @type {any} */ (value);
    texts.push(...issues.flatMap((issue) => [issue.path, issue.code, issue.message.en, issue.message.zh]));
  }
  return texts.join("\n");
}

/** Not even a part of a secret is shown. */
function assertHidden(text, hidden = secrets) {
  for (const secret of hidden) {
    for (let i = 0; i + 6 <= secret.length; i++) {
      const part = secret.slice(i, i + 6);
      const forms = [part, encodeURIComponent(part), part.toLowerCase(), part.toUpperCase()];
      for (const form of forms) assert.ok(!text.includes(form), `${form} is in: ${text}`);
    }
  }
}

/** @returns {Promise<{ result?: any, error?: any }>} */
async function outcomeOf(call) {
  try {
    return { result: await call() };
  } catch (error) {
    return { error };
  }
}

test("a secret that is shown would be found", () => {
  assert.throws(() => assertHidden(shown(new TypeError(credentials.accessKeySecret))));
  assert.throws(() => assertHidden(shown({ a: { b: { c: { d: credentials.securityToken } } } })));
});

suite("each rule that stops signing", () => {
  for (const { name, severity, code, call } of violations.filter(({ severity }) => severity === "error")) {
    test(name, async () => {
      const { error } = await outcomeOf(() => call(api, credentials));
      assert.ok(
        error?.issues.some((issue) => issue.code === code && issue.severity === severity),
        inspect(error),
      );
      assertHidden(shown(error));
    });
  }
});

suite("secrets of any form", () => {
  const [secret] = secrets;
  const object = { [secret]: secret, secret };
  const forms = {
    "a line break after it": `${secret}\n`,
    "a space before it": ` ${secret}`,
    "a line break inside": `${secret}\n${secret}`,
    "a NUL inside": `${secret}\0${secret}`,
    "an escape inside": `\u001b[31m${secret}`,
    "half a pair after it": `${secret}\ud83d`,
    "half a pair inside": `${secret}\udc00${secret}`,
    "too long": secret.repeat(40_000),
    "10 MB": secret.repeat(700_000),
    "a list": [secret],
    "an object": object,
    "nested deeply": [[[[[object]]]]],
    "a boxed text": new String(secret),
    "a symbol": Symbol(secret),
    "a function": new Function(`return "${secret}"`),
    bytes: new TextEncoder().encode(secret),
    "an error": new Error(secret),
    "a Map": new Map([[secret, secret]]),
    "a promise": Promise.resolve(secret),
    "a date with a member": Object.assign(new Date(), object),
    "an object that throws it": Object.defineProperty({}, "toString", {
      get() {
        throw new Error(secret);
      },
    }),
    "a proxy that throws it": new Proxy(
      {},
      {
        ownKeys() {
          throw new Error(secret);
        },
        get() {
          throw secret;
        },
      },
    ),
  };
  for (const [name, form] of Object.entries(forms)) {
    test(name, async () => {
      for (const part of ["accessKeyId", "accessKeySecret", "securityToken"]) {
        const { error } = await outcomeOf(() => sign(request, { ...credentials, [part]: form }));
        assert.equal(error?.code, "ERR_CREDENTIALS", part);
        assert.ok(
          error.issues.some(({ path }) => path === part),
          part,
        );
        assertHidden(shown(error));
      }
      const { error } = await outcomeOf(() => sign(request, form));
      if (error) assertHidden(shown(error));
    });
  }

  test("getters that throw it", async () => {
    const thrown = () => {
      throw new Error(secret);
    };
    const hostile = Object.defineProperties(
      {},
      {
        accessKeyId: { get: thrown, enumerable: true },
        accessKeySecret: { get: thrown, enumerable: true },
        securityToken: { get: thrown, enumerable: true },
      },
    );
    const { error } = await outcomeOf(() => sign(request, hostile));
    assert.deepEqual(error.issues.map(({ path }) => path).sort(), ["accessKeyId", "accessKeySecret", "securityToken"]);
    assertHidden(shown(error));
  });
});

suite("credentials in the wrong place", () => {
  for (const [name, call] of /** @type {any[][]} */ ([
    ["in the request", () => sign({ ...rightRequest, ...credentials }, credentials)],
    ["as the request", () => sign(credentials, rightRequest)],
    ["in the options", () => sign(rightRequest, credentials, credentials)],
    [
      "as a field of the request",
      () => sign({ ...rightRequest, regionId: `${secrets[0]}/`, imagePipelineId: ` ${secrets[1]}` }, credentials),
    ],
    [
      "as options",
      () =>
        sign(rightRequest, credentials, {
          endpoint: `https://${secrets.join(":")}@a`,
          timestamp: secrets[0],
          method: secrets[1],
        }),
    ],
    [
      "as a tag",
      () => sign({ ...rightRequest, tag: [{ key: `acs:${secrets[0]}`, value: `http://${secrets[1]}` }] }, credentials),
    ],
    ["as a region", () => api.endpoint(`${secrets[0]} `, credentials)],
    ["as a signed request", () => api.toRequest(credentials)],
  ])) {
    test(name, async () => {
      const { error } = await outcomeOf(call);
      assert.ok(error?.issues.length > 0);
      assertHidden(shown(error));
    });
  }

  test("validate", () => {
    for (const wrong of [{ ...rightRequest, ...credentials }, credentials, secrets[0], secrets])
      assertHidden(shown(validate(wrong)));
  });
});

test("a signed request holds the token, which is sent, and not the secret", () => {
  for (const signatureMethod of ["HMAC-SHA1", "ACS3-HMAC-SHA256"]) {
    for (const method of ["GET", "POST"]) {
      const options = { signatureMethod, method };
      const text = shown(sign(rightRequest, credentials, options));
      assertHidden(text, [credentials.accessKeySecret]);
      assert.ok(text.includes(credentials.securityToken));
      assertHidden(shown(sign(rightRequest, { ...credentials, accessKeyId: "id", securityToken: undefined }, options)));
    }
  }
});
