/** Requests to take away, as the page gives them: what is in its form, and what must arrive at the gateway. */
import assert from "node:assert/strict";

import { sign } from "../../dist/index.js";
import { importFromPage } from "./bundle.mjs";
import { ID } from "./open-page.mjs";

const { writeSnippet } = await importFromPage("snippets");

/**
 * @typedef {object} Variant what is in the form; the rest is as at the start
 * @property {string} accessKeyId
 * @property {string} [securityToken]
 * @property {string} [clientToken]
 * @property {[key: string, value: string][]} [tags]
 * @property {"HMAC-SHA1" | "ACS3-HMAC-SHA256"} signatureMethod
 * @property {"GET" | "POST"} method
 * @property {"JSON" | "XML"} format
 */

export const SECRET = "a secret of 'mine' \"\\$x";
const TOKEN = "a+token/with='signs'";

/** For the gateway. */
export const accounts = [
  { accessKeyId: "testid", accessKeySecret: SECRET },
  { accessKeyId: "STS.temporary", accessKeySecret: SECRET, securityToken: TOKEN },
];

/** @type {Record<"get" | "post" | "acs3", Variant>} */
export const VARIANTS = {
  get: { signatureMethod: "HMAC-SHA1", method: "GET", format: "JSON", accessKeyId: "testid" },
  post: {
    signatureMethod: "HMAC-SHA1",
    method: "POST",
    format: "XML",
    accessKeyId: "STS.temporary",
    securityToken: TOKEN,
    clientToken: 'it\'s "quoted" \\ $HOME `x` {y}',
    tags: [
      ["a b*(c)'!~", '中/+"\\{}'],
      ["emoji 😀", ""],
    ],
  },
  acs3: {
    signatureMethod: "ACS3-HMAC-SHA256",
    method: "POST",
    format: "JSON",
    accessKeyId: "STS.temporary",
    securityToken: TOKEN,
    tags: [["a b*(c)'!~", '中/+"\\{}']],
  },
};

/**
 * A form of the request, as the page writes it.
 *
 * @param {string} snippet
 * @param {Variant} variant
 * @param {{ endpoint: string, isLiteral?: boolean }} options `isLiteral`: with the credentials in it
 * @returns {string}
 */
export function take(snippet, variant, { endpoint, isLiteral = false }) {
  const { signatureMethod, method, format, accessKeyId, securityToken, clientToken, tags } = variant;
  const request = {
    regionId: "cn-hangzhou",
    imagePipelineId: ID,
    ...(clientToken && { clientToken }),
    ...(tags && { tag: tags.map(([key, value]) => ({ key, value })) }),
  };
  const credentials = { accessKeyId, accessKeySecret: SECRET, ...(securityToken && { securityToken }) };
  const options = { signatureMethod, method, format, endpoint };
  const signed = sign(request, credentials, options);
  return writeSnippet(snippet, { entered: { request, credentials, options }, signed, endpoint, isLiteral });
}

/**
 * The variables that a snippet reads.
 *
 * @param {Variant} variant
 * @returns {Record<string, string | undefined>}
 */
export function variablesOf({ accessKeyId, securityToken }) {
  return {
    ...process.env,
    ACCESS_KEY_ID: accessKeyId,
    ACCESS_KEY_SECRET: SECRET,
    ...(securityToken && { SECURITY_TOKEN: securityToken }),
  };
}

/**
 * The last request that the gateway saw is this one, and it was accepted.
 *
 * @param {import("../gateway/gateway.mjs").RecordedRequest | undefined} last
 * @param {Variant} variant
 * @param {string} answer
 */
export function assertAccepted(last, { tags = [], clientToken, accessKeyId, format }, answer) {
  assert.ok(last, answer);
  assert.equal(last.code, undefined, `${last.code} ${answer}`);
  assert.match(answer, format === "XML" ? /<ExecutionId>exec-/ : /"ExecutionId":\s*"exec-/);
  const { parameters } = last;
  assert.equal(parameters.ImagePipelineId, ID);
  assert.equal(parameters.ClientToken, clientToken);
  for (const [index, [key, value]] of tags.entries()) {
    assert.equal(parameters[`Tag.${index + 1}.Key`], key);
    assert.equal(parameters[`Tag.${index + 1}.Value`], value);
  }
  assert.equal(parameters[`Tag.${tags.length + 1}.Key`], undefined);
  const signer = parameters.AccessKeyId ?? /Credential=([^,]+)/.exec(last.headers.authorization ?? "")?.[1];
  assert.equal(signer, accessKeyId);
}
