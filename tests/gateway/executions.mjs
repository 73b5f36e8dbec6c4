import { randomUUID } from "node:crypto";
import { refuse } from "./refusals.mjs";

/**
 * A build that was started.
 *
 * @typedef {object} Execution
 * @property {string} executionId
 * @property {string} regionId
 * @property {string} imagePipelineId
 * @property {string | undefined} clientToken
 * @property {number} startedAt milliseconds since 1970-01-01T00:00:00Z
 */

/**
 * Starts builds as ECS does: once for a ClientToken, and one at a time for an image template.
 * Source: page "How to ensure idempotence"; StartImagePipelineExecution reference page, description and error codes.
 * Own choices, as nothing is documented: a token is remembered for ever, its parameters are compared before anything
 * else, and a start that is refused does not use it up.
 *
 * @param {object} options
 * @param {number} options.executionMs how long a build runs; 0: it is over at once
 */
export function createExecutions({ executionMs }) {
  const byToken = new Map();
  const busyUntil = new Map();
  /** @type {Execution[]} */
  const executions = [];

  /**
   * @param {import('./call.mjs').Call} call
   * @param {number} now
   * @param {number} workMs how long the call is worked on before it is answered
   * @returns {{ refusal: import('./refusals.mjs').Refusal } | { executionId: string, workMs: number }}
   */
  function start({ common, parameters }, now, workMs) {
    const [regionId, imagePipelineId, clientToken] = ["RegionId", "ImagePipelineId", "ClientToken"].map((name) =>
      parameters.get(name),
    );
    const account = common.get("AccessKeyId");
    const token = clientToken && JSON.stringify([account, regionId, clientToken]);
    const wanted = operationParameters(parameters);
    const earlier = token && byToken.get(token);
    if (earlier) return again(earlier, wanted, now);

    const template = JSON.stringify([regionId, imagePipelineId]);
    if (now < busyUntil.get(template)) return { refusal: refuse("InvalidImagePipeline.HasRunningExecution") };
    busyUntil.set(template, now + executionMs);

    const executionId = `exec-${randomUUID().replaceAll("-", "").slice(0, 20)}`;
    executions.push({ executionId, regionId, imagePipelineId, clientToken, startedAt: now });
    if (token) byToken.set(token, { wanted, executionId, doneAt: now + workMs });
    return { executionId, workMs };
  }

  return { start, executions };
}

function again({ wanted, executionId, doneAt }, wantedNow, now) {
  if (wanted !== wantedNow) return { refusal: refuse("IdempotentParameterMismatch") };
  if (now < doneAt) return { refusal: refuse("LastTokenProcessing") };
  return { executionId, workMs: 0 };
}

const COMMON = new Set([
  "AccessKeyId",
  "Action",
  "Format",
  "SecurityToken",
  "Signature",
  "SignatureMethod",
  "SignatureNonce",
  "SignatureVersion",
  "Timestamp",
  "Version",
]);

function operationParameters(parameters) {
  return JSON.stringify([...parameters].filter(([name]) => !COMMON.has(name)).sort());
}
