import { refuse } from "./refusals.mjs";

/** How far a timestamp may be from the gateway's clock, in milliseconds, either way. */
const TIMESTAMP_WINDOW_MS = 15 * 60 * 1000;

/**
 * The checks of account, time and signature: after the common ones, in this order. Source of the codes: `refusals.mjs`.
 * Their order is not documented.
 *
 * @type {readonly import('./checks.mjs').Check[]}
 */
export const accountChecks = Object.freeze([
  checkAccessKey,
  checkSecurityToken,
  checkTimestamp,
  checkSignature,
  checkNonce,
]);

function checkAccessKey({ common }, { accounts }) {
  const account = accounts.get(common.get("AccessKeyId"));
  if (!account) return refuse("InvalidAccessKeyId.NotFound");
  return account.inactive ? refuse("InvalidAccessKeyId.Inactive") : undefined;
}

function checkSecurityToken({ common }, { accounts }, { clock }) {
  const { securityToken, securityTokenExpires = Infinity } = accounts.get(common.get("AccessKeyId"));
  const given = common.get("SecurityToken");
  if (securityToken && !given) return refuse("MissingSecurityToken");
  if ((given || undefined) !== securityToken) {
    return refuse(`InvalidSecurityToken.${canBeToken(given) ? "MismatchWithAccessKey" : "Malformed"}`);
  }
  return clock >= securityTokenExpires ? refuse("InvalidSecurityToken.Expired") : undefined;
}

// The form of a token is not documented. Those in the documentation are Base64, some with its other alphabet.
function canBeToken(text) {
  return /^[\w+/=.-]*$/.test(text);
}

function checkTimestamp({ common }, _, { clock }) {
  const time = parseTimestamp(common.get("Timestamp"));
  if (time === undefined) return refuse("InvalidTimeStamp.Format");
  return Math.abs(clock - time) > TIMESTAMP_WINDOW_MS ? refuse("InvalidTimeStamp.Expired") : undefined;
}

function parseTimestamp(text) {
  const time = Date.parse(text);
  // Date.parse takes other forms too, and 30 February for 1 March: only what it writes back alike is well formed.
  const wellFormed = !Number.isNaN(time) && new Date(time).toISOString() === text.replace("Z", ".000Z");
  return wellFormed ? time : undefined;
}

function checkSignature(call, { accounts, echo }) {
  const { accessKeySecret } = accounts.get(call.common.get("AccessKeyId"));
  const texts = call.scheme.signatureEcho(call, accessKeySecret);
  return texts === undefined ? undefined : refuse(call.scheme.mismatch, echo ? texts : "");
}

function checkNonce({ common }, { usedNonces }) {
  const key = JSON.stringify([common.get("AccessKeyId"), common.get("SignatureNonce")]);
  if (usedNonces.has(key)) return refuse("SignatureNonceUsed");
  usedNonces.add(key);
  return undefined;
}
