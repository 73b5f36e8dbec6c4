/**
 * What a server, or someone on the way, may send. For each: its bytes, and the outcome, which is a build, or the code of an error
 * with the number of attempts. `also` has what else is right in a runtime that reads HTTP in another way; `large` has the memory
 * measured, and `grows` names the runtime that takes more of it by itself.
 */
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";

import { drip, pump } from "./server.mjs";

const STARTED = '{"RequestId":"r-1","ExecutionId":"exec-1"}';
/** What must not be taken for the answer. */
const FORGED = '{"RequestId":"r-2","ExecutionId":"exec-forged"}';
const LARGE = 100 * 1_048_576;

const head = (headers = {}, status = "200 OK") =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
const whole = (body, headers = {}, status) =>
  Buffer.concat([
    Buffer.from(
      head({ "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers }, status),
      "latin1",
    ),
    Buffer.from(body),
  ]);
const chunked = (headers) => head({ "Transfer-Encoding": "chunked", ...headers });
const chunk = (body) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
const block = Buffer.alloc(65_536, " ");
const blocks = LARGE / block.length;
const open = '{"RequestId":"r-1","ExecutionId":"exec-1","Padding":"';

const send = (bytes) => (socket) => void socket.write(bytes);
const sendAndClose = (bytes) => (socket) => void socket.end(bytes);

/** A body of 100 MB of spaces behind a good answer, compressed. */
const bomb = Buffer.concat([Buffer.from(STARTED), Buffer.alloc(LARGE, " ")]);
const fastBrotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const gzipped = gzipSync(bomb);

/** A build; or an error, after so many attempts of two. */
const BUILD = "exec-1";
const network = "NetworkError ERR_NETWORK 2";
const timeout = "NetworkError ERR_TIMEOUT 2";
const redirect = "NetworkError ERR_REDIRECT 1";
const tooLarge = "ApiError AnswerTooLarge 1";
const empty = "ApiError EmptyAnswer 2";
const unreadable = "ApiError UnreadableAnswer 2";

/** Where a server says nothing more, what is waited for is short. */
const short = { attemptTimeout: 700 };

export const attacks = {
  // Redirects, and what else may lead to another host.
  ...Object.fromEntries(
    ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"].map((status) => [
      `redirect ${status}`,
      {
        serve: ({ second }) => send(head({ Location: `${second}/?stolen`, "Content-Length": 0 }, status)),
        expect: redirect,
      },
    ]),
  ),
  "redirect with a good answer": {
    serve: ({ second }) => send(whole(STARTED, { Location: second }, "302 Found")),
    expect: redirect,
  },
  "redirect of a request whose secrets are in headers": {
    serve: ({ second }) => send(head({ Location: second, "Content-Length": 0 }, "307 Temporary Redirect")),
    options: { signatureMethod: "ACS3-HMAC-SHA256" },
    expect: redirect,
  },
  "no answer to a request whose secrets are in headers": {
    serve: () => sendAndClose(""),
    options: { signatureMethod: "ACS3-HMAC-SHA256" },
    expect: network,
  },
  "redirect to nowhere": { serve: () => send(head({ "Content-Length": 0 }, "302 Found")), expect: redirect },
  "redirect without end": {
    serve:
      ({ second }) =>
      (socket) => {
        socket.write(`HTTP/1.1 302 Found\r\nLocation: ${second}\r\nTransfer-Encoding: chunked\r\n\r\n`);
        drip(socket, chunk(" "), 50);
      },
    options: short,
    expect: timeout,
  },
  "a good answer with Location, Refresh and Alt-Svc": {
    serve: ({ second }) =>
      send(whole(STARTED, { Location: second, Refresh: `0; url=${second}`, "Alt-Svc": `h2="${second.slice(7)}"` })),
    expect: BUILD,
  },

  // Splitting. workerd hands what comes before it is asked for to the next request of the same connection.
  "a second answer behind the first": {
    serve: () => send(Buffer.concat([Buffer.from(head({ "Content-Length": 0 })), whole(FORGED)])),
    expect: empty,
    also: { workerd: ["exec-forged"] },
  },
  "a status line among the headers": {
    serve: ({ second }) =>
      send(
        `HTTP/1.1 200 OK\r\nX-Acs-Request-Id: r-1\r\nHTTP/1.1 302 Found\r\nLocation: ${second}\r\nContent-Length: 0\r\n\r\n`,
      ),
    expect: network,
  },
  "a line break within a header": {
    serve: () =>
      send(`HTTP/1.1 200 OK\r\nX-Acs-Request-Id: r-1\n\r\nContent-Length: ${FORGED.length}\r\n\r\n${FORGED}`),
    options: short,
    expect: timeout,
    also: { Node: [network] },
  },
  "NUL in a header": { serve: () => send(whole(STARTED, { "X-Acs-Request-Id": "r\0-1" })), expect: network },
  "NUL in a header's name": { serve: () => send(whole(STARTED, { "X-\0": "1" })), expect: network },

  // Size.
  "100 MB, with its length": {
    serve: () => (socket) => {
      socket.write(head({ "Content-Length": LARGE + open.length }));
      socket.write(open);
      pump(socket, block, blocks);
    },
    large: true,
    expect: tooLarge,
  },
  "100 MB, in chunks": {
    serve: () => (socket) => {
      socket.write(chunked());
      socket.write(chunk(open));
      pump(socket, chunk(block), blocks);
    },
    large: true,
    expect: tooLarge,
  },
  "a body without end, behind a good answer": {
    serve: () => (socket) => {
      socket.write(chunked());
      socket.write(chunk(STARTED));
      pump(socket, chunk(block));
    },
    large: true,
    expect: tooLarge,
  },
  "gzip of 100 MB": {
    serve: () => send(whole(gzipped, { "Content-Encoding": "gzip" })),
    large: true,
    expect: tooLarge,
  },
  "gzip of gzip of 100 MB": {
    serve: () => send(whole(gzipSync(gzipped), { "Content-Encoding": "gzip, gzip" })),
    large: true,
    expect: tooLarge,
    also: { workerd: [unreadable], Deno: [unreadable], Bun: [unreadable] },
  },
  "deflate of 100 MB": {
    serve: () => send(whole(deflateSync(bomb), { "Content-Encoding": "deflate" })),
    large: true,
    expect: tooLarge,
    also: { workerd: [unreadable], Deno: [unreadable] },
  },
  // Bun inflates it whole before anybody reads, which no option of `fetch` forbids: its memory grew by up to 204 MB.
  "brotli of 100 MB": {
    serve: () => send(whole(brotliCompressSync(bomb, fastBrotli), { "Content-Encoding": "br" })),
    large: true,
    expect: tooLarge,
    grows: "Bun",
  },
  "a megabyte of open brackets": { serve: () => send(whole("[".repeat(1_048_000))), expect: unreadable },
  "a header of a megabyte": {
    serve: () => send(whole(STARTED, { "X-Acs-Request-Id": "r".repeat(1_048_576) })),
    expect: network,
    also: { Bun: [BUILD] },
  },
  "100,000 headers": {
    serve: () => send(whole(STARTED, Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`X-${i}`, "1"])))),
    expect: network,
  },
  // What memory headers take is the runtime's to limit.
  "headers without end": {
    serve: () => (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      pump(socket, `X: ${"x".repeat(8_000)}\r\n`);
    },
    expect: network,
  },

  // Time.
  "no answer": { serve: () => () => {}, options: short, expect: timeout },
  "headers, byte by byte": {
    serve: () => (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX: ");
      drip(socket, "x", 50);
    },
    options: short,
    expect: timeout,
  },
  "a body, byte by byte": {
    serve: () => (socket) => {
      socket.write(head({ "Content-Length": LARGE }));
      drip(socket, " ", 50);
    },
    options: short,
    expect: timeout,
  },
  "a good answer that does not end": { serve: () => send(chunked() + chunk(STARTED)), options: short, expect: timeout },
  "headers alone": { serve: () => send(head({ "Content-Length": 9 })), options: short, expect: timeout },
  "100 Continue without end": {
    serve: () => (socket) => drip(socket, "HTTP/1.1 100 Continue\r\n\r\n", 50),
    options: short,
    expect: timeout,
    also: { Node: [network] },
  },

  // Length.
  "a length that is too long": {
    serve: () => sendAndClose(whole(STARTED, { "Content-Length": 999 })),
    expect: network,
  },
  "a length that is too short": {
    serve: () => sendAndClose(whole(STARTED, { "Content-Length": 20 })),
    expect: unreadable,
    also: { workerd: [network] },
  },
  "a length that is negative": { serve: () => sendAndClose(whole(STARTED, { "Content-Length": -1 })), expect: network },
  "a length that is no number": {
    serve: () => sendAndClose(whole(STARTED, { "Content-Length": "long" })),
    expect: network,
  },
  "a length beyond 64 bits": {
    serve: () => sendAndClose(whole(STARTED, { "Content-Length": "99999999999999999999999" })),
    expect: network,
  },
  "two lengths": {
    serve: () =>
      sendAndClose(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: ${FORGED.length}\r\n\r\n${FORGED}`),
    expect: network,
  },
  "a length, and chunks": {
    serve: () => sendAndClose(head({ "Content-Length": FORGED.length, "Transfer-Encoding": "chunked" }) + FORGED),
    expect: network,
  },
  "no length, and the end": { serve: () => sendAndClose(head() + STARTED), expect: BUILD },

  // Garbage.
  "chunks that are none": { serve: () => sendAndClose(`${chunked()}zz\r\n${STARTED}\r\n0\r\n\r\n`), expect: network },
  "a chunk of almost 2^64": {
    serve: () => sendAndClose(`${chunked()}ffffffffffffffff\r\n${STARTED}`),
    expect: network,
  },
  "chunks that break off": { serve: () => sendAndClose(chunked() + chunk(STARTED)), expect: network },
  "an end behind the headers": { serve: () => sendAndClose(head({ "Content-Length": 99 })), expect: network },
  "an end within the headers": { serve: () => sendAndClose("HTTP/1.1 200 OK\r\nContent-Le"), expect: network },
  "an end without a byte": { serve: () => sendAndClose(""), expect: network },
  "a reset": { serve: () => (socket) => socket.resetAndDestroy(), expect: network },
  "a body alone, as in HTTP/0.9": { serve: () => sendAndClose("<html>hello</html>"), expect: network },
  "another protocol": { serve: () => sendAndClose("SSH-2.0-OpenSSH_9.9\r\n"), atOnce: true, expect: network },
  "HTTP/2, unasked": {
    serve: () => sendAndClose("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff"),
    atOnce: true,
    expect: network,
  },
  "random bytes": {
    serve: () => sendAndClose(Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 167 + 13) & 255))),
    expect: network,
  },
  "a status that is none": { serve: () => sendAndClose(whole(STARTED, {}, "abc OK")), expect: network },
  "101 Switching Protocols": {
    serve: () => sendAndClose(head({ Upgrade: "websocket", Connection: "Upgrade" }, "101 Switching Protocols")),
    expect: network,
    also: { workerd: [empty], Deno: [empty] },
  },
  "gzip that is none": { serve: () => send(whole(STARTED, { "Content-Encoding": "gzip" })), expect: network },
  "gzip that breaks off": {
    serve: () => send(whole(gzipSync(STARTED).subarray(0, 30), { "Content-Encoding": "gzip" })),
    expect: network,
    also: { Node: [unreadable] },
  },

  // Text.
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
  "a charset that is not so": {
    serve: () => send(whole(STARTED, { "Content-Type": "application/json; charset=gb18030" })),
    expect: BUILD,
  },
  "bytes that are no UTF-8": {
    serve: () =>
      send(
        whole(
          Buffer.concat([
            Buffer.from('{"ExecutionId":"exec-'),
            Buffer.from([0xff, 0xfe, 0xc3]),
            Buffer.from("1"),
            Buffer.from([0xe4, 0xb8]),
          ]),
        ),
      ),
    expect: unreadable,
  },
  "NUL in the ExecutionId": {
    serve: () => send(whole('{"RequestId":"r-1","ExecutionId":"exec\0-1"}')),
    expect: unreadable,
  },
  "an escaped NUL in the ExecutionId": {
    serve: () => send(whole('{"RequestId":"r-1","ExecutionId":"exec\\u0000-1"}')),
    expect: "ApiError MissingExecutionId 1",
  },

  // What is fine.
  "gzip of a good answer": {
    serve: () => send(whole(gzipSync(STARTED), { "Content-Encoding": "gzip" })),
    expect: BUILD,
  },
  "100 Continue, then a good answer": {
    serve: () => send(Buffer.concat([Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"), whole(STARTED)])),
    options: short,
    expect: BUILD,
    also: { Node: [network, timeout], workerd: [timeout] },
  },
  "103 Early Hints, then a good answer": {
    serve: ({ second }) =>
      send(
        Buffer.concat([
          Buffer.from(`HTTP/1.1 103 Early Hints\r\nLink: <${second}>; rel=preload\r\n\r\n`),
          whole(STARTED),
        ]),
      ),
    options: short,
    expect: BUILD,
    also: { workerd: [timeout] },
  },
  "a good answer, byte by byte": {
    serve: () => async (socket) => {
      for (const byte of whole(STARTED)) {
        socket.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    },
    expect: BUILD,
  },

  // TLS.
  "TLS by one whom nobody knows": { serve: () => send(whole(STARTED)), tls: true, expect: network },
  "TLS, answered in plain text": {
    serve: () => sendAndClose(whole(STARTED)),
    atOnce: true,
    scheme: "https",
    expect: network,
  },
  "TLS, refused": {
    serve: () => (socket) => socket.once("data", () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40]))),
    atOnce: true,
    scheme: "https",
    expect: network,
  },
  "TLS that says nothing": { serve: () => () => {}, atOnce: true, scheme: "https", options: short, expect: timeout },
};
