/** Signatures, against those of the official SDKs and against the platform's own HMAC. */
import { assert } from "chai";

import { credentials, options, request, signature } from "../../unit/example.mjs";
import { argumentsOf } from "../../unit/vector-arguments.mjs";
import acs3 from "../../vectors/official-acs3.json";
import sdks from "../../vectors/official-sdks.json";

const tag = [
  { key: "团队", value: "构建 +&=%*~" },
  { key: "équipe\u0301", value: "𠮷野家 😀👩‍👩‍👧" },
  { key: "empty", value: "" },
  { key: "none" },
];

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

async function hmacSha1(key, text) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  return base64(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

const ofSdks = sdks.cases
  .filter(({ sdk }) => sdk.startsWith("@alicloud/pop-core"))
  .map((vector) => [
    `vector: ${vector.name}`,
    ({ sign }) => {
      const signed = sign(...argumentsOf(vector, sdks.accessKeySecret));
      for (const stage of ["method", "canonicalQuery", "stringToSign", "signature"])
        assert.equal(signed[stage], vector[stage], stage);
      assert.equal(signed.url, `https://ecs.${vector.params.RegionId}.aliyuncs.com${vector.wire_path}`);
      assert.equal(signed.body ?? "", vector.wire_body);
    },
  ]);

const { cases: ofAcs3, host, ...fixed } = acs3.operation;

async function hmacSha256(key, text) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

export const signing = [
  ...ofSdks,
  ...ofAcs3.map(({ name, method, request, securityToken, stringToSign, signature }) => [
    `ACS3-HMAC-SHA256: ${name}`,
    async ({ sign, toRequest }) => {
      const { accessKeyId, accessKeySecret, timestamp, signatureNonce } = fixed;
      const options = { signatureMethod: "ACS3-HMAC-SHA256", method, timestamp, signatureNonce };
      const signed = sign(request, { accessKeyId, accessKeySecret, securityToken }, options);
      assert.equal(signed.stringToSign, stringToSign);
      assert.equal(signed.signature, signature);
      const bytes = new TextEncoder().encode(signed.canonicalRequest);
      assert.equal(stringToSign.split("\n")[1], hex(await crypto.subtle.digest("SHA-256", bytes)));
      assert.equal(signature, await hmacSha256(accessKeySecret, stringToSign));
      for (const made of [new Request(signed.url, signed), toRequest(signed)]) {
        assert.equal(made.method, method);
        assert.equal(made.url, `https://${host}/?${signed.canonicalQuery}`);
        for (const [name, value] of Object.entries(signed.headers)) assert.equal(made.headers.get(name), value, name);
        assert.equal(await made.text(), "");
      }
    },
  ]),
  ...["GET", "POST"].map((method) => [
    `${method}: tags of many scripts`,
    async ({ sign }) => {
      const signed = sign({ ...request, tag }, credentials, { ...options, method });
      const sent = new URLSearchParams(method === "GET" ? new URL(signed.url).search : signed.body);
      tag.forEach(({ key, value }, i) => {
        assert.equal(sent.get(`Tag.${i + 1}.Key`), key);
        assert.equal(sent.get(`Tag.${i + 1}.Value`), value ?? null);
      });
      assert.equal(signed.stringToSign, `${method}&%2F&${encodeURIComponent(signed.canonicalQuery)}`);
      assert.equal(signed.signature, await hmacSha1(`${credentials.accessKeySecret}&`, signed.stringToSign));
      assert.equal(sent.get("Signature"), signed.signature);
    },
  ]),
  [
    "nonce: a UUID, another one each time",
    ({ sign }) => {
      const nonces = Array.from({ length: 100 }, () => sign(request, credentials).signatureNonce);
      for (const nonce of nonces)
        assert.match(nonce, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      assert.equal(new Set(nonces).size, nonces.length);
    },
  ],
  [
    "timestamp: the platform's time, which goes on",
    async ({ sign }) => {
      const second = (text) => Date.parse(text) / 1000;
      const timestamps = [];
      for (let i = 0; i < 2; i++) {
        const before = Math.floor(Date.now() / 1000);
        const { timestamp, expiresAt } = sign(request, credentials);
        assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.isAtLeast(second(timestamp), before);
        assert.isAtMost(second(timestamp), Date.now() / 1000);
        assert.equal(second(expiresAt) - second(timestamp), 900);
        timestamps.push(timestamp);
        if (i === 0) await new Promise((resolve) => setTimeout(resolve, 1050));
      }
      assert.notEqual(timestamps[0], timestamps[1]);
    },
  ],
  [
    "the platform's Request, made of what sign returned",
    async ({ sign, toRequest }) => {
      for (const method of ["GET", "POST"]) {
        const signed = sign({ ...request, tag }, credentials, { ...options, method });
        assert.equal(signed.redirect, "manual");
        for (const made of [new Request(signed.url, signed), toRequest(signed)]) {
          assert.instanceOf(made, Request);
          assert.equal(made.method, method);
          assert.equal(made.url, signed.url);
          assert.equal(made.headers.get("content-type"), signed.headers["content-type"] ?? null);
          assert.equal(await made.text(), signed.body ?? "");
        }
      }
    },
  ],
  [
    "endpoints",
    ({ endpoint, sign }) => {
      assert.equal(endpoint("cn-beijing"), "ecs.cn-beijing.aliyuncs.com");
      assert.equal(endpoint("cn-beijing", { network: "vpc" }), "ecs-vpc.cn-beijing.aliyuncs.com");
      // A region with a host of its own, in the SDK's map.
      assert.equal(endpoint("cn-hangzhou-finance"), "ecs.aliyuncs.com");
      const { url } = sign(request, credentials, { ...options, endpoint: "http://127.0.0.1:8080" });
      assert.equal(new URL(url).origin, "http://127.0.0.1:8080");
      assert.equal(new URL(url).searchParams.get("Signature"), signature);
    },
  ],
];
