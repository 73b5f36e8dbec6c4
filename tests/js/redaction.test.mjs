/** No answer makes an error show a security token or a signature. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspect } from "node:util";

import { ApiError, decode } from "../../dist/index.js";

const secrets = { SecurityToken: "Hy6Bn4Gf8Ds1CaTe", Signature: "Zq8Wx2Er5Ty9Ui3O", AccessKeySecret: "kQ7zXw3vJ9pLm2Rt" };
const once = (text) => text.replaceAll("=", "%3D").replaceAll("&", "%26");
const plain = `AccessKeyId=id&${Object.entries(secrets).map(([name, value]) => `${name}=${value}`).join("&")}&Version=1`;
const object = JSON.stringify(secrets);
const echoes = {
  plain,
  once: once(plain),
  twice: once(plain).replaceAll("%", "%25"),
  json: object,
  "json with spaces": JSON.stringify(secrets, null, 2).replaceAll(":", " :"),
  "json in json": JSON.stringify(object),
  xml: Object.entries(secrets).map(([name, value]) => `<${name}>${value}</${name}>`).join(""),
  headers: `x-acs-security-token:${secrets.SecurityToken}\nx-acs-signature-nonce:1`,
};
const xmlText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const marker = "not matched. server string to sign is:GET&%2F&";
const bodies = (echo) => ({
  "message, JSON": JSON.stringify({ Code: "SignatureDoesNotMatch", Message: marker + echo }),
  "message without marker": JSON.stringify({ Code: "SignatureDoesNotMatch", Message: echo }),
  "message, XML": `<Error><Code>SignatureDoesNotMatch</Code><Message>${xmlText(marker + echo)}</Message></Error>`,
  "ACS3": JSON.stringify({ Code: "SignatureDoesNotMatch", Message: `No. server StringToSign is [a] server CanonicalRequest is [POST\n/\n${echo}\n]` }),
  "unreadable text": echo,
  "truncated JSON": `{"Code":"A","Message":${JSON.stringify(echo).slice(0, -1)}`,
  "truncated XML": `<Error><Message>${echo}`,
  HTML: `<html><body>${echo}</body></html>`,
  ...Object.fromEntries(["Code", "RequestId", "HostId", "Recommend"].map((name) => [name, JSON.stringify({ Code: "A", [name]: echo })])),
  ...Object.fromEntries(
    ["AuthAction", "AuthPrincipalDisplayName", "AuthPrincipalOwnerId", "AuthPrincipalType", "NoPermissionType", "PolicyType", "EncodedDiagnosticMessage"].map((name) => [
      `AccessDeniedDetail.${name}`,
      JSON.stringify({ Code: "NoPermission", AccessDeniedDetail: { [name]: echo } }),
    ]),
  ),
  "members of AccessDeniedDetail": JSON.stringify({ Code: "NoPermission", AccessDeniedDetail: { ...secrets, AuthAction: echo } }),
});

for (const [form, echo] of Object.entries(echoes)) {
  suite(`echoed: ${form}`, () => {
    for (const [place, body] of Object.entries(bodies(echo))) {
      test(place, () => {
        const { ok, error } = decode({ status: 400, body });
        assert.equal(ok, false);
        const thrown = new ApiError(error);
        const shown = [thrown.message, String(thrown), JSON.stringify(thrown), inspect(thrown, { depth: null }), JSON.stringify(error)].join("\n");
        for (const [name, secret] of Object.entries(secrets)) assert.ok(!shown.includes(secret.slice(0, 8)), `${name}: ${error.message}`);
      });
    }
  });
}
