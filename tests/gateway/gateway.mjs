import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { errorAnswer, successAnswer } from './answers.mjs';
import { readCall } from './call.mjs';
import { firstRefusal, isOperation } from './checks.mjs';
import { refuse } from './refusals.mjs';

// Twenty tags of 128 four-byte characters, percent-encoded, in a URL; Node's default is 16 KB.
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * Someone who may sign requests.
 *
 * @typedef {object} Account
 * @property {string} accessKeyId
 * @property {string} accessKeySecret
 * @property {string} [securityToken] makes it a temporary (STS) account, whose requests must carry this token
 * @property {number} [securityTokenExpires] milliseconds since 1970-01-01T00:00:00Z; never if left out
 * @property {boolean} [inactive] a disabled AccessKey; false if left out
 */

/**
 * A request as it arrived, and what was answered.
 *
 * @typedef {object} RecordedRequest
 * @property {string} method
 * @property {string} url the request target, as sent
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body decoded as UTF-8; at most 1 MB of it
 * @property {Record<string, string>} parameters query and form together, decoded; empty if unreadable
 * @property {number} status HTTP status of the answer
 * @property {string | undefined} code error code of the answer; undefined on success
 * @property {string} requestId
 * @property {Error} [failure] what went wrong in the gateway itself, when it answered InternalError
 */

/**
 * @typedef {object} GatewayOptions
 * @property {Account[]} accounts
 * @property {() => number} [now] the gateway's clock: milliseconds since 1970-01-01T00:00:00Z; default `Date.now`
 * @property {Iterable<string>} [pipelines] the IDs of the image templates there are; default: every ID is known
 * @property {Iterable<string>} [signatureOnlyActions] other actions of Version 2014-05-26 to answer, with a
 *   RequestId alone, once their signature is right; default: none
 * @property {boolean} [echo] whether a refused signature is answered with the string to sign; default: true
 */

/**
 * Starts a stand-in for the ECS gateway on a free port of 127.0.0.1. It checks signatures with Alibaba Cloud's own
 * code and answers with the documented codes, as JSON or XML.
 * Source of its rules: `checks.mjs`, `refusals.mjs` and `answers.mjs`, each with its documentation page.
 *
 * @param {GatewayOptions} options
 * @returns {Promise<{ url: string, port: number, requests: RecordedRequest[], close: () => Promise<void> }>}
 *   `url` has no slash at its end; `requests` grows as answers are sent
 */
export async function startGateway({ accounts, now = Date.now, pipelines, signatureOnlyActions = [], echo = true }) {
  const requests = [];
  const state = {
    accounts: new Map(accounts.map((account) => [account.accessKeyId, account])),
    now,
    pipelines: pipelines && new Set(pipelines),
    signatureOnlyActions: new Set(signatureOnlyActions),
    echo,
    usedNonces: new Set(),
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    // A client that goes away while sending gets no answer.
    serve(request, response, state, requests).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, requests, close: () => close(server) };
}

async function serve(request, response, state, requests) {
  const call = await readCall(request);
  const requestId = randomUUID().toUpperCase();
  const { refusal, failure } = judge(call, state);
  const answer = refusal
    ? errorAnswer(call.format, requestId, refusal)
    : successAnswer(call.format, call.parameters.get('Action'), successMembers(call, requestId));
  requests.push({
    method: call.method,
    url: call.url,
    headers: call.headers,
    body: call.body.toString('utf8'),
    parameters: Object.fromEntries(call.parameters),
    status: answer.status,
    code: refusal?.code,
    requestId,
    failure,
  });
  send(response, answer, requestId, state.now());
}

function judge(call, state) {
  try {
    return { refusal: firstRefusal(call, state) };
  } catch (failure) {
    return { refusal: refuse('InternalError'), failure };
  }
}

function successMembers(call, requestId) {
  return isOperation(call)
    ? { RequestId: requestId, ExecutionId: `exec-${randomUUID().replaceAll('-', '').slice(0, 20)}` }
    : { RequestId: requestId };
}

function send(response, { status, contentType, body }, requestId, time) {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    // The gateway's clock, which a client may use to set its own.
    date: new Date(time).toUTCString(),
    'x-acs-request-id': requestId,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
  });
  response.end(body);
}

function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
