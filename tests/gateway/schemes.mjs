/**
 * A way to sign: where a request has its common parameters, and what is to be checked of them.
 *
 * @typedef {object} Scheme
 * @property {Record<string, string>} required the common parameters that must be there, by their name in HMAC-SHA1,
 *   each with its name in this scheme
 * @property {(pairs: [string, string][], headers: import('./call.mjs').Arriving['headers']) => 'JSON' | 'XML'} formatOf
 *   the format of the answer
 * @property {(call: import('./call.mjs').Call) => { common: Map<string, string>,
 *   unreadable?: import('./refusals.mjs').Refusal }} readCommon
 * @property {readonly import('./checks.mjs').Check[]} checks of only this scheme, made before the account's
 * @property {(call: import('./call.mjs').Call, accessKeySecret: string) => string | undefined} signatureEcho
 *   nothing if the signature is right; else what the answer repeats
 * @property {string} mismatch the name of its SignatureDoesNotMatch in `refusals.mjs`
 */
