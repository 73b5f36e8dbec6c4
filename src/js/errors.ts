import type { ErrorCode, ErrorDetails, Issue } from "./types.js";

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

  /** @param issues What is wrong; the message is made of the errors among them. */
  constructor(issues: Issue[]) {
    super(summary("The credentials cannot sign.", issues));
    this.issues = issues;
  }
}

/**
 * The server refused the request. No security token and no signature is in the message or in the details.
 *
 * No function throws it: `decode` returns its details, and who prefers an exception throws it.
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

  /** @param details The `error` of `decode`. */
  constructor(details: ErrorDetails) {
    // From JavaScript anything may come, and an error must not end in another.
    const { code = "Unknown", status = 0, message = "", category, explanation, remedy, requestId = "" } =
      details ?? ({} as Partial<ErrorDetails>);
    const said = message && /[.!?。！？]$/.test(message) ? message : message && `${message}.`;
    // Who may not do what is in the explanation alone.
    const why = category === "permission" ? explanation?.en : "";
    super([`${code} (${status}):`, said, why, remedy?.en, requestId && `RequestId: ${requestId}`].filter(Boolean).join(" "));
    this.code = code;
    this.details = details;
  }
}
