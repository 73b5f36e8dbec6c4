import * as glue from "#glue";

import { CredentialsError, ValidationError } from "./errors.js";
import { flatten } from "./flatten.js";
import type { Api, Issue } from "./types.js";

type Outcome<T> = { done: T } | { issues: Issue[] } | { credentialIssues: Issue[] };

/**
 * The functions over a module that is asked for at the first call. Entries differ in where they have it from.
 */
export function createApi(getModule: () => WebAssembly.Module): Api {
  let core: typeof glue | undefined;

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
  };
}

function unwrap<T>(outcome: Outcome<T>): T {
  // Entries are the outcome's own, whatever someone may have added to Object.prototype.
  const [[kind, value] = []] = Object.entries(outcome);
  if (kind === "issues") throw new ValidationError(value as Issue[]);
  if (kind === "credentialIssues") throw new CredentialsError(value as Issue[]);
  return value as T;
}
