/** Every place where a value of the caller's arrives: name, and how the API is called with a value there. */
import { credentials, options, request } from "./example.mjs";

/** @typedef {[name: string, call: (api: any, value: any) => unknown]} Position */

const signed = {
  method: "POST",
  url: "https://ecs.aliyuncs.com/",
  headers: { "content-type": "text/plain" },
  body: "a",
};

const ofRequest = {
  request: (value) => value,
  ...Object.fromEntries(
    [
      "action",
      "regionId",
      "imagePipelineId",
      "clientToken",
      "tag",
      "templateTag",
      "ownerAccount",
      "ownerId",
      "resourceOwnerAccount",
      "resourceOwnerId",
      "unknown",
    ].map((name) => [name, (value) => ({ ...request, [name]: value })]),
  ),
  "tag[0]": (value) => ({ ...request, tag: [value] }),
  "tag[0].key": (value) => ({ ...request, tag: [{ key: value }] }),
  "tag[0].value": (value) => ({ ...request, tag: [{ key: "k", value }] }),
  "templateTag[1].key": (value) => ({ ...request, templateTag: [{ key: "k" }, { key: value }] }),
};
const ofCredentials = {
  credentials: (value) => value,
  ...Object.fromEntries(
    ["accessKeyId", "accessKeySecret", "securityToken", "unknown"].map((name) => [
      name,
      (value) => ({ ...credentials, [name]: value }),
    ]),
  ),
};
const ofOptions = {
  options: (value) => value,
  ...Object.fromEntries(
    ["signatureMethod", "method", "format", "endpoint", "timestamp", "signatureNonce", "unknown"].map((name) => [
      name,
      (value) => ({ ...options, [name]: value }),
    ]),
  ),
};
const ofSigned = {
  signed: (value) => value,
  ...Object.fromEntries(
    ["url", "method", "headers", "body", "unknown"].map((name) => [name, (value) => ({ ...signed, [name]: value })]),
  ),
  header: (value) => ({ ...signed, headers: { a: value } }),
};

const answer = { status: 400, headers: { date: "Fri, 02 Jan 2026 03:04:05 GMT" }, body: '{"Code":"Throttling"}' };
const ofAnswer = {
  answer: (value) => value,
  ...Object.fromEntries(["status", "headers", "body"].map((name) => [name, (value) => ({ ...answer, [name]: value })])),
  header: (value) => ({ ...answer, headers: { "x-acs-request-id": value, "x-acs-retry-after": value, date: value } }),
};
const refusal = { code: "SignatureDoesNotMatch", message: "m", serverStringToSign: "GET&%2F&A%3D1" };

/** @returns {Position[]} */
const under = (start, places, call) =>
  Object.entries(places).map(([name, place]) => [`${start} ${name}`, (api, value) => call(api, place(value))]);

/** @type {Position[]} */
export const positions = [
  ...under("validate:", ofRequest, ({ validate }, value) => validate(value)),
  ...under("sign:", ofRequest, ({ sign }, value) => sign(value, credentials, options)),
  ...under("sign:", ofCredentials, ({ sign }, value) => sign(request, value, options)),
  ...under("sign:", ofOptions, ({ sign }, value) => sign(request, credentials, value)),
  ["endpoint: regionId", ({ endpoint }, value) => endpoint(value)],
  ["endpoint: options", ({ endpoint }, value) => endpoint("cn-hangzhou", value)],
  ["endpoint: network", ({ endpoint }, value) => endpoint("cn-hangzhou", { network: value })],
  ...under("toRequest:", ofSigned, ({ toRequest }, value) => toRequest(value)),
  ["ramPolicy: parts", ({ ramPolicy }, value) => ramPolicy(value)],
  ["ramPolicy: regionId", ({ ramPolicy }, value) => ramPolicy({ regionId: value })],
  ...under("decode:", ofAnswer, ({ decode }, value) => decode(value)),
  ["explain: code", ({ explain }, value) => explain(value)],
  ["inspect: text", ({ inspect }, value) => inspect(value)],
  ["inspect: credentials", ({ inspect }, value) => inspect("GET&%2F&A%3D1", value)],
  [
    "inspect: accessKeySecret",
    ({ inspect }, value) => inspect("https://ecs.aliyuncs.com/?A=1&Signature=x", { accessKeySecret: value }),
  ],
  ["diagnose: signed", ({ diagnose }, value) => diagnose(value, refusal)],
  ["diagnose: answer", ({ diagnose }, value) => diagnose({ stringToSign: "a", timestamp: "b" }, value)],
  [
    "diagnose: error",
    ({ diagnose }, value) =>
      diagnose({ stringToSign: value, timestamp: value }, { ...refusal, serverStringToSign: value, message: value }),
  ],
];
