/** ACS3-HMAC-SHA256 by hand, in right ways and wrong ones, and a server that checks it: nothing of it is shared with the package. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";

import openApiUtil from "@alicloud/openapi-util";

import { serve } from "../serve.mjs";
import { byBytes, encode, join, NOW } from "./wrong-signer.mjs";

export const sha256 = (text) => createHash("sha256").update(text).digest("hex");
export const hmac = (text, key, encoding = /** @type {import("node:crypto").BinaryToTextEncoding} */ ("hex")) =>
  createHmac("sha256", key).update(text).digest(encoding);
export const isSigned = (name) => name === "host" || name.startsWith("x-acs-");

/** A canonical request, with each step open to mistakes. */
export function canonicalRequest(
  { method, query, headers },
  {
    encoder = encode,
    order = byBytes,
    whole = (text) => text,
    path = "/",
    headerOrder = byBytes,
    blank = "\n",
    body = "",
    bodyHash = sha256(body),
    name = (text) => text,
  } = {},
) {
  const signed = Object.entries(headers)
    .filter(([name]) => isSigned(name))
    .sort(headerOrder);
  const lines = signed.map(([key, value]) => `${name(key)}:${value}\n`).join("");
  const names = signed.map(([key]) => name(key)).join(";");
  return `${method}\n${path}\n${whole(join([...query].sort(order), encoder))}\n${lines}${blank}${names}\n${bodyHash}`;
}

/** Sends a request as it stands. */
export function send(url, { method, path, headers, body }) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname: hostname.replace(/[[\]]/g, ""), port, method, path, headers, agent: false },
      async (response) => {
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(await response.toArray()).toString(),
        });
      },
    );
    request.on("error", reject).end(body);
  });
}

/** A server that answers as the gateway does, in the format that is accepted. `refusal` and `cut` make its answer another one. */
export async function startServer() {
  const server = { refusal: undefined, cut: (message) => message, date: new Date(NOW).toUTCString() };
  const http = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const isJson = request.headers.accept !== "application/xml";
    const answer = (status, members) => {
      const text = (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      const xml = () =>
        `<Error>${Object.entries(members)
          .map(([name, value]) => `<${name}>${text(value)}</${name}>`)
          .join("")}</Error>`;
      response.writeHead(status, { date: server.date }).end(isJson ? JSON.stringify(members) : xml());
    };
    const refusal = server.refusal ?? refusalOf(request, body);
    if (refusal) answer(400, { RequestId: "r", HostId: "h", Code: refusal.code, Message: server.cut(refusal.message) });
    else answer(200, { RequestId: "r", ExecutionId: "exec-1" });
  });
  return Object.assign(server, http);
}

/**
 * Alibaba Cloud's own code signs what arrived; what it signed is echoed in the form that the gateway has.
 * @param {import("node:http").IncomingMessage} request
 * @param {string} body
 */
function refusalOf({ method, url, headers, rawHeaders }, body) {
  const [, algorithm, key, names] = /^(\S+) Credential=(.*),SignedHeaders=(.*),Signature=/.exec(headers.authorization);
  const query = Object.fromEntries(new URLSearchParams(url.split("?")[1]));
  const signed = Object.fromEntries(
    names
      .split(";")
      .map((name) => [name, headers[name]])
      .filter(([, value]) => value !== undefined),
  );
  const official = openApiUtil.default.getAuthorization(
    { method, pathname: "/", query, headers: signed },
    algorithm,
    sha256(body),
    key,
    "testsecret",
  );
  const request = canonicalRequest({ method, query: Object.entries(query), headers: signed }, { body });
  const stringToSign = `${algorithm}\n${sha256(request)}`;
  // An echo that differs from what that code signed would send the reader after the wrong cause.
  assert.ok(official.endsWith(`,Signature=${hmac(stringToSign, "testsecret")}`), rawHeaders.join());
  if (official === headers.authorization) return undefined;
  const message = `Specified signature does not match our calculation. server StringToSign is [${stringToSign}] server CanonicalRequest is [${request}]`;
  return { code: "SignatureDoesNotMatch", message };
}
