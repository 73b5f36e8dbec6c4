/** Each verdict of `diagnose` from the gateway's own answer to a request that was signed or sent wrongly. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, suite, test } from "node:test";
import { inspect } from "node:util";

import PopCore from "@alicloud/pop-core";
import { parse } from "smol-toml";

import * as api from "../../dist/index.js";

import { startGateway } from "../gateway/gateway.mjs";
import {
  accounts,
  byBytes,
  encode,
  hmac,
  join,
  lowerCase,
  NOW,
  parameters,
  send,
  startProxy,
  TOKEN,
  toSign,
} from "./wrong-signer.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { ApiError, decode, diagnose, sign } = /** @type {any} */ (api);

const HOUR = 3_600_000;
let gateway;
let silent;
let proxy;
let clock = NOW;

before(async () => {
  // The second key and action are what a mutated request may name.
  const others = [{ accessKeyId: "testie", accessKeySecret: "other" }];
  gateway = await startGateway({
    accounts: [...accounts, ...others],
    now: () => clock,
    signatureOnlyActions: ["StartImagePipelineExecutioo"],
  });
  silent = await startGateway({ accounts, now: () => NOW, echo: false });
  proxy = await startProxy(gateway.url);
});
after(() => Promise.all([gateway.close(), silent.close(), proxy.close()]));

/** Signs, sends, and gives what a client has in hand. */
async function call(
  all,
  {
    secret = "testsecret",
    key = `${secret}&`,
    method = "GET",
    sendMethod = method,
    sent = all,
    query,
    url = gateway.url,
    ...steps
  } = /** @type {any} */ ({}),
) {
  const stringToSign = toSign(all, { method, ...steps });
  const signed = { stringToSign, timestamp: all.Timestamp };
  const signature = encode(hmac(stringToSign, key));
  const answer = await send(url, sendMethod, `${query ?? join(Object.entries(sent))}&Signature=${signature}`);
  return { signed, answer };
}

function assertSensible(diagnosis) {
  for (const text of [diagnosis.explanation, diagnosis.remedy]) {
    for (const language of ["en", "zh"]) {
      assert.ok(text[language].length > 5);
      assert.doesNotMatch(text[language], /[{}?？]|undefined|is ,| {2}|(是|：) ?[，。]/, "a place was left open");
    }
  }
  assert.match(diagnosis.explanation.en, /^[\w. ]*\b.*\.$/);
  assert.match(diagnosis.explanation.zh, /。$/);
  const shown = JSON.stringify(diagnosis);
  for (let i = 0; i + 8 <= TOKEN.length; i++) {
    const part = TOKEN.slice(i, i + 8);
    for (const form of [part, encode(part), encode(encode(part))])
      assert.ok(!shown.includes(form), `the token is in ${shown}`);
  }
}

/** Both ways to hand the answer over. */
function diagnoses({ signed, answer }) {
  const { ok, error } = decode(answer);
  assert.equal(ok, false, `it was served: ${answer.body}`);
  const both = [diagnose(signed, answer.body), diagnose(signed, error)];
  both.forEach(assertSensible);
  return both;
}

const told = ({ verdict, parameter }) => ({ verdict, parameter });

/** The verdicts that the gateway's own answers gave. */
const reached = new Set();
function asTold(diagnosis) {
  reached.add(diagnosis.verdict);
  return told(diagnosis);
}

/** The verdict from JSON and XML, from the body and from the decoded error. `position` is that of the parameter's difference. */
async function assertVerdict(verdict, parameter, position, changes, options = {}) {
  for (const Format of ["JSON", "XML"]) {
    const all = parameters({ ...changes, Format });
    const outcome = await call(all, typeof options === "function" ? options(all) : options);
    assert.equal(outcome.answer.body.startsWith("{"), Format === "JSON");
    for (const diagnosis of diagnoses(outcome)) {
      assert.deepEqual(asTold(diagnosis), { verdict, parameter });
      if (position !== undefined) {
        const found = diagnosis.differences.find((difference) => difference.parameter === parameter);
        assert.deepEqual([found?.position, found?.kind], [position, verdict], JSON.stringify(diagnosis.differences));
      }
      if (
        parameter !== undefined &&
        position !== undefined &&
        verdict !== "AnotherMethod" &&
        verdict !== "AnotherRequest" &&
        verdict !== "LocalTime"
      ) {
        assert.ok(diagnosis.explanation.en.includes(parameter) && diagnosis.explanation.zh.includes(parameter));
      }
    }
  }
}

const tag = (value) => ({ "Tag.1.Key": "k", "Tag.1.Value": value });

test("what is signed rightly is served, so that each refusal below has the one cause", async () => {
  const all = parameters(tag("a b*c~d'(e)!+中文"));
  const { answer } = await call(all);
  assert.equal(answer.status, 200, answer.body);
  proxy.change = (pairs) => pairs;
  assert.equal((await call(parameters(), { url: proxy.url })).answer.status, 200);
});

suite("the secret", () => {
  const keys = {
    "another secret": "wrong&",
    "white space before it": " testsecret&",
    "a line break after it": "testsecret\n&",
    "no & after it": "testsecret",
    "no secret at all": "&",
  };
  for (const [name, key] of Object.entries(keys)) {
    test(name, () => assertVerdict("WrongSecret", undefined, undefined, tag("a b*"), { key }));
  }
  test("with a token, which is masked in the decoded error", () =>
    assertVerdict(
      "WrongSecret",
      undefined,
      undefined,
      { AccessKeyId: "STS.id", SecurityToken: TOKEN, ...tag("signature=x y&SecurityToken=z") },
      { key: "wrong&" },
    ));
  for (const method of ["GET", "POST"]) {
    test(`the package's own request, ${method}`, async () => {
      const request = {
        regionId: "cn-hangzhou",
        imagePipelineId: "ip-1",
        tag: [{ key: "a b*c~d'(e)!", value: "中文+/=&%" }],
      };
      const options = { timestamp: NOW, method, endpoint: gateway.url };
      const signed = sign(request, { accessKeyId: "STS.id", accessKeySecret: "wrong", securityToken: TOKEN }, options);
      const answer = await send(gateway.url, method, signed.body ?? signed.url.split("?")[1]);
      for (const diagnosis of diagnoses({ signed, answer })) {
        assert.deepEqual(asTold(diagnosis), { verdict: "WrongSecret", parameter: undefined });
        assert.deepEqual(diagnosis.differences, []);
      }
    });
    test(`@alicloud/pop-core, ${method}`, async (context) => {
      clock = Date.now();
      try {
        // The client does not hand out its string to sign, so its own hash function is watched.
        const kitx = createRequire(import.meta.resolve("@alicloud/pop-core"))("kitx");
        const { mock: sha1 } = context.mock.method(kitx, "sha1");
        const client = new PopCore.RPCClient({
          endpoint: gateway.url,
          apiVersion: "2014-05-26",
          accessKeyId: "testid",
          accessKeySecret: "bad",
        });
        const refusal = await client
          .request("StartImagePipelineExecution", { RegionId: "cn-hangzhou", ImagePipelineId: "ip-1*" }, { method })
          .then(
            () => assert.fail("served"),
            (error) => error,
          );
        const [stringToSign] = sha1.calls[0].arguments;
        assert.match(stringToSign, new RegExp(`^${method}&%2F&AccessKeyId`));
        const timestamp = new Date(clock).toISOString();
        const answer = { status: 400, headers: {}, body: JSON.stringify(refusal.data) };
        for (const diagnosis of diagnoses({ signed: { stringToSign, timestamp }, answer }))
          assert.equal(diagnosis.verdict, "WrongSecret");
        // What is in the client's error, as text.
        assert.equal(diagnose({ stringToSign, timestamp }, refusal.data.Message).verdict, "WrongSecret");
      } finally {
        clock = NOW;
      }
    });
  }
});

suite("a wrong encoder", () => {
  const plus = (text) => encode(text).replaceAll("%20", "+");
  const twice = (text) => encode(encode(text));
  const cases = /** @type {any[][]} */ ([
    ["+ for a space", "PlusForSpace", "a b", 1, { encoder: plus }],
    [
      "URLSearchParams",
      "PlusForSpace",
      "a b~*",
      1,
      { encoder: (text) => new URLSearchParams({ x: text }).toString().slice(2) },
    ],
    [
      "a plus sign that is sent as it is",
      "PlusForSpace",
      "a+b",
      3,
      (all) => ({ query: join(Object.entries(all)).replaceAll("%2B", "+") }),
    ],
    ["twice", "DoubleEncoding", "a b", 3, { encoder: (text) => (text === "a b" ? twice(text) : encode(text)) }],
    [
      "lower-case hex",
      "LowerCaseHex",
      "a/b",
      3,
      { encoder: (text) => (text === "a/b" ? lowerCase(text) : encode(text)) },
    ],
    ["~ encoded", "ReservedCharacters", "a~b", 1, { encoder: (text) => encode(text).replaceAll("~", "%7E") }],
    [
      "not at all, one value",
      "MissingEncoding",
      "中文/=%",
      0,
      { encoder: (text) => (text === "中文/=%" ? text : encode(text)) },
    ],
    ["encodeURI", "MissingEncoding", "x/y:z", 1, { encoder: encodeURI }],
    ...["*", "'", "(", ")", "!"].map((c) => [
      `encodeURIComponent and ${c}`,
      "ReservedCharacters",
      `x${c}y`,
      1,
      { encoder: encodeURIComponent },
    ]),
  ]);
  for (const [name, verdict, value, position, options] of cases) {
    test(name, () => assertVerdict(verdict, "Tag.1.Value", position, tag(value), options));
  }
  test("no value is encoded, and one holds separators", () =>
    assertVerdict("MissingEncoding", "Tag.1.Value", 0, tag("中文+/=&%&b=c"), { encoder: (text) => text }));
  test("every value is encoded twice", () =>
    assertVerdict("DoubleEncoding", "Tag.1.Value", 3, tag("a b"), { encoder: twice }));
  test("the query is not encoded as a whole", () =>
    assertVerdict("MissingEncoding", "CanonicalizedQueryString", undefined, tag("a b"), { whole: (text) => text }));
  test("the query is encoded twice as a whole", () =>
    assertVerdict(
      "DoubleEncoding",
      "CanonicalizedQueryString",
      undefined,
      { AccessKeyId: "STS.id", SecurityToken: TOKEN },
      { whole: twice },
    ));
  test("the path is not encoded", () => assertVerdict("Unclear", undefined, undefined, tag("a b"), { path: "/" }));
  test("a token that was signed as it is stays hidden", async () => {
    const all = parameters({ AccessKeyId: "STS.id", SecurityToken: TOKEN });
    const outcome = await call(all, { encoder: (text) => (text === TOKEN ? text : encode(text)) });
    for (const diagnosis of diagnoses(outcome)) {
      assert.deepEqual(asTold(diagnosis), { verdict: "MissingEncoding", parameter: "SecurityToken" });
      assert.deepEqual(diagnosis.differences, [
        {
          parameter: "SecurityToken",
          kind: "MissingEncoding",
          ours: "***",
          theirs: "***",
          position: TOKEN.indexOf("/"),
        },
      ]);
    }
  });
});

suite("the order", () => {
  const tags = Object.fromEntries(
    [1, 2, 10].flatMap((n) => [
      [`Tag.${n}.Key`, `k${n}`],
      [`Tag.${n}.Value`, "v"],
    ]),
  );
  const orders = {
    "by number": [tags, ([a], [b]) => a.localeCompare(b, "en", { numeric: true }), "Tag.2.Key"],
    "by language": [{ aLower: "1", zLower: "2" }, ([a], [b]) => a.localeCompare(b, "en"), "aLower"],
    "by the encoded name": [{ "x-1": "a", "x:1": "b" }, ([a], [b]) => byBytes([encode(a)], [encode(b)]), "x:1"],
    none: [{}, () => 0, "Action"],
  };
  for (const [name, [changes, order, first]] of Object.entries(orders)) {
    test(name, () => assertVerdict("AnotherOrder", first, undefined, changes, { order }));
  }
});

suite("on the way", () => {
  const viaProxy = (name, verdict, parameter, position, changes, change) =>
    test(name, async () => {
      proxy.change = change;
      await assertVerdict(verdict, parameter, position, changes, { url: proxy.url });
    });
  const map = (name, change) => (pairs) =>
    pairs.map(([known, value]) => [known, known === name ? change(value) : value]);

  viaProxy("a parameter is added", "ParameterAdded", "utm_source", 0, {}, (pairs) => [["utm_source", "x"], ...pairs]);
  viaProxy("an empty one is added", "ParameterAdded", "empty", 0, {}, (pairs) => [...pairs, ["empty", ""]]);
  viaProxy("one is dropped", "ParameterDropped", "ClientToken", 0, { ClientToken: "c" }, (pairs) =>
    pairs.filter(([name]) => name !== "ClientToken"),
  );
  viaProxy("an empty one is dropped", "ParameterDropped", "Tag.1.Value", 0, tag(""), (pairs) =>
    pairs.filter(([, value]) => value !== ""),
  );
  viaProxy(
    "one is changed",
    "ParameterChanged",
    "RegionId",
    3,
    {},
    map("RegionId", () => "cn-beijing"),
  );
  viaProxy(
    "one is cut",
    "ParameterChanged",
    "ClientToken",
    4,
    { ClientToken: "abcdefgh" },
    map("ClientToken", (value) => value.slice(0, 4)),
  );
  viaProxy(
    "its percent signs are encoded again",
    "DoubleEncoding",
    "Tag.1.Value",
    3,
    tag("a b"),
    map("Tag.1.Value", (value) => value.replaceAll("%", "%25")),
  );
  viaProxy(
    "a plus sign is left bare",
    "PlusForSpace",
    "Tag.1.Value",
    3,
    tag("a+b"),
    map("Tag.1.Value", decodeURIComponent),
  );
  for (const [name, to] of [
    ["GET", "POST"],
    ["POST", "GET"],
  ]) {
    test(`${name} becomes ${to}`, () =>
      assertVerdict("AnotherMethod", "HTTP method", 0, {}, { method: name, sendMethod: to }));
  }
  test("a proxy changes the method", async () => {
    proxy.change = (pairs) => pairs;
    proxy.method = "POST";
    try {
      await assertVerdict("AnotherMethod", "HTTP method", 0, {}, { url: proxy.url });
    } finally {
      proxy.method = undefined;
    }
  });
  test("lower-case hex on the way changes nothing at the server, which decodes it", async () => {
    let passed = [];
    proxy.change = (pairs) => (passed = map("Tag.1.Value", (value) => value.toLowerCase())(pairs));
    assert.equal((await call(parameters(tag("a/b")), { url: proxy.url })).answer.status, 200);
    assert.deepEqual(
      passed.find(([name]) => name === "Tag.1.Value"),
      ["Tag.1.Value", "a%2fb"],
    );
  });
  test("the answer of another request", async () => {
    const [mine, other] = [parameters({ RegionId: "cn-beijing" }), parameters({ Timestamp: "2026-01-02T03:04:15Z" })];
    const { answer } = await call(other, { key: "wrong&" });
    for (const diagnosis of diagnoses({ signed: { stringToSign: toSign(mine), timestamp: mine.Timestamp }, answer })) {
      assert.deepEqual(asTold(diagnosis), { verdict: "AnotherRequest", parameter: "SignatureNonce" });
      assert.deepEqual(diagnosis.differences.map(({ parameter }) => parameter).sort(), [
        "RegionId",
        "SignatureNonce",
        "Timestamp",
      ]);
    }
  });
  suite("another token", () => {
    const other = TOKEN.replace("q6", "q7");
    const changed = async (Format) => {
      const all = parameters({ AccessKeyId: "STS.id", SecurityToken: other, Format });
      return call(all, { sent: { ...all, SecurityToken: TOKEN } });
    };
    for (const Format of ["JSON", "XML"]) {
      test(`in the body and in the decoded error, ${Format}`, async () => {
        for (const diagnosis of diagnoses(await changed(Format))) {
          assert.deepEqual(asTold(diagnosis), { verdict: "ParameterChanged", parameter: "SecurityToken" });
          assert.deepEqual(diagnosis.differences, [
            {
              parameter: "SecurityToken",
              kind: "ParameterChanged",
              ours: "***",
              theirs: "***",
              position: TOKEN.indexOf("q6") + 1,
            },
          ]);
        }
      });
    }
    test("in the details of an ApiError", async () => {
      const { signed, answer } = await changed("JSON");
      assert.equal(diagnose(signed, new ApiError(decode(answer).error).details).parameter, "SecurityToken");
    });
    test("not in a copy of the error: the texts leave open which it is", async () => {
      const [{ signed, answer }, wrong] = [
        await changed("JSON"),
        await call(parameters({ AccessKeyId: "STS.id", SecurityToken: TOKEN }), { key: "wrong&" }),
      ];
      const { error } = decode(answer);
      for (const copy of [
        { ...error },
        structuredClone(error),
        JSON.parse(JSON.stringify(error)),
        answer.body.replace(/(SecurityToken%3D).*?%26/, "$1***%26"),
      ]) {
        const diagnosis = diagnose(signed, copy);
        assertSensible(diagnosis);
        assert.deepEqual(asTold(diagnosis), { verdict: "WrongSecret", parameter: undefined });
        for (const text of [diagnosis.explanation, diagnosis.remedy]) {
          assert.match(text.en, /token/);
          assert.match(text.zh, /脱敏/);
        }
        // With the error itself there is nothing to leave open.
        const certain = diagnose(wrong.signed, decode(wrong.answer).error);
        assert.equal(certain.verdict, "WrongSecret");
        assert.doesNotMatch(certain.explanation.en + certain.remedy.en, /token/i);
        assert.notDeepEqual(diagnosis.explanation, certain.explanation);
      }
    });
    test("what is kept for the comparison is in no member and in no text of the error", async () => {
      const { error } = decode((await changed("JSON")).answer);
      const shown =
        inspect(error, { depth: null, showHidden: true, maxStringLength: null }) +
        JSON.stringify(Object.getOwnPropertyDescriptors(error));
      for (const form of [TOKEN, encode(TOKEN), encode(encode(TOKEN))]) assert.ok(!shown.includes(form));
      assert.deepEqual(
        Reflect.ownKeys(error).filter((key) => typeof key === "symbol" || !Object.keys(error).includes(key)),
        [],
      );
    });
    test("of two errors each has its own", async () => {
      const [first, second] = [
        await changed("JSON"),
        await call(parameters({ AccessKeyId: "STS.id", SecurityToken: TOKEN }), { key: "wrong&" }),
      ];
      const errors = [first, second].map(({ answer }) => decode(answer).error);
      assert.deepEqual(
        [first, second].map(({ signed }, index) => diagnose(signed, errors[index]).verdict),
        ["ParameterChanged", "WrongSecret"],
      );
    });
  });
  test("a secret that was sent as a parameter stays hidden", async () => {
    const all = parameters();
    for (const diagnosis of diagnoses(await call(all, { sent: { ...all, AccessKeySecret: "kQ7zXw3vJ9pLm2Rt" } }))) {
      assert.deepEqual(asTold(diagnosis), { verdict: "ParameterAdded", parameter: "AccessKeySecret" });
      assert.ok(!JSON.stringify(diagnosis).includes("kQ7z"));
    }
  });
});

suite("time", () => {
  const local = "2026-01-02T11:04:05Z";
  test("local time was signed and UTC sent", () =>
    assertVerdict("LocalTime", "Timestamp", 11, { Timestamp: local }, (all) => ({
      sent: { ...all, Timestamp: "2026-01-02T03:04:05Z" },
    })));

  for (const [name, offset, verdict, shown] of /** @type {any[][]} */ ([
    ["20 minutes ahead", 20 * 60_000, "ClockWrong", ["20 minutes ahead of", "快 20 分钟"]],
    ["20 minutes behind", -20 * 60_000, "ClockWrong", ["20 minutes behind", "慢 20 分钟"]],
    ["45 minutes ahead, which is no time zone", 45 * 60_000, "ClockWrong", ["45 minutes ahead of", "快 45 分钟"]],
    [
      "75 minutes ahead, which is none either",
      75 * 60_000,
      "ClockWrong",
      ["1 hour 15 minutes ahead of", "快 1 小时 15 分钟"],
    ],
    ["8 hours ahead", 8 * HOUR, "LocalTime", ["8 hours ahead of", "快 8 小时"]],
    ["5 hours behind", -5 * HOUR, "LocalTime", ["5 hours behind", "慢 5 小时"]],
    ["5:30 ahead", 5.5 * HOUR, "LocalTime", ["5 hours 30 minutes ahead of", "快 5 小时 30 分钟"]],
    ["5:45 ahead", 5.75 * HOUR, "LocalTime", ["5 hours 45 minutes ahead of", "快 5 小时 45 分钟"]],
    ["8 hours ahead, and half a minute on the way", 8 * HOUR - 30_000, "LocalTime", ["8 hours ahead of", "快 8 小时"]],
    ["365 days ahead", 365 * 24 * HOUR, "ClockWrong", ["365 days ahead of", "快 365 天"]],
    ["15 hours ahead", 15 * HOUR, "ClockWrong", ["15 hours ahead of", "快 15 小时"]],
  ])) {
    test(name, async () => {
      for (const Format of ["JSON", "XML"]) {
        clock = NOW - offset;
        const outcome = await call(parameters({ Format }));
        clock = NOW;
        const [raw, decoded] = diagnoses(outcome);
        assert.deepEqual(asTold(decoded), { verdict, parameter: "Timestamp" });
        assert.ok(
          decoded.explanation.en.includes(`is ${shown[0]} the server's time`) &&
            decoded.explanation.zh.includes(`比服务端时间${shown[1]}，`),
          decoded.explanation.zh,
        );
        assert.deepEqual(
          asTold(raw),
          { verdict: "ClockUnknown", parameter: "Timestamp" },
          "the body alone has no Date header",
        );
      }
    });
  }
});

test("a clock that is right is not said to be wrong", () => {
  const timestamp = "2026-01-02T03:04:05Z";
  for (const [date, verdict] of [
    ["Fri, 02 Jan 2026 03:04:05 GMT", "ClockUnknown"],
    ["Fri, 02 Jan 2026 03:19:05 GMT", "ClockUnknown"],
    ["Fri, 02 Jan 2026 03:19:06 GMT", "ClockWrong"],
  ]) {
    for (const code of ["InvalidTimeStamp.Expired", "IllegalTimestamp"]) {
      const { error } = decode({ status: 400, headers: { date }, body: JSON.stringify({ Code: code }) });
      const diagnosis = diagnose({ stringToSign: "", timestamp }, error);
      assertSensible(diagnosis);
      assert.equal(diagnosis.verdict, verdict, date);
    }
  }
});

suite("what the server's string tells", () => {
  const theirs = toSign(parameters({ ...tag("a b"), "Tag.2.Key": "x" }));
  const line = (string) => `server string to sign is:${string}`;
  const cases = {
    "a line break after it": [`${theirs}\n`, theirs, "Unclear", undefined],
    "a space before it": [` ${theirs}`, theirs, "Unclear", undefined],
    "a method in lower case": [theirs.replace("GET", "get"), theirs, "Unclear", undefined],
    "the query in lower-case hex": [
      theirs.replace(/%../g, (octet) => octet.toLowerCase()),
      theirs,
      "LowerCaseHex",
      "CanonicalizedQueryString",
    ],
    "neither / nor the query encoded": [
      `GET&/&${decodeURIComponent(theirs.slice(8))}`,
      theirs,
      "MissingEncoding",
      "CanonicalizedQueryString",
    ],
    "an empty value without =": ["GET&%2F&A%3D1%26B%26C%3D2", "GET&%2F&A%3D1%26B%3D%26C%3D2", "ParameterChanged", "B"],
    "a name that is not encoded": [
      "GET&%2F&A%3D1%26a*b%3D2",
      "GET&%2F&A%3D1%26a%252Ab%3D2",
      "ReservedCharacters",
      "a*b",
    ],
    "a name in lower-case hex": ["GET&%2F&A%3D1%26a%252fb%3D2", "GET&%2F&A%3D1%26a%252Fb%3D2", "LowerCaseHex", "a/b"],
    "a parameter twice": [
      "GET&%2F&A%3D1%26B%3D2%26C%3D3",
      "GET&%2F&A%3D1%26B%3D2%26B%3D2%26C%3D3",
      "ParameterAdded",
      "B",
    ],
    "a parameter twice, at the end": ["GET&%2F&A%3D1%26B%3D2", "GET&%2F&A%3D1%26B%3D2%26B%3D3", "ParameterAdded", "B"],
    "Signature signed": [
      "GET&%2F&A%3D1%26Signature%3Dx%26Z%3D2",
      "GET&%2F&A%3D1%26Z%3D2",
      "ParameterDropped",
      "Signature",
    ],
    "the finished URL encoded again": [
      "GET&%2F&A%3D1%253A2%26B%3Dx",
      "GET&%2F&A%3D1%25253A2%26B%3Dx",
      "DoubleEncoding",
      "A",
    ],
    "the last parameter dropped": ["GET&%2F&A%3D1%26B%3D2%26C%3D3", "GET&%2F&A%3D1%26B%3D2", "ParameterDropped", "C"],
    "nothing, with dots after it": [theirs, `${theirs}...`, "WrongSecret", undefined],
  };
  for (const [name, [ours, server, verdict, parameter]] of Object.entries(cases)) {
    test(name, () => {
      const diagnosis = diagnose(
        { stringToSign: ours, timestamp: "" },
        JSON.stringify({ Code: "SignatureDoesNotMatch", Message: line(server) }),
      );
      assertSensible(diagnosis);
      assert.deepEqual(told(diagnosis), { verdict, parameter });
    });
  }
  test("Signature is not to be signed, and the texts say so", () => {
    const { remedy } = diagnose(
      { stringToSign: cases["Signature signed"][0], timestamp: "" },
      line("GET&%2F&A%3D1%26Z%3D2"),
    );
    assert.match(remedy.en, /Signature itself is not signed/);
    assert.match(remedy.zh, /Signature 本身不参与签名/);
  });
  test("alone, without what stands before it", () => {
    assert.equal(diagnose({ stringToSign: theirs, timestamp: "" }, theirs).verdict, "WrongSecret");
    assert.equal(
      diagnose({ stringToSign: theirs.replace("GET", "POST"), timestamp: "" }, ` ${theirs}\n`).verdict,
      "AnotherMethod",
    );
  });
  test("an answer that was cut off", async () => {
    for (const Format of ["JSON", "XML"]) {
      const { signed, answer } = await call(parameters({ ...tag("a b"), Format }), { key: "wrong&" });
      // Behind the ampersands, which XML writes as references.
      const skipped = "GET&%2F&".length;
      const start = answer.body.indexOf("AccessKeyId%3D") - skipped;
      const end = start + signed.stringToSign.length;
      for (let length = start + skipped + 3; length < end; length += 7) {
        const cut = answer.body.slice(0, length);
        // Undecidable if only the last parameter is missing.
        if (
          signed.stringToSign.slice(length - start).split("%26").length === 2 &&
          signed.stringToSign.slice(length - start).startsWith("%26")
        )
          continue;
        for (const body of [cut, `${cut}...`, `${cut}…`]) {
          const diagnosis = diagnose(signed, body);
          assertSensible(diagnosis);
          assert.deepEqual(asTold(diagnosis), { verdict: "CutShort", parameter: undefined }, body);
        }
      }
    }
  });
});

suite("whatever holds the answer", () => {
  const signed = { stringToSign: toSign(parameters()), timestamp: "2026-01-02T03:04:05Z" };
  const body = JSON.stringify({
    Code: "SignatureDoesNotMatch",
    Message: `server string to sign is:${signed.stringToSign.replace("hangzhou", "beijing")}`,
  });
  const outcome = decode({ status: 400, body });
  for (const [name, answer] of Object.entries({
    body,
    object: JSON.parse(body),
    outcome,
    error: outcome.error,
    ApiError: new ApiError(outcome.error),
  })) {
    test(name, () =>
      assert.deepEqual(told(diagnose(signed, answer)), { verdict: "ParameterChanged", parameter: "RegionId" }),
    );
  }
  const success = { RequestId: "r", ExecutionId: "exec-1" };
  for (const [name, answer, shown] of /** @type {any[][]} */ ([
    ["a success", JSON.stringify(success), "Success"],
    ["a success that was read already", success, "Success"],
    ["null", null, "WrongBodyType"],
    ["nothing", "", "EmptyAnswer"],
    ["a text", "oops", "UnreadableAnswer"],
  ])) {
    test(name, () => {
      const diagnosis = diagnose(signed, answer);
      assertSensible(diagnosis);
      assert.equal(diagnosis.verdict, "NotAboutTheSignature");
      assert.ok(
        diagnosis.explanation.en.includes(shown) && diagnosis.explanation.zh.includes(shown),
        diagnosis.explanation.en,
      );
    });
  }
  for (const code of ["InvalidSignatureMethod", "InvalidSignatureVersion", "InvalidParamater"]) {
    test(`${code} is not said to have nothing to do with the signature`, () => {
      const { explanation } = diagnose(signed, { Code: code });
      assert.doesNotMatch(explanation.en + explanation.zh, /nothing to do|无关/);
    });
  }
  test("InvalidAccessKeySecret", () =>
    assert.equal(diagnose(signed, { Code: "InvalidAccessKeySecret" }).verdict, "WrongSecret"));
  test("a parameter that is missing and not named", () => {
    const diagnosis = diagnose(signed, { Code: "MissingParameter", Message: "Something is missing." });
    assertSensible(diagnosis);
    assert.equal(diagnosis.verdict, "MissingParameter");
  });
});

suite("other codes", () => {
  const refused = (name, verdict, parameter, changes, options) =>
    test(name, () => assertVerdict(verdict, parameter, undefined, changes, options));
  const without =
    (...names) =>
    (all) => ({ sent: Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))) });

  refused("no such key", "UnknownAccessKey", "AccessKeyId", { AccessKeyId: "nobody" });
  refused("a disabled key", "DisabledAccessKey", "AccessKeyId", { AccessKeyId: "inactive" });
  refused("an expired token", "ExpiredToken", "SecurityToken", { AccessKeyId: "STS.expired", SecurityToken: TOKEN });
  refused("a token of another key", "TokenOfAnotherKey", "SecurityToken", {
    AccessKeyId: "STS.id",
    SecurityToken: "other",
  });
  refused("a token for a key that has none", "TokenOfAnotherKey", "SecurityToken", { SecurityToken: TOKEN });
  const quoted = { AccessKeyId: "STS.id", SecurityToken: `"${TOKEN}"` };
  refused("a token in quotation marks", "MalformedToken", "SecurityToken", quoted);
  refused("an encoded token", "MalformedToken", "SecurityToken", { ...quoted, SecurityToken: encode(TOKEN) });
  refused("no token", "MissingToken", "SecurityToken", { AccessKeyId: "STS.id" });
  for (const name of [
    "Action",
    "Version",
    "AccessKeyId",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
  ]) {
    refused(`no ${name}`, "MissingParameter", name, {}, without(name));
  }
  refused("no template", "MissingParameter", "ImagePipelineId", { ImagePipelineId: "" });
  for (const method of ["GET", "POST"]) {
    test(`a signature that is refused without a word, ${method}`, () =>
      assertVerdict("NoStringToSign", undefined, undefined, tag("a b"), { url: silent.url, key: "wrong&", method }));
  }
  refused("another version", "NotAboutTheSignature", "Version", { Version: "2014-05-27" });
  refused("two tags with one key", "NotAboutTheSignature", undefined, { "Tag.1.Key": "k", "Tag.2.Key": "k" });
  test("a nonce twice", async () => {
    for (const Format of ["JSON", "XML"]) {
      const all = parameters({ Format });
      assert.equal((await call(all)).answer.status, 200);
      for (const diagnosis of diagnoses(await call(all)))
        assert.deepEqual(asTold(diagnosis), { verdict: "NonceUsed", parameter: "SignatureNonce" });
    }
  });

  const said = (Code, Message = "…") => JSON.stringify({ RequestId: "r", Code, Message });
  const signed = { stringToSign: toSign(parameters()), timestamp: "2026-01-02T03:04:05Z" };
  // Codes that the gateway of the tests never answers with.
  for (const [body, verdict, parameter] of [
    [said("Forbidden.AccessKeyDisabled"), "DisabledAccessKey", "AccessKeyId"],
    [said("InvalidAccessKeyId"), "UnknownAccessKey", "AccessKeyId"],
    [said("InvalidSecurityToken"), "MalformedToken", "SecurityToken"],
    [said("MissingParameter.CommandId"), "MissingParameter", "CommandId"],
    [said("MissingRegionId"), "MissingParameter", "RegionId"],
    [
      said(
        "IncompleteSignature",
        `The request signature does not conform to Aliyun standards. server string to sign is:${signed.stringToSign}`,
      ),
      "WrongSecret",
      undefined,
    ],
    [said("InvalidParameter.Format"), "NotAboutTheSignature", "Format"],
    [said("Throttling.User"), "NotAboutTheSignature", undefined],
  ]) {
    test(JSON.parse(body).Code, () => {
      for (const diagnosis of diagnoses({ signed, answer: { status: 400, headers: {}, body } }))
        assert.deepEqual(told(diagnosis), { verdict, parameter });
    });
  }
  test("answers that cannot be read, and a success without an ID", () => {
    for (const [status, body] of [
      [200, "{}"],
      [502, "<html>"],
      [400, ""],
      [400, "{"],
      [500, "oops"],
      [200, '{"RequestId":"r"}'],
    ]) {
      for (const diagnosis of diagnoses({ signed, answer: { status, headers: {}, body } })) {
        assert.deepEqual(told(diagnosis), { verdict: "NotAboutTheSignature", parameter: undefined });
      }
    }
  });
});

test("200 random single mutations on the way: each names the parameter", async () => {
  let seed = 20260102;
  const random = (below) => (((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * below) | 0;
  const seen = new Map();
  for (let i = 0; i < 200; i++) {
    const token = random(4) === 0 ? { AccessKeyId: "STS.id", SecurityToken: TOKEN } : {};
    const all = parameters({
      ClientToken: "123e4567-e89b",
      ...tag("a b*c~d'(e)!中文"),
      "Tag.2.Key": "empty",
      "Tag.2.Value": "",
      ...token,
    });
    const names = Object.keys(all).filter((name) => name !== "Format");
    let name = names[random(names.length)];
    const kind = ["change", "change", "change", "drop", "add"][random(5)];
    const sent = { ...all };
    if (kind === "drop") delete sent[name];
    else if (kind === "add") sent[(name = `x${random(1000)}`)] = "y".repeat(random(3));
    else if (name === "Timestamp") sent[name] = `2026-01-02T03:${String(5 + random(9)).padStart(2, "0")}:05Z`;
    else if (name === "AccessKeyId" && !token.AccessKeyId) sent[name] = "testie";
    else if (name === "Action") sent[name] = "StartImagePipelineExecutioo";
    else {
      const characters = [...all[name]];
      const at = random(characters.length + 1);
      characters.splice(at, random(2), ["x", "ß", "%", "+", "&", " ", "~", "*", "中"][random(9)]);
      sent[name] = characters.join("");
    }
    if (sent[name] === all[name]) sent[name] += "x";
    proxy.change = () =>
      Object.entries(sent)
        .map((pair) => pair.map(encode))
        .concat([["Signature", "wrong"]]);
    const outcome = await call(all, { url: proxy.url });
    const code = decode(outcome.answer).error?.code;
    seen.set(code, (seen.get(code) ?? 0) + 1);
    for (const diagnosis of diagnoses(outcome)) {
      // A key with a token is refused before the signature; what is named then is the other one of the pair.
      const named = /^(InvalidSecurityToken\.|MissingSecurityToken$)/.test(code) ? "SecurityToken" : name;
      assert.equal(diagnosis.parameter, named, `${kind} ${name}: ${JSON.stringify(diagnosis)}`);
      if (code === "SignatureDoesNotMatch") {
        assert.deepEqual(
          diagnosis.differences.map(({ parameter }) => parameter),
          [name],
        );
        const [ours, theirs] = [all, sent].map((map) => [...(map[name] === undefined ? "" : encode(map[name]))]);
        const length = Math.max(ours.length, theirs.length);
        const position = Array.from({ length }, (_, at) => at).find((at) => ours[at] !== theirs[at]) ?? 0;
        assert.equal(diagnosis.differences[0].position, position);
      }
    }
  }
  assert.ok(seen.get("SignatureDoesNotMatch") > 100, JSON.stringify([...seen]));
});

suite("the form ACS3", () => {
  const canonical = (changes = {}) => {
    const all = {
      query:
        "ClientToken=123e4567-e89b-12d3-a456-426655440000&ImagePipelineId=ip-2ze5tsl5bp6nf2b3%2A%2A%2A%2A&RegionId=cn-hangzhou&Tag.2.Key=a%20b%2Ac~d%27%28e%29%21&Tag.3.Value=",
      method: "POST",
      host: "ecs.cn-hangzhou.aliyuncs.com",
      token: TOKEN,
      date: "2026-01-02T03:04:05Z",
      nonce: "0123456789abcdef0123456789abcdef",
      hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      list: "host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version",
      ...changes,
    };
    return `${all.method}\n/\n${all.query}\nhost:${all.host}\nx-acs-accesskey-id:testid\nx-acs-action:StartImagePipelineExecution\nx-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nx-acs-credentials-provider:static_sts\nx-acs-date:${all.date}\nx-acs-security-token:${all.token}\nx-acs-signature-nonce:${all.nonce}\nx-acs-version:2014-05-26\n\n${all.list}\n${all.hash}`;
  };
  const { query } = /\n(?<query>Client.*)\n/.exec(canonical()).groups;
  const signed = {
    stringToSign: "ACS3-HMAC-SHA256\nabd",
    canonicalRequest: canonical(),
    timestamp: "2026-01-02T03:04:05Z",
  };
  const said = (request) =>
    JSON.stringify({
      Code: "SignatureDoesNotMatch",
      Message: `Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256\nabd] server CanonicalRequest is [${request}]`,
    });

  for (const [name, changes, verdict, parameter] of /** @type {any[][]} */ ([
    ["equal", {}, "WrongSecret", undefined],
    ["a parameter changed", { query: query.replace("hangzhou", "beijing") }, "ParameterChanged", "RegionId"],
    ["a parameter dropped", { query: query.replace("&Tag.3.Value=", "") }, "ParameterDropped", "Tag.3.Value"],
    ["a parameter added", { query: `${query}&x=1` }, "ParameterAdded", "x"],
    ["an asterisk", { query: query.replace("b%2Ac", "b*c") }, "ReservedCharacters", "Tag.2.Key"],
    ["a header changed", { host: "proxy.example.com" }, "ParameterChanged", "host"],
    ["the method", { method: "GET" }, "AnotherMethod", "HTTP method"],
    ["the nonce", { nonce: "1" }, "AnotherRequest", "x-acs-signature-nonce"],
    ["the time zone", { date: "2026-01-02T11:04:05Z" }, "LocalTime", "x-acs-date"],
    ["the body alone", { hash: "0" }, "ParameterChanged", "HashedRequestPayload"],
    ["the list of headers", { list: "host" }, "ParameterChanged", "SignedHeaders"],
  ])) {
    test(name, () => {
      for (const diagnosis of diagnoses({
        signed,
        answer: { status: 400, headers: {}, body: said(canonical(changes)) },
      })) {
        assert.deepEqual(told(diagnosis), { verdict, parameter });
      }
    });
  }
  test("the token", () => {
    const answer = { status: 400, headers: {}, body: said(canonical({ token: `x${TOKEN}` })) };
    for (const diagnosis of diagnoses({ signed, answer })) {
      assert.deepEqual(told(diagnosis), { verdict: "ParameterChanged", parameter: "x-acs-security-token" });
      assert.deepEqual(
        diagnosis.differences.map(({ ours, theirs }) => [ours, theirs]),
        [["***", "***"]],
      );
    }
    assert.match(diagnose(signed, { ...decode(answer).error }).explanation.en, /the received token/);
  });
  test("the same requests and other strings to sign", () => {
    for (const [ours, parameter] of [
      ["ACS3-HMAC-SM3\nabd", "SignatureAlgorithm"],
      ["ACS3-HMAC-SHA256\nabc", "HashedCanonicalRequest"],
    ]) {
      assert.deepEqual(told(diagnose({ ...signed, stringToSign: ours }, said(canonical()))), {
        verdict: "ParameterChanged",
        parameter,
      });
    }
  });
  test("headers as they were written", () => {
    const ours = { ...signed, canonicalRequest: canonical().replace("host:", "Host: ") };
    assert.deepEqual(told(diagnose(ours, said(canonical({ nonce: "1" })))), {
      verdict: "AnotherRequest",
      parameter: "x-acs-signature-nonce",
    });
    assert.equal(diagnose(ours, said(canonical())).differences.length, 0);
  });
  test("a log that escapes line breaks", () => {
    for (const escape of ["\\n", "\\\\n"]) {
      const line = `ERROR ${JSON.parse(said(canonical({ host: "h" }))).Message}`.replaceAll("\n", escape);
      assert.deepEqual(told(diagnose(signed, line)), { verdict: "ParameterChanged", parameter: "host" });
    }
  });
  test("a line of a log with the message alone", () => {
    const line = `12:00 ERROR ${JSON.parse(said(canonical({ host: "h" }))).Message} (attempt 1)`;
    assert.deepEqual(told(diagnose(signed, line)), { verdict: "ParameterChanged", parameter: "host" });
    assert.equal(diagnose(signed, `${JSON.parse(said(canonical())).Message} (attempt 1)`).verdict, "WrongSecret");
  });
});

test("a line of a log around the answer, whole or in part", async () => {
  for (const Format of ["JSON", "XML"]) {
    for (const [options, verdict, parameter] of /** @type {any[][]} */ ([
      [{ key: "wrong&" }, "WrongSecret", undefined],
      [(all) => ({ sent: { ...all, RegionId: "cn-beijing" } }), "ParameterChanged", "RegionId"],
    ])) {
      const all = parameters({ ...tag("a b*~"), Format, AccessKeyId: "STS.id", SecurityToken: TOKEN });
      const { signed, answer } = await call(all, typeof options === "function" ? options(all) : options);
      const echo = answer.body.slice(answer.body.indexOf("server string"));
      const lines = [
        `2026-01-02 03:04:05 ERROR client: 400 ${answer.body} after 12 ms`,
        `{"level":"error","body":${JSON.stringify(answer.body)}}`,
        answer.body.replaceAll("&", "\\u0026"),
        `{"body":${JSON.stringify(answer.body.replaceAll("&", "\\u0026"))}}`,
        `Error: ${echo}`,
        `${answer.body}\n`,
        `"${echo.split(/["<]/)[0]}"`,
      ];
      for (const line of lines) {
        const diagnosis = diagnose(signed, line);
        assertSensible(diagnosis);
        assert.deepEqual(asTold(diagnosis), { verdict, parameter }, line);
      }
    }
  }
});

test("a line of a log around an answer that is about something else", async () => {
  const { signed, answer } = await call(parameters({ AccessKeyId: "nobody" }));
  assert.equal(diagnose(signed, `ERROR ${answer.body} …`).verdict, "UnknownAccessKey");
});

test("whatever is passed, it gives a diagnosis", () => {
  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error("trap");
      },
    },
  );
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const values = [
    undefined,
    null,
    0,
    NaN,
    1n,
    true,
    "",
    "x",
    "&",
    "a&b&c",
    "%",
    "\ud800",
    "中&文&%E4",
    "\n\n\n",
    "server string to sign is:",
    "server string to sign is:&&",
    "server StringToSign is [",
    "server StringToSign is [] server CanonicalRequest is [",
    [],
    {},
    Symbol("s"),
    () => 1,
    trap,
    revoked,
    new Map(),
    Object.create(null),
  ];
  const names = [
    "stringToSign",
    "timestamp",
    "canonicalRequest",
    "code",
    "message",
    "serverStringToSign",
    "serverCanonicalRequest",
    "serverTime",
  ];
  const codes = [
    "SignatureDoesNotMatch",
    "InvalidTimeStamp.Expired",
    "Missing",
    "MissingParameter",
    "Invalid",
    "InvalidParameter.",
    "",
  ];
  const withCode = (code) =>
    values.map((value) => ({ ...Object.fromEntries(names.map((name) => [name, value])), code }));
  const verdicts = new Set();
  const answers = [...values, ...codes.flatMap(withCode)];
  for (const signed of [...values, ...withCode("")]) {
    for (const answer of answers) {
      const { verdict, explanation, remedy, differences } = diagnose(signed, answer);
      assert.ok(verdict && explanation.en && explanation.zh && remedy.en && remedy.zh && Array.isArray(differences));
      verdicts.add(verdict);
    }
  }
  assert.ok(verdicts.size > 5, [...verdicts].join());
});

test("the verdicts of the types are those of the texts, each in both languages", () => {
  const read = (path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
  const types = [.../export type Verdict =([^;]+);/.exec(read("js/types.ts"))[1].matchAll(/"(\w+)"/g)].map(
    ([, name]) => name,
  );
  const texts = /** @type {Record<string, any>} */ (parse(read("messages/verdicts.toml")));
  assert.deepEqual(types, Object.keys(texts));
  assert.deepEqual(
    types.filter((name) => !reached.has(name)),
    [],
    "each is reached through the gateway",
  );
  for (const { explanation_en, explanation_zh, remedy_en, remedy_zh } of Object.values(texts)) {
    for (const text of [explanation_en, remedy_en]) assert.match(text, /^[A-Z{].{4,}$/s);
    for (const text of [explanation_zh, remedy_zh]) assert.match(text, /\p{Script=Han}/u);
  }
});
