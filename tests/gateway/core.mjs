import { randomUUID } from "node:crypto";
import { commonHeaders, errorAnswer, successAnswer } from "./answers.mjs";
import { readCall } from "./call.mjs";
import { firstRefusal } from "./checks.mjs";
import { createExecutions } from "./executions.mjs";
import { faults } from "./faults.mjs";
import { isOperation } from "./operation-checks.mjs";
import { refuse } from "./refusals.mjs";
import { createThrottle } from "./throttle.mjs";

/**
 * What becomes of a request. Without `answer`, the connection ends unanswered; with `sentBytes`, it ends after so many
 * bytes of the answer's body.
 *
 * @typedef {object} Outcome
 * @property {import('./answers.mjs').Answer} [answer]
 * @property {number} [sentBytes]
 * @property {number} delayMs how long the client waits for it
 * @property {string} [code] error code of the answer; undefined on success and where there is none
 * @property {string} [requestId]
 * @property {Error} [failure] what went wrong in the gateway itself, when it answered InternalError
 */

/**
 * The gateway without a socket and without a clock: a function from a request and a time to what becomes of it.
 * Source of its rules: the modules that it calls, each with its documentation page.
 *
 * @param {import('./gateway.mjs').GatewayOptions} options
 * @returns {{ handle: (request: import('./call.mjs').Arriving, now: number) => Outcome,
 *   requests: import('./gateway.mjs').RecordedRequest[], executions: import('./executions.mjs').Execution[] }}
 *   `now` in milliseconds since 1970-01-01T00:00:00Z; `requests` and `executions` grow
 */
export function createGateway({
  accounts,
  pipelines,
  signatureOnlyActions = [],
  echo = true,
  workMs = 0,
  executionMs = 0,
  throttle,
  faultOf = () => undefined,
}) {
  const state = {
    accounts: new Map(accounts.map((account) => [account.accessKeyId, account])),
    pipelines: pipelines && new Set(pipelines),
    signatureOnlyActions: new Set(signatureOnlyActions),
    echo,
    usedNonces: new Set(),
    throttle: throttle && createThrottle(throttle),
  };
  const { start, executions } = createExecutions({ executionMs });
  const requests = [];

  function handle(request, now) {
    const call = readCall(request);
    const { fault, random } = faultOf(requests.length) ?? {};
    const serveIt = ({ skewMs = 0, longerMs = 0 } = {}) => serve(call, { now, clock: now + skewMs }, workMs + longerMs);
    const refuseIt = (refusal) => refused(call, refusal, now);
    const outcome = fault ? faults[fault]({ serve: serveIt, refuse: refuseIt, random }) : serveIt();
    requests.push(record(call, outcome, fault));
    return outcome;
  }

  /** @returns {Outcome} */
  function serve(call, times, workMs) {
    const { refusal, failure, executionId, workMs: delayMs = 0 } = judge(call, times, workMs);
    if (refusal) return { ...refused(call, refusal, times.clock), failure };
    const requestId = newRequestId();
    const members = { RequestId: requestId, ...(executionId && { ExecutionId: executionId }) };
    const answer = successAnswer(call.format, call.common.get("Action"), members);
    return whole(answer, requestId, times.clock + delayMs, delayMs);
  }

  /** @returns {{ refusal?: import('./refusals.mjs').Refusal, failure?: Error, executionId?: string, workMs?: number }} */
  function judge(call, times, workMs) {
    try {
      const refusal = firstRefusal(call, state, times);
      if (refusal) return { refusal };
      return isOperation(call) ? start(call, times.now, workMs) : {};
    } catch (failure) {
      return { refusal: refuse("InternalError"), failure };
    }
  }

  return { handle, requests, executions };
}

/** @returns {Outcome} */
function refused(call, refusal, clock) {
  const requestId = newRequestId();
  return { ...whole(errorAnswer(call.format, requestId, refusal), requestId, clock, 0), code: refusal.code };
}

function whole(answer, requestId, clock, delayMs) {
  const headers = { ...answer.headers, ...commonHeaders(requestId, clock) };
  return { answer: { ...answer, headers }, requestId, delayMs };
}

/**
 * @param {import("./call.mjs").Call} call
 * @param {Outcome} outcome
 * @param {string} [fault]
 * @returns {import("./gateway.mjs").RecordedRequest}
 */
function record({ method, url, headers, body, parameters }, { answer, code, requestId, failure }, fault) {
  return {
    method,
    url,
    headers,
    body: body.toString("utf8"),
    parameters: Object.fromEntries(parameters),
    status: answer?.status,
    code,
    requestId,
    failure,
    fault,
  };
}

function newRequestId() {
  return randomUUID().toUpperCase();
}
