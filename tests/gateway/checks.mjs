import { accountChecks } from "./account-checks.mjs";
import { commonChecks } from "./common-checks.mjs";
import { isOperation, operationChecks } from "./operation-checks.mjs";

/**
 * What the gateway knows.
 *
 * @typedef {object} GatewayState
 * @property {Map<string, import('./gateway.mjs').Account>} accounts by AccessKeyId
 * @property {Set<string> | undefined} pipelines the image templates there are; undefined: every ID is known
 * @property {Set<string>} signatureOnlyActions actions that are answered once their signature is right
 * @property {boolean} echo whether a refused signature is answered with the string to sign
 * @property {Set<string>} usedNonces AccessKeyId and nonce of each request with a right signature
 * @property {ReturnType<typeof import('./throttle.mjs').createThrottle>} [throttle]
 */

/**
 * Milliseconds since 1970-01-01T00:00:00Z.
 *
 * @typedef {{ now: number, clock: number }} Times `clock`: what the gateway takes for now
 */

/**
 * Looks at one thing and says why the request is refused, or nothing.
 *
 * @typedef {(call: import('./call.mjs').Call, state: GatewayState, times: Times) =>
 *   import('./refusals.mjs').Refusal | undefined} Check
 */

/**
 * The first refusal of the checks that apply to the call, or undefined if it is to be served.
 * Source: `common-checks.mjs`, `operation-checks.mjs`.
 *
 * @type {Check}
 */
export function firstRefusal(call, state, times) {
  return (
    firstOf(commonChecks, call, state, times) ??
    firstOf(call.scheme.checks, call, state, times) ??
    firstOf(accountChecks, call, state, times) ??
    (isOperation(call) ? firstOf(operationChecks, call, state, times) : undefined)
  );
}

function firstOf(checks, call, state, times) {
  for (const check of checks) {
    const refusal = check(call, state, times);
    if (refusal) return refusal;
  }
  return undefined;
}
