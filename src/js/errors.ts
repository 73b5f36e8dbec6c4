import type { Diagnosis, ErrorCode, ErrorDetails, Issue, Text } from "./types.js";

/** What an `ImagePipelineClient` adds to an error. */
interface Sent {
  /** How many requests were sent, an integer. */
  attempts?: number;
  /** The `ClientToken` of each of them. */
  clientToken?: string;
}

/** An error of no class of its own, with a stable code. */
export function codedError(code: string, message: string, cause?: unknown): Error & { code: string } {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code });
}

function summary(start: string, issues: readonly Issue[]): string {
  const errors = issues.filter((issue) => issue.severity === "error");
  return [start, ...errors.map((issue) => issue.message.en)].join(" ");
}

/** The request or an option is wrong, so nothing was done. */
export class ValidationError extends Error {
  /** The name of the class. */
  override readonly name = "ValidationError";
  /** Always the same, to tell this error from others. */
  readonly code = "ERR_INVALID_REQUEST";
  /** Every error found, each with its path, code and texts. */
  readonly issues: Issue[];

  /** @param issues What is wrong; the message is made of the errors among them. */
  constructor(issues: Issue[]) {
    super(summary("Validation failed.", issues));
    this.issues = issues;
  }
}

/** The credentials are wrong, so nothing was signed. No part of a credential is in the message or in an issue. */
export class CredentialsError extends Error {
  /** The name of the class. */
  override readonly name = "CredentialsError";
  /** Always the same, to tell this error from others. */
  readonly code = "ERR_CREDENTIALS";
  /** Every error found; the path is `accessKeyId`, `accessKeySecret`, `securityToken` or `credentials`. */
  readonly issues: Issue[];
  /** From a client: how many requests were sent before, an integer. If it is not 0, the build may have started. */
  declare readonly attempts?: number;
  /** From a client: the `ClientToken` of this start. */
  declare readonly clientToken?: string;

  /**
   * @param issues What is wrong; the message is made of the errors among them.
   * @param sent What a client adds.
   * @param cause What the function for the credentials threw.
   */
  constructor(issues: Issue[], sent?: Sent, cause?: unknown) {
    super(summary("The credentials cannot sign.", issues), cause === undefined ? cause : { cause });
    this.issues = issues;
    Object.assign(this, sent);
  }
}

/**
 * The server refused the request. No security token and no signature is in the message or in the details.
 *
 * `ImagePipelineClient` throws it. No function does: `decode` returns its details, and who prefers an exception throws it.
 *
 * @example
 * if (!outcome.ok) throw new ApiError(outcome.error);
 */
export class ApiError extends Error {
  /** The name of the class. */
  override readonly name = "ApiError";
  /** The server's code, such as `InvalidImagePipeline.NotFound`. */
  readonly code: ErrorCode;
  /** What the server said, what it means, and what to do. */
  readonly details: ErrorDetails;
  /** From a client: how many requests were sent, an integer. */
  declare readonly attempts?: number;
  /** From a client: the `ClientToken` of each of them. Another start with it starts no second build. */
  declare readonly clientToken?: string;
  /** From a client: why the request was refused, where signature, clock or credentials are the reason. */
  declare readonly diagnosis?: Diagnosis;

  /**
   * @param details The `error` of `decode`.
   * @param sent What a client adds.
   */
  constructor(details: ErrorDetails, sent?: Sent & Pick<ApiError, "diagnosis">) {
    // From JavaScript anything may come, and an error must not end in another.
    const {
      code = "Unknown",
      status = 0,
      message = "",
      category,
      explanation,
      remedy,
      requestId = "",
    } = details ?? ({} as Partial<ErrorDetails>);
    const said = message && /[.!?。！？]$/.test(message) ? message : message && `${message}.`;
    // Who may not do what is in the explanation alone.
    const why = category === "permission" ? explanation?.en : "";
    // A diagnosis knows better than the texts for every refusal of the kind.
    const advice =
      sent?.diagnosis === undefined ? [why, remedy?.en] : [sent.diagnosis.explanation.en, sent.diagnosis.remedy.en];
    super([`${code} (${status}):`, said, ...advice, requestId && `RequestId: ${requestId}`].filter(Boolean).join(" "));
    this.code = code;
    this.details = details;
    Object.assign(this, sent);
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
 * An `ImagePipelineClient` got no answer. The build may have started, unless the code is `ERR_REDIRECT`: another start with
 * the same `clientToken` finds out, and starts no second one.
 */
export class NetworkError extends Error {
  /** The name of the class. */
  override readonly name = "NetworkError";
  /**
   * `ERR_NETWORK`: the last attempt failed, for the reason in `cause`. `ERR_TIMEOUT`: the time was over, of the attempt or of
   * the whole. `ERR_REDIRECT`: the answer was a redirect, which a signed request must not follow.
   */
  declare readonly code: "ERR_NETWORK" | "ERR_TIMEOUT" | "ERR_REDIRECT";
  /** How many requests were sent, an integer. */
  declare readonly attempts: number;
  /** The `ClientToken` of each of them. */
  declare readonly clientToken: string;
  /** What happened. */
  declare readonly explanation: Text;
  /** The next step. */
  declare readonly remedy: Text;

  /**
   * @param members The members of the error.
   * @param cause What `fetch` threw.
   */
  constructor(members: Omit<NetworkError, keyof Error>, cause?: unknown) {
    const why = innermostCode(cause);
    super(
      [members.explanation.en, why && `Reason: ${why}.`, members.remedy.en].filter(Boolean).join(" "),
      cause === undefined ? cause : { cause },
    );
    const { code, attempts, clientToken, explanation, remedy } = members;
    Object.assign(this, { code, attempts, clientToken, explanation, remedy });
  }
}
