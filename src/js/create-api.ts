import type { Core, Name } from "./core.js";
import { CredentialsError, ValidationError } from "./errors.js";
import { mend, withFlat, withPlain } from "./flatten.js";
import { hasRequest, now, randomUuid } from "./platform.js";
import type { Api, Issue, Outcome, SignedRequest } from "./types.js";

type Returned<T> = { done: T } | { issues: Issue[] } | { credentialIssues: Issue[] };

/** The functions over the compiled core. */
export function createApi(core: Core): Api {
  const json = (name: Name, ...values: unknown[]): any =>
    JSON.parse(withFlat((bytes) => core.call(name, bytes), values));
  const plainJson = (name: Name, ...values: (string | number | undefined)[]): any =>
    JSON.parse(withPlain((bytes) => core.call(name, bytes), values));
  /** The bodies that echo a request, by their decoded errors: the token is masked in an error, and `diagnose` compares it. */
  const bodies = new WeakMap<object, string>();

  return {
    init: core.init,
    validate: (request) => json("validate", request),
    sign(request, credentials, options) {
      const result = withFlat(
        (bytes) => core.call("sign", bytes),
        [request, credentials, options],
        [now(), randomUuid()],
      );
      return result.startsWith("{") ? unwrap(JSON.parse(result)) : signedRequest(result);
    },
    toRequest(signed) {
      const parts = (possible: boolean) => unwrap<RequestInit & { url: string }>(json("request", signed, possible));
      const { url, ...init } = parts(hasRequest());
      try {
        return new Request(url, init) as ReturnType<Api["toRequest"]>;
      } catch {
        return parts(false) as never;
      }
    },
    endpoint: (regionId, options) => unwrap(json("endpoint", regionId, options)),
    decode(answer) {
      const headers = read(answer, "headers");
      const status = read(answer, "status");
      const body = bodyText(read(answer, "body"));
      const outcome: Outcome = plainJson(
        "decode",
        typeof status === "number" ? status : undefined,
        ...["x-acs-request-id", "x-acs-retry-after", "date"].map((name) => header(headers, name)),
        body,
      );
      if (!outcome.ok && Object.hasOwn(outcome.error, "serverStringToSign")) bodies.set(outcome.error, body);
      return outcome;
    },
    explain: (code) => plainJson("explain", text(code)) ?? undefined,
    diagnose(signed, answer) {
      const ours = ["stringToSign", "canonicalRequest", "timestamp"].map((name) => text(read(signed, name)));
      // An outcome and an ApiError are taken for what they hold.
      const error = read(answer, "error") ?? read(answer, "details") ?? answer;
      const isError = typeof read(error, "explanation") === "object" || read(error, "serverStringToSign") !== undefined;
      const body = bodies.get(error as object) ?? (isError ? undefined : bodyText(error));
      if (body !== undefined) return plainJson("diagnoseAnswer", ...ours, body);
      const theirs = ["code", "message", "serverStringToSign", "serverCanonicalRequest", "serverTime"];
      return plainJson("diagnoseError", ...ours, ...theirs.map((name) => text(read(error, name))));
    },
    inspect: (pasted, credentials) =>
      plainJson("inspect", text(pasted), text(read(credentials, "accessKeySecret")) || undefined),
    ramPolicy: (parts = {}) => unwrap(json("ramPolicy", parts)),
  };
}

/** Reads the parts of a signed request, see `parts` in `src/wasm/mod.rs`. */
function signedRequest(parts: string): SignedRequest {
  let end = -1;
  const part = () => parts.slice(end + 1, (end = parts.indexOf("\f", end + 1)));
  const method = part() as SignedRequest["method"],
    start = Number(part()),
    length = Number(part()),
    url = part(),
    body = part();
  const signature = part(),
    stringToSign = part(),
    canonicalRequest = part(),
    lines = part(),
    timestamp = part(),
    expiresAt = part();
  const signatureNonce = parts.slice(end + 1);
  const canonicalQuery = (body || url).slice(start, start + length);
  const headers = lines === "" ? {} : headersOf(lines);
  const sent = body === "" ? { method, url, headers } : { method, url, headers, body };
  const explained =
    canonicalRequest === ""
      ? { signature, stringToSign, canonicalQuery }
      : { signature, stringToSign, canonicalQuery, canonicalRequest };
  return { ...sent, redirect: "manual", ...explained, timestamp, signatureNonce, expiresAt };
}

function headersOf(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let start = 0, end: number; (end = lines.indexOf("\n", start)) >= 0; start = end + 1) {
    const colon = lines.indexOf(":", start);
    headers[lines.slice(start, colon)] = lines.slice(colon + 1, end);
  }
  return headers;
}

/** A longer body is refused, so no more of it needs to cross. */
const LONGEST_BODY = 1_048_577;

/** A longer chain of prototypes is no class hierarchy. */
const MOST_CLASSES = 16;

/**
 * A member of an object or its classes, such as `status` of a `Response`. A member of `Object.prototype` does not count, so
 * that polluting it changes no answer, and neither does a getter that throws.
 */
function read(object: unknown, name: string): unknown {
  try {
    let holder: object | null = Object(object);
    for (let i = 0; i < MOST_CLASSES && holder !== null; i++) {
      const next: object | null = Object.getPrototypeOf(holder);
      const isRoot = i > 0 && next === null;
      if (!isRoot && Object.hasOwn(holder, name)) return (object as Record<string, unknown>)[name];
      holder = next;
    }
  } catch {
    // It has none.
  }
  return undefined;
}

/** A text that can cross; `undefined` for what is none. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? mend(value.slice(0, LONGEST_BODY)) : undefined;
}

/** What is no body at all must not look like one that is empty: the build may have started. */
const WRONG_TYPE = '{"Code":"WrongBodyType"}';

/** A body as text: bytes, and an object that was made of JSON, are turned back. */
function bodyText(body: unknown): string {
  try {
    // By what they are, not by their class: they may be of another realm.
    const kind = Object.prototype.toString.call(body);
    if (kind === "[object ArrayBuffer]" || ArrayBuffer.isView(body))
      body = new TextDecoder().decode(body as BufferSource);
    else if (kind === "[object Object]") body = JSON.stringify(body);
  } catch {
    // It stays what it is.
  }
  return text(body) ?? WRONG_TYPE;
}

/** A header, from a `Headers` or from an object with names in any case. */
export function header(headers: unknown, name: string): string | undefined {
  try {
    if (headers instanceof Map) headers = Object.fromEntries(headers);
    const get = read(headers, "get");
    if (typeof get === "function") return text(get.call(headers, name));
    const key = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === name);
    const value = key === undefined ? undefined : read(headers, key);
    // Node has a list of those that came twice, and numbers.
    const first = Array.isArray(value) ? value[0] : value;
    return text(typeof first === "number" ? String(first) : first);
  } catch {
    return undefined;
  }
}

/** What a function of the core has returned; throws the issues that stood in its way. */
export function unwrap<T>(outcome: Returned<T>): T {
  // Entries are the outcome's own, whatever someone may have added to Object.prototype.
  const [[kind, value] = []] = Object.entries(outcome);
  if (kind === "issues") throw new ValidationError(value as Issue[]);
  if (kind === "credentialIssues") throw new CredentialsError(value as Issue[]);
  return value as T;
}
