/**
 * What a server, or someone on the way, may send that the client has to judge. For each: its bytes, and the outcome, which is a
 * build, or an error's name, code and attempts, of two. HTTP that no runtime hands to the client is the runtime's to refuse.
 */
import { gzipSync } from "node:zlib";

import { drip, pump } from "./server.mjs";

const STARTED = '{"RequestId":"r-1","ExecutionId":"exec-1"}';
const LARGE = 100 * 1_048_576;

const head = (headers = {}, status = "200 OK") =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
const whole = (body, headers = {}, status) =>
  Buffer.concat([
    Buffer.from(
      head({ "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers }, status),
    ),
    Buffer.from(body),
  ]);
const chunked = head({ "Transfer-Encoding": "chunked" });
const chunk = (body) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
const block = Buffer.alloc(65_536, " ");

const send = (bytes) => (socket) => void socket.write(bytes);
const sendAndClose = (bytes) => (socket) => void socket.end(bytes);

const BUILD = "exec-1";
const network = "NetworkError ERR_NETWORK 2";
const timeout = "NetworkError ERR_TIMEOUT 2";
const redirect = "NetworkError ERR_REDIRECT 1";
const tooLarge = "ApiError AnswerTooLarge 1";
const empty = "ApiError EmptyAnswer 2";
const unreadable = "ApiError UnreadableAnswer 2";

/** Where a server says nothing more, the wait is short. */
const short = { attemptTimeout: 700 };

/**
 * @typedef {object} Attack
 * @property {(second: string) => (socket: import("node:net").Socket) => void} serve `second` is the URL of another host
 * @property {string} expect
 * @property {object} [options] of the client
 */

/** @type {Record<string, Attack>} */
export const attacks = {
  "a redirect": {
    serve: (second) => send(head({ Location: `${second}/?stolen`, "Content-Length": 0 }, "302 Found")),
    expect: redirect,
  },
  "a redirect with a good answer": {
    serve: (second) => send(whole(STARTED, { Location: second }, "303 See Other")),
    expect: redirect,
  },
  "a redirect of a request whose token is in a header": {
    serve: (second) => send(head({ Location: second, "Content-Length": 0 }, "307 Temporary Redirect")),
    options: { signatureMethod: "ACS3-HMAC-SHA256" },
    expect: redirect,
  },
  "no answer to a request whose token is in a header": {
    serve: () => sendAndClose(""),
    options: { signatureMethod: "ACS3-HMAC-SHA256" },
    expect: network,
  },

  "100 MB, with its length": {
    serve: () => (socket) => {
      socket.write(head({ "Content-Length": LARGE }));
      pump(socket, block, LARGE / block.length);
    },
    expect: tooLarge,
  },
  "a body without end, behind a good answer": {
    serve: () => (socket) => {
      socket.write(chunked + chunk(STARTED));
      pump(socket, chunk(block));
    },
    expect: tooLarge,
  },
  "gzip of 100 MB": {
    serve: () => send(whole(gzipSync(Buffer.alloc(LARGE, " ")), { "Content-Encoding": "gzip" })),
    expect: tooLarge,
  },
  "a megabyte of open brackets": { serve: () => send(whole("[".repeat(1_048_000))), expect: unreadable },

  "no answer": { serve: () => () => {}, options: short, expect: timeout },
  "a body, byte by byte": {
    serve: () => (socket) => {
      socket.write(head({ "Content-Length": LARGE }));
      drip(socket, " ", 50);
    },
    options: short,
    expect: timeout,
  },
  "a good answer that does not end": { serve: () => send(chunked + chunk(STARTED)), options: short, expect: timeout },
  "chunks that break off": { serve: () => sendAndClose(chunked + chunk(STARTED)), expect: network },
  "a length that is too long": {
    serve: () => sendAndClose(whole(STARTED, { "Content-Length": 999 })),
    expect: network,
  },

  "a page": {
    serve: () => send(whole("<html><body>Sign in</body></html>", { "Content-Type": "text/html" })),
    expect: "ApiError HtmlAnswer 2",
  },
  "no content": { serve: () => send(head({}, "204 No Content")), expect: empty },
  "UTF-16": {
    serve: () =>
      send(whole(Buffer.from(`\ufeff${STARTED}`, "utf16le"), { "Content-Type": "application/json; charset=utf-16le" })),
    expect: unreadable,
  },
  "a charset that is not the body's": {
    serve: () => send(whole(STARTED, { "Content-Type": "application/json; charset=gb18030" })),
    expect: BUILD,
  },
  "an escaped NUL in the ExecutionId": {
    serve: () => send(whole('{"RequestId":"r-1","ExecutionId":"exec\\u0000-1"}')),
    expect: "ApiError MissingExecutionId 1",
  },
  "gzip of a good answer": {
    serve: () => send(whole(gzipSync(STARTED), { "Content-Encoding": "gzip" })),
    expect: BUILD,
  },
};
