/** Signatures that Alibaba Cloud's SDKs put on the wire. Those of its documents, for other operations, are in `vectors.rs`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";

import * as api from "../../dist/index.js";
import { argumentsOf } from "./vector-arguments.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { sign } = /** @type {any} */ (api);

const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
const sdks = read("official-sdks.json");
const acs3 = read("official-acs3.json");

const sorted = (query) => [...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : 1));

suite("SDKs: sign", () => {
  const cases = sdks.cases.filter(({ sdk }) => sdk.startsWith("@alicloud/pop-core"));
  test("every kind of case is there", () => {
    const kinds = ["GET", "POST"].flatMap((method) =>
      ["ak", "sts"].flatMap((who) => ["minimal", "token", "tags"].map((what) => `pop-core|${method}|${who}|${what}`)),
    );
    assert.deepEqual(cases.map(({ name }) => name).sort(), kinds.sort());
  });

  for (const vector of cases) {
    test(vector.name, () => {
      const { method, params, canonicalQuery, stringToSign, signature, wire_path, wire_body } = vector;
      const signed = sign(...argumentsOf(vector, sdks.accessKeySecret));
      assert.equal(signed.method, method);
      assert.equal(signed.canonicalQuery, canonicalQuery);
      assert.equal(signed.stringToSign, stringToSign);
      assert.equal(signed.signature, signature);

      const sent = method === "GET" ? new URL(signed.url).search : signed.body;
      assert.deepEqual(
        sorted(sent),
        Object.entries({ ...params, Signature: signature }).sort(([a], [b]) => (a < b ? -1 : 1)),
      );

      // pop-core, too, sends what it signed and the signature last, so the bytes are the same.
      assert.equal(signed.url, `https://ecs.${params.RegionId}.aliyuncs.com${wire_path}`);
      assert.equal(signed.body ?? "", wire_body);
    });
  }
});

suite("ACS3-HMAC-SHA256: sign", () => {
  const { accessKeyId, accessKeySecret, timestamp, signatureNonce, host, cases } = acs3.operation;
  for (const { name, method, request, securityToken, stringToSign, signature } of cases) {
    test(name, () => {
      const options = {
        signatureMethod: "ACS3-HMAC-SHA256",
        timestamp,
        signatureNonce,
        ...(method === "GET" && { method }),
      };
      const signed = sign(request, { accessKeyId, accessKeySecret, securityToken }, options);
      assert.deepEqual([signed.method, signed.stringToSign, signed.signature], [method, stringToSign, signature]);
      assert.equal(signed.url, `https://${host}/?${signed.canonicalQuery}`);
    });
  }
  // The SDK also sends, and signs, what kind of credentials it has.
  const own = ["x-acs-credentials-provider", "x-acs-accesskey-id"];
  for (const vector of acs3.sdks.cases) {
    test(`${vector.name}, but for its headers about credentials`, () => {
      const params = Object.fromEntries(new URLSearchParams(vector.wire_path.slice(2)));
      const token = vector.headers["x-acs-security-token"];
      const [request, credentials] = argumentsOf(
        { method: undefined, params: { ...params, AccessKeyId: "testid", SecurityToken: token } },
        acs3.sdks.accessKeySecret,
      );
      const signed = sign(request, credentials, { signatureMethod: "ACS3-HMAC-SHA256", timestamp, signatureNonce });
      const expected = Object.entries(vector.headers).filter(([name]) => !own.includes(name));
      const theirs = Object.fromEntries(expected.map(([name, value]) => [name.toLowerCase(), value]));
      assert.deepEqual({ ...signed.headers, authorization: "", host }, { ...theirs, authorization: "" });
      // Without their lines and their names, the canonical request is the SDK's.
      const without = (text) => text.replace(new RegExp(`(${own.join("|")})(:.*\n|;)`, "g"), "");
      assert.equal(signed.canonicalRequest, without(vector.canonicalRequest));
      assert.equal(
        signed.headers.authorization.replace(/Signature=.*/, ""),
        without(vector.headers.Authorization).replace(/Signature=.*/, ""),
      );
      assert.deepEqual([...new URL(signed.url).searchParams], [...new URLSearchParams(vector.wire_path.slice(2))]);
    });
  }
});
