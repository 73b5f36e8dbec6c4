/** The credentials of a client. */
import type { ClientOptions, CredentialsRequest } from "./types.js";

const SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const VARIABLES = ["ALIBABA_CLOUD_ACCESS_KEY_ID", SECRET, "ALIBABA_CLOUD_SECURITY_TOKEN"];

/** The source of credentials, asked before each attempt. */
export interface CredentialsSource {
  /** Whether they are environment variables, by their names. */
  isEnvironment: boolean;
  /** Whether asking again can return different credentials. */
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

/** Checks for an object with `getCredential`, such as a client of `@alicloud/credentials`. */
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

/** Returns the AccessKey secret of credentials. */
export function secretOf(credentials: unknown): unknown {
  try {
    const { accessKeySecret, [SECRET]: variable } = credentials as Record<string, unknown>;
    return accessKeySecret ?? variable;
  } catch {
    return undefined;
  }
}

/** Returns an environment variable, if the runtime has any and allows reading it. */
export function environmentVariable(name: string): string | undefined {
  try {
    // Bundlers do not replace a property of `globalThis`. Replacing it would write a secret into the bundle.
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    const { env } = process ?? {};
    return env !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
  } catch {
    return undefined;
  }
}
