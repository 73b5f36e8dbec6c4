import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import openApiUtil from "@alicloud/openapi-util";
import { percentEncode } from "./percent-encode.mjs";

/**
 * The RPC signature (SignatureVersion 1.0) of a request, computed by Alibaba Cloud's own code, and the
 * string that code signed. Parameters named `Signature` must not be passed: the official code signs
 * every parameter it is given.
 * Source: @alicloud/openapi-util 0.3.3, `dist/client.js`, `getRPCSignature`.
 *
 * @param {Map<string, string>} parameters decoded; an empty value is signed as `name=`
 * @param {string} method HTTP method in upper case
 * @param {string} accessKeySecret
 * @returns {{ signature: string, stringToSign: string }} the signature in Base64
 */
export function serverSignature(parameters, method, accessKeySecret) {
  const signature = openApiUtil.default.getRPCSignature(Object.fromEntries(parameters), method, accessKeySecret);
  const stringToSign = toStringToSign(parameters, method);
  // The official code does not hand out its string to sign. An echo that differs from it would send
  // the reader of an error message after the wrong cause.
  const own = createHmac("sha1", `${accessKeySecret}&`).update(stringToSign).digest("base64");
  assert.equal(own, signature, "the echoed string to sign is not the one the official code signed");
  return { signature, stringToSign };
}

function toStringToSign(parameters, method) {
  const canonicalQuery = [...parameters.keys()]
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(parameters.get(name))}`)
    .join("&");
  return `${method}&${percentEncode("/")}&${percentEncode(canonicalQuery)}`;
}
