import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { expired, inactive, NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { acs3Request, toQuery } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";
import { serverAcs3Signature } from "./signing-acs3.mjs";

const operation = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE };
const FORM = "application/x-www-form-urlencoded";

function open(options = {}) {
  return createGateway({ accounts: [plain, inactive, temporary, expired], pipelines: [PIPELINE], ...options });
}

function answerTo(request, { gateway = open(), now = NOW } = {}) {
  const { answer } = gateway.handle(request, now);
  return { ...answer, members: JSON.parse(answer.body) };
}

function assertRefused(request, status, code, message) {
  const { status: given, members } = answerTo(request);
  assert.deepEqual([given, members.Code, members.Message], [status, code, message]);
}

function assertServed(request, options) {
  const { status, body } = answerTo(request, options);
  assert.equal(status, 200, body);
}

const missing = (name) =>
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;

describe("ACS3-HMAC-SHA256, documented signatures", () => {
  // Page "Request structure and signature method V3", and its older copy for Model Studio.
  const documented = [
    [
      "2023-10-26T10:22:32Z",
      "3156853299f313e23d1673dc12e1703d",
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    ],
    [
      "2023-10-26T09:01:01Z",
      "d410180a5abf7fe235dd9b74aca91fc0",
      "e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804",
    ],
  ];
  for (const [date, nonce, signature] of documented) {
    test(`RunInstances of ${date}`, () => {
      const gateway = open({
        accounts: [{ accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" }],
        signatureOnlyActions: ["RunInstances"],
      });
      const query = { ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", RegionId: "cn-shanghai" };
      const headers = {
        host: "ecs.cn-shanghai.aliyuncs.com",
        accept: "application/json",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": "2014-05-26",
      };
      const signed = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
      const sent = (text) => ({
        method: "POST",
        url: `/?${toQuery(query)}`,
        headers: {
          ...headers,
          authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${signed},Signature=${text}`,
        },
        body: Buffer.alloc(0),
      });
      const options = { gateway, now: Date.parse(date) };
      assert.equal(answerTo(sent(signature.replace(/.$/, "x")), options).members.Code, "SignatureDoesNotMatch");
      assertServed(sent(signature), options);
    });
  }
});

describe("ACS3-HMAC-SHA256, recorded requests of the official client", () => {
  const vectors = JSON.parse(readFileSync(new URL("../vectors/official-acs3.json", import.meta.url), "utf8"));
  for (const { name, method, wire_path: url, headers } of vectors.sdks.cases) {
    const { Authorization: authorization, ...others } = headers;
    const sent = { method, url, headers: { ...others, authorization }, body: Buffer.alloc(0) };
    const gateway = () => open({ accounts: [{ ...plain, securityToken: headers["x-acs-security-token"] }] });

    test(`${name} is served`, () => assertServed(sent, { gateway: gateway() }));

    test(`${name} is refused with another signature`, () => {
      const altered = authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      const refused = { ...sent, headers: { ...others, authorization: altered } };
      assert.equal(answerTo(refused, { gateway: gateway() }).members.Code, "SignatureDoesNotMatch");
    });
  }
});

describe("ACS3-HMAC-SHA256 is served", () => {
  const tags = {
    "Tag.1.Key": "a b*c~d'(e)!",
    "Tag.1.Value": "中文+/=&%\u{1F600}",
    "Tag.2.Key": "\uFEFFmark",
    "Tag.2.Value": "",
  };
  for (const method of ["GET", "POST"]) {
    for (const account of [plain, temporary]) {
      test(`${method} by ${account.accessKeyId}, with every kind of character`, () => {
        const gateway = open();
        const query = { ...operation, ClientToken: "token", ...tags, "Tag.10.Key": "line\r\nend\t" };
        const { status, members, headers } = answerTo(acs3Request({ method, query, account }), { gateway });
        assert.equal(status, 200);
        assert.match(members.ExecutionId, /^exec-[0-9a-f]{20}$/);
        assert.equal(headers["content-type"], "application/json;charset=utf-8");
        assert.deepEqual(gateway.requests[0].parameters, query);
      });
    }
  }

  test("as XML, where JSON is not asked for", () => {
    for (const accept of ["*/*", undefined, "application/xml"]) {
      const { answer } = open().handle(acs3Request({ headers: { accept } }), NOW);
      assert.match(answer.body, /<StartImagePipelineExecutionResponse>/);
      assert.equal(answer.headers["content-type"], "text/xml;charset=utf-8");
    }
  });

  test("with its parameters in a form", () => {
    const headers = { "content-type": FORM };
    const request = (body) => acs3Request({ query: {}, headers, body });
    assertServed(request(toQuery(operation)));
    const altered = { ...request(toQuery(operation)), body: Buffer.from(toQuery({ ...operation, ClientToken: "x" })) };
    assert.equal(answerTo(altered).members.Code, "SignatureDoesNotMatch");
  });

  test("with further x-acs- headers, if they are signed", () => {
    const headers = { "x-acs-credentials-provider": "static_ak" };
    assertServed(acs3Request({ headers }));
    const unsigned = acs3Request();
    unsigned.headers["x-acs-credentials-provider"] = "static_ak";
    assertRefused(unsigned, 400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
  });

  test("in any order of parameters, and however they are escaped", () => {
    const request = acs3Request({ query: { ...operation, ClientToken: "a*b" } });
    assertServed({ ...request, url: `/?ClientToken=a*b&ImagePipelineId=${PIPELINE}&RegionId=cn%2dhangzhou` });
  });

  test("until 15 minutes from its time", () => {
    for (const now of [NOW - 900_000, NOW + 900_000]) assertServed(acs3Request(), { now });
  });
});

describe("ACS3-HMAC-SHA256 is refused", () => {
  const required = [
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-signature-nonce",
    "x-acs-date",
    "x-acs-content-sha256",
  ];
  for (const name of required) {
    test(`without ${name}`, () => {
      assertRefused(acs3Request({ headers: { [name]: undefined } }), 400, "MissingParameter", missing(name));
      assertRefused(acs3Request({ headers: { [name]: "" } }), 400, "MissingParameter", missing(name));
    });
  }

  const cases = [
    [
      "unknown action",
      { headers: { "x-acs-action": "Start" } },
      404,
      "InvalidAction.NotFound",
      "Specified api is not found, please check your url and method.",
    ],
    [
      "another version",
      { headers: { "x-acs-version": "2014-05-27" } },
      400,
      "InvalidVersion",
      "Specified parameter Version is not valid.",
    ],
    [
      "unknown AccessKey",
      { account: { ...plain, accessKeyId: "nobody" } },
      404,
      "InvalidAccessKeyId.NotFound",
      "Specified access key is not found.",
    ],
    [
      "disabled AccessKey",
      { account: inactive },
      400,
      "InvalidAccessKeyId.Inactive",
      "Specified access key is disabled.",
    ],
    [
      "no token",
      { account: { ...temporary, securityToken: undefined } },
      400,
      "MissingSecurityToken",
      "SecurityToken is mandatory for this action.",
    ],
    [
      "another token",
      { account: { ...temporary, securityToken: "other" } },
      400,
      "InvalidSecurityToken.MismatchWithAccessKey",
      "Specified SecurityToken mismatch with the AccessKey.",
    ],
    [
      "what no token can be",
      { account: { ...temporary, securityToken: '"t"' } },
      400,
      "InvalidSecurityToken.Malformed",
      "Specified SecurityToken is malformed.",
    ],
    [
      "an expired token",
      { account: expired },
      400,
      "InvalidSecurityToken.Expired",
      "Specified SecurityToken is expired.",
    ],
    [
      "a date of another form",
      { headers: { "x-acs-date": "2026-01-02T03:04:05.000Z" } },
      400,
      "InvalidTimeStamp.Format",
      "Specified time stamp or date value is not well formatted.",
    ],
    [
      "a date 15 minutes and a second early",
      { headers: { "x-acs-date": "2026-01-02T02:49:04Z" } },
      400,
      "InvalidTimeStamp.Expired",
      "Specified time stamp or date value is expired.",
    ],
    ["no RegionId", { query: { ImagePipelineId: PIPELINE } }, 400, "MissingParameter", missing("RegionId")],
    [
      "an unknown template",
      { query: { ...operation, ImagePipelineId: "ip-unknown" } },
      404,
      "InvalidImagePipeline.NotFound",
      "The specified ImagePipelineId does not exist.",
    ],
    ["HTTP method PUT", { method: "PUT" }, 403, "UnsupportedHTTPMethod", "This http method is not supported."],
    [
      "a body that is no form",
      { body: "{}" },
      400,
      "InvalidParameter",
      "The request body is not a POSTed application/x-www-form-urlencoded form.",
    ],
    [
      "a name that must be escaped",
      { query: { ...operation, "a b": "" } },
      400,
      "InvalidParameter",
      "The name of a parameter has a character that must be escaped.",
    ],
  ];
  for (const [name, changes, status, code, message] of cases) {
    test(name, () => assertRefused(acs3Request(changes), status, code, message));
  }

  test("another algorithm", () => {
    const request = acs3Request();
    request.headers.authorization = request.headers.authorization.replace("SHA256", "SM3");
    assertRefused(request, 400, "InvalidSignatureMethod", "Specified parameter SignatureMethod is not valid.");
  });

  test("an Authorization of another form", () => {
    const { authorization } = acs3Request().headers;
    const broken = [
      "ACS3-HMAC-SHA256",
      authorization.replaceAll(",", ", "),
      authorization.replace("Credential", "credential"),
    ];
    for (const text of broken) {
      const request = acs3Request();
      request.headers.authorization = text;
      assertRefused(request, 400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }
  });

  test("a header that must be signed and is not, or the other way", () => {
    for (const [from, to] of [
      ["host;", ""],
      ["host;", "accept;host;"],
      ["x-acs-action;", ""],
      ["host;x-acs-action", "x-acs-action;host"],
    ]) {
      const request = acs3Request();
      request.headers.authorization = request.headers.authorization.replace(from, to);
      assertRefused(request, 400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }
  });

  test("a replayed request, and a nonce of an earlier one", () => {
    const gateway = open();
    const request = acs3Request();
    assertServed(request, { gateway });
    assert.equal(answerTo(request, { gateway }).members.Code, "SignatureNonceUsed");
    const nonce = { "x-acs-signature-nonce": request.headers["x-acs-signature-nonce"] };
    assert.equal(
      answerTo(acs3Request({ method: "GET", headers: nonce }), { gateway }).members.Code,
      "SignatureNonceUsed",
    );
  });
});

describe("ACS3-HMAC-SHA256, a wrong signature", () => {
  const refusedText = (echo) => `Specified signature does not match our calculation.${echo}`;

  for (const method of ["GET", "POST"]) {
    test(`${method}: the server's string to sign and canonical request are echoed`, () => {
      const account = { ...temporary, accessKeySecret: "wrong" };
      const query = { ...operation, "Tag.1.Key": "a b*c~d'(e)!", "Tag.1.Value": "中文" };
      const request = acs3Request({ method, query, account });
      const echo = ` server StringToSign is [${request.stringToSign}] server CanonicalRequest is [${request.canonicalRequest}]`;
      assertRefused(request, 400, "SignatureDoesNotMatch", refusedText(echo));
      const silent = answerTo(request, { gateway: open({ echo: false }) });
      assert.equal(silent.members.Message, refusedText(""));
    });
  }

  test("a secret with & after it, as for HMAC-SHA1", () => {
    const account = { ...plain, accessKeySecret: `${plain.accessKeySecret}&` };
    assert.equal(answerTo(acs3Request({ account })).members.Code, "SignatureDoesNotMatch");
  });

  test("any header, parameter, method or byte of the body that differs", () => {
    const changed = [
      { method: "GET" },
      { url: `/?${toQuery({ ...operation, ClientToken: "x" })}` },
      { url: `/?${toQuery({ ...operation, RegionId: "cn-hangzhov" })}` },
      { headers: { host: "ecs.cn-hangzhou.aliyuncs.com:443" } },
      { headers: { "x-acs-date": "2026-01-02T03:04:06Z" } },
      { headers: { "x-acs-signature-nonce": "other" } },
      { headers: { "x-acs-content-sha256": "UNSIGNED-PAYLOAD" } },
    ];
    for (const change of changed) {
      const request = acs3Request();
      const headers = { ...request.headers, ...change.headers };
      assert.equal(
        answerTo({ ...request, ...change, headers }).members.Code,
        "SignatureDoesNotMatch",
        JSON.stringify(change),
      );
    }
  });

  test("a hash that is not of the body, though it is signed", () => {
    const request = acs3Request({ headers: { "x-acs-content-sha256": "0".repeat(64) } });
    assert.equal(answerTo(request).members.Code, "SignatureDoesNotMatch");
    const lied = acs3Request({ body: "RegionId=x", query: operation, headers: { "content-type": FORM } });
    const { code } = open().handle({ ...lied, body: Buffer.alloc(0) }, NOW);
    assert.equal(code, "SignatureDoesNotMatch");
  });

  test("an echo that the official code did not sign is an error", () => {
    const request = { method: "POST", query: new Map(), headers: { accept: "*/*" }, payloadHash: "" };
    assert.throws(() => serverAcs3Signature(request, "secret"), /not the one the official code signed/);
  });
});
