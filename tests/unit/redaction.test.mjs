/** No answer makes an error show a security token or a signature. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspect } from "node:util";

import * as api from "../../dist/index.js";

/** The package without its types: these tests give it what the types forbid, too. */
const { ApiError, decode, diagnose, explain } = /** @type {any} */ (api);

const secrets = {
  SecurityToken: "Hy6Bn4Gf8Ds1CaTe",
  Signature: "Zq8Wx2Er5Ty9Ui3O",
  AccessKeySecret: "kQ7zXw3vJ9pLm2Rt",
};
const once = (text) => text.replaceAll("=", "%3D").replaceAll("&", "%26");
const plain = `AccessKeyId=id&${Object.entries(secrets)
  .map(([name, value]) => `${name}=${value}`)
  .join("&")}&Version=1`;
const object = JSON.stringify(secrets);
const echoes = {
  plain,
  once: once(plain),
  twice: once(plain).replaceAll("%", "%25"),
  json: object,
  "json with spaces": JSON.stringify(secrets, null, 2).replaceAll(":", " :"),
  "json in json": JSON.stringify(object),
  xml: Object.entries(secrets)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join(""),
  headers: `x-acs-security-token:${secrets.SecurityToken}\nx-acs-signature-nonce:1`,
  "headers with commas": `x-acs-security-token: a,b;c ${secrets.SecurityToken}\nAuthorization: acs id:${secrets.Signature}\nhost:a`,
  "headers of ACS3": `accept: application/json\r\nauthorization: ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-security-token,Signature=${secrets.Signature}\r\nx-acs-security-token: ${secrets.SecurityToken}\r\n`,
  "headers of ACS3, JSON": JSON.stringify({
    authorization: `ACS3-HMAC-SHA256 Credential=id,Signature=${secrets.Signature}`,
    "x-acs-security-token": secrets.SecurityToken,
  }),
  "headers of ACS3, as Node shows them": inspect({
    authorization: `ACS3-HMAC-SHA256 Credential=id,Signature=${secrets.Signature}`,
    "x-acs-security-token": secrets.SecurityToken,
  }),
  "a canonical request of ACS3": `POST\n/\nRegionId=a\nx-acs-security-token:${secrets.SecurityToken}\nx-acs-version:1\n\nx-acs-security-token;x-acs-version\n0a`,
  "lists of headers": JSON.stringify({
    "x-acs-security-token": ["a", secrets.SecurityToken],
    Authorization: [`acs id:${secrets.Signature}`],
  }),
  "escapes of JSON": object.replaceAll(':"', ':"a\\/\\u002Bb'),
  "equals signs as escapes": plain.replaceAll("=", "\\u003d").replaceAll("&", "\\u0026"),
  "names as escapes": object.replaceAll('{"S', '{"\\u0053').replaceAll('"A', '"\\u0041'),
  "in a link": encodeURIComponent(object),
  "headers in a link": encodeURIComponent(`x-acs-security-token: ${secrets.SecurityToken}\n`),
  ...Object.fromEntries(
    ["&#34;", "&#39;", "&#x27;", "&apos;", "&#x22;", "&quot;", "&amp;quot;"].map((quote) => [
      quote,
      object.replaceAll('"', quote),
    ]),
  ),
  "references of XML": Object.entries(secrets)
    .map(([name, value]) => `<${name}>a&#43;b${value}</${name}>`)
    .join(""),
  "XML with attributes": Object.entries(secrets)
    .map(([name, value]) => `<${name} type="s">\n\t${value}\n</${name}>`)
    .join(""),
  "white space": Object.entries(secrets)
    .map(([name, value]) => `${name}:\t${value}\n${name} =>\n${value}`)
    .join("\n"),
  "other names": [
    "security_token",
    "security-token",
    "%53ecurityToken",
    "sts_token",
    "sessionToken",
    "BearerToken",
    "access_key_secret",
    "ACCESS_KEY_SECRET",
  ]
    .map((name) => `${name}=${secrets.SecurityToken}`)
    .join("&"),
};
const xmlText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const marker = "not matched. server string to sign is:GET&%2F&";
const bodies = (echo) => ({
  "message, JSON": JSON.stringify({ Code: "SignatureDoesNotMatch", Message: marker + echo }),
  "message without marker": JSON.stringify({ Code: "SignatureDoesNotMatch", Message: echo }),
  "message, XML": `<Error><Code>SignatureDoesNotMatch</Code><Message>${xmlText(marker + echo)}</Message></Error>`,
  ACS3: JSON.stringify({
    Code: "SignatureDoesNotMatch",
    Message: `No. server StringToSign is [a] server CanonicalRequest is [POST\n/\n${echo}\n]`,
  }),
  "unreadable text": echo,
  "truncated JSON": `{"Code":"A","Message":${JSON.stringify(echo).slice(0, -1)}`,
  "truncated XML": `<Error><Message>${echo}`,
  HTML: `<html><body>${echo}</body></html>`,
  "code of a family": JSON.stringify({ Code: `InvalidParameter.${echo}` }),
  ...Object.fromEntries(
    ["Code", "RequestId", "HostId", "Recommend"].map((name) => [name, JSON.stringify({ Code: "A", [name]: echo })]),
  ),
  ...Object.fromEntries(
    [
      "AuthAction",
      "AuthPrincipalDisplayName",
      "AuthPrincipalOwnerId",
      "AuthPrincipalType",
      "NoPermissionType",
      "PolicyType",
      "EncodedDiagnosticMessage",
    ].map((name) => [
      `AccessDeniedDetail.${name}`,
      JSON.stringify({ Code: "NoPermission", AccessDeniedDetail: { [name]: echo } }),
    ]),
  ),
  "members of AccessDeniedDetail": JSON.stringify({
    Code: "NoPermission",
    AccessDeniedDetail: { ...secrets, AuthAction: echo },
  }),
});

for (const [form, echo] of Object.entries(echoes)) {
  suite(`echoed: ${form}`, () => {
    for (const [place, body] of Object.entries(bodies(echo))) {
      test(place, () => {
        const { ok, error } = decode({ status: 400, body });
        assert.equal(ok, false);
        const thrown = new ApiError(error);
        const shown = [
          thrown.message,
          String(thrown),
          JSON.stringify(thrown),
          inspect(thrown, { depth: null }),
          JSON.stringify(error),
        ].join("\n");
        for (const [name, secret] of Object.entries(secrets))
          assert.ok(!shown.includes(secret.slice(0, 8)), `${name}: ${error.message}`);
      });
    }
  });
}

const hidden = (value) => assert.ok(!JSON.stringify(value).includes("CAIS"), JSON.stringify(value));

test("in a code, whatever family it is of", () => {
  for (const family of [
    "MissingParameter.",
    "Missing",
    "InvalidParameter.",
    "InvalidImagePipeline.",
    "Invalid",
    "InvalidAccessKeyId.",
    "InvalidSecurityToken.",
    "InvalidTimeStamp.",
    "Forbidden.",
    "Throttling.",
    "ServiceUnavailable.",
  ]) {
    for (const code of [`${family}SecurityToken=CAISAAAABBBB`, `${family}SecurityToken=CAISAAAABBBB.NotFound`]) {
      const outcome = decode({ status: 400, body: JSON.stringify({ Code: code }) });
      hidden([
        outcome,
        new ApiError(outcome.error).message,
        explain(code),
        diagnose({ stringToSign: "", timestamp: "" }, { code, message: "" }),
      ]);
    }
  }
});

test("in the name of a parameter", () => {
  const signed = { stringToSign: "GET&%2F&SecurityToken%253DCAISAAAA%3D%26A%3D1", timestamp: "" };
  for (const answer of [
    "server string to sign is:GET&%2F&A%3D1%26SecurityToken%253DCAISAAAA%3D",
    "server string to sign is:GET&%2F&A%3D1",
    JSON.stringify({ Code: "MissingParameter", Message: 'The "SecurityToken=CAISAAAA" x' }),
  ]) {
    const diagnosis = diagnose(signed, answer);
    assert.equal(diagnosis.parameter, "SecurityToken=***");
    hidden(diagnosis);
  }
});
