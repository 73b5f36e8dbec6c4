/** Answers that say what went wrong. No secret is in them, nor in what is logged. */
import { ApiError, NetworkError, ValidationError } from "ecs-image-pipeline";

import { BodyError } from "./read-object.js";

/** The status for what the service refuses, by category. Other categories are for this worker's owner to mend: 500. */
const STATUS = {
  request: 422,
  resource: 422,
  state: 409,
  idempotency: 409,
  throttling: 429,
  server: 502,
  answer: 502,
};

export function problem(status, code, more = {}, headers = {}) {
  return Response.json({ error: { code, ...more } }, { status, headers });
}

export function problemOf(error) {
  if (error instanceof BodyError) return problem(error.status, error.code);
  if (error instanceof ValidationError && !isConfiguration(error))
    return problem(422, error.code, { issues: error.issues });
  if (error instanceof ApiError) return refused(error);
  if (error instanceof NetworkError) return unanswered(error);
  console.error(JSON.stringify({ message: error.message }));
  return problem(500, "Misconfigured");
}

function isConfiguration({ issues }) {
  return issues.some(({ path, severity }) => severity === "error" && path.startsWith("options"));
}

/** @param {ApiError} error */
function refused({ clientToken, code, status, category, explanation, remedy, requestId, retry, policy }) {
  // What the owner has to mend: a key, a clock, a permission.
  console.error(JSON.stringify({ code, status, requestId, remedy: remedy.en, policy }));
  const ours = category === "resource" && status === 404 ? 404 : (STATUS[category] ?? 500);
  const headers = retry.delayMs === undefined ? {} : { "retry-after": String(Math.ceil(retry.delayMs / 1000)) };
  return problem(ours, code, { explanation, remedy, requestId, retry, clientToken }, headers);
}

// A build may have started: the same clientToken finds out.
function unanswered({ code, explanation, remedy, clientToken }) {
  console.error(JSON.stringify({ code }));
  return problem(code === "ERR_TIMEOUT" ? 504 : 502, code, { explanation, remedy, clientToken });
}
