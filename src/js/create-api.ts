import * as glue from "#glue";

import { CredentialsError, ValidationError } from "./errors.js";
import { flatten } from "./flatten.js";
import type { Api, Issue, Outcome } from "./types.js";

type Returned<T> = { done: T } | { issues: Issue[] } | { credentialIssues: Issue[] };

/**
 * The functions over a module that is asked for at the first call. Entries differ in where they have it from.
 */
export function createApi(getModule: () => WebAssembly.Module): Api {
  let core: typeof glue | undefined;
  /** The bodies that echo a request, by their decoded errors: the token is masked in an error, and `diagnose` compares it. */
  const bodies = new WeakMap<object, string>();

  function load(): typeof glue {
    if (core === undefined) {
      const instance = new WebAssembly.Instance(getModule(), { "./core_bg.js": glue as unknown as WebAssembly.ModuleImports });
      glue.__wbg_set_wasm(instance.exports);
      (instance.exports.__wbindgen_start as () => void)();
      core = glue;
    }
    return core;
  }

  return {
    validate: (request) => unwrap(load().validate(flatten(request))),
    sign: (request, credentials, options) => unwrap(load().sign(flatten(request, credentials, options))),
    toRequest: (signed) => unwrap(load().toRequest(flatten(signed))),
    endpoint: (regionId, options) => unwrap(load().endpoint(flatten(regionId, options))),
    decode(answer) {
      const headers = read(answer, "headers");
      const head = flatten(
        read(answer, "status"),
        ...["x-acs-request-id", "x-acs-retry-after", "date"].map((name) => header(headers, name)),
      );
      const body = text(read(answer, "body")) ?? "";
      const outcome = unwrap<Outcome>(load().decode(head, body));
      if (!outcome.ok && outcome.error.serverStringToSign !== undefined) bodies.set(outcome.error, body);
      return outcome;
    },
    explain: (code) => load().explain(text(code) ?? ""),
    diagnose(signed, answer) {
      const ours = [
        text(read(signed, "stringToSign")) ?? "",
        text(read(signed, "canonicalRequest")),
        text(read(signed, "timestamp")) ?? "",
      ] as const;
      const body = text(answer) ?? bodies.get(answer as object);
      if (body !== undefined) return load().diagnoseAnswer(...ours, body);
      const theirs = (name: string) => text(read(answer, name));
      return load().diagnoseError(
        ...ours,
        theirs("code") ?? "",
        theirs("message") ?? "",
        theirs("serverStringToSign"),
        theirs("serverCanonicalRequest"),
        theirs("serverTime"),
      );
    },
    ramPolicy: (parts = {}) => unwrap(load().ramPolicy(flatten(parts))),
  };
}

/** A longer body is refused, so no more of it needs to cross. */
const LONGEST_BODY = 1_048_577;

/** A member, whatever the object is; a getter that throws has none. */
function read(object: unknown, name: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, LONGEST_BODY) : undefined;
}

/** A header, from a `Headers` or from an object with names in any case. */
function header(headers: unknown, name: string): string | undefined {
  try {
    const get = (headers as Headers | undefined)?.get;
    if (typeof get === "function") return text(get.call(headers, name));
    const key = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === name);
    return key === undefined ? undefined : text(read(headers, key));
  } catch {
    return undefined;
  }
}

function unwrap<T>(outcome: Returned<T>): T {
  // Entries are the outcome's own, whatever someone may have added to Object.prototype.
  const [[kind, value] = []] = Object.entries(outcome);
  if (kind === "issues") throw new ValidationError(value as Issue[]);
  if (kind === "credentialIssues") throw new CredentialsError(value as Issue[]);
  return value as T;
}
