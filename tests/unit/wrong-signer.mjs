/** Signing by hand, in right ways and wrong ones: nothing of it is shared with the package or with the gateway. */
import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";

import { serve } from "../serve.mjs";

export const NOW = Date.parse("2026-01-02T03:04:05Z");
export const TOKEN = "CAIShwJ1q6Ft5B2yfSjIr5/GMo7x+3YkZgBhQw==";
export const accounts = [
  { accessKeyId: "testid", accessKeySecret: "testsecret" },
  { accessKeyId: "inactive", accessKeySecret: "testsecret", inactive: true },
  { accessKeyId: "STS.id", accessKeySecret: "testsecret", securityToken: TOKEN },
  { accessKeyId: "STS.expired", accessKeySecret: "testsecret", securityToken: TOKEN, securityTokenExpires: NOW },
];

const hex = (byte) => byte.toString(16).toUpperCase().padStart(2, "0");
/** RFC 3986, byte by byte. */
export const encode = (text) =>
  [...Buffer.from(text)]
    .map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${hex(byte)}`))
    .join("");
export const lowerCase = (text) => encode(text).replace(/%../g, (octet) => octet.toLowerCase());
export const byBytes = (/** @type {any[]} */ [a], /** @type {any[]} */ [b]) => (a < b ? -1 : a > b ? 1 : 0);

export const join = (pairs, encoder = encode) =>
  pairs.map(([name, value]) => `${encode(name)}=${encoder(value)}`).join("&");

let nonces = 0;
export function parameters(changes = {}) {
  return {
    Action: "StartImagePipelineExecution",
    Version: "2014-05-26",
    Format: "JSON",
    AccessKeyId: "testid",
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: `nonce-${process.pid}-${++nonces}`,
    Timestamp: "2026-01-02T03:04:05Z",
    RegionId: "cn-hangzhou",
    ImagePipelineId: "ip-2ze5tsl5bp6nf2b3",
    ...changes,
  };
}

/** A string to sign, with each step open to mistakes. */
export function toSign(all, { method = "GET", encoder = encode, order = byBytes, path = "%2F", whole = encode } = {}) {
  return `${method}&${path}&${whole(join(Object.entries(all).sort(order), encoder))}`;
}

export const hmac = (text, key) => createHmac("sha1", key).update(text).digest("base64");

/** Sends a query or a form. */
export function send(url, method, query, headers = {}) {
  const isForm = method === "POST";
  const target = new URL(url);
  return new Promise((resolve, reject) => {
    const type = isForm ? { "content-type": "application/x-www-form-urlencoded" } : {};
    const options = {
      host: target.hostname,
      port: target.port,
      method,
      path: isForm ? "/" : `/?${query}`,
      agent: false,
    };
    const request = httpRequest({ ...options, headers: { ...type, ...headers } }, async (response) => {
      const body = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    request.on("error", reject).end(isForm ? query : undefined);
  });
}

/** A proxy that does something to the pairs of the query, as they stand on the wire, and may change the method. */
export async function startProxy(target) {
  const proxy = { change: (pairs) => pairs, method: undefined };
  const server = await serve(async (request, response) => {
    const pairs = request.url
      .split("?")[1]
      .split("&")
      .map((pair) => pair.split(/=(.*)/s).slice(0, 2));
    const query = proxy
      .change(pairs)
      .map((pair) => pair.join("="))
      .join("&");
    const answer = await send(target, proxy.method ?? request.method, query);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  return Object.assign(proxy, server);
}
