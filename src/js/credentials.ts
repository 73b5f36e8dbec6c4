/** Where the credentials of a client are from. */
import type { ClientOptions, CredentialsRequest } from "./types.js";

const SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const VARIABLES = ["ALIBABA_CLOUD_ACCESS_KEY_ID", SECRET, "ALIBABA_CLOUD_SECURITY_TOKEN"];

/** What is asked for credentials before each attempt. */
export interface CredentialsSource {
  /** Whether they are variables of the environment, by their names. */
  isEnvironment: boolean;
  /** Whether the next ones may be others. */
  isRenewable: boolean;
  ask(request: CredentialsRequest): unknown;
}

export function credentialsSource(given: ClientOptions["credentials"]): CredentialsSource {
  if (given === undefined || given === null)
    return { isEnvironment: true, isRenewable: true, ask: environmentVariables };
  if (typeof given === "function") return { isEnvironment: false, isRenewable: true, ask: (request) => given(request) };
  if (isProvider(given)) return { isEnvironment: false, isRenewable: true, ask: () => given.getCredential() };
  return { isEnvironment: false, isRenewable: false, ask: () => given };
}

/** An object with `getCredential`, as that of `@alicloud/credentials`. */
function isProvider(given: object): given is { getCredential(): unknown } {
  try {
    const { getCredential } = given as { getCredential?: unknown };
    return (
      typeof getCredential === "function" &&
      getCredential !== (Object.prototype as { getCredential?: unknown }).getCredential
    );
  } catch {
    return false;
  }
}

function environmentVariables(): Record<string, string | undefined> {
  return Object.fromEntries(VARIABLES.map((name) => [name, environmentVariable(name)]));
}

/** The AccessKey secret of what was given. */
export function secretOf(credentials: unknown): unknown {
  try {
    const { accessKeySecret, [SECRET]: variable } = credentials as Record<string, unknown>;
    return accessKeySecret ?? variable;
  } catch {
    return undefined;
  }
}

/** An environment variable, where the runtime has any and allows to read it. */
export function environmentVariable(name: string): string | undefined {
  try {
    // A property of `globalThis` is not replaced by bundlers, which would write a secret into the bundle.
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    const { env } = process ?? {};
    return env !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
  } catch {
    return undefined;
  }
}
