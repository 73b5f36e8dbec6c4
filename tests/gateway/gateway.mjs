import { createServer } from "node:http";
import { MAX_BODY_BYTES } from "./call.mjs";
import { createGateway } from "./core.mjs";

// Twenty tags of 128 four-byte characters, percent-encoded, in a URL; Node's default is 16 KB.
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * An account that is allowed to sign requests.
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
 * @property {number | undefined} status HTTP status of the answer; undefined if there was none
 * @property {string | undefined} code error code of the answer; undefined on success
 * @property {string | undefined} requestId undefined if the answer is not the gateway's own
 * @property {Error} [failure] what went wrong in the gateway itself, when it answered InternalError
 * @property {string} [fault] the fault that this request met
 */

/**
 * @typedef {object} GatewayOptions
 * @property {Account[]} accounts
 * @property {Iterable<string>} [pipelines] the IDs of the image templates there are; default: every ID is known
 * @property {Iterable<string>} [signatureOnlyActions] other actions of Version 2014-05-26 to answer, with a
 *   RequestId alone, once their signature is right; default: none
 * @property {boolean} [echo] whether a refused signature is answered with the string to sign; default: true
 * @property {number} [workMs] how long a start is worked on before its answer; meanwhile its ClientToken is
 *   LastTokenProcessing; default: 0
 * @property {number} [executionMs] how long a build runs; meanwhile its template cannot be started again; default: 0
 * @property {{ calls: number, windowMs: number }} [throttle] how many starts are served in a window; default: all
 * @property {(request: number) => { fault: string, random: number } | undefined} [faultOf] the fault of each request,
 *   counted from 0: see `fault-schedule.mjs`; default: none
 */

/**
 * Starts a stand-in for the ECS gateway on a free port of 127.0.0.1. It checks signatures with Alibaba Cloud's own
 * code and answers with the documented codes, as JSON or XML.
 *
 * @param {GatewayOptions & { now?: () => number }} options `now`: the gateway's clock, in milliseconds since
 *   1970-01-01T00:00:00Z; default `Date.now`
 * @returns {Promise<{ url: string, port: number, requests: RecordedRequest[],
 *   executions: import('./executions.mjs').Execution[], close: () => Promise<void> }>}
 *   `url` has no slash at its end; `requests` and `executions` grow as requests arrive
 */
export async function startGateway({ now = Date.now, ...options }) {
  const { handle, requests, executions } = createGateway(options);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, async (request, response) => {
    try {
      const { method, url } = request;
      // Only `set-cookie` is a list, which no request has.
      const headers = /** @type {Record<string, string>} */ (request.headers);
      send(response, handle({ method, url, headers, body: await readBody(request) }, now()));
    } catch {
      // A client that goes away while sending gets no answer.
      response.destroy();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(undefined));
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, port, requests, executions, close: () => close(server) };
}

// What is over the limit is read and dropped: a client that is still sending would miss an early answer.
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {import('./core.mjs').Outcome} outcome
 */
function send(response, { answer, sentBytes, delayMs }) {
  const timer = setTimeout(() => {
    if (!answer) return response.destroy();
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
    if (sentBytes === undefined) return response.end(body);
    response.flushHeaders();
    return response.write(body.subarray(0, sentBytes), () => response.destroy());
  }, delayMs);
  response.once("close", () => clearTimeout(timer));
}

/** @returns {Promise<void>} */
function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
