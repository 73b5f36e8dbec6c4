/**
 * What a client does: it asks for credentials, sends and waits. What comes next is decided in Rust, in `src/sending.rs` and
 * `src/rate_limit.rs`.
 */
import type { Core } from "./core.js";
import { header, text, unwrap } from "./create-api.js";
import { ApiError, CredentialsError, NetworkError, ValidationError } from "./errors.js";
import { type Plain, withFlat, withPlain } from "./flatten.js";
import { randomUuid, now as systemTime } from "./platform.js";
import type {
  ClientOptions,
  Clock,
  Diagnosis,
  ErrorDetails,
  Issue,
  Signed,
  SignedRequest,
  Started,
  StartOptions,
  StartRequest,
} from "./types.js";

/** As `Step` of `src/sending.rs` crosses: its name, and what belongs to it. */
type Step =
  | ["queue", { regionId: string }]
  | ["askCredentials", { timeout: number; expired: boolean }]
  | ["send", { request: SignedRequest; timeout: number }]
  | ["wait", { milliseconds: number }]
  | ["done", Started]
  | ["failed", { failure: { [K in keyof Failures]?: Failures[K] }; attempts: number; clientToken: string }];

/** As `Failure` of `src/sending.rs` crosses. */
interface Failures {
  request: Issue[];
  credentials: Issue[];
  refused: { error: ErrorDetails; diagnosis?: Diagnosis };
  noAnswer: Pick<NetworkError, "code" | "explanation" | "remedy">;
}

/** What has happened: its name, the time, a random number, and what belongs to it; see `send` in `src/wasm/sending.rs`. */
type Event = [name: string, now?: number | undefined, random?: number | undefined, ...rest: Plain[]];

type Ending<T> = ["done", T] | ["failed", unknown] | ["late"] | ["aborted"];

/** A longer answer is refused, so no more of it is read. */
const LARGEST_ANSWER = 1_048_576;

const systemClock: Clock = {
  now: systemTime as () => number,
  sleep: (ms, signal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      // What is longer would end at once.
      const timer = setTimeout(end, Math.min(ms, 2 ** 31 - 1));
      signal.addEventListener("abort", end);
    }),
};

export function createClient(
  core: Core,
  given: ClientOptions,
): (request: StartRequest, options?: StartOptions) => Promise<Started> {
  const options = copy(given);
  // What could not be copied is the core's to refuse.
  const checked =
    options !== given
      ? { ...options, fetch: options.fetch ?? globalThis.fetch, clock: copy(options.clock, "now", "sleep") }
      : options;
  unwrap(JSON.parse(withFlat((bytes) => core.call("client", bytes), [checked])));

  const { credentials: who, fetch: send, clock, ...settings } = options;
  const timer = clock ?? systemClock;
  /** How many calls there were to each region in the last minute. */
  const places = new Map<string, string>();
  /** The earliest time that it can be, since so much was waited in the queue: a clock may stand still, or be set back. */
  let earliest = -Infinity;
  /** How far the server's clock is ahead, in milliseconds, as a start was told. */
  let ahead = "";

  return async function start(request: StartRequest, startOptions?: StartOptions): Promise<Started> {
    const { signal, unknown } = readSignal(startOptions);
    // The parameters must be the same in each attempt, whatever becomes of the object.
    const credentialsMark = typeof who === "function" ? who : undefined;
    const call = withFlat((bytes) => bytes.slice(), [{ ...settings, credentials: credentialsMark }, request, unknown]);
    const token = randomUuid();
    let state = ahead;
    let event: Event = ["begin"];
    let credentials: unknown;
    /** What was thrown in this attempt. */
    let cause: unknown;

    for (;;) {
      const next = withFlat((bytes) => core.call("send", bytes), [credentials], [call, token, state, ...event]);
      const { state: after, step, ahead: told } = JSON.parse(next);
      [state, credentials] = [after, undefined];
      ahead = told || ahead;
      if (step === "ended") throw signal?.reason;
      const [kind, it] = Object.entries(step)[0] as Step;
      if (kind === "done") return { executionId: it.executionId, requestId: it.requestId, attempts: it.attempts };
      if (kind === "failed") throw errorOf(it, cause);
      if (kind === "queue") event = await queue(it.regionId);
      else if (kind === "askCredentials") event = await ask(it);
      else if (kind === "send") event = await attempt(it);
      else event = (await within(it.milliseconds, never))[0] === "aborted" ? ["aborted"] : ["waited", time()];
    }

    async function queue(regionId: string): Promise<Event> {
      for (;;) {
        // Whoever wants nothing any more takes no place.
        if (signal?.aborted) return ["aborted"];
        const now = Math.max(time() ?? Number.NaN, earliest);
        const admission = withPlain((bytes) => core.call("admit", bytes), [call, places.get(regionId), now]);
        const { state, wait }: { state: string; wait: number } = JSON.parse(admission);
        places.set(regionId, state);
        if (wait === 0) return ["admitted", time()];
        if ((await within(wait, never))[0] === "aborted") return ["aborted"];
        earliest = Math.max(earliest, now + wait);
      }
    }

    async function ask({ timeout, expired }: { timeout: number; expired: boolean }): Promise<Event> {
      cause = undefined;
      const [kind, given] = await within(timeout, (signal) =>
        typeof who === "function" ? who({ signal, expired }) : who,
      );
      if (kind === "aborted") return [kind];
      if (kind === "late") return ["credentialsLate"];
      if (kind === "done") {
        credentials = given;
        return ["credentials", time(), undefined, randomUuid()];
      }
      cause = given;
      return ["credentialsFailed"];
    }

    async function attempt({ request, timeout }: { request: SignedRequest; timeout: number }): Promise<Event> {
      const [kind, given] = await within(timeout, (signal) => exchange(send ?? globalThis.fetch, request, signal));
      const random = Math.floor(Math.random() * 2 ** 32);
      if (kind === "aborted") return [kind];
      if (kind === "late") return ["answerLate", time(), random];
      if (kind === "done") {
        const { stringToSign, canonicalRequest, timestamp }: Signed = request;
        return ["answer", time(), random, ...given, stringToSign, canonicalRequest, timestamp];
      }
      cause = withoutSecrets(given);
      return ["answerFailed", time(), random];
    }

    function time(): number | undefined {
      try {
        return Math.floor(timer.now());
      } catch {
        return undefined;
      }
    }

    /** Does something, as long as there is time and the caller wants it. What is late is told to stop. */
    async function within<T>(ms: number, work: (signal: AbortSignal) => T | PromiseLike<T>): Promise<Ending<T>> {
      if (signal?.aborted) return ["aborted"];
      const stop = new AbortController();
      let abort!: () => void;
      const aborted = new Promise<["aborted"]>((resolve) => (abort = () => resolve(["aborted"])));
      const letGo = listen(signal, abort);
      try {
        const ended = (async () => work(stop.signal))().then(
          (value): Ending<T> => ["done", value],
          (error: unknown): Ending<T> => ["failed", error],
        );
        // A clock that cannot wait must not hide what has been sent.
        const late = (async () => timer.sleep(ms, stop.signal))()
          .catch(() => {})
          .then((): Ending<T> => ["late"]);
        return await Promise.race([ended, late, aborted]);
      } finally {
        letGo();
        // Without a reason, an exception is made each time, with its stack.
        stop.abort("over");
      }
    }
  };
}

/** The listener at each signal of a caller, and whom it tells. Node warns of more than ten, so there is one. */
const listening = new WeakMap<AbortSignal, { abort: () => void; all: Set<() => void> }>();

/** Tells when a signal aborts, until the function is called that is returned. */
function listen(signal: AbortSignal | undefined, tell: () => void): () => void {
  if (signal === undefined) return () => {};
  let found = listening.get(signal);
  if (found === undefined) {
    const all = new Set<() => void>();
    found = { abort: () => all.forEach((tell) => tell()), all };
    listening.set(signal, found);
    signal.addEventListener("abort", found.abort);
  }
  const { abort, all } = found;
  all.add(tell);
  return () => {
    all.delete(tell);
    if (all.size === 0 && listening.delete(signal)) signal.removeEventListener("abort", abort);
  };
}

const never = () => new Promise<never>(() => {});

/** Sends a request, and reads what is to be told of its answer. */
async function exchange(
  send: (url: string, init: RequestInit) => PromiseLike<Response>,
  request: SignedRequest,
  signal: AbortSignal,
): Promise<Plain[]> {
  const { url, method, headers, body }: SignedRequest = bare(request);
  const init: RequestInit = bare({ method, headers, redirect: "manual", signal });
  if (body !== undefined) init.body = body;
  // workerd throws where it has no such member.
  if (requestHas("credentials")) init.credentials = "omit";
  if (requestHas("cache")) init.cache = "no-store";
  const response = await send(url, init);
  // A browser hides the status of a redirect that it does not follow. Another `fetch` may have followed one all the same.
  const status: unknown = response.type === "opaqueredirect" || response.redirected ? 302 : response.status;
  const told = ["x-acs-request-id", "x-acs-retry-after", "date"].map((name) => header(response.headers, name));
  return [typeof status === "number" ? status : undefined, ...told, text(await bodyOf(response, signal))];
}

async function bodyOf(response: Response, signal: AbortSignal): Promise<string> {
  // Some that are made for Node alone have another kind of stream.
  if (typeof response.body?.getReader !== "function") return response.text();
  const reader = response.body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  // A `fetch` of the caller's own may not heed the signal.
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop);
  const decoder = new TextDecoder();
  let body = "";
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return body + decoder.decode();
    body += decoder.decode(value, { stream: true });
    length += value.byteLength;
    if (length > LARGEST_ANSWER) {
      stop();
      return body.padEnd(LARGEST_ANSWER + 1);
    }
  }
}

const SECRETS = /\b(SecurityToken=|Signature=|x-acs-security-token["']?[:=]\s*["']?)[^&\s"')\]}]*/gi;

/** An error of `fetch`; or, where the runtime has put the URL into it, what else it says. */
function withoutSecrets(error: unknown): unknown {
  if (!holdsSecret(error)) return error;
  try {
    const { name = "Error", message = "", code } = error as Error & { code?: unknown };
    const masked = new Error(String(message).replace(SECRETS, "$1***"));
    return Object.assign(masked, { name }, typeof code === "string" && { code });
  } catch {
    return undefined;
  }
}

function holdsSecret(error: unknown, depth = 0): boolean {
  try {
    if (typeof error !== "object" || error === null) return String(error).search(SECRETS) >= 0;
    const { message, stack, cause } = error as Error;
    const shown = `${message} ${stack} ${JSON.stringify(error)}`;
    return shown.search(SECRETS) >= 0 || (cause !== undefined && (depth > 4 || holdsSecret(cause, depth + 1)));
  } catch {
    return true;
  }
}

function requestHas(member: string): boolean {
  try {
    return member in Request.prototype;
  } catch {
    return false;
  }
}

function errorOf({ failure, ...sent }: (Step & ["failed", unknown])[1], cause: unknown): Error {
  const [kind, about] = Object.entries(failure)[0] as { [K in keyof Failures]: [K, Failures[K]] }[keyof Failures];
  if (kind === "request") return new ValidationError(about);
  if (kind === "credentials") return new CredentialsError(about, sent, cause);
  if (kind === "noAnswer") return new NetworkError({ ...about, ...sent }, cause);
  const { error, ...diagnosis } = about;
  return new ApiError(error, { ...sent, ...diagnosis });
}

/** An object of these members alone, whatever someone may have added to Object.prototype. */
function bare<T extends object>(members: T): T {
  return Object.assign(Object.create(null), members);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's members as they are now; what cannot be read, and what is none, is left to the core to refuse. */
function copy<T>(object: T, ...names: string[]): T {
  if (!isObject(object)) return object;
  try {
    const inherited = names.map((name) => [name, (object as Record<string, unknown>)[name]]);
    return { ...object, ...Object.fromEntries(inherited) };
  } catch {
    return object;
  }
}

/** The signal; and what is none, or no known option, for the core to refuse. */
function readSignal(options: StartOptions | undefined): { signal: AbortSignal | undefined; unknown: unknown } {
  // A signal in the place of the options would be taken for options without a member.
  if (typeof (options as AbortSignal | undefined)?.addEventListener === "function")
    return { signal: undefined, unknown: { AbortSignal: true } };
  const all = copy(options);
  if (!isObject(all)) return { signal: undefined, unknown: all };
  const { signal, ...rest } = all as StartOptions;
  if (typeof signal?.addEventListener === "function") return { signal, unknown: rest };
  return { signal: undefined, unknown: { ...rest, signal } };
}
