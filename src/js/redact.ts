/** Removes the secrets of one request from responses and errors of `fetch`. */

/** Replaces each secret in a text by `***`. */
export type Redact = (text: string) => string;

/** Names of secrets, with their values. */
const NAMED = /\b(SecurityToken=|Signature=|x-acs-security-token["']?[:=]\s*["']?)[^&\s"')\]}]*/gi;
const QUERY = /(https?:\/\/[^\s?"')]*)\?[^\s"')]*/gi;
/** Minimum length of a value to redact. A shorter one occurs in texts by chance, and no real token is so short. */
const MIN_LENGTH = 4;
const DEEPEST = 5;
const MAX_ERRORS = 10;

/** Returns a function that redacts by name, and by these values in each encoding in which they are sent. */
export function redactor(secrets: unknown[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) if (typeof secret === "string" && secret.length >= MIN_LENGTH) addForms(forms, secret);
  const values = [...forms].sort((one, other) => other.length - one.length);
  return (text) => values.reduce((text, value) => text.split(value).join("***"), text.replace(NAMED, "$1***"));
}

function addForms(forms: Set<string>, secret: string): void {
  const once = encode(secret);
  for (const form of [secret, once, encode(once), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
    forms.add(form);
    forms.add(form.replace(/%[0-9A-F]{2}/g, (triplet) => triplet.toLowerCase()));
  }
}

/** Percent-encodes as in the signature. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Redacts every text in parsed JSON, in place. */
export function redactAll<T>(value: T, redact: Redact): T {
  if (typeof value === "string") return redact(value) as T;
  if (typeof value === "object" && value !== null) {
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) members[key] = redactAll(members[key], redact);
  }
  return value;
}

/** Members that runtimes add to errors, with primitive values. */
const PLAIN = new Set<PropertyKey>([
  "name",
  "message",
  "stack",
  "code",
  "errno",
  "syscall",
  "hostname",
  "address",
  "port",
  // Firefox and Safari.
  "fileName",
  "lineNumber",
  "columnNumber",
  "sourceURL",
  "line",
  "column",
]);
const KEPT = ["code", "errno", "syscall", "hostname", "address", "port"];

/**
 * Returns a safe `cause` for an error of `fetch`. An error that has only texts and numbers without a secret is returned
 * unchanged. Otherwise returns a redacted copy of its texts, since a member, a symbol, a getter, a `Map` or a cause may
 * contain the request.
 */
export function cleanCause(error: unknown, redact: Redact): unknown {
  try {
    return clean(error, redact, 0);
  } catch {
    return new Error("fetch threw an error that cannot be read.");
  }
}

function clean(error: unknown, redact: Redact, depth: number): unknown {
  if (typeof error === "string" || typeof error === "symbol") return redact(String(error));
  if ((typeof error !== "object" && typeof error !== "function") || error === null) return error;
  return isClean(error, redact, depth) ? error : copy(error as Error, redact, depth);
}

function isClean(error: object, redact: Redact, depth: number): boolean {
  if (depth > DEEPEST || !isBuiltIn(error)) return false;
  return Reflect.ownKeys(error).every((key) => {
    const value = (error as Record<PropertyKey, unknown>)[key];
    if (key === "cause") return clean(value, redact, depth + 1) === value;
    if (!PLAIN.has(key)) return false;
    // The stack may be a getter in V8.
    if (key !== "stack" && Object.getOwnPropertyDescriptor(error, key)?.get !== undefined) return false;
    return typeof value === "string"
      ? redact(value) === value
      : typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol";
  });
}

function isBuiltIn(error: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(error);
  const classes = [Error, TypeError, RangeError, SyntaxError, ReferenceError, globalThis.DOMException];
  return classes.some((known) => known?.prototype === prototype);
}

function copy(error: Error, redact: Redact, depth: number): Error | undefined {
  if (depth > DEEPEST) return undefined;
  const read = (name: string): unknown => {
    try {
      return (error as unknown as Record<string, unknown>)[name];
    } catch {
      return undefined;
    }
  };
  const text = (name: string) => {
    const value = read(name);
    return typeof value === "string" ? redact(value) : undefined;
  };
  const cause = clean(read("cause"), redact, depth + 1);
  const options = cause === undefined ? undefined : { cause };
  const errors = read("errors");
  const made = Array.isArray(errors)
    ? new AggregateError(
        errors.slice(0, MAX_ERRORS).map((inner) => clean(inner, redact, depth + 1)),
        text("message"),
        options,
      )
    : new Error(text("message"), options);
  for (const name of ["name", "stack"]) {
    const value = text(name)?.replace(QUERY, "$1");
    if (value !== undefined)
      Object.defineProperty(made, name, { value, configurable: true, writable: true, enumerable: false });
  }
  for (const name of KEPT) {
    const value = read(name);
    if (typeof value === "string" || typeof value === "number")
      Object.assign(made, { [name]: typeof value === "string" ? redact(value) : value });
  }
  return made;
}
