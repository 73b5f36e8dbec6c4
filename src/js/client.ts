/**
 * What a client does: it asks for credentials, sends and waits. What comes next is decided in Rust, in `src/client/`.
 */
import { isSignal, listen } from "./abort.js";
import { passed, systemClock, timeOf } from "./clock.js";
import type { Call, Core } from "./core.js";
import { credentialsSource, environmentVariable, secretOf } from "./credentials.js";
import {
  AbortedError,
  ApiError,
  CredentialsError,
  ImagePipelineError,
  NetworkError,
  ValidationError,
} from "./errors.js";
import { exchange, NotAResponse } from "./exchange.js";
import { bare, only } from "./own.js";
import { cleanCause, type Redact, redactAll, redactor } from "./redact.js";
import type {
  ClientEvent,
  ClientOptions,
  Diagnosis,
  ErrorDetails,
  Issue,
  SignedRequest,
  Started,
  StartOptions,
  StartRequest,
} from "./types.js";

/** As `Next` of `src/wasm/client.rs` crosses. */
interface Next {
  step: "ended" | object;
  attempts: number;
  clientToken: string;
  notices: Omit<ClientEvent, "clientToken">[];
}

/** As `Step` of `src/client/step.rs` crosses: its name, and what belongs to it. */
type Step =
  | { kind: "queue"; value: { regionId: string; timeLeft: number } }
  | { kind: "askCredentials"; value: { timeout: number; expired: boolean } }
  | { kind: "send"; value: { request: SignedRequest; timeout: number } }
  | { kind: "wait"; value: { milliseconds: number } }
  | { kind: "done"; value: { result: Pick<Started, "executionId">; requestId: string } }
  | { kind: "failed"; value: { failure: object } };

/** As `Failure` of `src/client/step.rs` crosses. */
type Failure =
  | { kind: "request"; value: Issue[] }
  | { kind: "credentials"; value: Issue[] }
  | { kind: "refused"; value: { error: ErrorDetails; diagnosis?: Diagnosis } }
  | { kind: "noResponse"; value: Pick<NetworkError, "code" | "explanation" | "remedy"> };

/** An event, as a call of the machine. */
type Event = (call: Call) => Next;

type Ending<T> =
  | { kind: "done"; value: T }
  | { kind: "failed"; error: unknown }
  | { kind: "late" }
  | { kind: "aborted" };

export function createClient(
  core: Core,
  given: ClientOptions,
): (request: StartRequest, options?: StartOptions) => Promise<Started> {
  const options = copy(given);
  const source = credentialsSource(isObject(options) ? options.credentials : undefined);
  // The core is given a function for whatever may give others the next time.
  const mark = source.isRenewable ? source.ask : undefined;
  // What could not be copied is the core's to refuse.
  const checked =
    isObject(options) && options !== given
      ? {
          ...options,
          credentials: mark ?? options.credentials,
          fetch: options.fetch ?? globalThis.fetch,
          clock: copy(options.clock, "now", "sleep"),
        }
      : options;
  const make = () => core.hold((glue) => new glue.Client(checked));
  let held = make();
  /** The state that all calls share. After a trap, it begins anew. */
  const client = () => (held.isLost() ? (held = make()) : held);

  const { fetch: send, clock: ownClock, onEvent } = options ?? {};
  const clock = ownClock ?? systemClock;
  const time = () => timeOf(clock);

  return async function start(request: StartRequest, startOptions?: StartOptions): Promise<Started> {
    if (typeof AbortController !== "function")
      throw new ImagePipelineError("ERR_UNSUPPORTED", "The client needs AbortController, which this runtime lacks.");
    const { signal, rest } = readSignal(startOptions);
    const regionId = environmentVariable("ALIBABA_CLOUD_REGION_ID");
    const call = core.hold(() => client().use((it) => it.call(request, rest, regionId, hasPreflight())));
    let event: Event = (call) => call.begin(time());
    /** What was thrown in this attempt. */
    let cause: unknown;
    /** The AccessKey secret of this attempt, which must not show in what a caller's `fetch` throws. */
    let secret: unknown;
    /** The place in the queue that is waited for. */
    let reserved: { regionId: string; place: number } | undefined;
    let redact: Redact = redactor([]);
    let sent: { attempts: number; clientToken: string };

    try {
      for (;;) {
        const next = call.use(event);
        sent = bare({ attempts: next.attempts, clientToken: next.clientToken });
        report(next.notices);
        if (next.step === "ended") throw new AbortedError(reasonOf(signal), sent);
        const { kind, value } = only(next.step as object) as Step;
        if (kind === "done") return { ...value.result, requestId: value.requestId, ...sent };
        if (kind === "failed") throw errorOf(value.failure);
        if (kind === "queue") event = takePlace(value);
        else if (kind === "askCredentials") event = await ask(value);
        else if (kind === "send") event = await attempt(value);
        else event = await wait(value.milliseconds);
      }
    } finally {
      if (reserved !== undefined) release(reserved);
      call.free();
    }

    function takePlace({ regionId, timeLeft }: { regionId: string; timeLeft: number }): Event {
      // A call that is aborted takes no place.
      if (signal?.aborted) return (call) => call.aborted();
      const now = time();
      const wait = client().use((it) => it.admit(regionId, now, timeLeft));
      if (now !== undefined && wait !== undefined && wait > 0) reserved = { regionId, place: now + wait };
      return (call) => call.admitted(wait, time());
    }

    function release({ regionId, place }: { regionId: string; place: number }): void {
      client().use((it) => it.release(regionId, place));
    }

    async function wait(ms: number): Promise<Event> {
      // A sleep that ends early, or fails, is not waited for again: tests want no backoff.
      const { kind } = await within((stop) => clock.sleep(ms, stop));
      return kind === "aborted" ? (call) => call.aborted() : (call) => call.waited(time());
    }

    async function ask({ timeout, expired }: { timeout: number; expired: boolean }): Promise<Event> {
      cause = undefined;
      reserved = undefined;
      const ending = await within((signal) => source.ask({ signal, expired }), timeout);
      if (ending.kind === "aborted") return (call) => call.aborted();
      if (ending.kind === "late") return (call) => call.noCredentials(true);
      if (ending.kind === "done") {
        secret = secretOf(ending.value);
        return (call) => call.credentials(ending.value, source.isEnvironment, time());
      }
      cause = ending.error;
      return (call) => call.noCredentials(false);
    }

    async function attempt({ request, timeout }: { request: SignedRequest; timeout: number }): Promise<Event> {
      const signed = bare(request);
      redact = redactor([signed.signature, tokenOf(signed), secret]);
      const ending = await within((signal) => exchange(send ?? globalThis.fetch, signed, signal), timeout);
      const random = Math.floor(Math.random() * 2 ** 32);
      if (ending.kind === "aborted") return (call) => call.aborted();
      if (ending.kind === "late") return (call) => call.noResponse(true, time(), random);
      if (ending.kind === "done") {
        if (ending.value instanceof NotAResponse) throw brokenFetch(ending.value);
        const { status, headers, body } = ending.value;
        const { stringToSign, canonicalRequest, timestamp } = signed;
        const { requestId, retryAfter, date } = headers;
        return (call) =>
          call.response(
            time(),
            random,
            status,
            requestId,
            retryAfter,
            date,
            body,
            stringToSign,
            canonicalRequest,
            timestamp,
          );
      }
      cause = cleanCause(ending.error, redact);
      return (call) => call.noResponse(false, time(), random);
    }

    function brokenFetch({ found }: NotAResponse): ImagePipelineError {
      const message =
        `options.fetch returned ${found}, but must return a Response or a promise of one. The build may have started: ` +
        `to find out, start again with the ClientToken ${sent.clientToken}.`;
      return new ImagePipelineError("ERR_FETCH", message, sent);
    }

    /** Works until the time is over, or the caller aborts. What is late is asked to stop. */
    async function within<T>(work: (signal: AbortSignal) => T | PromiseLike<T>, ms?: number): Promise<Ending<T>> {
      if (signal?.aborted) return { kind: "aborted" };
      const stop = new AbortController();
      let abort!: () => void;
      const aborted = new Promise<Ending<T>>((resolve) => (abort = () => resolve({ kind: "aborted" })));
      const letGo = listen(signal, abort);
      try {
        const all = [
          aborted,
          (async () => work(stop.signal))().then(
            (value): Ending<T> => ({ kind: "done", value }),
            (error: unknown): Ending<T> => ({ kind: "failed", error }),
          ),
        ];
        const failed = (error: unknown) => (cause = error);
        if (ms !== undefined)
          all.push(passed(clock, ms, stop.signal, failed).then((): Ending<T> => ({ kind: "late" })));
        return await Promise.race(all);
      } finally {
        letGo();
        // Without a reason, an exception is made each time, with its stack.
        stop.abort("over");
      }
    }

    function errorOf(failure: object): Error {
      const { kind, value } = redactAll(only(failure), redact) as Failure;
      if (kind === "request") return new ValidationError(value);
      if (kind === "credentials") return new CredentialsError(value, sent, cause);
      if (kind === "noResponse") return new NetworkError({ ...value, ...sent }, cause);
      const { error, diagnosis } = bare(value);
      return new ApiError(error, bare({ ...sent, ...(diagnosis && { diagnosis }) }));
    }

    /** Whatever the caller's function does, the call goes on. */
    function report(notices: Next["notices"]): void {
      if (typeof onEvent !== "function") return;
      for (const notice of notices) {
        const event = redactAll({ ...notice, clientToken: sent.clientToken }, redact) as ClientEvent;
        new Promise((resolve) => resolve(onEvent(event))).then(undefined, () => {});
      }
    }
  };
}

/** The security token as it was sent. */
function tokenOf({ url, body, headers }: SignedRequest): string | undefined {
  const encoded = /[?&]SecurityToken=([^&]*)/.exec(`${url}&${body ?? ""}`)?.[1];
  return encoded === undefined ? bare(headers)["x-acs-security-token"] : decodeURIComponent(encoded);
}

/** Whether the platform sends a CORS preflight before a request with headers, as a browser does. */
function hasPreflight(): boolean {
  return typeof document !== "undefined" || typeof location !== "undefined";
}

function reasonOf(signal: AbortSignal | undefined): unknown {
  try {
    return signal?.reason;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    // A revoked proxy.
    return false;
  }
}

/** An object's own members, and those of these names, as they are now. What cannot be read is left to the core to refuse. */
function copy<T>(object: T, ...names: string[]): T {
  if (!isObject(object)) return object;
  try {
    const all: Record<string, unknown> = bare(object as Record<string, unknown>);
    for (const name of names) all[name] = (object as Record<string, unknown>)[name];
    return all as T;
  } catch {
    return object;
  }
}

/** The signal; and the rest, in which the core refuses what is no signal or no known option. */
function readSignal(options: StartOptions | undefined): { signal: AbortSignal | undefined; rest: unknown } {
  // A signal in the place of the options would be taken for options without a member.
  if (isSignal(options)) return { signal: undefined, rest: { AbortSignal: true } };
  const all = copy(options);
  // What is no object, or has a getter that throws.
  if (!isObject(all) || all === options) return { signal: undefined, rest: options };
  const { signal, ...rest } = all as StartOptions;
  return isSignal(signal) ? { signal, rest } : { signal: undefined, rest: { ...rest, signal } };
}
