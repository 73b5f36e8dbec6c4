import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { describe, test } from "node:test";
import PopCore from "@alicloud/pop-core";
import { expired, inactive, NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { errorAnswer } from "./answers.mjs";
import { encode, sign, toQuery, toStringToSign, unsigned } from "./by-hand.mjs";
import { startGateway } from "./gateway.mjs";
import { refuse } from "./refusals.mjs";
import { assertRefused, code, gatewayTest, get, missing, post, send, withGateway, xmlMember } from "./sending.mjs";
import { serverSignature } from "./signing.mjs";

const MINUTE = 60_000;

// ---- The official client ----

describe("the official client @alicloud/pop-core", () => {
  // The client reads the clock by itself, so the gateway does too: `now` is left at its default.
  const realTime = { now: undefined };
  const operation = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE };

  function client(gateway, account) {
    return new PopCore.RPCClient({ endpoint: gateway.url, apiVersion: "2014-05-26", ...account });
  }

  for (const method of ["GET", "POST"]) {
    for (const [name, account] of Object.entries({ "an AccessKey": plain, "an STS token": temporary })) {
      gatewayTest(
        `is served: ${method} with ${name}`,
        async (gateway) => {
          const tags = [
            { Key: "a b*c~d'(e)!", Value: "中文+/=&%" },
            { Key: "empty", Value: "" },
          ];
          const parameters = { ...operation, ClientToken: "token", Tag: tags };
          const answer = await client(gateway, account).request("StartImagePipelineExecution", parameters, { method });
          assert.match(answer.ExecutionId, /^exec-[0-9a-f]{20}$/);
          assert.deepEqual(Object.keys(answer), ["RequestId", "ExecutionId"]);

          const [record] = gateway.requests;
          assert.equal(gateway.requests.length, 1);
          assert.equal(record.method, method);
          assert.equal(record.url === "/", method === "POST");
          assert.equal(record.body === "", method === "GET");
          assert.equal(record.headers["x-acs-action"], "StartImagePipelineExecution");
          assert.equal(record.parameters["Tag.1.Key"], "a b*c~d'(e)!");
          assert.equal(record.parameters["Tag.1.Value"], "中文+/=&%");
          assert.equal(record.parameters["Tag.2.Value"], "");
          assert.equal(record.parameters.SecurityToken, account.securityToken);
          assert.deepEqual([record.status, record.code, record.failure], [200, undefined, undefined]);
          assert.equal(record.requestId, answer.RequestId);
        },
        realTime,
      );

      // The client's own hash function is watched, as it does not hand out its string to sign. Official clients that
      // judge the echo (the Python and Java cores) report InvalidAccessKeySecret when it equals their own string.
      gatewayTest(
        `with a wrong secret gets its own string to sign back: ${method} with ${name}`,
        async (gateway, { mock }) => {
          const kitx = createRequire(createRequire(import.meta.url).resolve("@alicloud/pop-core"))("kitx");
          const { mock: sha1 } = mock.method(kitx, "sha1");
          const parameters = { ...operation, Tag: [{ Key: "a b*c~d'(e)!", Value: "中文+/=&%" }] };
          const wrong = client(gateway, { ...account, accessKeySecret: "wrong" });
          const error = await wrong.request("StartImagePipelineExecution", parameters, { method }).then(
            () => assert.fail("served"),
            (reason) => reason,
          );
          assert.equal(error.code, "SignatureDoesNotMatch");
          assert.equal(error.entry.response.statusCode, 400);
          const [before, echo] = error.data.Message.split(" server string to sign is:");
          assert.equal(before, "Specified signature is not matched with our calculation.");
          assert.equal(sha1.callCount(), 1);
          assert.equal(echo, sha1.calls[0].arguments[0]);
          assert.match(echo, new RegExp(`^${method}&%2F&AccessKeyId%3D`));
          assert.deepEqual([gateway.requests[0].status, gateway.requests[0].code], [400, "SignatureDoesNotMatch"]);
        },
        realTime,
      );
    }
  }
});

// ---- Signatures that others computed ----

describe("documented and recorded signatures", () => {
  const known = { signatureOnlyActions: ["DescribeRegions", "DescribeDedicatedHosts"] };
  const regions = {
    AccessKeyId: "testid",
    Action: "DescribeRegions",
    Format: "XML",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
    SignatureVersion: "1.0",
    Timestamp: "2016-02-23T12:46:24Z",
    Version: "2014-05-26",
    Signature: "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
  };
  const hosts = {
    AccessKeyId: "testid",
    Action: "DescribeDedicatedHosts",
    Format: "JSON",
    RegionId: "cn-beijing",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: "edb2b34af0af9a6d14deaf7c1a5315eb",
    SignatureVersion: "1.0",
    Timestamp: "2023-03-13T08:34:30Z",
    Version: "2014-05-26",
    Signature: "9NaGiOspFP5UPcwX8Iwt2YJXXuk=",
  };

  gatewayTest(
    "ECS guide, DescribeRegions",
    async (gateway) => {
      const { status, text } = await get(gateway, regions);
      assert.equal(status, 200);
      assert.match(
        text,
        /^<\?xml version="1\.0" encoding="UTF-8"\?><DescribeRegionsResponse><RequestId>[0-9A-F-]{36}<\/RequestId><\/DescribeRegionsResponse>$/,
      );
      assert.equal(code(await post(gateway, regions)), "SignatureDoesNotMatch");
    },
    { ...known, now: () => Date.parse(regions.Timestamp) },
  );

  gatewayTest(
    'page "Request syntax and signature method V2 for RPC APIs", DescribeDedicatedHosts',
    async (gateway) => {
      const { status, text } = await get(gateway, hosts);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(JSON.parse(text)), ["RequestId"]);
      const altered = { ...hosts, RegionId: "cn-beijinh" };
      assert.equal(code(await get(gateway, altered)), "SignatureDoesNotMatch");
    },
    { ...known, now: () => Date.parse(hosts.Timestamp) },
  );

  const recorded = JSON.parse(readFileSync(new URL("../vectors/official-sdks.json", import.meta.url), "utf8"));
  const cases = recorded.cases.filter(({ params }) => params.SignatureMethod === "HMAC-SHA1");
  const sts = { ...plain, securityToken: "STS-Token/+=" };

  test("there are recorded requests of both official clients", () => {
    const clients = cases.map(({ name }) => name.split("|")[0]);
    assert.deepEqual([...new Set(clients)].sort(), ["openapi-core-v2", "pop-core"]);
  });

  for (const { name, method, wire_path: path, wire_body: body, params } of cases) {
    gatewayTest(
      `recorded request: ${name}`,
      async (gateway) => {
        const { status, text } = await send(gateway, { method, path, body: body || undefined });
        assert.equal(status, 200);
        assert.match(JSON.parse(text).ExecutionId, /^exec-/);
        const { Signature, ...arrived } = gateway.requests[0].parameters;
        assert.deepEqual(arrived, params);
      },
      { accounts: [params.SecurityToken ? sts : plain] },
    );
  }
});

// ---- Envelopes ----

describe("answers", () => {
  gatewayTest("JSON success", async (gateway) => {
    const { status, headers, text } = await get(gateway, sign(unsigned()));
    const { RequestId, ExecutionId } = JSON.parse(text);
    assert.equal(status, 200);
    assert.match(ExecutionId, /^exec-[0-9a-f]{20}$/);
    assert.equal(headers["content-type"], "application/json;charset=utf-8");
    assert.equal(headers["x-acs-request-id"], RequestId);
    assert.equal(headers.date, "Fri, 02 Jan 2026 03:04:05 GMT");
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(headers["access-control-expose-headers"], "*");
  });

  for (const Format of ["XML", "xml", "", undefined]) {
    gatewayTest(`XML success, Format ${Format}`, async (gateway) => {
      const { status, headers, text } = await get(gateway, sign(unsigned({ Format })));
      const requestId = headers["x-acs-request-id"];
      const executionId = xmlMember(text, "ExecutionId");
      assert.equal(status, 200);
      assert.equal(headers["content-type"], "text/xml;charset=utf-8");
      assert.match(executionId, /^exec-[0-9a-f]{20}$/);
      assert.equal(
        text,
        `<?xml version="1.0" encoding="UTF-8"?><StartImagePipelineExecutionResponse><RequestId>${requestId}</RequestId>` +
          `<ExecutionId>${executionId}</ExecutionId></StartImagePipelineExecutionResponse>`,
      );
    });
  }

  gatewayTest("lower-case json", async (gateway) => {
    const { headers } = await get(gateway, sign(unsigned({ Format: "json" })));
    assert.equal(headers["content-type"], "application/json;charset=utf-8");
  });

  gatewayTest("XML error, escaped", async (gateway) => {
    const parameters = unsigned({ Format: "XML", "Tag.1.Key": "<&>" });
    const { status, headers, text } = await get(gateway, sign(parameters, { secret: "wrong" }));
    const requestId = headers["x-acs-request-id"];
    assert.equal(status, 400);
    assert.equal(headers["content-type"], "text/xml;charset=utf-8");
    assert.equal(headers.date, "Fri, 02 Jan 2026 03:04:05 GMT");
    assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?><Error><RequestId>.*<\/Error>$/);
    assert.doesNotMatch(text, /&(?!amp;)/);
    assert.equal(xmlMember(text, "RequestId"), requestId);
    assert.equal(xmlMember(text, "HostId"), "ecs.aliyuncs.com");
    assert.equal(xmlMember(text, "Code"), "SignatureDoesNotMatch");
    assert.equal(
      xmlMember(text, "Message"),
      `Specified signature is not matched with our calculation. server string to sign is:${toStringToSign(parameters, "GET")}`,
    );
    assert.equal(
      xmlMember(text, "Recommend"),
      `https://api.aliyun.com/troubleshoot?q=SignatureDoesNotMatch&product=Ecs&requestId=${requestId}`,
    );
  });

  test("every character that XML reserves is escaped, in messages of later checks too", () => {
    const { body } = errorAnswer("XML", "id", refuse("InvalidParameter", "a<b>&amp;$&'"));
    assert.match(body, /<Message>a&lt;b&gt;&amp;amp;\$&amp;'<\/Message>/);
  });

  gatewayTest("two answers differ in RequestId and ExecutionId", async (gateway) => {
    const [a, b] = [await get(gateway, sign(unsigned())), await get(gateway, sign(unsigned()))].map((answer) =>
      JSON.parse(answer.text),
    );
    assert.notEqual(a.RequestId, b.RequestId);
    assert.notEqual(a.ExecutionId, b.ExecutionId);
  });
});

// ---- Every refusal ----

describe("refusals before the signature", () => {
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    gatewayTest(`HTTP method ${method}`, async (gateway) => {
      const answer = await send(gateway, { method, query: toQuery(sign(unsigned(), { method })) });
      const message = "This http method is not supported.";
      assertRefused(answer, { status: 403, code: "UnsupportedHTTPMethod", message });
    });
  }

  gatewayTest("HTTP method HEAD", async (gateway) => {
    const answer = await send(gateway, { method: "HEAD", query: toQuery(sign(unsigned(), { method: "HEAD" })) });
    assert.deepEqual([answer.status, answer.text], [403, ""]);
    assert.equal(gateway.requests[0].code, "UnsupportedHTTPMethod");
  });

  gatewayTest("a path", async (gateway) => {
    const answer = await send(gateway, { path: "/pipelines", query: toQuery(sign(unsigned())) });
    const message = "Specified api is not found,please check your url and method.";
    assertRefused(answer, { status: 404, code: "InvalidApi.NotFound", message });
  });

  const common = [
    "Action",
    "Version",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
  ];
  for (const name of common) {
    gatewayTest(`${name} missing or empty`, async (gateway) => {
      const { [name]: dropped, ...rest } = sign(unsigned());
      assert.ok(dropped);
      assertRefused(await get(gateway, rest), missing(name));
      assertRefused(await post(gateway, rest), missing(name));
      assertRefused(await get(gateway, { ...rest, [name]: "" }), missing(name));
    });
  }

  gatewayTest("nothing at all", async (gateway) => {
    const { status, text } = await send(gateway, {});
    assert.equal(status, 400);
    assert.equal(xmlMember(text, "Message"), missing("Action").message);
  });

  const wrong = [
    [
      "unknown Action",
      { Action: "StartImagePipeline" },
      [404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."],
    ],
    [
      "Action in another case",
      { Action: "startImagePipelineExecution" },
      [404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."],
    ],
    [
      "another Version",
      { Version: "2014-05-27" },
      [400, "InvalidVersion", "Specified parameter Version is not valid."],
    ],
    [
      "another SignatureMethod",
      { SignatureMethod: "HMAC-SHA256" },
      [400, "InvalidSignatureMethod", "Specified parameter SignatureMethod is not valid."],
    ],
    [
      "another SignatureVersion",
      { SignatureVersion: "2.0" },
      [400, "InvalidSignatureVersion", "Specified parameter SignatureVersion is not valid."],
    ],
    [
      "unknown AccessKeyId",
      { AccessKeyId: "nobody" },
      [404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."],
    ],
    [
      "disabled AccessKeyId",
      { AccessKeyId: inactive.accessKeyId },
      [400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled."],
      inactive.accessKeySecret,
    ],
    [
      "temporary AccessKeyId, no token",
      { AccessKeyId: temporary.accessKeyId },
      [400, "MissingSecurityToken", "SecurityToken is mandatory for this action."],
      temporary.accessKeySecret,
    ],
    [
      "temporary AccessKeyId, empty token",
      { AccessKeyId: temporary.accessKeyId, SecurityToken: "" },
      [400, "MissingSecurityToken", "SecurityToken is mandatory for this action."],
      temporary.accessKeySecret,
    ],
    [
      "temporary AccessKeyId, another token",
      { AccessKeyId: temporary.accessKeyId, SecurityToken: "STS-Token/+" },
      [400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."],
      temporary.accessKeySecret,
    ],
    [
      "plain AccessKeyId, a token",
      { SecurityToken: temporary.securityToken },
      [400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."],
    ],
    ...["STS-Token/+=\n", '"STS-Token/+="', "STS-Token%2F%2B%3D", "口令"].map((SecurityToken) => [
      `temporary AccessKeyId, what no token can be: ${SecurityToken}`,
      { AccessKeyId: temporary.accessKeyId, SecurityToken },
      [400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."],
      temporary.accessKeySecret,
    ]),
    [
      "plain AccessKeyId, what no token can be",
      { SecurityToken: " " },
      [400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."],
    ],
    [
      "temporary AccessKeyId, expired token",
      { AccessKeyId: expired.accessKeyId, SecurityToken: expired.securityToken },
      [400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."],
      expired.accessKeySecret,
    ],
    ...[
      "2026-01-02T03:04:05.000Z",
      "2026-01-02 03:04:05",
      "2026-01-02T03:04:05",
      "2026-01-02T03:04:05+08:00",
      "2026-02-30T03:04:05Z",
      "2026-13-02T03:04:05Z",
      "1767323045",
      "now",
    ].map((Timestamp) => [
      `Timestamp ${Timestamp}`,
      { Timestamp },
      [400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."],
    ]),
    ...[
      ["15 minutes and 1 second late", "2026-01-02T02:49:04Z"],
      ["15 minutes and 1 second early", "2026-01-02T03:19:06Z"],
      ["of local time in China", "2026-01-02T11:04:05Z"],
    ].map(([name, Timestamp]) => [
      `Timestamp ${name}`,
      { Timestamp },
      [400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."],
    ]),
  ];
  for (const [name, changes, [status, expected, message], secret] of wrong) {
    gatewayTest(name, async (gateway) => {
      const answer = await get(gateway, sign(unsigned(changes), { secret }));
      assertRefused(answer, { status, code: expected, message });
      const posted = await post(gateway, sign(unsigned(changes), { method: "POST", secret }));
      assertRefused(posted, { status, code: expected, message });
    });
  }

  gatewayTest("another Format, answered as XML", async (gateway) => {
    const { status, text } = await get(gateway, sign(unsigned({ Format: "YAML" })));
    assert.equal(status, 400);
    assert.equal(xmlMember(text, "Code"), "InvalidParameter.Format");
    assert.equal(xmlMember(text, "Message"), "Specified parameter Format is not valid.");
  });

  for (const Timestamp of ["2026-01-02T02:49:05Z", "2026-01-02T03:19:05Z"]) {
    gatewayTest(`a Timestamp 15 minutes off is served: ${Timestamp}`, async (gateway) => {
      assert.equal((await get(gateway, sign(unsigned({ Timestamp })))).status, 200);
    });
  }

  test("the clock is asked for each request", async () => {
    let time = NOW;
    await withGateway(
      { now: () => time, accounts: [{ ...expired, securityTokenExpires: NOW + 1 }] },
      async (gateway) => {
        const { accessKeyId: AccessKeyId, accessKeySecret: secret, securityToken: SecurityToken } = expired;
        const start = () => get(gateway, sign(unsigned({ AccessKeyId, SecurityToken }), { secret }));
        assert.equal((await start()).status, 200);
        time += 1;
        assert.equal(code(await start()), "InvalidSecurityToken.Expired");
        time += 2 * MINUTE;
        assert.equal((await start()).headers.date, "Fri, 02 Jan 2026 03:06:05 GMT");
      },
    );
  });
});

describe("the signature", () => {
  const full = {
    ClientToken: "123e4567-e89b-12d3-a456-426655440000",
    AccessKeyId: temporary.accessKeyId,
    SecurityToken: temporary.securityToken,
    "Tag.1.Key": "a b*c~d'(e)!",
    "Tag.1.Value": "中文+/=&%\u{1F600}",
    "Tag.2.Key": "\uFEFFmark",
    "Tag.2.Value": "",
    "Tag.10.Key": "line\r\nend\t",
    "Tag.10.Value": "  ",
    "TemplateTag.1.Key": "old",
    Unknown: "x",
  };
  const { accessKeySecret: secret } = temporary;

  // Parameters that an earlier check looks at are refused for what they are.
  const earlier = {
    Action: "InvalidAction.NotFound",
    Version: "InvalidVersion",
    Format: "InvalidParameter.Format",
    AccessKeyId: "InvalidAccessKeyId.NotFound",
    SignatureMethod: "InvalidSignatureMethod",
    SignatureVersion: "InvalidSignatureVersion",
    SecurityToken: "InvalidSecurityToken.MismatchWithAccessKey",
  };

  function changeAt(characters, index) {
    const original = characters[index];
    const digit = /\d/.test(original) ? String((Number(original) + 1) % 10) : undefined;
    return characters.with(index, digit ?? (original === "x" ? "y" : "x")).join("");
  }

  for (const method of ["GET", "POST"]) {
    const call = method === "GET" ? get : post;

    gatewayTest(`${method}: every kind of character is served`, async (gateway) => {
      const answer = await call(gateway, sign(unsigned(full), { method, secret }));
      assert.equal(answer.status, 200, answer.text);
      const { Signature, ...arrived } = gateway.requests[0].parameters;
      assert.deepEqual(arrived, unsigned({ ...full, SignatureNonce: arrived.SignatureNonce }));
    });

    gatewayTest(`${method}: one changed character in any value is refused`, async (gateway) => {
      const signed = sign(unsigned(full), { method, secret });
      for (const [name, value] of Object.entries(signed)) {
        const characters = [...value];
        for (const index of characters.keys()) {
          const answer = await call(gateway, { ...signed, [name]: changeAt(characters, index) });
          // Changes of the Timestamp that leave the window or the calendar are not about the signature.
          const accepted =
            name === "Timestamp"
              ? ["SignatureDoesNotMatch", "InvalidTimeStamp.Expired", "InvalidTimeStamp.Format"]
              : [earlier[name] ?? "SignatureDoesNotMatch"];
          assert.ok(accepted.includes(code(answer)), `${name}, character ${index}: ${answer.text}`);
        }
      }
      assert.equal(
        code(await call(gateway, { ...signed, Timestamp: "2026-01-02T03:04:06Z" })),
        "SignatureDoesNotMatch",
      );
      assert.equal(code(await call(gateway, { ...signed, Format: "json" })), "SignatureDoesNotMatch");
      // None of the refused ones has used up the nonce.
      assert.equal((await call(gateway, signed)).status, 200);
    });

    gatewayTest(`${method}: a parameter added, dropped, renamed or swapped is refused`, async (gateway) => {
      const signed = sign(unsigned(full), { method, secret });
      const { ClientToken, ...dropped } = signed;
      const altered = [
        { ...signed, Extra: "1" },
        { ...signed, Extra: "" },
        { ...signed, signature: signed.Signature },
        { ...signed, constructor: "x" },
        { ...signed, toString: "x" },
        dropped,
        { ...dropped, clientToken: ClientToken },
        { ...signed, "Tag.1.Key": signed["Tag.1.Value"], "Tag.1.Value": signed["Tag.1.Key"] },
      ];
      for (const parameters of altered) {
        assert.equal(code(await call(gateway, parameters)), "SignatureDoesNotMatch");
      }
      assert.equal((await call(gateway, signed)).status, 200);
    });

    gatewayTest(`${method}: the server's string to sign is echoed`, async (gateway) => {
      const parameters = unsigned(full);
      const answer = await call(gateway, sign(parameters, { method, secret: "wrong" }));
      const message = `Specified signature is not matched with our calculation. server string to sign is:${toStringToSign(parameters, method)}`;
      assertRefused(answer, { status: 400, code: "SignatureDoesNotMatch", message });
    });

    test(`${method}: without the echo, only that it is refused`, () =>
      withGateway({ echo: false }, async (gateway) => {
        const answer = await call(gateway, sign(unsigned(full), { method, secret: "wrong" }));
        const message = "Specified signature is not matched with our calculation.";
        assertRefused(answer, { status: 400, code: "SignatureDoesNotMatch", message });
      }));
  }

  gatewayTest("signed for GET, sent as POST, and the other way", async (gateway) => {
    assert.equal(code(await post(gateway, sign(unsigned(), { method: "GET" }))), "SignatureDoesNotMatch");
    assert.equal(code(await get(gateway, sign(unsigned(), { method: "POST" }))), "SignatureDoesNotMatch");
  });

  gatewayTest("is compared as text, not as decoded Base64", async (gateway) => {
    const signed = sign(unsigned());
    const sameBytes = signed.Signature.replace("=", "");
    assert.deepEqual(Buffer.from(sameBytes, "base64"), Buffer.from(signed.Signature, "base64"));
    assert.equal(code(await get(gateway, { ...signed, Signature: sameBytes })), "SignatureDoesNotMatch");
    assert.equal(code(await get(gateway, { ...signed, Signature: `${signed.Signature} ` })), "SignatureDoesNotMatch");
    assert.equal((await get(gateway, signed)).status, 200);
  });

  gatewayTest("covers query and form together", async (gateway) => {
    const { RegionId, ImagePipelineId, ...rest } = sign(unsigned(), { method: "POST" });
    const body = toQuery({ ImagePipelineId, RegionId });
    const answer = await send(gateway, { method: "POST", query: toQuery(rest), body });
    assert.equal(answer.status, 200);
    const altered = body.replace("cn-hangzhou", "cn-hangzhov");
    const refused = await send(gateway, { method: "POST", query: toQuery(rest), body: altered });
    assert.equal(code(refused), "SignatureDoesNotMatch");
  });

  gatewayTest("does not depend on the order of parameters or on how they are escaped", async (gateway) => {
    const signed = sign(unsigned({ "Tag.1.Key": "a b~*" }));
    const query = toQuery(Object.fromEntries(Object.entries(signed).reverse()))
      .replace("a%20b~%2A", "%61+b%7e*")
      .concat("&");
    assert.equal((await send(gateway, { query })).status, 200);
    assert.equal(gateway.requests[0].parameters["Tag.1.Key"], "a b~*");
  });

  gatewayTest("a name without an equals sign has an empty value", async (gateway) => {
    const query = toQuery(sign(unsigned({ Flag: "" }))).replace("&Flag=", "&Flag");
    assert.equal((await send(gateway, { query })).status, 200);
    assert.equal(gateway.requests[0].parameters.Flag, "");
  });

  gatewayTest("a form may hold UTF-8 that is not escaped", async (gateway) => {
    const body = toQuery(sign(unsigned({ "Tag.1.Key": "中文" }), { method: "POST" })).replace(encode("中文"), "中文");
    assert.equal((await send(gateway, { method: "POST", body })).status, 200);
    assert.equal(gateway.requests[0].parameters["Tag.1.Key"], "中文");
    assert.equal(gateway.requests[0].body, body);
  });

  test("an echo that the official code did not sign is an error", () => {
    const lost = new Map(JSON.parse('[["__proto__", "x"]]'));
    assert.throws(() => serverSignature(lost, "GET", "secret"), /not the one the official code signed/);
  });

  gatewayTest("a form may name its charset", async (gateway) => {
    const body = toQuery(sign(unsigned(), { method: "POST" }));
    const contentType = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    assert.equal((await send(gateway, { method: "POST", body, contentType })).status, 200);
  });
});

describe("nonces", () => {
  const replay = {
    status: 400,
    code: "SignatureNonceUsed",
    message: "Specified signature nonce was used already.",
  };

  gatewayTest("a replayed request is refused", async (gateway) => {
    const signed = sign(unsigned());
    assert.equal((await get(gateway, signed)).status, 200);
    assertRefused(await get(gateway, signed), replay);
    assertRefused(await get(gateway, signed), replay);
  });

  gatewayTest("a used nonce is refused in another request", async (gateway) => {
    const { SignatureNonce } = unsigned();
    assert.equal((await get(gateway, sign(unsigned({ SignatureNonce })))).status, 200);
    const other = sign(unsigned({ SignatureNonce, ClientToken: "other" }), { method: "POST" });
    assertRefused(await post(gateway, other), replay);
  });

  gatewayTest("a nonce is used up once the signature is right, not before", async (gateway) => {
    const parameters = unsigned({ RegionId: undefined });
    assert.equal(code(await get(gateway, sign(parameters, { secret: "wrong" }))), "SignatureDoesNotMatch");
    assertRefused(await get(gateway, sign(parameters)), missing("RegionId"));
    assertRefused(await get(gateway, sign(parameters)), replay);
  });

  gatewayTest("two accounts may use one nonce", async (gateway) => {
    const { SignatureNonce } = unsigned();
    const { accessKeyId: AccessKeyId, accessKeySecret: secret, securityToken: SecurityToken } = temporary;
    assert.equal((await get(gateway, sign(unsigned({ SignatureNonce })))).status, 200);
    const other = unsigned({ SignatureNonce, AccessKeyId, SecurityToken });
    assert.equal((await get(gateway, sign(other, { secret }))).status, 200);
  });
});

describe("the operation", () => {
  const tagKey = {
    status: 400,
    code: "InvalidTagKey.Malformed",
    message:
      'The specified Tag.N.Key is not valid. Tag keys cannot be empty or null, support up to 128 characters, cannot start with "aliyun" or "acs:", and cannot contain "http://" or "https://".',
  };
  const tagValue = {
    status: 400,
    code: "InvalidTagValue.Malformed",
    message:
      'The specified Tag.N.Value is not valid. Tag values support up to 128 characters, and cannot contain "http://" or "https://".',
  };
  const duplicate = { status: 400, code: "Duplicate.TagKey", message: "The Tag.N.Key contain duplicate key." };
  const tooMany = { status: 400, code: "InvalidParameter", message: "There are more than 20 tags." };
  const tag = (Key, Value = "v") => ({ "Tag.1.Key": Key, "Tag.1.Value": Value });
  const tags = (count, name = "Tag") =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}.${index + 1}.Key`, `k${index}`]));

  const refused = [
    ["no RegionId", { RegionId: undefined }, missing("RegionId")],
    ["empty RegionId", { RegionId: "" }, missing("RegionId")],
    ["no ImagePipelineId", { ImagePipelineId: undefined }, missing("ImagePipelineId")],
    ["empty ImagePipelineId", { ImagePipelineId: "" }, missing("ImagePipelineId")],
    ["no tag key", { "Tag.1.Value": "v" }, tagKey],
    ["an empty tag key", tag(""), tagKey],
    ["a tag key of 129 characters", tag("k".repeat(129)), tagKey],
    ["a tag key with aliyun at its start", tag("aliyun.k"), tagKey],
    ["a tag key with acs: at its start", tag("acs:k"), tagKey],
    ["a tag key with http:// in it", tag("k-http://k"), tagKey],
    ["a tag key with https:// in it", tag("k-https://k"), tagKey],
    ["a malformed key in the 20th tag", { "Tag.20.Key": "acs:" }, tagKey],
    ["a tag value of 129 characters", tag("k", "v".repeat(129)), tagValue],
    ["a tag value with acs: at its start", tag("k", "acs:v"), tagValue],
    ["a tag value with http:// in it", tag("k", "v http://v"), tagValue],
    ["a tag value with https:// in it", tag("k", "v https://v"), tagValue],
    [
      "two tags with one key",
      { "Tag.1.Key": "k", "Tag.1.Value": "a", "Tag.3.Key": "k", "Tag.3.Value": "b" },
      duplicate,
    ],
    ["21 tags", tags(21), tooMany],
    ["21 template tags", tags(21, "TemplateTag"), tooMany],
    [
      "an unknown template",
      { ImagePipelineId: "ip-unknown" },
      { status: 404, code: "InvalidImagePipeline.NotFound", message: "The specified ImagePipelineId does not exist." },
    ],
  ];
  for (const [name, changes, refusal] of refused) {
    gatewayTest(`refused: ${name}`, async (gateway) => {
      assertRefused(await get(gateway, sign(unsigned(changes))), refusal);
      assertRefused(await post(gateway, sign(unsigned(changes), { method: "POST" })), refusal);
    });
  }

  const served = [
    ["20 tags and 20 template tags", { ...tags(20), ...tags(20, "TemplateTag") }],
    ["a key and a value of 128 characters of four bytes", tag("\u{1F600}".repeat(128), "\u{1F600}".repeat(128))],
    ["a value that starts with aliyun", tag("k", "aliyun")],
    ["a key with aliyun and acs: inside", tag("my-aliyun-acs:")],
    ["one key in a tag and in a template tag", { "Tag.1.Key": "k", "TemplateTag.1.Key": "k" }],
    ["keys that differ in case", { "Tag.1.Key": "k", "Tag.2.Key": "K" }],
    ["a tag without a value", { "Tag.1.Key": "k" }],
    ["a template tag that would be no tag", { "TemplateTag.2.Key": "acs:" }],
    ["names that only look like tags", { "Tag.0.Key": "", "Tag.x.Key": "", "Tag.1.Key.Key": "", "XTag.1.Key": "" }],
  ];
  for (const [name, changes] of served) {
    gatewayTest(`served: ${name}`, async (gateway) => {
      assert.equal((await get(gateway, sign(unsigned(changes)))).status, 200);
    });
  }

  gatewayTest("served: the longest URL there can be", async (gateway) => {
    const long = "\u{1F600}".repeat(125);
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const all = numbers.flatMap((n) => [
      [`Tag.${n}.Key`, `${long}${n}`],
      [`Tag.${n}.Value`, long],
    ]);
    assert.equal((await get(gateway, sign(unsigned(Object.fromEntries(all))))).status, 200);
  });

  gatewayTest(
    "served: any template, when no list is given",
    async (gateway) => {
      assert.equal((await get(gateway, sign(unsigned({ ImagePipelineId: "ip-unknown" })))).status, 200);
    },
    { pipelines: undefined },
  );

  gatewayTest(
    "its checks are not made for another action",
    async (gateway) => {
      const parameters = unsigned({ Action: "DescribeRegions", RegionId: undefined, ImagePipelineId: undefined });
      assert.equal((await get(gateway, sign(parameters))).status, 200);
    },
    { signatureOnlyActions: ["DescribeRegions"] },
  );
});

gatewayTest("checks are made in their order", async (gateway) => {
  const { SignatureNonce } = unsigned();
  assert.equal((await get(gateway, sign(unsigned({ SignatureNonce })))).status, 200);

  const wrong = {
    AccessKeyId: "nobody",
    Action: "Nothing",
    Version: "1",
    Format: "YAML",
    SignatureMethod: "MD5",
    SignatureVersion: "9",
    SignatureNonce,
    Timestamp: "now",
    RegionId: "",
    ImagePipelineId: "ip-unknown",
    "Tag.1.Key": "acs:",
    "Tag.1.Value": "acs:",
    "Tag.2.Key": "k",
    "Tag.3.Key": "k",
    "Tag.21.Key": "k",
  };
  const sts = { AccessKeyId: expired.accessKeyId };
  const active = { AccessKeyId: plain.accessKeyId, SecurityToken: undefined };
  // Each step mends what the step before was refused for.
  const steps = [
    ["InvalidAction.NotFound", {}],
    ["InvalidVersion", { Action: "StartImagePipelineExecution" }],
    ["InvalidParameter.Format", { Version: "2014-05-26" }],
    ["InvalidSignatureMethod", { Format: "JSON" }],
    ["InvalidSignatureVersion", { SignatureMethod: "HMAC-SHA1" }],
    ["InvalidAccessKeyId.NotFound", { SignatureVersion: "1.0" }],
    ["InvalidAccessKeyId.Inactive", { AccessKeyId: inactive.accessKeyId }],
    ["MissingSecurityToken", sts],
    ["InvalidSecurityToken.Malformed", { SecurityToken: '"other"' }],
    ["InvalidSecurityToken.MismatchWithAccessKey", { SecurityToken: "other" }],
    ["InvalidSecurityToken.Expired", { SecurityToken: expired.securityToken }],
    ["InvalidTimeStamp.Format", active],
    ["InvalidTimeStamp.Expired", { Timestamp: "2026-01-02T00:00:00Z" }],
    ["SignatureDoesNotMatch", { Timestamp: "2026-01-02T03:04:05Z" }],
  ];
  const state = { ...wrong, Signature: "wrong" };
  for (const [expected, mend] of steps) {
    Object.assign(state, mend);
    assert.equal(code(await get(gateway, JSON.parse(JSON.stringify(state)))), expected);
  }

  const parameters = unsigned(wrong);
  for (const [, mend] of steps) Object.assign(parameters, mend);
  delete parameters.SecurityToken;
  assert.equal(code(await get(gateway, sign(parameters))), "SignatureNonceUsed");
  const operationSteps = [
    ["MissingParameter", {}],
    ["InvalidParameter", { RegionId: "cn-hangzhou" }],
    ["InvalidTagKey.Malformed", { "Tag.21.Key": undefined }],
    ["InvalidTagValue.Malformed", { "Tag.1.Key": "a" }],
    ["Duplicate.TagKey", { "Tag.1.Value": "a" }],
    ["InvalidImagePipeline.NotFound", { "Tag.3.Key": "other" }],
  ];
  for (const [expected, mend] of operationSteps) {
    Object.assign(parameters, mend, { SignatureNonce: randomUUID() });
    assert.equal(code(await get(gateway, sign(JSON.parse(JSON.stringify(parameters))))), expected);
  }

  // What comes before the parameters.
  const { Action, ...noAction } = sign(unsigned());
  const body = "x=1&x=2";
  assert.equal(code(await send(gateway, { method: "PUT", path: "/x", query: body })), "UnsupportedHTTPMethod");
  assert.equal(code(await send(gateway, { method: "POST", path: "/x", body })), "InvalidApi.NotFound");
  assert.equal(code(await send(gateway, { method: "POST", body })), "InvalidParameter");
  const stray = { method: "POST", body: "{}", contentType: "application/json" };
  assert.equal(code(await send(gateway, { ...stray, query: toQuery(noAction) })), "MissingParameter");
  assert.equal(
    code(await send(gateway, { ...stray, query: toQuery({ ...noAction, Action: "x" }) })),
    "InvalidParameter",
  );
});

// ---- Requests that cannot be read ----

describe("unreadable requests", () => {
  const unreadable = {
    "a name twice in the query": ["&RegionId=cn-hangzhou", 'The parameter "RegionId" occurs more than once.'],
    "a name twice, escaped in two ways": ["&Region%49d=x", 'The parameter "RegionId" occurs more than once.'],
    "a second Signature": ["&Signature=x", 'The parameter "Signature" occurs more than once.'],
    "no name": ["&=x", "A parameter has no name."],
    "the name __proto__": ["&__proto__=x", 'The parameter "__proto__" is not supported.'],
  };
  for (const [name, [extra, message]] of Object.entries(unreadable)) {
    gatewayTest(name, async (gateway) => {
      const refusal = { status: 400, code: "InvalidParameter", message };
      assertRefused(await send(gateway, { query: toQuery(sign(unsigned())) + extra }), refusal);
      const body = toQuery(sign(unsigned(), { method: "POST" })) + extra;
      assertRefused(await send(gateway, { method: "POST", body }), refusal);
      assert.deepEqual(gateway.requests[0].parameters, {});
    });
  }

  gatewayTest("a name in the query and in the form", async (gateway) => {
    const signed = toQuery(sign(unsigned(), { method: "POST" }));
    const answer = await send(gateway, { method: "POST", query: signed, body: "RegionId=cn-hangzhou" });
    const message = 'The parameter "RegionId" occurs more than once.';
    assertRefused(answer, { status: 400, code: "InvalidParameter", message });
  });

  const broken = {
    "percent sign at the end": ["%", "A percent sign is not followed by two hexadecimal digits."],
    "percent sign and one digit": ["%2", "A percent sign is not followed by two hexadecimal digits."],
    "percent sign and other letters": ["%zz", "A percent sign is not followed by two hexadecimal digits."],
    "not UTF-8": ["%FF", "A parameter is not UTF-8."],
    "UTF-8 cut short": ["%E4%B8", "A parameter is not UTF-8."],
    "a surrogate as UTF-8": ["%ED%A0%80", "A parameter is not UTF-8."],
  };
  for (const [name, [value, message]] of Object.entries(broken)) {
    gatewayTest(`${name}: in a value and in a name`, async (gateway) => {
      for (const extra of [`&Extra=${value}`, `&${value}=x`]) {
        for (const request of [
          { query: toQuery(sign(unsigned())) + extra },
          { method: "POST", body: toQuery(sign(unsigned(), { method: "POST" })) + extra },
        ]) {
          const { status, text } = await send(gateway, request);
          assert.equal(status, 400);
          assert.equal(xmlMember(text, "Code"), "InvalidParameter");
          assert.equal(xmlMember(text, "Message"), message);
        }
      }
    });
  }

  gatewayTest("a body over 1 MB", async (gateway) => {
    const signed = toQuery(sign(unsigned(), { method: "POST" }));
    const fill = (bytes) => `${signed}&${"x".repeat(bytes - signed.length - 1)}`;
    const over = await send(gateway, { method: "POST", body: fill(1024 * 1024 + 1) });
    assert.equal(over.status, 413);
    assert.equal(xmlMember(over.text, "Code"), "RequestEntityTooLarge");
    assert.equal(xmlMember(over.text, "Message"), "The request body is larger than 1 MB.");
    assert.ok(gateway.requests[0].body.length <= 1024 * 1024);
    const far = await send(gateway, { method: "POST", body: fill(8 * 1024 * 1024) });
    assert.equal(far.status, 413);
    const limit = await send(gateway, { method: "POST", body: fill(1024 * 1024) });
    assert.equal(code(limit), "SignatureDoesNotMatch");
  });

  for (const contentType of ["application/json", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x", null]) {
    gatewayTest(`a POST with content type ${contentType}`, async (gateway) => {
      const signed = toQuery(sign(unsigned(), { method: "POST" }));
      const unread = await send(gateway, { method: "POST", body: signed, contentType });
      assert.equal(unread.status, 400);
      assert.equal(xmlMember(unread.text, "Message"), missing("Action").message);
      const stray = await send(gateway, { method: "POST", query: signed, body: "{}", contentType });
      const message = "The request body is not a POSTed application/x-www-form-urlencoded form.";
      assertRefused(stray, { status: 400, code: "InvalidParameter", message });
    });
  }

  gatewayTest("a GET with a body", async (gateway) => {
    const answer = await send(gateway, { query: toQuery(sign(unsigned())), body: "ClientToken=x" });
    const message = "The request body is not a POSTed application/x-www-form-urlencoded form.";
    assertRefused(answer, { status: 400, code: "InvalidParameter", message });
  });

  gatewayTest("bytes that are not HTTP, and clients that go away", async (gateway) => {
    const unfinished = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nAction=";
    for (const bytes of ["\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", unfinished]) {
      await new Promise((resolve, reject) => {
        const socket = connect(gateway.port, "127.0.0.1", () => socket.end(bytes));
        socket.on("error", reject).on("close", resolve).resume();
      });
    }
    assert.deepEqual(gateway.requests, []);
    assert.equal((await get(gateway, sign(unsigned()))).status, 200);
  });

  gatewayTest(
    "a fault of the gateway itself is answered and recorded",
    async (gateway) => {
      const answer = await get(gateway, sign(unsigned()));
      const message = "The request processing has failed due to some unknown error, exception or failure.";
      assertRefused(answer, { status: 500, code: "InternalError", message });
      assert.ok(gateway.requests[0].failure instanceof TypeError);
      assert.equal(gateway.requests[0].code, "InternalError");
    },
    { accounts: [{ ...plain, accessKeySecret: Symbol("not a secret") }] },
  );
});

const otherLoopback = { skip: process.platform !== "linux" && "127.0.0.2 is only there on Linux" };
test("listens on 127.0.0.1 alone", otherLoopback, () =>
  withGateway({}, async ({ port }) => {
    const outcome = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.2", () => resolve("connected"));
      socket.on("error", (error) => resolve(error.code));
    });
    assert.equal(outcome, "ECONNREFUSED");
  }),
);

test("close ends what is open and frees the port", { timeout: 30_000 }, async (context) => {
  const gateway = await startGateway({ accounts: [plain] });
  const socket = connect(gateway.port, "127.0.0.1");
  context.after(() => socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  const ended = new Promise((resolve) =>
    socket
      .once("close", resolve)
      .on("error", () => {})
      .resume(),
  );
  await gateway.close();
  await ended;
  await assert.rejects(send(gateway, {}), { code: "ECONNREFUSED" });
});
