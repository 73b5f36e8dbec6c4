import { acs3 } from "./acs3.mjs";
import { readPairs, UnreadableParameters, uniteParameters } from "./parameters.mjs";
import { refuse } from "./refusals.mjs";
import { rpc } from "./rpc.mjs";

/** The largest body that is read, in bytes. No limit is documented. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * A request as it arrives.
 *
 * @typedef {object} Arriving
 * @property {string} method HTTP method
 * @property {string} url the request target, from the path on
 * @property {Record<string, string | undefined>} headers names in lower case
 * @property {Uint8Array} body
 */

/**
 * One request, read as far as it can be.
 *
 * @typedef {object} Call
 * @property {string} method HTTP method
 * @property {string} url the request target, as sent
 * @property {string} path the request target up to the first `?`
 * @property {Arriving['headers']} headers
 * @property {Buffer} body at most 1 MB of it
 * @property {import('./schemes.mjs').Scheme} scheme how it is signed
 * @property {'JSON' | 'XML'} format of the answer
 * @property {Map<string, string>} query decoded; empty if unreadable
 * @property {Map<string, string>} parameters query and form together, decoded; empty if unreadable
 * @property {Map<string, string>} common the common parameters, by the names they have in HMAC-SHA1
 * @property {import('./refusals.mjs').Refusal} [unreadable] why the request could not be read
 * @property {boolean} strayBody whether there is a body that is not a POSTed form
 */

/**
 * Reads a request.
 *
 * @param {Arriving} request
 * @returns {Call}
 */
export function readCall({ method, url, headers, body }) {
  const [, path, query] = /^([^?]*)\??(.*)$/.exec(url);
  const isForm = method === "POST" && isFormType(headers["content-type"]);
  const bytes = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, MAX_BODY_BYTES));
  const scheme = headers.authorization?.startsWith("ACS3-") ? acs3 : rpc;
  const call = { method, url, path, headers, body: bytes, scheme, strayBody: body.length > 0 && !isForm };
  if (body.length > MAX_BODY_BYTES) return unreadable(call, refuse("RequestEntityTooLarge"));
  let pairs = [];
  try {
    const asked = readPairs(query);
    pairs = isForm ? [...asked, ...readPairs(bytes.toString("latin1"))] : asked;
    const parameters = uniteParameters(pairs);
    const read = {
      ...call,
      common: new Map(),
      format: scheme.formatOf(pairs, headers),
      query: new Map(asked),
      parameters,
    };
    return { ...read, ...scheme.readCommon(read) };
  } catch (error) {
    if (!(error instanceof UnreadableParameters)) throw error;
    return unreadable(call, refuse("InvalidParameter", error.message), scheme.formatOf(pairs, headers));
  }
}

function unreadable(call, refusal, format = "XML") {
  return { ...call, format, query: new Map(), parameters: new Map(), common: new Map(), unreadable: refusal };
}

function isFormType(contentType = "") {
  return contentType.split(";")[0].trim().toLowerCase() === "application/x-www-form-urlencoded";
}
