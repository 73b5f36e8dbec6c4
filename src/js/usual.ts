/**
 * Fast path of `sign`: usual arguments cross into the module as one text, and so does the result. `src/wasm/usual.rs`
 * is the other half. All other arguments take the general path; a test compares the two.
 */
import type { Credentials, SignedRequest, SignOptions, StartImagePipelineExecutionRequest } from "./types.js";

const REQUEST = ["action", "regionId", "imagePipelineId", "clientToken", "ownerAccount", "resourceOwnerAccount"];
const CREDENTIALS = ["accessKeyId", "accessKeySecret", "securityToken"];
const OPTIONS = ["signatureMethod", "method", "format", "endpoint", "timestamp", "signatureNonce"];
const TAG = ["key", "value"];
const MAX_TAGS = 20;
const MAX_TEXT = 65_536;
const ABSENT = "\u0001";

/** Thrown for a value that is not usual. */
const UNUSUAL = {};

/** Adds the known members of an object to the texts. Returns the number of its other members. Inherited ones do not count. */
function add(texts: string[], object: object, names: string[]): number {
  if (Object.getPrototypeOf(object) !== Object.prototype) throw UNUSUAL;
  const keys = Object.keys(object);
  let others = keys.length;
  for (const name of names) {
    const value = keys.includes(name) ? (object as Record<string, unknown>)[name] : undefined;
    if (value === undefined) texts.push(ABSENT);
    else if (typeof value === "string" && value !== ABSENT) {
      texts.push(value);
      others--;
    } else throw UNUSUAL;
  }
  return others;
}

/** Adds a list of tags. Returns the number of members it takes: 0 or 1. */
function addTags(texts: string[], list: unknown): number {
  if (list === undefined) {
    texts.push("0");
    return 0;
  }
  if (!Array.isArray(list) || Object.getPrototypeOf(list) !== Array.prototype || list.length > MAX_TAGS) throw UNUSUAL;
  texts.push(String(list.length));
  for (let i = 0; i < list.length; i++) if (add(texts, list[i], TAG) !== 0) throw UNUSUAL;
  return 1;
}

/** Returns the arguments as one text; `undefined` if they need the general path. */
export function join(
  request: StartImagePipelineExecutionRequest,
  credentials: Credentials,
  options: SignOptions | undefined,
): string | undefined {
  try {
    const texts: string[] = [];
    let others = add(texts, request, REQUEST);
    for (const name of ["tag", "templateTag"] as const)
      others -= addTags(texts, Object.keys(request).includes(name) ? request[name] : undefined);
    others += add(texts, credentials, CREDENTIALS) + add(texts, options ?? {}, OPTIONS);
    const text = texts.join("\0");
    // A NUL would split a text. `isWellFormed` is missing in browsers before 2023.
    const isUsual = others === 0 && text.length <= MAX_TEXT && text.isWellFormed();
    return isUsual && text.split("\0").length === texts.length ? text : undefined;
  } catch {
    // The general path reports the error.
    return undefined;
  }
}

/** Parses the signed request from the text that `usual.rs` has joined. */
export function split(parts: string): SignedRequest {
  let end = -1;
  const part = () => parts.slice(end + 1, (end = parts.indexOf("\f", end + 1)));
  const method = part() as SignedRequest["method"];
  const start = Number(part());
  const length = Number(part());
  const url = part();
  const body = part();
  const signature = part();
  const stringToSign = part();
  const canonicalRequest = part();
  const lines = part();
  const timestamp = part();
  const expiresAt = part();
  const signatureNonce = parts.slice(end + 1);
  // URL or body contain it, so it need not cross twice.
  const canonicalQuery = (body || url).slice(start, start + length);
  const signed: SignedRequest = {
    method,
    url,
    headers: lines === "" ? {} : headersOf(lines),
    redirect: "manual",
    signature,
    stringToSign,
    canonicalQuery,
    timestamp,
    signatureNonce,
    expiresAt,
  };
  if (body !== "") signed.body = body;
  if (canonicalRequest !== "") signed.canonicalRequest = canonicalRequest;
  return signed;
}

function headersOf(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let start = 0, end: number; (end = lines.indexOf("\n", start)) >= 0; start = end + 1) {
    const colon = lines.indexOf(":", start);
    headers[lines.slice(start, colon)] = lines.slice(colon + 1, end);
  }
  return headers;
}
