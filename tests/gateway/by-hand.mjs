/** Signing by hand: nothing of it is shared with the gateway or with the official packages. */
import { createHash, createHmac, randomUUID } from "node:crypto";
import { NOW_TEXT, PIPELINE, plain } from "./accounts.mjs";

const UNRESERVED = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");

export function encode(text) {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return UNRESERVED.has(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

export function toQuery(parameters) {
  return Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

export function toStringToSign(parameters, method) {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${method}&%2F&${encode(toQuery(sorted))}`;
}

export function sign(parameters, { method = "GET", secret = plain.accessKeySecret } = {}) {
  const Signature = createHmac("sha1", `${secret}&`).update(toStringToSign(parameters, method)).digest("base64");
  return { ...parameters, Signature };
}

export function unsigned(changes = {}) {
  const parameters = {
    Action: "StartImagePipelineExecution",
    Version: "2014-05-26",
    Format: "JSON",
    AccessKeyId: plain.accessKeyId,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: NOW_TEXT,
    RegionId: "cn-hangzhou",
    ImagePipelineId: PIPELINE,
    ...changes,
  };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}

/** A request to start a build, signed with ACS3-HMAC-SHA256, as it arrives. */
export function acs3Request({
  method = "POST",
  query = { RegionId: "cn-hangzhou", ImagePipelineId: PIPELINE },
  headers = {},
  body = "",
  account = plain,
} = {}) {
  const all = {
    host: "ecs.cn-hangzhou.aliyuncs.com",
    accept: "application/json",
    "x-acs-action": "StartImagePipelineExecution",
    "x-acs-version": "2014-05-26",
    "x-acs-date": NOW_TEXT,
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": sha256(body),
    "x-acs-security-token": account.securityToken,
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const { accessKeyId, accessKeySecret } = account;
  const { canonicalRequest, names } = toCanonicalRequest({ method, query, headers: sent, body });
  const stringToSign = `ACS3-HMAC-SHA256\n${sha256(canonicalRequest)}`;
  const signature = createHmac("sha256", accessKeySecret).update(stringToSign).digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  const url = `/?${toQuery(query)}`;
  return { method, url, headers: { ...sent, authorization }, body: Buffer.from(body), stringToSign, canonicalRequest };
}

function toCanonicalRequest({ method, query, headers, body }) {
  const sorted = (members) => Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
  const signed = Object.entries(sorted(headers)).filter(([name]) => /^(host|content-type|x-acs-.*)$/.test(name));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  return { names, canonicalRequest: `${method}\n/\n${toQuery(sorted(query))}\n${lines}\n${names}\n${sha256(body)}` };
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
