/** Each verdict of `diagnose` about requests by ACS3-HMAC-SHA256 that were signed or sent wrongly, from a server's own answers. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";

import * as api from "../../dist/index.js";
import { canonicalRequest, hmac, isSigned, send, sha256, startServer } from "./acs3-signer.mjs";
import { byBytes, encode, lowerCase, NOW, TOKEN } from "./wrong-signer.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { decode, diagnose, sign } = /** @type {any} */ (api);

const HOUR = 3_600_000;
const tagged = (value) => ({
  regionId: "cn-hangzhou",
  imagePipelineId: "ip-2ze5tsl5bp6nf2b3",
  clientToken: "token-1",
  tag: [{ key: "k", value }],
});
let server;
before(async () => (server = await startServer()));
after(() => server.close());

let nonces = 0;
function signed(
  request = tagged("a b*c~d'(e)!+中文"),
  { secret = "testsecret", ...options } = /** @type {any} */ ({}),
) {
  const credentials = { accessKeyId: "STS.id", accessKeySecret: secret, securityToken: TOKEN };
  return sign(request, credentials, {
    signatureMethod: "ACS3-HMAC-SHA256",
    timestamp: NOW,
    endpoint: server.url,
    signatureNonce: `nonce-${process.pid}-${++nonces}`,
    ...options,
  });
}

/** What is on the wire: the pairs of the query as they are written, and the headers with the host. */
function wireOf({ method, url, headers }) {
  const { host, search } = new URL(url);
  return {
    method,
    query: search
      .slice(1)
      .split("&")
      .map((pair) => pair.split("=")),
    headers: { host, ...headers },
  };
}

const put = (/** @type {any} */ { query, ...rest }) =>
  send(server.url, { ...rest, path: `/?${query.map((pair) => pair.join("=")).join("&")}` });

/**
 * Signs the same request again, with mistakes. `key` and `encoding` are those of the signature.
 * @param {any} mistakes
 */
function wrongly(right, mistakes) {
  const { key = "testsecret", encoding = "hex", hash = sha256, ...steps } = mistakes;
  const wire = wireOf(right);
  const query = wire.query.map((pair) => pair.map(decodeURIComponent));
  const request = canonicalRequest({ ...wire, query }, steps);
  const stringToSign = `ACS3-HMAC-SHA256\n${hash(request)}`;
  const authorization = right.headers.authorization.replace(
    /Signature=.*/,
    `Signature=${hmac(stringToSign, key, encoding)}`,
  );
  return { ...right, stringToSign, canonicalRequest: request, headers: { ...right.headers, authorization } };
}

function assertSensible(diagnosis) {
  for (const text of [diagnosis.explanation, diagnosis.remedy]) {
    for (const language of ["en", "zh"]) {
      assert.ok(text[language].length > 5);
      assert.doesNotMatch(
        text[language],
        /[{}?？]|undefined|is ,| {2}|(是|：) ?[，。]|Timestamp|SignatureNonce|HMAC-SHA1\(|Base64\(/,
        "a place was left open, or it is about HMAC-SHA1",
      );
    }
  }
  assertHidden(JSON.stringify(diagnosis));
}

function assertHidden(shown) {
  for (let i = 0; i + 8 <= TOKEN.length; i++) {
    const part = TOKEN.slice(i, i + 8);
    for (const form of [part, encode(part), encode(encode(part))])
      assert.ok(!shown.includes(form), `the token is in ${shown}`);
  }
}

const reached = new Set();

/** The verdict from the body and from the decoded error, in both formats. */
async function assertVerdict(verdict, parameter, make) {
  for (const format of ["JSON", "XML"]) {
    const { ours, wire = wireOf(ours), onBody } = make({ format });
    const answer = await put(wire);
    assert.equal(answer.body.startsWith("{"), format === "JSON");
    const { ok, error } = decode(answer);
    assert.equal(ok, false, "it was served");
    assertHidden(JSON.stringify(error));
    assert.ok(!JSON.stringify(error).includes(ours.signature));
    for (const [diagnosis, expected] of [
      [diagnose(ours, error), verdict],
      [diagnose(ours, answer.body), onBody ?? verdict],
    ]) {
      assertSensible(diagnosis);
      assert.deepEqual(
        { verdict: diagnosis.verdict, parameter: diagnosis.parameter },
        { verdict: expected, parameter },
      );
      reached.add(diagnosis.verdict);
      for (const { parameter, ours, theirs } of diagnosis.differences) {
        if (parameter === "x-acs-security-token")
          for (const text of [ours, theirs]) assert.ok(text === undefined || text === "***", text);
      }
    }
  }
}

test("what is signed rightly is served, by the package and by hand, so that each refusal below has the one cause", async () => {
  for (const method of ["POST", "GET"]) {
    const right = signed(undefined, { method });
    for (const request of [right, wrongly(right, {})]) {
      const answer = await put(wireOf(request));
      assert.equal(answer.status, 200, answer.body);
    }
    assert.equal(wrongly(right, {}).canonicalRequest, right.canonicalRequest);
  }
});

test("fetch sends what was signed", async () => {
  for (const method of ["POST", "GET"]) {
    const right = signed(undefined, { method });
    const response = await fetch(right.url, right);
    assert.equal(response.status, 200, await response.clone().text());
    const wrong = signed(undefined, { method, secret: "wrong" });
    assert.equal(diagnose(wrong, await (await fetch(wrong.url, wrong)).text()).verdict, "WrongSecret");
  }
});

suite("the secret", () => {
  test("another one", () =>
    assertVerdict("WrongSecret", undefined, (options) => ({
      ours: signed(undefined, { secret: "wrong", ...options }),
    })));
  for (const [name, mistake] of Object.entries({
    "an & after it": { key: "testsecret&" },
    base64: { encoding: "base64" },
  })) {
    test(name, () =>
      assertVerdict("WrongSecret", undefined, (options) => ({ ours: wrongly(signed(undefined, options), mistake) })),
    );
  }
  test("its texts are about this method", () => {
    const ours = signed();
    const { explanation, remedy } = diagnose(ours, { code: "InvalidAccessKeySecret", message: "" });
    assert.match(remedy.en, /hex of HMAC-SHA256\(secret, text\)/);
    assert.match(remedy.zh, /HMAC-SHA256\(Secret, /);
    assert.notDeepEqual(
      explanation,
      diagnose({ stringToSign: "GET&%2F&a%3Db", timestamp: "" }, { code: "InvalidAccessKeySecret", message: "" })
        .explanation,
    );
  });
});

suite("a wrong signer", () => {
  const plus = (text) => encode(text).replaceAll("%20", "+");
  const twice = (text) => encode(encode(text));
  const only = (value, encoder) => (text) => (text === value ? encoder(text) : encode(text));
  const byNumber = ([a], [b]) => a.localeCompare(b, "en", { numeric: true });
  const twelve = { ...tagged("v"), tag: Array.from({ length: 12 }, (_, i) => ({ key: `k${i}`, value: "v" })) };
  const cases = {
    "+ for a space": ["PlusForSpace", "Tag.1.Value", { encoder: plus }, "a b"],
    "encoded twice": ["DoubleEncoding", "Tag.1.Value", { encoder: only("a b", twice) }, "a b"],
    "encoded as a whole, as by HMAC-SHA1": ["DoubleEncoding", "CanonicalizedQueryString", { whole: encode }, "a b"],
    "lower-case hex": ["LowerCaseHex", "Tag.1.Value", { encoder: only("a/b", lowerCase) }, "a/b"],
    encodeURIComponent: ["ReservedCharacters", "Tag.1.Value", { encoder: encodeURIComponent }, "x*y"],
    "~ encoded": [
      "ReservedCharacters",
      "Tag.1.Value",
      { encoder: (text) => encode(text).replaceAll("~", "%7E") },
      "a~b",
    ],
    "not encoded": ["MissingEncoding", "Tag.1.Value", { encoder: (text) => text }, "中文+/=&%&b=c"],
    "ordered by number": ["AnotherOrder", "Tag.2.Key", { order: byNumber }, twelve],
    "headers in another order": ["AnotherOrder", "SignedHeaders", { headerOrder: (a, b) => byBytes(b, a) }],
    "no path": ["ParameterChanged", "CanonicalURI", { path: "" }],
    "another hash of the body": ["ParameterChanged", "HashedRequestPayload", { bodyHash: sha256("{}") }],
    "no hash of the body": ["ParameterAdded", "HashedRequestPayload", { bodyHash: "" }],
    "no empty line after the headers": ["Unclear", undefined, { blank: "" }],
    "header names in upper case": ["ParameterChanged", "SignedHeaders", { name: (text) => text.toUpperCase() }],
  };
  for (const [name, [verdict, parameter, steps, value]] of Object.entries(
    /** @type {Record<string, any[]>} */ (cases),
  )) {
    const request = typeof value === "object" ? value : tagged(value);
    test(name, () =>
      assertVerdict(verdict, parameter, (options) => ({ ours: wrongly(signed(request, options), steps) })),
    );
  }
  test("the right request, and another hash of it", () =>
    assertVerdict("ParameterChanged", "HashedCanonicalRequest", (options) => ({
      ours: wrongly(signed(undefined, options), { hash: (text) => sha256(text).toUpperCase() }),
    })));
});

suite("on the way", () => {
  const map =
    (name, change) =>
    ({ query, ...rest }) => ({
      ...rest,
      query: query.map(([known, value]) => [known, known === name ? change(value) : value]),
    });
  const header =
    (name, value) =>
    ({ headers, ...rest }) => ({
      ...rest,
      headers: Object.fromEntries(
        Object.entries({ ...headers, [name]: value }).filter(([, value]) => value !== undefined),
      ),
    });
  const cases = {
    "a parameter is added": [
      "ParameterAdded",
      "utm_source",
      ({ query, ...rest }) => ({ ...rest, query: [["utm_source", "x"], ...query] }),
    ],
    "one is dropped": [
      "ParameterDropped",
      "ClientToken",
      ({ query, ...rest }) => ({ ...rest, query: query.filter(([name]) => name !== "ClientToken") }),
    ],
    "one is changed": ["ParameterChanged", "RegionId", map("RegionId", () => "cn-beijing")],
    "its percent signs are encoded again": [
      "DoubleEncoding",
      "Tag.1.Value",
      map("Tag.1.Value", (value) => value.replaceAll("%", "%25")),
    ],
    "a plus sign is left bare": [
      "PlusForSpace",
      "Tag.1.Value",
      map("Tag.1.Value", (value) => value.replaceAll("%2B", "+")),
    ],
    "the host is another one": ["ParameterChanged", "host", header("host", "proxy.example.com")],
    "the action is another one": [
      "ParameterChanged",
      "x-acs-action",
      header("x-acs-action", "startimagepipelineexecution"),
    ],
    "the token is another one": [
      "ParameterChanged",
      "x-acs-security-token",
      header("x-acs-security-token", `${TOKEN}x`),
    ],
    "the token is percent-encoded": [
      "ParameterChanged",
      "x-acs-security-token",
      header("x-acs-security-token", encode(TOKEN)),
    ],
    "the token is dropped": ["ParameterDropped", "x-acs-security-token", header("x-acs-security-token", undefined)],
    "the version is dropped": ["ParameterDropped", "x-acs-version", header("x-acs-version", undefined)],
    "UTC is sent, and local time was signed": ["LocalTime", "x-acs-date", header("x-acs-date", "2026-01-01T19:04:05Z")],
    "a body is added": ["ParameterChanged", "HashedRequestPayload", (wire) => ({ ...wire, body: "a=b" })],
  };
  for (const [name, [verdict, parameter, change]] of Object.entries(/** @type {Record<string, any[]>} */ (cases))) {
    test(name, () =>
      assertVerdict(verdict, parameter, (options) => {
        const ours = signed(undefined, options);
        return { ours, wire: change(wireOf(ours)) };
      }),
    );
  }
  for (const [from, to] of [
    ["POST", "GET"],
    ["GET", "POST"],
  ]) {
    test(`${from} becomes ${to}`, () =>
      assertVerdict("AnotherMethod", "HTTP method", (options) => {
        const ours = signed(undefined, { ...options, method: from });
        return { ours, wire: { ...wireOf(ours), method: to } };
      }));
  }
  test("the answer is another request's", () =>
    assertVerdict("AnotherRequest", "x-acs-signature-nonce", (options) => {
      const ours = signed(tagged("other"), options);
      return { ours, wire: wireOf(signed(undefined, { ...options, secret: "wrong" })) };
    }));
  test("a parameter with the name of a header is told apart from it", () =>
    assertVerdict("ParameterAdded", "host", (options) => {
      const ours = signed(undefined, options);
      const wire = wireOf(ours);
      return { ours, wire: { ...wire, query: [["host", "h"], ...wire.query] } };
    }));
});

suite("what else the answer tells", () => {
  const refused = (name, code, verdict, parameter, message = "No.") =>
    test(name, async () => {
      server.refusal = { code, message };
      try {
        await assertVerdict(verdict, parameter, (options) => ({ ours: signed(undefined, options) }));
      } finally {
        server.refusal = undefined;
      }
    });
  refused("a nonce that was used", "SignatureNonceUsed", "NonceUsed", "x-acs-signature-nonce");
  refused("no such key", "InvalidAccessKeyId.NotFound", "UnknownAccessKey", "authorization");
  refused("a key that is disabled", "InvalidAccessKeyId.Inactive", "DisabledAccessKey", "authorization");
  refused("a token that has expired", "InvalidSecurityToken.Expired", "ExpiredToken", "x-acs-security-token");
  refused("a token that is none", "InvalidSecurityToken.Malformed", "MalformedToken", "x-acs-security-token");
  refused(
    "a token of another key",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "TokenOfAnotherKey",
    "x-acs-security-token",
  );
  refused("no token", "MissingSecurityToken", "MissingToken", "x-acs-security-token");
  refused(
    "a parameter that is missing",
    "MissingParameter",
    "MissingParameter",
    "RegionId",
    'The input parameter "RegionId" that is mandatory for processing this request is not supplied.',
  );
  refused("something else about a parameter", "InvalidRegionId.NotFound", "NotAboutTheSignature", "RegionId");
  refused("no echo", "SignatureDoesNotMatch", "NoStringToSign", undefined);

  test("an echo that is cut off", async () => {
    server.cut = (message) => message.slice(0, message.indexOf("x-acs-date"));
    try {
      await assertVerdict("CutShort", undefined, (options) => ({
        ours: signed(undefined, { ...options, secret: "wrong" }),
      }));
    } finally {
      server.cut = (message) => message;
    }
  });

  for (const [name, offset, verdict, shown] of /** @type {any[][]} */ ([
    [
      "20 minutes ahead",
      HOUR / 3,
      "ClockWrong",
      ["x-acs-date is 20 minutes ahead of the server", "x-acs-date 比服务端时间快 20 分钟"],
    ],
    [
      "8 hours ahead",
      8 * HOUR,
      "LocalTime",
      ["x-acs-date is 8 hours ahead of the server", "x-acs-date 比服务端时间快 8 小时"],
    ],
  ])) {
    test(`a clock that is ${name}`, async () => {
      server.refusal = { code: "InvalidTimeStamp.Expired", message: "No." };
      server.date = new Date(NOW - offset).toUTCString();
      try {
        await assertVerdict(verdict, "x-acs-date", (options) => ({
          ours: signed(undefined, options),
          onBody: "ClockUnknown",
        }));
        const ours = signed();
        const { explanation } = diagnose(ours, decode(await put(wireOf(ours))).error);
        assert.ok(
          explanation.en.includes(shown[0]) && explanation.zh.includes(shown[1]),
          explanation.en + explanation.zh,
        );
      } finally {
        server.refusal = undefined;
        server.date = new Date(NOW).toUTCString();
      }
    });
  }
});

test("each verdict is reached by a request of ACS3", () => {
  const types = readFileSync(new URL("../../src/js/types.ts", import.meta.url), "utf8");
  const all = [.../export type Verdict =([^;]+);/.exec(types)[1].matchAll(/"(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(
    all.filter((name) => !reached.has(name)),
    [],
  );
});

suite("in a log", () => {
  const refusedBody = async (change = (wire) => wire) => {
    const ours = signed();
    return { ours, body: (await put(change(wireOf(ours)))).body };
  };
  const another = ({ headers, ...rest }) => ({ ...rest, headers: { ...headers, host: "proxy.example.com" } });

  test("the message, the string to sign or the canonical request alone", async () => {
    const { ours, body } = await refusedBody(another);
    const { Message: message } = JSON.parse(body);
    const request = message.split("CanonicalRequest is [")[1].slice(0, -1);
    for (const text of [
      message,
      `ERROR ${message} (attempt 1)`,
      `${body}\n`,
      JSON.stringify(body),
      request,
      `\n${request}\n`,
      request.replaceAll("\n", "\\n"),
    ]) {
      const diagnosis = diagnose(ours, text);
      assertSensible(diagnosis);
      assert.deepEqual([diagnosis.verdict, diagnosis.parameter], ["ParameterChanged", "host"], text);
    }
    const [string] = /ACS3-HMAC-SHA256\n[0-9a-f]{64}/.exec(message);
    for (const text of [string, `${string}\n`, string.replace("\n", "\\n")]) {
      assert.deepEqual(
        [diagnose(ours, text).verdict, diagnose(ours, text).parameter],
        ["ParameterChanged", "HashedCanonicalRequest"],
      );
    }
    assert.equal(diagnose(ours, ours.stringToSign).verdict, "WrongSecret");
    assert.equal(diagnose(ours, ours.canonicalRequest).verdict, "WrongSecret");
  });

  test("a copy of the error, in which the token is masked, leaves open whether it is the token", async () => {
    const { ours, body } = await refusedBody(({ headers, ...rest }) => ({
      ...rest,
      headers: { ...headers, "x-acs-security-token": `${TOKEN}x` },
    }));
    const { error } = decode({ status: 400, body });
    assert.equal(diagnose(ours, error).parameter, "x-acs-security-token");
    const diagnosis = diagnose(ours, structuredClone(error));
    assert.equal(diagnosis.verdict, "WrongSecret");
    assert.match(diagnosis.explanation.en, /the received token/);
    assert.match(diagnosis.explanation.zh, /脱敏/);
  });

  test("the answer to a request by the other method is not compared word by word", () => {
    const ours = signed();
    const theirs = "server string to sign is:GET&%2F&AccessKeyId%3DSTS.id";
    assert.equal(diagnose({ ...ours, canonicalRequest: undefined }, theirs).verdict, "Unclear");
    assert.equal(
      diagnose({ stringToSign: "GET&%2F&AccessKeyId%3DSTS.id", timestamp: "" }, ours.stringToSign).verdict,
      "Unclear",
    );
  });

  test("the headers of the request stay hidden in what is shown of them", () => {
    const { headers } = signed();
    assert.ok(Object.keys(headers).some(isSigned));
    const dumps = [
      JSON.stringify(headers),
      JSON.stringify(JSON.stringify(headers)),
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\r\n"),
    ];
    for (const dump of dumps) {
      for (const body of [JSON.stringify({ Code: "A", Message: dump }), dump]) {
        const shown = JSON.stringify(decode({ status: 400, body }));
        assertHidden(shown);
        assert.ok(!shown.includes(/Signature=(.*)/.exec(headers.authorization)[1].slice(0, 16)), shown);
      }
    }
  });
});
