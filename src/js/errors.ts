import { bare } from "./own.js";
import type { Category, Diagnosis, ErrorCode, ErrorDetails, Issue, RamPolicy, RetryAdvice, Text } from "./types.js";

/** The members that an `ImagePipelineClient` adds to an error, and the cause. */
interface Sent {
  /** Number of requests sent. */
  attempts?: number;
  /** The `ClientToken` of each request. */
  clientToken?: string;
  /** The cause of the error. */
  cause?: unknown;
}

/** The base class of all errors that this package throws. They never contain a security token or a signature. */
export class ImagePipelineError extends Error {
  /** The name of the class. */
  override readonly name: string = "ImagePipelineError";
  /** A stable code: the server's own for an `ApiError`, else one that starts with `ERR_`. */
  readonly code: string;
  /** Number of requests that a client had sent before the error. Without a client: 0. */
  readonly attempts: number = 0;
  /** The `ClientToken` of the client's call. Another call with it starts no second build. */
  declare readonly clientToken?: string;

  /**
   * @param code A stable code.
   * @param message One or more English sentences.
   * @param options The members that a client adds, and the cause.
   */
  constructor(code: string, message: string, options?: Sent) {
    const { attempts, clientToken, cause } = bare(options ?? {});
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (attempts !== undefined) this.attempts = attempts;
    // Invalid requests have no token.
    if (clientToken) this.clientToken = clientToken;
  }
}

function summary(start: string, issues: readonly Issue[]): string {
  const errors = issues.filter((issue) => issue.severity === "error");
  return [start, ...errors.map((issue) => issue.message.en)].join(" ");
}

/** The request or an option is invalid, so nothing was signed or sent. */
export class ValidationError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "ValidationError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_INVALID_REQUEST";
  /** All errors, each with its path, code and message. */
  readonly issues: Issue[];

  /** @param issues The issues. The message joins the errors among them. */
  constructor(issues: Issue[]) {
    super("ERR_INVALID_REQUEST", summary("Validation failed.", issues));
    this.issues = issues;
  }
}

/** The credentials are invalid or missing, so nothing was signed. Message and issues contain no part of a credential. */
export class CredentialsError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "CredentialsError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_CREDENTIALS";
  /** All errors. The path is `accessKeyId`, `accessKeySecret`, `securityToken`, `credentials`, or a misspelt member. */
  readonly issues: Issue[];

  /**
   * @param issues The issues. The message joins the errors among them.
   * @param sent The members that a client adds.
   * @param cause The exception of the function for the credentials.
   */
  constructor(issues: Issue[], sent?: Sent, cause?: unknown) {
    super("ERR_CREDENTIALS", summary("The credentials cannot sign.", issues), { ...sent, cause });
    this.issues = issues;
  }
}

/**
 * The server refused the request. The error contains no security token and no signature.
 *
 * Only `ImagePipelineClient` throws it. `decode` returns its details, from which you can create an `ApiError`.
 * `details` and `diagnosis` are not enumerable, so that loggers print only the message, which summarizes both.
 *
 * @example
 * if (!outcome.ok) throw new ApiError(outcome.error);
 */
export class ApiError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "ApiError";
  /** The server's code, such as `InvalidImagePipeline.NotFound`. */
  declare readonly code: ErrorCode;
  /** The server's message, its meaning, and the next step. */
  declare readonly details: ErrorDetails;
  /** The reason of the refusal, if it is the signature, the clock or the credentials. Only from a client. */
  declare readonly diagnosis?: Diagnosis;

  /**
   * @param details The `error` of `decode`.
   * @param sent The members that a client adds.
   */
  constructor(details: ErrorDetails, sent?: Sent & Pick<ApiError, "diagnosis">) {
    // JavaScript callers may pass anything. Creating an error must not throw another one.
    const given: Partial<ErrorDetails> = bare(details);
    const { code = "Unknown", status = 0, message = "", category, requestId = "" } = given;
    const diagnosis = sent?.diagnosis;
    const said = message && /[.!?。！？]$/.test(message) ? message : message && `${message}.`;
    // Only the explanation names the denied action and the identity.
    const why = category === "permission" ? given.explanation?.en : "";
    // A diagnosis is more specific than the messages of the code.
    const advice = diagnosis === undefined ? [why, given.remedy?.en] : [diagnosis.explanation.en, diagnosis.remedy.en];
    const all = [`${code} (${status}):`, said, ...advice, requestId && `RequestId: ${requestId}`];
    super(code, all.filter(Boolean).join(" "), sent);
    Object.defineProperty(this, "details", { value: details });
    if (diagnosis !== undefined) Object.defineProperty(this, "diagnosis", { value: diagnosis });
  }

  /** The HTTP status. */
  get status(): number {
    return bare(this.details).status;
  }

  /** The ID of the request, if the response has one. */
  get requestId(): string | undefined {
    return bare(this.details).requestId;
  }

  /** The subject of the error. */
  get category(): Category {
    return bare(this.details).category;
  }

  /** Whether and how to send the request again. */
  get retry(): RetryAdvice {
    return bare(this.details).retry;
  }

  /** What happened, and why. From the diagnosis, if there is one. */
  get explanation(): Text {
    return this.diagnosis?.explanation ?? bare(this.details).explanation;
  }

  /** The next step. From the diagnosis, if there is one. */
  get remedy(): Text {
    return this.diagnosis?.remedy ?? bare(this.details).remedy;
  }

  /** A RAM policy that would allow the call, if a permission is missing. */
  get policy(): RamPolicy | undefined {
    return bare(this.details).policy;
  }
}

/** Returns the system's error code, such as `ENOTFOUND`, from the errors in which runtimes wrap it. */
function innermostCode(error: unknown): string {
  let found = "";
  try {
    for (let depth = 0; error && depth < 5; depth++) {
      const { code, cause } = error as { code?: unknown; cause?: unknown };
      if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) found = code;
      error = cause;
    }
  } catch {
    // A getter threw.
  }
  return found;
}

/**
 * An `ImagePipelineClient` got no response. If `attempts` is not 0, the build may have started, unless the code is
 * `ERR_REDIRECT`. To find out, start again with the same `clientToken`; it starts no second build.
 */
export class NetworkError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "NetworkError";
  /**
   * `ERR_NETWORK`: the last attempt failed; `cause` has the reason. `ERR_TIMEOUT`: `attemptTimeout` or `totalTimeout`
   * expired, or the queue of `rateLimit` is too long; the message names the option. `ERR_REDIRECT`: the response was a
   * redirect, which a signed request must not follow.
   */
  declare readonly code: "ERR_NETWORK" | "ERR_TIMEOUT" | "ERR_REDIRECT";
  /** The `ClientToken` of each request. */
  declare readonly clientToken: string;
  /** What happened. */
  readonly explanation: Text;
  /** The next step. */
  readonly remedy: Text;

  /**
   * @param members The members of the error.
   * @param cause The exception of `fetch`, redacted, or that of `clock.sleep`.
   */
  constructor(members: Omit<NetworkError, keyof Error>, cause?: unknown) {
    const { code, attempts, clientToken, explanation, remedy } = members;
    const why = innermostCode(cause);
    const message = [explanation.en, why && `Reason: ${why}.`, remedy.en].filter(Boolean).join(" ");
    super(code, message, { attempts, clientToken, cause });
    this.explanation = explanation;
    this.remedy = remedy;
  }
}

/**
 * The `signal` of a call was aborted. Nothing more is sent. If `attempts` is not 0, the build may have started. To find
 * out, start again with the same `clientToken`; it starts no second build.
 */
export class AbortedError extends ImagePipelineError {
  /** `TimeoutError` if the signal's reason has this name, such as that of `AbortSignal.timeout`; else `AbortError`. */
  override readonly name: "AbortError" | "TimeoutError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_ABORTED";

  /**
   * @param reason The signal's reason, which becomes the `cause`.
   * @param sent The members that a client adds.
   */
  constructor(reason: unknown, { attempts = 0, clientToken = "" }: Sent = {}) {
    const outcome = attempts > 0 ? "The build may have started." : "No build has started.";
    const remedy = attempts > 0 ? `To find out, start again with the ClientToken ${clientToken}.` : "";
    const message = [`The signal ended the call. Requests sent: ${attempts}.`, outcome, remedy]
      .filter(Boolean)
      .join(" ");
    super("ERR_ABORTED", message, { attempts, clientToken, cause: reason });
    this.name = nameOf(reason) === "TimeoutError" ? "TimeoutError" : "AbortError";
  }
}

function nameOf(reason: unknown): unknown {
  try {
    return (reason as Error | undefined)?.name;
  } catch {
    return undefined;
  }
}
