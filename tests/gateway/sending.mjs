/** Sending to the gateway without a client, and reading what comes back. */
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { expired, inactive, NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { toQuery } from "./by-hand.mjs";
import { startGateway } from "./gateway.mjs";

const FORM = "application/x-www-form-urlencoded";

export function send(gateway, { method = "GET", path = "/", query = "", body, contentType = FORM }) {
  const headers = {
    ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    ...(body !== undefined && contentType && { "content-type": contentType }),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port: gateway.port, method, path: query ? `${path}?${query}` : path, headers, agent: false },
      async (response) => {
        const chunks = await response.toArray();
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() });
      },
    );
    request.on("error", reject).end(body);
  });
}

export function get(gateway, parameters) {
  return send(gateway, { query: toQuery(parameters) });
}

export function post(gateway, parameters) {
  return send(gateway, { method: "POST", body: toQuery(parameters) });
}

export function xmlMember(text, name) {
  const escaped = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return escaped?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function code({ text }) {
  return text.startsWith("{") ? JSON.parse(text).Code : xmlMember(text, "Code");
}

export async function withGateway(options, use) {
  const gateway = await startGateway({
    accounts: [plain, inactive, temporary, expired],
    now: () => NOW,
    pipelines: [PIPELINE],
    ...options,
  });
  try {
    return await use(gateway);
  } finally {
    await gateway.close();
  }
}

export function gatewayTest(name, use, options = {}) {
  test(name, (context) => withGateway(options, (gateway) => use(gateway, context)));
}

export function assertRefused(answer, { status, code: expected, message }) {
  const { RequestId, HostId, Code, Message, Recommend } = JSON.parse(answer.text);
  assert.deepEqual({ status: answer.status, Code, Message }, { status, Code: expected, Message: message });
  assert.equal(HostId, "ecs.aliyuncs.com");
  assert.match(RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  assert.equal(Recommend, `https://api.aliyun.com/troubleshoot?q=${expected}&product=Ecs&requestId=${RequestId}`);
}

export function missing(name) {
  return {
    status: 400,
    code: "MissingParameter",
    message: `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  };
}
