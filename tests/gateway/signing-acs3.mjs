import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import openApiUtil from "@alicloud/openapi-util";
import { percentEncode } from "./percent-encode.mjs";

const ALGORITHM = "ACS3-HMAC-SHA256";

/**
 * The V3 signature of a request to `/`, computed by Alibaba Cloud's own code, and the texts that code signed. It signs
 * every header that it is given and that has `x-acs-` at its start, `host` and `content-type`.
 * Source: @alicloud/openapi-util 0.3.3, `dist/client.js`, `getAuthorization`.
 *
 * @param {object} request
 * @param {string} request.method HTTP method in upper case
 * @param {Map<string, string>} request.query decoded; names that need no escaping
 * @param {Record<string, string>} request.headers names in lower case
 * @param {string} request.payloadHash of the body, in lower-case hex
 * @param {string} accessKeySecret
 * @returns {{ signature: string, stringToSign: string, canonicalRequest: string }} the signature in lower-case hex
 */
export function serverAcs3Signature({ method, query, headers, payloadHash }, accessKeySecret) {
  const request = { method, pathname: "/", query: Object.fromEntries(query), headers };
  const official = openApiUtil.default.getAuthorization(request, ALGORITHM, payloadHash, "id", accessKeySecret);
  const signature = /,Signature=([0-9a-f]{64})$/.exec(official)[1];
  const canonicalRequest = toCanonicalRequest(method, query, headers, payloadHash);
  const stringToSign = `${ALGORITHM}\n${createHash("sha256").update(canonicalRequest).digest("hex")}`;
  // As in signing.mjs: the echo must be what the official code signed.
  const own = createHmac("sha256", accessKeySecret).update(stringToSign).digest("hex");
  assert.equal(own, signature, "the echoed canonical request is not the one the official code signed");
  return { signature, stringToSign, canonicalRequest };
}

function toCanonicalRequest(method, query, headers, payloadHash) {
  const parameters = [...query.keys()].sort().map((name) => `${name}=${percentEncode(query.get(name))}`);
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name].trim()}\n`);
  return [method, "/", parameters.join("&"), lines.join(""), names.join(";"), payloadHash].join("\n");
}
