/** What sign returns, and that fetch takes it as it stands. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { suite, test } from "node:test";

import * as typed from "../../dist/index.js";
import { credentials, freshApi, options, request, withGlobal } from "./example.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const api = /** @type {any} */ (typed);
const { sign, toRequest, ValidationError } = api;
const form = "application/x-www-form-urlencoded";
const tagged = { ...request, tag: [{ key: "键 +&=", value: "" }, { key: "k" }] };

test("GET has everything in the query, no header and no body", () => {
  const signed = sign(tagged, credentials, options);
  assert.equal(signed.method, "GET");
  assert.deepEqual(signed.headers, {});
  assert.equal("body" in signed, false);
  assert.equal(
    signed.url,
    `https://ecs.cn-hangzhou.aliyuncs.com/?${signed.canonicalQuery}&Signature=${encodeURIComponent(signed.signature)}`,
  );
});

test("POST has everything in a form", () => {
  const signed = sign(tagged, credentials, { ...options, method: "POST" });
  assert.equal(signed.method, "POST");
  assert.deepEqual(signed.headers, { "content-type": form });
  assert.equal(signed.url, "https://ecs.cn-hangzhou.aliyuncs.com/");
  assert.equal(signed.body, `${signed.canonicalQuery}&Signature=${encodeURIComponent(signed.signature)}`);
});

suite("ACS3-HMAC-SHA256", () => {
  const acs3 = { ...options, signatureMethod: "ACS3-HMAC-SHA256" };
  const sts = { ...credentials, securityToken: "STS-Token/+=" };
  const names = [
    "accept",
    "authorization",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
  ];

  test("POST, the default, and GET have the parameters in the query and all else in headers", () => {
    for (const [method, chosen] of /** @type {any[][]} */ ([
      ["POST", {}],
      ["POST", { method: "POST" }],
      ["GET", { method: "GET" }],
    ])) {
      const signed = sign(tagged, credentials, { ...acs3, ...chosen });
      assert.equal(signed.method, method);
      assert.equal(signed.url, `https://ecs.cn-hangzhou.aliyuncs.com/?${signed.canonicalQuery}`);
      assert.deepEqual(
        [...new URL(signed.url).searchParams.keys()],
        ["ImagePipelineId", "RegionId", "Tag.1.Key", "Tag.1.Value", "Tag.2.Key"],
      );
      assert.equal("body" in signed, false);
      assert.deepEqual(Object.keys(signed.headers), names);
      assert.equal(signed.headers["x-acs-date"], signed.timestamp);
      assert.equal(signed.headers["x-acs-signature-nonce"], signed.signatureNonce);
      assert.equal(signed.canonicalRequest.split("\n")[0], method);
      assert.equal(
        signed.stringToSign,
        `ACS3-HMAC-SHA256\n${createHash("sha256").update(signed.canonicalRequest).digest("hex")}`,
      );
      assert.equal(
        signed.signature,
        createHmac("sha256", credentials.accessKeySecret).update(signed.stringToSign).digest("hex"),
      );
      const list = names.slice(2).join(";");
      assert.equal(
        signed.headers.authorization,
        `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;${list},Signature=${signed.signature}`,
      );
    }
  });

  test("the token is in a header, and signed; it is not in the URL", () => {
    const signed = sign(tagged, sts, acs3);
    assert.equal(signed.headers["x-acs-security-token"], sts.securityToken);
    assert.ok(signed.canonicalRequest.includes(`\nx-acs-security-token:${sts.securityToken}\n`));
    assert.match(signed.headers.authorization, /;x-acs-date;x-acs-security-token;x-acs-signature-nonce;/);
    assert.doesNotMatch(decodeURIComponent(signed.url), /STS-Token/);
  });

  test("the format is what is accepted, and is not signed", () => {
    const [json, xml] = ["JSON", "XML"].map((format) => sign(request, credentials, { ...acs3, format }));
    assert.deepEqual(
      [json, xml].map(({ headers }) => headers.accept),
      ["application/json", "application/xml"],
    );
    assert.equal(json.signature, xml.signature);
  });

  test("the host that is signed is the one that is sent", () => {
    for (const endpoint of [
      "https://ecs.aliyuncs.com:443",
      "ECS.aliyuncs.com:00443",
      "ecs.aliyuncs.com:8443",
      "http://127.0.0.1:80",
      "http://[::1]:080",
      "http://localhost:443",
    ]) {
      const signed = sign(request, credentials, { ...acs3, endpoint });
      assert.equal(signed.canonicalRequest.match(/\nhost:(.*)\n/)[1], new URL(signed.url).host);
      assert.equal(toRequest(signed).url, new URL(signed.url).href);
    }
  });

  test("each argument changes the signature, the endpoint among them", () => {
    const signature = (r, c, o) => sign({ ...request, ...r }, { ...credentials, ...c }, { ...acs3, ...o }).signature;
    const others = [
      [{ imagePipelineId: "ip-1" }],
      [{ clientToken: "" }],
      [{ tag: [{ key: "a" }] }],
      [{ tag: [{ key: "a", value: "" }] }],
      [{ templateTag: [{ key: "a" }] }],
      [{ ownerAccount: "a" }],
      [{ ownerId: 1 }],
      [{ resourceOwnerAccount: "a" }],
      [{ resourceOwnerId: 1 }],
      [{}, { accessKeySecret: "a" }],
      [{}, { securityToken: "a" }],
      [{}, {}, { method: "GET" }],
      [{}, {}, { timestamp: "2026-01-02T03:04:06Z" }],
      [{}, {}, { signatureNonce: "a" }],
      [{}, {}, { endpoint: "http://127.0.0.1:1" }],
    ];
    assert.equal(
      new Set([signature(), ...others.map((arguments_) => signature(...arguments_))]).size,
      others.length + 1,
    );
  });

  for (const method of ["POST", "GET"]) {
    test(`Request, ${method}`, async () => {
      const signed = sign(tagged, sts, { ...acs3, method });
      for (const sent of [
        new Request(signed.url, signed),
        toRequest(signed),
        toRequest(JSON.parse(JSON.stringify(signed))),
      ]) {
        assert.equal(sent.method, method);
        assert.equal(sent.url, signed.url);
        assert.deepEqual([...sent.headers], Object.entries(signed.headers));
        assert.equal(sent.body, null);
      }
    });
  }

  test("refused: what sign would not make", () => {
    const signed = sign(tagged, sts, acs3);
    const { authorization, ...unsigned } = signed.headers;
    for (const [path, change] of /** @type {any[][]} */ ([
      ["signed.body", { body: "" }],
      ["signed.body", { headers: unsigned }],
      ["signed.headers", { headers: { ...signed.headers, authorization: `${authorization}\r\nhost: a` } }],
      ["signed.headers", { headers: { ...signed.headers, "x-acs-date\n": "a" } }],
    ])) {
      assert.throws(
        () => toRequest({ ...signed, ...change }),
        (/** @type {any} */ error) => error instanceof ValidationError && error.issues[0].path === path,
        path,
      );
    }
  });
});

test("tags are numbered from 1 and sorted by bytes; a value left out is not sent, an empty one is", () => {
  const tag = Array.from({ length: 12 }, (_, i) => ({ key: `k${i + 1}`, value: [undefined, "", "v"][i % 3] }));
  const { canonicalQuery } = sign({ ...request, tag }, credentials, options);
  assert.deepEqual(
    canonicalQuery.split("&").filter((pair) => pair.startsWith("Tag.")),
    [
      "Tag.1.Key=k1",
      "Tag.10.Key=k10",
      "Tag.11.Key=k11",
      "Tag.11.Value=",
      "Tag.12.Key=k12",
      "Tag.12.Value=v",
      "Tag.2.Key=k2",
      "Tag.2.Value=",
      "Tag.3.Key=k3",
      "Tag.3.Value=v",
      "Tag.4.Key=k4",
      "Tag.5.Key=k5",
      "Tag.5.Value=",
      "Tag.6.Key=k6",
      "Tag.6.Value=v",
      "Tag.7.Key=k7",
      "Tag.8.Key=k8",
      "Tag.8.Value=",
      "Tag.9.Key=k9",
      "Tag.9.Value=v",
    ],
  );
});

test("the string to sign is the method, a slash and the query, encoded once more", () => {
  for (const method of ["GET", "POST"]) {
    const { stringToSign, canonicalQuery } = sign(tagged, credentials, { ...options, method });
    assert.equal(stringToSign, `${method}&%2F&${encodeURIComponent(canonicalQuery)}`);
  }
});

test("the same arguments give the same, and each argument changes the signature", () => {
  const signature = (r, c, o) => sign({ ...request, ...r }, { ...credentials, ...c }, { ...options, ...o }).signature;
  assert.equal(signature(), signature());
  const others = [
    [{ regionId: "cn-beijing" }],
    [{ imagePipelineId: "ip-1" }],
    [{ clientToken: "" }],
    [{ clientToken: "a" }],
    [{ tag: [{ key: "a" }] }],
    [{ tag: [{ key: "a", value: "" }] }],
    [{ templateTag: [{ key: "a" }] }],
    [{ ownerAccount: "a" }],
    [{ ownerId: 1 }],
    [{ resourceOwnerAccount: "a" }],
    [{ resourceOwnerId: 1 }],
    [{}, { accessKeyId: "a" }],
    [{}, { accessKeySecret: "a" }],
    [{}, { securityToken: "a" }],
    [{}, {}, { method: "POST" }],
    [{}, {}, { format: "XML" }],
    [{}, {}, { timestamp: "2026-01-02T03:04:06Z" }],
    [{}, {}, { signatureNonce: "a" }],
  ];
  assert.equal(new Set([signature(), ...others.map((arguments_) => signature(...arguments_))]).size, others.length + 1);
  // The endpoint is not part of what is signed.
  assert.equal(signature({}, {}, { endpoint: "http://127.0.0.1:1" }), signature());
});

test("fetch follows no redirect, which would send the token to another host", async () => {
  const servers = [];
  const listen = async (answer) => {
    const server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    return `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
  };
  try {
    const received = [];
    const other = await listen(({ url, headers }, response) => {
      received.push([url, headers]);
      response.end("{}");
    });
    const endpoint = await listen((_, response) => response.writeHead(307, { location: `${other}/` }).end());
    for (const chosen of [{ method: "GET" }, { method: "POST" }, { signatureMethod: "ACS3-HMAC-SHA256" }]) {
      const signed = sign(request, { ...credentials, securityToken: "STS-Token" }, { ...chosen, endpoint });
      assert.equal(signed.redirect, "manual");
      for (const send of [() => fetch(signed.url, signed), () => fetch(toRequest(signed))]) {
        const response = await send();
        await response.body?.cancel();
        assert.equal(response.status, 307);
      }
    }
    assert.deepEqual(received, []);
  } finally {
    for (const server of servers) server.close().closeAllConnections();
  }
});

suite("Request", () => {
  for (const method of ["GET", "POST"]) {
    test(method, async () => {
      const signed = sign(tagged, { ...credentials, securityToken: "STS-Token/+=" }, { ...options, method });
      for (const sent of [new Request(signed.url, signed), toRequest(signed)]) {
        assert.ok(sent instanceof Request);
        assert.equal(sent.method, method);
        assert.equal(sent.url, signed.url);
        assert.deepEqual([...sent.headers], Object.entries(signed.headers));
        assert.equal(await sent.text(), signed.body ?? "");
      }
    });
  }

  test("toRequest takes what has been through JSON", async () => {
    const signed = sign(request, credentials, { method: "POST" });
    assert.equal(await toRequest(JSON.parse(JSON.stringify(signed))).text(), signed.body);
  });

  test("toRequest takes the longest request there is", () => {
    const tags = (letter) =>
      Array.from({ length: 20 }, (_, i) => ({
        key: letter + String.fromCodePoint(0x20000 + i).repeat(127),
        value: "𠀀".repeat(128),
      }));
    const signed = sign({ ...request, tag: tags("a"), templateTag: tags("b") }, credentials, options);
    assert.equal(toRequest(signed).url, signed.url);
  });

  const signed = sign(request, credentials, options);
  for (const [name, path, wrong] of [
    ["nothing", "signed", undefined],
    ["a URL", "signed", signed.url],
    ["no URL", "signed.url", { ...signed, url: undefined }],
    ["no method", "signed.method", { ...signed, method: undefined }],
    ["half a URL", "signed.url", { ...signed, url: "ecs.aliyuncs.com" }],
    ["a URL with credentials", "signed.url", { ...signed, url: "https://user:word@ecs.aliyuncs.com/" }],
    ["a method that is none", "signed.method", { ...signed, method: "GET IT" }],
    ["GET with a body", "signed.body", { ...signed, body: "a" }],
    ["a header name that is none", "signed.headers", { ...signed, headers: { "a b": "c" } }],
    ["a header value that is none", "signed.headers", { ...signed, headers: { a: "b\nc" } }],
    ["a header that is no text", "signed.headers", { ...signed, headers: { a: 1 } }],
    ["POST without a body", "signed.body", { ...signed, method: "POST" }],
    ["a URL of another scheme", "signed.url", { ...signed, url: "javascript://ecs.aliyuncs.com/%0aalert(1)" }],
    ["a URL with a space", "signed.url", { ...signed, url: "https://ecs.aliyuncs.com/?a=b c" }],
    ["headers of another type", "signed.headers", { ...signed, headers: ["a"] }],
    ["a body of another type", "signed.body", { ...signed, method: "POST", body: 1 }],
  ]) {
    test(`refused: ${name}`, () => {
      assert.throws(
        () => toRequest(wrong),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.issues.map((issue) => [issue.path, issue.code]),
            [[path, "InvalidRequest"]],
          );
          return true;
        },
      );
    });
  }

  test("a platform without Request", async () => {
    const copy = await freshApi();
    assert.throws(
      () => withGlobal("Request", undefined, () => copy.toRequest(signed)),
      (/** @type {any} */ error) => error instanceof copy.ValidationError && error.issues[0].code === "InvalidRequest",
    );
    assert.equal(await copy.toRequest(signed).text(), "");
  });
});
