import { isOperation } from "./operation-checks.mjs";
import { refuse } from "./refusals.mjs";

const VERSION = "2014-05-26";

/**
 * The checks of every request before those of how it is signed, in the order in which the first that refuses gives the
 * answer. Source of the codes: `refusals.mjs`. Their order is not documented.
 *
 * @type {readonly import('./checks.mjs').Check[]}
 */
export const commonChecks = [
  checkMethod,
  checkPath,
  checkReadable,
  checkCommonParameters,
  checkBody,
  checkAction,
  checkVersion,
];

function checkMethod({ method }) {
  return ["GET", "POST"].includes(method) ? undefined : refuse("UnsupportedHTTPMethod");
}

function checkPath({ path }) {
  return path === "/" ? undefined : refuse("InvalidApi.NotFound");
}

/** @type {import('./checks.mjs').Check} */
function checkReadable({ unreadable }) {
  return unreadable;
}

function checkCommonParameters({ common, scheme }) {
  const missing = Object.keys(scheme.required).find((name) => !common.get(name));
  return missing ? refuse("MissingParameter", scheme.required[missing]) : undefined;
}

// After the missing parameters: a form with a wrong content type is not read, so what it held is
// missing. This is for a body beside a query that has everything.
function checkBody({ strayBody }) {
  return strayBody
    ? refuse("InvalidParameter", "The request body is not a POSTed application/x-www-form-urlencoded form.")
    : undefined;
}

function checkAction(call, { signatureOnlyActions }) {
  const known = isOperation(call) || signatureOnlyActions.has(call.common.get("Action"));
  return known ? undefined : refuse("InvalidAction.NotFound");
}

function checkVersion({ common }) {
  return common.get("Version") === VERSION ? undefined : refuse("InvalidVersion");
}
