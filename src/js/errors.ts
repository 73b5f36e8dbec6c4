import { bare } from "./own.js";
import type { Category, Diagnosis, ErrorCode, ErrorDetails, Issue, RamPolicy, RetryAdvice, Text } from "./types.js";

/** What an `ImagePipelineClient` adds to an error, and its cause. */
interface Sent {
  /** The number of requests that were sent, an integer. */
  attempts?: number;
  /** The `ClientToken` of each of them. */
  clientToken?: string;
  /** What caused the error. */
  cause?: unknown;
}

/** The base of every error that this package throws. No security token and no signature is in any of them. */
export class ImagePipelineError extends Error {
  /** The name of the class. */
  override readonly name: string = "ImagePipelineError";
  /** A stable code: the server's own for an `ApiError`, else one that starts with `ERR_`. */
  readonly code: string;
  /** From a client: the number of requests that were sent before, an integer. Else 0. */
  readonly attempts: number = 0;
  /** From a client: the `ClientToken` of this call. Another call with it starts no second build. */
  declare readonly clientToken?: string;

  /**
   * @param code A stable code.
   * @param message One English sentence or more.
   * @param options What a client adds, and the cause.
   */
  constructor(code: string, message: string, options?: Sent) {
    const { attempts, clientToken, cause } = bare(options ?? {});
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (attempts !== undefined) this.attempts = attempts;
    // An invalid request has none.
    if (clientToken) this.clientToken = clientToken;
  }
}

function summary(start: string, issues: readonly Issue[]): string {
  const errors = issues.filter((issue) => issue.severity === "error");
  return [start, ...errors.map((issue) => issue.message.en)].join(" ");
}

/** The request or an option is wrong, so nothing was done. */
export class ValidationError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "ValidationError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_INVALID_REQUEST";
  /** Every error found, each with its path, code and texts. */
  readonly issues: Issue[];

  /** @param issues What is wrong; the message is made of the errors among them. */
  constructor(issues: Issue[]) {
    super("ERR_INVALID_REQUEST", summary("Validation failed.", issues));
    this.issues = issues;
  }
}

/** The credentials are wrong or missing, so nothing was signed. No part of a credential is in the message or in an issue. */
export class CredentialsError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "CredentialsError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_CREDENTIALS";
  /** Every error found; the path is `accessKeyId`, `accessKeySecret`, `securityToken`, `credentials`, or a misspelt member. */
  readonly issues: Issue[];

  /**
   * @param issues What is wrong; the message is made of the errors among them.
   * @param sent What a client adds.
   * @param cause What the function for the credentials threw.
   */
  constructor(issues: Issue[], sent?: Sent, cause?: unknown) {
    super("ERR_CREDENTIALS", summary("The credentials cannot sign.", issues), { ...sent, cause });
    this.issues = issues;
  }
}

/**
 * The server refused the request. No security token and no signature is in the message or in the details.
 *
 * `ImagePipelineClient` throws it. No function does: `decode` returns its details, from which an `ApiError` can be made.
 * `details` and `diagnosis` are not enumerable, so that a logger prints the message, which has the essence of both, once.
 *
 * @example
 * if (!outcome.ok) throw new ApiError(outcome.error);
 */
export class ApiError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "ApiError";
  /** The server's code, such as `InvalidImagePipeline.NotFound`. */
  declare readonly code: ErrorCode;
  /** What the server said, what it means, and what to do. */
  declare readonly details: ErrorDetails;
  /** From a client: why the request was refused, where signature, clock or credentials are the reason. */
  declare readonly diagnosis?: Diagnosis;

  /**
   * @param details The `error` of `decode`.
   * @param sent What a client adds.
   */
  constructor(details: ErrorDetails, sent?: Sent & Pick<ApiError, "diagnosis">) {
    // From JavaScript anything may come, and an error must not end in another.
    const given: Partial<ErrorDetails> = bare(details);
    const { code = "Unknown", status = 0, message = "", category, requestId = "" } = given;
    const diagnosis = sent?.diagnosis;
    const said = message && /[.!?。！？]$/.test(message) ? message : message && `${message}.`;
    // What is not permitted, and to which identity, is only in the explanation.
    const why = category === "permission" ? given.explanation?.en : "";
    // A diagnosis knows better than the texts for every refusal of the kind.
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

  /** The ID of the request, where the response has one. */
  get requestId(): string | undefined {
    return bare(this.details).requestId;
  }

  /** What the error is about. */
  get category(): Category {
    return bare(this.details).category;
  }

  /** Whether and how to send the request again. */
  get retry(): RetryAdvice {
    return bare(this.details).retry;
  }

  /** What happened, and why: the diagnosis' where there is one. */
  get explanation(): Text {
    return this.diagnosis?.explanation ?? bare(this.details).explanation;
  }

  /** The next step: the diagnosis' where there is one. */
  get remedy(): Text {
    return this.diagnosis?.remedy ?? bare(this.details).remedy;
  }

  /** The policy that would allow the call, where a permission is missing. */
  get policy(): RamPolicy | undefined {
    return bare(this.details).policy;
  }
}

/** The code that the system has for a failure, such as `ENOTFOUND`, which runtimes wrap. */
function innermostCode(error: unknown): string {
  let found = "";
  try {
    for (let depth = 0; error && depth < 5; depth++) {
      const { code, cause } = error as { code?: unknown; cause?: unknown };
      if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) found = code;
      error = cause;
    }
  } catch {
    // Whatever was thrown, it is the cause.
  }
  return found;
}

/**
 * An `ImagePipelineClient` got no response. If `attempts` is not 0, the build may have started, unless the code is
 * `ERR_REDIRECT`: another start with the same `clientToken` finds out, and starts no second one.
 */
export class NetworkError extends ImagePipelineError {
  /** The name of the class. */
  override readonly name = "NetworkError";
  /**
   * `ERR_NETWORK`: the last attempt failed, for the reason in `cause`. `ERR_TIMEOUT`: `attemptTimeout` or `totalTimeout` ended
   * it, or the queue of `rateLimit` is too long; the message names which. `ERR_REDIRECT`: the response was a redirect, which a
   * signed request must not follow.
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
   * @param cause What `fetch` threw, without secrets; or what `clock.sleep` threw.
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
 * The `signal` of a call was aborted. Nothing is sent from then on. If `attempts` is not 0, the build may have started: another
 * start with the same `clientToken` finds out, and starts no second one.
 */
export class AbortedError extends ImagePipelineError {
  /** `TimeoutError` if the signal's reason has this name, as that of `AbortSignal.timeout`, else `AbortError`. */
  override readonly name: "AbortError" | "TimeoutError";
  /** Always the same, to distinguish this error from others. */
  override readonly code = "ERR_ABORTED";

  /**
   * @param reason The signal's reason, which becomes the `cause`.
   * @param sent What a client adds.
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
