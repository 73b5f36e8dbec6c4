import { refuse } from "./refusals.mjs";
import { serverSignature } from "./signing.mjs";

/**
 * HMAC-SHA1: every common parameter is in the query or in the form.
 * Source: ECS developer guide, page "Common parameters". Format has the default XML there; official clients send
 * `JSON` (@alicloud/pop-core) and `json` (@alicloud/openapi-core), so its case does not matter.
 *
 * @type {import('./schemes.mjs').Scheme}
 */
export const rpc = {
  required: Object.fromEntries(
    [
      "Action",
      "Version",
      "AccessKeyId",
      "Signature",
      "SignatureMethod",
      "SignatureVersion",
      "SignatureNonce",
      "Timestamp",
    ].map((name) => [name, name]),
  ),
  formatOf: (pairs) => (pairs.find(([name]) => name === "Format")?.[1].toUpperCase() === "JSON" ? "JSON" : "XML"),
  readCommon: ({ parameters }) => ({ common: parameters }),
  checks: [checkFormat, checkSignatureMethod, checkSignatureVersion],
  signatureEcho,
  mismatch: "SignatureDoesNotMatch",
};

function checkFormat({ parameters }) {
  return /^(json|xml)?$/i.test(parameters.get("Format") ?? "") ? undefined : refuse("InvalidParameter.Format");
}

function checkSignatureMethod({ parameters }) {
  return parameters.get("SignatureMethod") === "HMAC-SHA1" ? undefined : refuse("InvalidSignatureMethod");
}

function checkSignatureVersion({ parameters }) {
  return parameters.get("SignatureVersion") === "1.0" ? undefined : refuse("InvalidSignatureVersion");
}

function signatureEcho({ method, parameters }, accessKeySecret) {
  const signed = new Map(parameters);
  signed.delete("Signature");
  const { signature, stringToSign } = serverSignature(signed, method, accessKeySecret);
  // Bytes of the text, not of the decoded Base64: that would let several texts pass for one signature.
  return Buffer.from(parameters.get("Signature")).equals(Buffer.from(signature))
    ? undefined
    : ` server string to sign is:${stringToSign}`;
}
