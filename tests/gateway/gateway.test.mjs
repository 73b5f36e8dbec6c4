/** The stand-in for the ECS gateway: requests that others signed are served, and each documented refusal is answered. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { expired, inactive, NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { acs3Request, sign, toQuery, toStringToSign, unsigned } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";

const FORM = "application/x-www-form-urlencoded";

function open(options = {}) {
  return createGateway({ accounts: [plain, inactive, temporary, expired], pipelines: [PIPELINE], ...options });
}

/** Signed parameters as they arrive, in the query of a GET or the form of a POST. */
function arriving(parameters, method = "GET") {
  const text = typeof parameters === "string" ? parameters : toQuery(parameters);
  return method === "GET"
    ? { method, url: `/?${text}`, headers: {}, body: Buffer.alloc(0) }
    : { method, url: "/", headers: { "content-type": FORM }, body: Buffer.from(text) };
}

const rpcRequest = (changes, { method = "GET", secret = plain.accessKeySecret } = {}) =>
  arriving(sign(unsigned(changes), { method, secret }), method);

function answerTo(request, { gateway = open(), now = NOW } = {}) {
  const { status, headers, body } = gateway.handle(request, now).answer;
  const members = body.startsWith("{") ? JSON.parse(body) : {};
  return { status, headers, body, code: members.Code, message: members.Message, members };
}

function assertServed(request, options) {
  const { status, body } = answerTo(request, options);
  assert.equal(status, 200, body);
}

function assertRefused(request, expected) {
  const { status, code, message } = answerTo(request);
  assert.deepEqual([status, code, message], expected);
}

const missing = (name) => [
  400,
  "MissingParameter",
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
];

describe("documented and recorded signatures", () => {
  const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));

  // Pages of the ECS guide, and "Request syntax and signature method V2 for RPC APIs".
  for (const [Action, parameters] of Object.entries({
    DescribeRegions: {
      Format: "XML",
      SignatureNonce: "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
      Timestamp: "2016-02-23T12:46:24Z",
      Signature: "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
    },
    DescribeDedicatedHosts: {
      Format: "JSON",
      RegionId: "cn-beijing",
      SignatureNonce: "edb2b34af0af9a6d14deaf7c1a5315eb",
      Timestamp: "2023-03-13T08:34:30Z",
      Signature: "9NaGiOspFP5UPcwX8Iwt2YJXXuk=",
    },
  })) {
    test(`HMAC-SHA1: ${Action} of the documentation`, () => {
      const common = { AccessKeyId: "testid", Action, SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0" };
      const signed = { ...common, Version: "2014-05-26", ...parameters };
      const options = { gateway: open({ signatureOnlyActions: [Action] }), now: Date.parse(parameters.Timestamp) };
      assert.match(answerTo(arriving(signed, "POST"), options).body, /SignatureDoesNotMatch/);
      assertServed(arriving(signed), options);
    });
  }

  // Page "Request structure and signature method V3".
  test("ACS3-HMAC-SHA256: RunInstances of the documentation", () => {
    const gateway = open({
      accounts: [{ accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" }],
      signatureOnlyActions: ["RunInstances"],
    });
    const names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
    const request = (signature) => ({
      method: "POST",
      url: "/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
      headers: {
        host: "ecs.cn-shanghai.aliyuncs.com",
        accept: "application/json",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
        authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${names},Signature=${signature}`,
      },
      body: Buffer.alloc(0),
    });
    const options = { gateway, now: Date.parse("2023-10-26T10:22:32Z") };
    const signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    assert.equal(answerTo(request(signature.replace("0", "1")), options).code, "SignatureDoesNotMatch");
    assertServed(request(signature), options);
  });

  test("HMAC-SHA1: recorded requests of the official clients", () => {
    const cases = read("official-sdks.json").cases.filter(({ params }) => params.SignatureMethod === "HMAC-SHA1");
    const clients = cases.map(({ name }) => name.split("|")[0]);
    assert.deepEqual([...new Set(clients)].sort(), ["openapi-core-v2", "pop-core"]);
    for (const { method, wire_path: url, wire_body: body, params } of cases) {
      const gateway = open({ accounts: [{ ...plain, securityToken: params.SecurityToken }] });
      const headers = body ? { "content-type": FORM } : {};
      assertServed({ method, url, headers, body: Buffer.from(body ?? "") }, { gateway });
      const { Signature, ...arrived } = gateway.requests[0].parameters;
      assert.deepEqual(arrived, params);
    }
  });

  test("ACS3-HMAC-SHA256: recorded requests of the official client", () => {
    for (const { method, wire_path: url, headers } of read("official-acs3.json").sdks.cases) {
      const { Authorization, ...others } = headers;
      const gateway = () => open({ accounts: [{ ...plain, securityToken: headers["x-acs-security-token"] }] });
      const sent = (authorization) => ({
        ...{ method, url, headers: { ...others, authorization } },
        body: Buffer.alloc(0),
      });
      assertServed(sent(Authorization), { gateway: gateway() });
      const altered = Authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      assert.equal(answerTo(sent(altered), { gateway: gateway() }).code, "SignatureDoesNotMatch");
    }
  });
});

const everyCharacter = {
  ClientToken: "123e4567-e89b-12d3-a456-426655440000",
  "Tag.1.Key": "a b*c~d'(e)!",
  "Tag.1.Value": "中文+/=&%\u{1F600}",
  "Tag.2.Key": "\uFEFFmark",
  "Tag.2.Value": "",
  "Tag.10.Key": "line\r\nend\t",
};
const operation = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE };

/** The same call by each scheme and HTTP method. */
const schemes = Object.fromEntries(
  ["GET", "POST"].flatMap((method) => [
    [
      `HMAC-SHA1, ${method}`,
      ({ query = {}, account = plain, nonce = randomUUID() }) => {
        const { accessKeyId: AccessKeyId, accessKeySecret: secret, securityToken: SecurityToken } = account;
        return rpcRequest({ AccessKeyId, SecurityToken, SignatureNonce: nonce, ...query }, { method, secret });
      },
    ],
    [
      `ACS3-HMAC-SHA256, ${method}`,
      ({ query = {}, account = plain, nonce = randomUUID() }) =>
        acs3Request({
          method,
          account,
          query: { ...operation, ...query },
          headers: { "x-acs-signature-nonce": nonce },
        }),
    ],
  ]),
);

for (const [name, request] of Object.entries(schemes)) {
  describe(name, () => {
    test("every kind of character is served, with and without a token", () => {
      for (const account of [plain, temporary]) {
        const gateway = open();
        const { status, members, headers } = answerTo(request({ query: everyCharacter, account }), { gateway });
        assert.equal(status, 200);
        assert.match(members.ExecutionId, /^exec-[0-9a-f]{20}$/);
        assert.equal(headers["content-type"], "application/json;charset=utf-8");
        const { parameters } = gateway.requests[0];
        for (const [key, value] of Object.entries(everyCharacter)) assert.equal(parameters[key], value);
      }
    });

    test("a signature with another secret, or of other parameters, is refused", () => {
      const wrong = { ...plain, accessKeySecret: `${plain.accessKeySecret}x` };
      assert.equal(answerTo(request({ account: wrong })).code, "SignatureDoesNotMatch");
      const signed = request({ query: { ClientToken: "a" } });
      const changed = (text) => text.replace("ClientToken=a", "ClientToken=b");
      const altered = { ...signed, url: changed(signed.url), body: Buffer.from(changed(signed.body.toString())) };
      assert.equal(answerTo(altered).code, "SignatureDoesNotMatch");
      const other = signed.method === "GET" ? "POST" : "GET";
      if (signed.body.length === 0) assert.equal(answerTo({ ...signed, method: other }).code, "SignatureDoesNotMatch");
    });

    test("a nonce is served once, and used up by a right signature only", () => {
      const gateway = open();
      const wrong = { ...plain, accessKeySecret: "wrong" };
      assert.equal(answerTo(request({ account: wrong, nonce: "n" }), { gateway }).code, "SignatureDoesNotMatch");
      assertServed(request({ nonce: "n" }), { gateway });
      assert.equal(answerTo(request({ nonce: "n" }), { gateway }).code, "SignatureNonceUsed");
      assertServed(request({ nonce: "n", account: temporary }), { gateway });
    });

    test("the time may be 15 minutes off", () => {
      for (const now of [NOW - 900_000, NOW + 900_000]) assertServed(request({}), { now });
      for (const now of [NOW - 901_000, NOW + 901_000])
        assert.equal(answerTo(request({}), { now }).code, "InvalidTimeStamp.Expired");
    });
  });
}

describe("the string to sign in the answer to a wrong signature", () => {
  test("HMAC-SHA1", () => {
    const parameters = unsigned(everyCharacter);
    const request = arriving(sign(parameters, { secret: "wrong" }));
    const refused = "Specified signature is not matched with our calculation.";
    const echo = ` server string to sign is:${toStringToSign(parameters, "GET")}`;
    assertRefused(request, [400, "SignatureDoesNotMatch", refused + echo]);
    assert.equal(answerTo(request, { gateway: open({ echo: false }) }).message, refused);
  });

  test("ACS3-HMAC-SHA256", () => {
    const request = acs3Request({
      query: { ...operation, ...everyCharacter },
      account: { ...plain, accessKeySecret: "wrong" },
    });
    const echo = ` server StringToSign is [${request.stringToSign}] server CanonicalRequest is [${request.canonicalRequest}]`;
    const refused = "Specified signature does not match our calculation.";
    assertRefused(request, [400, "SignatureDoesNotMatch", refused + echo]);
  });
});

describe("refused by HMAC-SHA1", () => {
  const { accessKeyId: AccessKeyId, accessKeySecret: secret, securityToken: SecurityToken } = temporary;
  const tagKey =
    'The specified Tag.N.Key is not valid. Tag keys cannot be empty or null, support up to 128 characters, cannot start with "aliyun" or "acs:", and cannot contain "http://" or "https://".';
  const tagValue =
    'The specified Tag.N.Value is not valid. Tag values support up to 128 characters, and cannot contain "http://" or "https://".';
  const tags = (count) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`Tag.${index + 1}.Key`, `k${index}`]));

  for (const [changes, expected, key] of /** @type {any[][]} */ ([
    [
      { Action: "StartImagePipeline" },
      [404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."],
    ],
    [{ Version: "2014-05-27" }, [400, "InvalidVersion", "Specified parameter Version is not valid."]],
    [
      { SignatureMethod: "HMAC-SHA256" },
      [400, "InvalidSignatureMethod", "Specified parameter SignatureMethod is not valid."],
    ],
    [
      { SignatureVersion: "2.0" },
      [400, "InvalidSignatureVersion", "Specified parameter SignatureVersion is not valid."],
    ],
    [{ AccessKeyId: "nobody" }, [404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."]],
    [
      { AccessKeyId: inactive.accessKeyId },
      [400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled."],
      inactive.accessKeySecret,
    ],
    [{ AccessKeyId }, [400, "MissingSecurityToken", "SecurityToken is mandatory for this action."], secret],
    [
      { AccessKeyId, SecurityToken: "other" },
      [400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."],
      secret,
    ],
    [
      { AccessKeyId, SecurityToken: "口令" },
      [400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."],
      secret,
    ],
    [
      { AccessKeyId: expired.accessKeyId, SecurityToken },
      [400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."],
      secret,
    ],
    [
      { Timestamp: "2026-01-02T03:04:05.000Z" },
      [400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."],
    ],
    [
      { Timestamp: "2026-02-30T03:04:05Z" },
      [400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."],
    ],
    [{ SignatureNonce: "" }, missing("SignatureNonce")],
    [{ RegionId: "" }, missing("RegionId")],
    [{ ImagePipelineId: undefined }, missing("ImagePipelineId")],
    [
      { ImagePipelineId: "ip-unknown" },
      [404, "InvalidImagePipeline.NotFound", "The specified ImagePipelineId does not exist."],
    ],
    [{ "Tag.1.Key": "" }, [400, "InvalidTagKey.Malformed", tagKey]],
    [{ "Tag.1.Key": "acs:k" }, [400, "InvalidTagKey.Malformed", tagKey]],
    [{ "Tag.1.Key": "k".repeat(129) }, [400, "InvalidTagKey.Malformed", tagKey]],
    [{ "Tag.1.Key": "k", "Tag.1.Value": "v https://v" }, [400, "InvalidTagValue.Malformed", tagValue]],
    [{ "Tag.1.Key": "k", "Tag.3.Key": "k" }, [400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key."]],
    [tags(21), [400, "InvalidParameter", "There are more than 20 tags."]],
  ])) {
    test(JSON.stringify(changes).slice(0, 80), () => assertRefused(rpcRequest(changes, { secret: key }), expected));
  }

  test("not refused: the largest tags", () => {
    const long = "\u{1F600}".repeat(128);
    assertServed(rpcRequest({ ...tags(20), "Tag.1.Key": long, "Tag.1.Value": long, "Tag.2.Value": "aliyun" }));
  });
});

describe("refused by ACS3-HMAC-SHA256", () => {
  for (const name of ["host", "x-acs-action", "x-acs-signature-nonce", "x-acs-content-sha256"])
    test(`without ${name}`, () => assertRefused(acs3Request({ headers: { [name]: undefined } }), missing(name)));

  for (const [changes, expected] of /** @type {const} */ ([
    [{ headers: { "x-acs-content-sha256": "0".repeat(64) } }, "SignatureDoesNotMatch"],
    [{ headers: { "x-acs-date": "2026-01-02" } }, "InvalidTimeStamp.Format"],
    [{ account: { ...temporary, securityToken: undefined } }, "MissingSecurityToken"],
    [{ method: "PUT" }, "UnsupportedHTTPMethod"],
    [{ body: "{}" }, "InvalidParameter"],
  ])) {
    test(expected, () => assert.equal(answerTo(acs3Request(changes)).code, expected));
  }

  test("a header that must be signed and is not", () => {
    const request = acs3Request();
    request.headers["x-acs-credentials-provider"] = "static_ak";
    assert.equal(answerTo(request).code, "IncompleteSignature");
  });
});

describe("answers", () => {
  test("JSON and XML, a build and an error", () => {
    const json = answerTo(rpcRequest({}));
    assert.deepEqual(Object.keys(json.members), ["RequestId", "ExecutionId"]);
    assert.equal(json.headers["x-acs-request-id"], json.members.RequestId);
    assert.equal(json.headers.date, "Fri, 02 Jan 2026 03:04:05 GMT");

    const xml = answerTo(rpcRequest({ Format: "XML" }));
    assert.equal(xml.headers["content-type"], "text/xml;charset=utf-8");
    assert.match(
      xml.body,
      /^<\?xml version="1\.0" encoding="UTF-8"\?><StartImagePipelineExecutionResponse><RequestId>[0-9A-F-]{36}<\/RequestId><ExecutionId>exec-[0-9a-f]{20}<\/ExecutionId><\/StartImagePipelineExecutionResponse>$/,
    );

    const { members } = answerTo(rpcRequest({ RegionId: "" }));
    assert.deepEqual(Object.keys(members), ["RequestId", "HostId", "Code", "Message", "Recommend"]);
    const refused = answerTo(rpcRequest({ Format: "XML", "Tag.1.Key": "<&>" }, { secret: "wrong" }));
    assert.match(refused.body, /<Error><RequestId>.*<Code>SignatureDoesNotMatch<\/Code><Message>.*<\/Error>$/);
    assert.doesNotMatch(refused.body, /&(?!amp;)/);
  });

  test("a name twice, an unreadable escape, and a body over 1 MB", () => {
    const query = toQuery(sign(unsigned()));
    for (const extra of ["&RegionId=cn-hangzhou", "&__proto__=x"])
      assert.equal(answerTo(arriving(query + extra)).code, "InvalidParameter");
    for (const extra of ["&Extra=%zz", "&Extra=%ED%A0%80"])
      assert.match(answerTo(arriving(query + extra)).body, /<Code>InvalidParameter</);
    assert.equal(answerTo(arriving("x".repeat(1024 * 1024 + 1), "POST")).status, 413);
  });

  test("a fault of the gateway itself is answered and recorded", () => {
    const gateway = open({ accounts: [{ ...plain, accessKeySecret: Symbol("not a secret") }] });
    assert.equal(answerTo(rpcRequest({}), { gateway }).code, "InternalError");
    assert.ok(gateway.requests[0].failure instanceof TypeError);
  });
});
