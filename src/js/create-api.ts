import type { Core } from "./core.js";
import type { Api, Outcome } from "./types.js";
import { join, split } from "./usual.js";

/** The functions of the package. */
export function createApi(core: Core): Api {
  /** The original bodies that echo a request, by their errors. `diagnose` needs the token, which is redacted in the error. */
  const bodies = new WeakMap<object, string>();

  return {
    init: core.init,
    validate: (request) => core.call((glue) => glue.validate(request)),
    sign(request, credentials, options) {
      const joined = join(request, credentials, options);
      const parts = joined === undefined ? undefined : core.call((glue) => glue.signUsual(joined));
      return parts === undefined ? core.call((glue) => glue.sign(request, credentials, options)) : split(parts);
    },
    toRequest: (signed) => core.call((glue) => glue.toRequest(signed)),
    endpoint: (regionId, options) => core.call((glue) => glue.endpoint(regionId, options)),
    decode(answer) {
      const headers = read(answer, "headers");
      const status = read(answer, "status");
      const body = bodyText(read(answer, "body"));
      const { requestId, retryAfter, date } = headersOf(headers);
      const outcome: Outcome = core.call((glue) => glue.decode(statusOf(status), requestId, retryAfter, date, body));
      if (!outcome.ok && Object.hasOwn(outcome.error, "serverStringToSign")) bodies.set(outcome.error, body);
      return outcome;
    },
    explain: (code) => core.call((glue) => glue.explain(text(code) ?? "")) ?? undefined,
    diagnose(signed, answer) {
      const stringToSign = text(read(signed, "stringToSign")) ?? "";
      const canonicalRequest = text(read(signed, "canonicalRequest"));
      const timestamp = text(read(signed, "timestamp")) ?? "";
      // Unwrap an outcome and an ApiError.
      const error = read(answer, "error") ?? read(answer, "details") ?? answer;
      const isError = typeof read(error, "explanation") === "object" || read(error, "serverStringToSign") !== undefined;
      const body = bodies.get(error as object) ?? (isError ? undefined : bodyText(error));
      if (body !== undefined) {
        return core.call((glue) => glue.diagnoseResponse(stringToSign, canonicalRequest, timestamp, body));
      }
      const member = (name: string) => text(read(error, name));
      return core.call((glue) =>
        glue.diagnoseError(
          stringToSign,
          canonicalRequest,
          timestamp,
          member("code") ?? "",
          member("message") ?? "",
          member("serverStringToSign"),
          member("serverCanonicalRequest"),
          member("serverTime"),
        ),
      );
    },
    inspect(pasted, credentials) {
      const secret = text(read(credentials, "accessKeySecret")) || undefined;
      return core.call((glue) => glue.inspect(text(pasted) ?? "", secret));
    },
    ramPolicy: (parts = {}) => core.call((glue) => glue.ramPolicy(parts)),
  };
}

/** The headers that the core reads. */
export function headersOf(headers: unknown) {
  return {
    requestId: header(headers, "x-acs-request-id"),
    retryAfter: header(headers, "x-acs-retry-after"),
    date: header(headers, "date"),
  };
}

/** Returns the status for the core: 0 for anything but an integer in its range. */
export function statusOf(status: unknown): number {
  return Number.isInteger(status) && (status as number) >= 0 && (status as number) < 65_536 ? (status as number) : 0;
}

/** Maximum characters of a body to pass on. The core refuses a longer one. */
const MAX_BODY = 1_048_577;

/** Maximum length of a prototype chain. No real class hierarchy is longer. */
const MAX_CLASSES = 16;

/**
 * Returns a member of an object or its classes, such as `status` of a `Response`. It ignores `Object.prototype`, so
 * that polluting it changes no result, and getters that throw.
 */
function read(object: unknown, name: string): unknown {
  try {
    let holder: object | null = Object(object);
    for (let i = 0; i < MAX_CLASSES && holder !== null; i++) {
      const next: object | null = Object.getPrototypeOf(holder);
      const isRoot = i > 0 && next === null;
      if (!isRoot && Object.hasOwn(holder, name)) return (object as Record<string, unknown>)[name];
      holder = next;
    }
  } catch {
    // No such member.
  }
  return undefined;
}

/** Returns a string for the core; `undefined` for any other type. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, MAX_BODY) : undefined;
}

/** Marks a body of another type: it must not count as empty, since the build may have started. */
const WRONG_TYPE = '{"Code":"WrongBodyType"}';

/** Returns a body as text, also from bytes and from a parsed JSON object. */
function bodyText(body: unknown): string {
  try {
    // Not by class, since they may be of another realm.
    const kind = Object.prototype.toString.call(body);
    if (kind === "[object ArrayBuffer]" || ArrayBuffer.isView(body))
      body = new TextDecoder().decode(body as BufferSource);
    else if (kind === "[object Object]") body = JSON.stringify(body);
  } catch {
    // Not serializable.
  }
  return text(body) ?? WRONG_TYPE;
}

/** Returns a header from a `Headers`, or from an object with names in any case. */
function header(headers: unknown, name: string): string | undefined {
  try {
    if (headers instanceof Map) headers = Object.fromEntries(headers);
    const get = read(headers, "get");
    if (typeof get === "function") return text(get.call(headers, name));
    const key = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === name);
    const value = key === undefined ? undefined : read(headers, key);
    // Node uses lists for repeated headers, and numbers.
    const first = Array.isArray(value) ? value[0] : value;
    return text(typeof first === "number" ? String(first) : first);
  } catch {
    return undefined;
  }
}
