import { createHash } from "node:crypto";
import { refuse } from "./refusals.mjs";
import { serverAcs3Signature } from "./signing-acs3.mjs";

const ALGORITHM = "ACS3-HMAC-SHA256";

/** Each common parameter's name in HMAC-SHA1, and its header here. */
const HEADERS = {
  Action: "x-acs-action",
  Version: "x-acs-version",
  SignatureNonce: "x-acs-signature-nonce",
  Timestamp: "x-acs-date",
  SecurityToken: "x-acs-security-token",
  PayloadHash: "x-acs-content-sha256",
};

/**
 * ACS3-HMAC-SHA256: common parameters are headers. Over plain HTTP, as here, the nonce is one that must be there.
 * Source: page "Request structure and signature method V3"; IncompleteSignature from the ECS developer guide, page
 * "Response results": for what it stands here is not documented.
 *
 * @type {import('./schemes.mjs').Scheme}
 */
export const acs3 = {
  required: {
    Host: "host",
    ...Object.fromEntries(Object.entries(HEADERS).filter(([name]) => name !== "SecurityToken")),
  },
  formatOf: (_, { accept = "" }) => (/\bapplication\/json\b/i.test(accept) ? "JSON" : "XML"),
  readCommon,
  checks: [checkAlgorithm, checkNames, checkSignedHeaders],
  signatureEcho,
  mismatch: "SignatureDoesNotMatch (V3)",
};

/** @type {import('./schemes.mjs').Scheme['readCommon']} */
function readCommon({ headers }) {
  const parts = /^([^ ]+) Credential=([^, ]+),SignedHeaders=([^, ]+),Signature=([^, ]+)$/.exec(headers.authorization);
  if (!parts) return { common: new Map(), unreadable: refuse("IncompleteSignature") };
  const [, SignatureMethod, AccessKeyId, SignedHeaders, Signature] = parts;
  const given = Object.entries(HEADERS).map(([name, header]) => [name, headers[header]]);
  const authorization = { SignatureMethod, AccessKeyId, SignedHeaders, Signature, Host: headers.host };
  const all = /** @type {[string, string][]} */ ([...Object.entries(authorization), ...given]);
  return { common: new Map(all.filter(([, value]) => value !== undefined)) };
}

function checkAlgorithm({ common }) {
  return common.get("SignatureMethod") === ALGORITHM ? undefined : refuse("InvalidSignatureMethod");
}

// The official code escapes values, and takes names as they are.
function checkNames({ query }) {
  return [...query.keys()].every((name) => /^[\w.~-]+$/.test(name))
    ? undefined
    : refuse("InvalidParameter", "The name of a parameter has a character that must be escaped.");
}

// The official code signs just these; the page asks for them, and allows for others.
function checkSignedHeaders({ common, headers }) {
  const expected = Object.keys(signedHeaders(headers)).sort().join(";");
  return common.get("SignedHeaders") === expected ? undefined : refuse("IncompleteSignature");
}

function signedHeaders(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith("x-acs-") || ["host", "content-type"].includes(name)),
  );
}

function signatureEcho({ method, query, headers, body, common }, accessKeySecret) {
  const payloadHash = sha256(body);
  const request = { method, query, headers: signedHeaders(headers), payloadHash };
  const { signature, stringToSign, canonicalRequest } = serverAcs3Signature(request, accessKeySecret);
  return common.get("Signature") === signature && common.get("PayloadHash") === payloadHash
    ? undefined
    : ` server StringToSign is [${stringToSign}] server CanonicalRequest is [${canonicalRequest}]`;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
