/**
 * The public types. Field names are those of the official TypeScript SDK, `@alicloud/ecs20140526`.
 *
 * A test compares each interface with the inputs and results of the compiled core.
 */
import type { ErrorCode, IssueCode } from "./codes.js";

export type { ErrorCode, IssueCode };

/** A text for people, in English and in Chinese. */
export interface Text {
  /** English. */
  en: string;
  /** Simplified Chinese. */
  zh: string;
}

/** One tag: a key, and a value that may be empty or left out. */
export interface Tag {
  /**
   * 1 to 128 characters. It must not start with `aliyun` or `acs:` and must not contain `http://` or `https://`.
   * No two tags may have the same key.
   */
  key: string;
  /**
   * 0 to 128 characters. It must not start with `acs:` and must not contain `http://` or `https://`. If it is left out,
   * `Tag.N.Value` is not sent. The empty string is sent as `Tag.N.Value=`.
   */
  value?: string | undefined;
}

/**
 * The build to start: the parameters of `StartImagePipelineExecution`, version 2014-05-26.
 *
 * `null` and `undefined` members count as left out. Maximum: 262,144 UTF-16 units in a text, 1,000 members in an
 * object, and 1,048,576 units in total.
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution
 */
export interface StartImagePipelineExecutionRequest {
  /** The operation. The default is the only one so far. */
  action?: "StartImagePipelineExecution" | undefined;
  /**
   * The region of the image template, such as `cn-hangzhou`. It becomes part of the endpoint's host, so it must be a
   * host label: 1 to 63 letters, digits and hyphens.
   */
  regionId: string;
  /** The ID of the image template, such as `ip-bp67acfmxazb4p****`. No white space or control characters. */
  imagePipelineId: string;
  /**
   * The idempotency token: at most 64 ASCII characters, unique for each build. A retry with the same token starts no
   * second build. Without a token, a retry can start a second, billed build.
   */
  clientToken?: string | undefined;
  /** At most 20 tags, for the build task. */
  tag?: readonly Tag[] | undefined;
  /**
   * At most 20 tags.
   * @deprecated by Alibaba Cloud. It is still sent, with a warning from `validate`.
   */
  templateTag?: readonly Tag[] | undefined;
  /** The owner's account name. Not documented for this operation. Not together with `ownerId`. */
  ownerAccount?: string | undefined;
  /** The owner's account ID, a safe integer. Not documented for this operation. Not together with `ownerAccount`. */
  ownerId?: number | undefined;
  /** The resource owner's account name. Not documented for this operation. */
  resourceOwnerAccount?: string | undefined;
  /** The resource owner's account ID, a safe integer. Not documented for this operation. */
  resourceOwnerId?: number | undefined;
}

/** An error or a warning about one field. */
export interface Issue {
  /** The field: `regionId`, `tag[2].key`, `options.endpoint`; the empty string for the request as a whole. */
  path: string;
  /**
   * A stable code: the server's own where it has one, such as `MissingParameter` or `InvalidTagKey.Malformed`, else
   * one of this package, such as `UnknownField`.
   */
  code: IssueCode;
  /** An error prevents signing; a warning does not. */
  severity: "error" | "warning";
  /** The problem and its solution. */
  message: Text;
}

/** An AccessKey pair, with a token if it is temporary. */
export interface Credentials {
  /** The AccessKey ID, which is sent with the request. It is not secret. */
  accessKeyId: string;
  /** The AccessKey secret, which keys the signature. It is never sent. */
  accessKeySecret: string;
  /** The STS token of a temporary AccessKey pair, whose ID starts with `STS.`. It is sent and signed. */
  securityToken?: string | undefined;
}

/** The options of signing. Each has a default. */
export interface SignOptions {
  /**
   * The signature method. Default `HMAC-SHA1`, with `SignatureVersion` 1.0. `ACS3-HMAC-SHA256` is version 3, which the
   * current SDKs of Alibaba Cloud use. Signature, nonce, time and token are in headers and not in the URL. Nonce,
   * AccessKey ID and token must then be printable ASCII. Server-side only: in a browser, these headers trigger a CORS
   * preflight, which the gateway may reject.
   */
  signatureMethod?: "HMAC-SHA1" | "ACS3-HMAC-SHA256" | undefined;
  /**
   * With `HMAC-SHA1`, `GET` (default) puts everything in the query and needs no header; `POST` puts everything in a
   * form body. With `ACS3-HMAC-SHA256` (default `POST`), the parameters are in the query with either method. The method
   * is part of the string to sign.
   */
  method?: "GET" | "POST" | undefined;
  /** The format of the server's response. With `ACS3-HMAC-SHA256`, it is sent in the header `accept`. Default `JSON`. */
  format?: "JSON" | "XML" | undefined;
  /**
   * A host, with an optional port, or an `https` URL without path, query and credentials. `http` is accepted only for
   * loopback addresses. Default: `endpoint(regionId)`.
   */
  endpoint?: string | undefined;
  /**
   * The time of signing: a `Date`, milliseconds since 1970, or an ISO 8601 string with its zone, such as
   * `2026-01-02T03:04:05Z`. Fractions of a second are dropped. A number from 1 to 99,999,999,999 is rejected as
   * seconds. Default: now.
   */
  timestamp?: Date | string | number | undefined;
  /** A unique string; the server refuses a repeated one. Default: a fresh random UUID. */
  signatureNonce?: string | undefined;
}

/** A request that is ready to be sent, with each intermediate value of its signature. */
export interface SignedRequest {
  /** The HTTP method, which is part of the string to sign. */
  method: "GET" | "POST";
  /** The URL with the whole query, except for `POST` with `HMAC-SHA1`. */
  url: string;
  /**
   * Names in lower case. With `HMAC-SHA1`, empty for `GET`, so that the request needs no CORS preflight, and the form's
   * `content-type` for `POST`. With `ACS3-HMAC-SHA256`, `accept`, `authorization` and each `x-acs-*`, including the
   * security token. `host` is signed too, but HTTP clients derive it from the URL.
   */
  headers: Record<string, string>;
  /** The form body; only for `POST` with `HMAC-SHA1`. */
  body?: string;
  /** `fetch` must not follow a redirect: it would send the security token to another host. */
  redirect: "manual";
  /** The signature: 28 characters of base64 for `HMAC-SHA1`, 64 of lower-case hex for `ACS3-HMAC-SHA256`. */
  signature: string;
  /**
   * The string to sign. With `HMAC-SHA1`, the method, `/` and the canonical query, encoded again and joined by `&`.
   * With `ACS3-HMAC-SHA256`, its name and the SHA-256 of the canonical request in hex, one line each.
   */
  stringToSign: string;
  /** The parameters without the signature: encoded, sorted by name in byte order, joined by `&`. */
  canonicalQuery: string;
  /**
   * Only for `ACS3-HMAC-SHA256`: method, path, canonical query, signed headers, their names and the SHA-256 of the
   * body, one line each. It contains the security token.
   */
  canonicalRequest?: string;
  /** The time of signing, UTC: `2026-01-02T03:04:05Z`. */
  timestamp: string;
  /** The nonce that was signed. */
  signatureNonce: string;
  /**
   * `timestamp` plus 15 minutes. After it, the server may refuse the request: the documentation says 15 minutes, and
   * elsewhere 31.
   */
  expiresAt: string;
}

/** The options of `endpoint`. */
export interface EndpointOptions {
  /** `vpc` for the endpoint that is only reachable inside a VPC. Default `public`. */
  network?: "public" | "vpc" | undefined;
}

/** A response of the server, not yet decoded. */
export interface Answer {
  /** The HTTP status. Anything but an integer counts as unknown; then only the body decides. */
  status: number;
  /** The body: text, its bytes in UTF-8, or parsed JSON. */
  body: string | Uint8Array | ArrayBuffer | Record<string, unknown>;
  /**
   * The headers: a `Headers`, a `Map`, an object with names in any case, or Node's headers. Only `x-acs-request-id`,
   * `x-acs-retry-after` and `date` are read.
   */
  headers?: AnswerHeaders | Record<string, string | string[] | number | undefined>;
}

/** The members of a `Headers` or a `Map` that are read. */
export interface AnswerHeaders {
  /** Returns the value of a header; `null` or `undefined` for a missing header. */
  get(name: string): string | null | undefined;
}

/** The outcome of a request. */
export type Outcome =
  | {
      /** The build was started. */
      ok: true;
      /** The ID of the request; empty if the response has none. */
      requestId: string;
      /** The ID of the build task. */
      executionId: string;
    }
  | {
      /** No build was started, or the response does not confirm it. */
      ok: false;
      /** The reason, and the next step. */
      error: ErrorDetails;
    };

/** The subject of an error. `answer` is this package's own, for responses that cannot be read. */
export type Category =
  | "request"
  | "resource"
  | "state"
  | "idempotency"
  | "credentials"
  | "signature"
  | "clock"
  | "permission"
  | "account"
  | "throttling"
  | "protocol"
  | "server"
  | "answer";

/** Whether and how to retry. Each attempt needs a fresh nonce, time and signature. */
export interface RetryAdvice {
  /**
   * `never`: never unchanged; something must be changed first. `now`: immediately. `later`: after a delay.
   * `afterExecution`: after the template's running build has ended. `afterClock`: after the clock is corrected.
   */
  when: "never" | "now" | "later" | "afterExecution" | "afterClock";
  /** `same`, so that at most one build starts; `new` if the old token belongs to another request. */
  clientToken: "same" | "new";
  /** Minimum delay in milliseconds, if the server named one (`x-acs-retry-after`). */
  delayMs?: number;
}

/**
 * The reason for a refusal, and the next step. Security token and signature are redacted in every member. `diagnose`
 * can compare the token if it gets this object, not a copy.
 */
export interface ErrorDetails {
  /** The HTTP status. */
  status: number;
  /**
   * The server's code, or one of this package for a response that cannot be read: `EmptyAnswer`, `HtmlAnswer`,
   * `UnreadableAnswer`, `AnswerTooLarge`, `MissingExecutionId`, `MissingMember`, `WrongBodyType`. At most 200
   * characters.
   */
  code: ErrorCode;
  /** The server's message, without its echo of the request; or the start of a body that cannot be read. */
  message: string;
  /** The ID of the request, from the body or the header `x-acs-request-id`. */
  requestId?: string;
  /** The host that answered. */
  hostId?: string;
  /** Alibaba Cloud's link to its own diagnosis. */
  recommend?: string;
  /**
   * The members of `AccessDeniedDetail`, such as `AuthAction` and `NoPermissionType`: at most 100 members of at most
   * 16,384 characters each. `explanation` and `remedy` are derived from them.
   */
  accessDenied?: Record<string, string>;
  /**
   * A RAM policy that would allow the call. Left out if a policy denies the call, or if another action is missing. It
   * has your account ID if the response names it, and every region and template: narrow it with `ramPolicy({ accountId,
   * regionId, imagePipelineId })`.
   */
  policy?: RamPolicy;
  /** The subject of the error. */
  category: Category;
  /** Whether and how to send the request again. */
  retry: RetryAdvice;
  /** Whether the catalogue has exactly this code, rather than its family or its status. */
  known: boolean;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** The server's string to sign, if the response contains it. */
  serverStringToSign?: string;
  /** The server's canonical request, if the response contains it. */
  serverCanonicalRequest?: string;
  /** The server's time, from the header `Date`: `Fri, 02 Jan 2026 03:04:05 GMT`. Left out if the header is malformed. */
  serverTime?: string;
}

/** The meaning of a code, and the next step. */
export interface Explanation {
  /** The code. */
  code: ErrorCode;
  /** The subject of the error. */
  category: Category;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** Whether and how to send the request again. */
  retry: RetryAdvice;
  /** The URL of the page that documents the code, or else its family. */
  source: string;
  /** Whether the catalogue has exactly this code, rather than its family or a synonym. */
  known: boolean;
}

/** The reason for a refusal. */
export type Verdict =
  | "WrongSecret"
  | "AnotherMethod"
  | "AnotherRequest"
  | "ParameterAdded"
  | "ParameterDropped"
  | "ParameterChanged"
  | "PlusForSpace"
  | "DoubleEncoding"
  | "MissingEncoding"
  | "ReservedCharacters"
  | "LowerCaseHex"
  | "AnotherOrder"
  | "LocalTime"
  | "ClockWrong"
  | "ClockUnknown"
  | "NonceUsed"
  | "UnknownAccessKey"
  | "DisabledAccessKey"
  | "ExpiredToken"
  | "MalformedToken"
  | "TokenOfAnotherKey"
  | "MissingToken"
  | "MissingParameter"
  | "CutShort"
  | "Unclear"
  | "NoStringToSign"
  | "NotAboutTheSignature";

/** How one parameter differs between what the client signed and what the server signed. */
export interface Difference {
  /** Its name on the wire, or with ACS3-HMAC-SHA256 the name of a header; `HTTP method` for the method. */
  parameter: string;
  /** The verdict if this were the only difference. */
  kind: Verdict;
  /** The value that the client signed, encoded; left out if it was not signed. A token is redacted. */
  ours?: string;
  /** The value that the server signed, encoded; left out if it did not arrive. A token is redacted. */
  theirs?: string;
  /** The position of the first difference, counted from 0 in characters. */
  position: number;
}

/** The reason for a refusal, with the differences that prove it. */
export interface Diagnosis {
  /** The reason. */
  verdict: Verdict;
  /** The parameter, by its name on the wire. */
  parameter?: string;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** All differences. */
  differences: Difference[];
}

/** An object with the details of an error, such as an `ApiError`. */
export interface Detailed {
  /** The details of the error. */
  details: ErrorDetails;
}

/** A response to diagnose: its body, a log line, parsed JSON, or the result of `decode`. */
export type Refusal = string | ErrorDetails | Outcome | Detailed | Record<string, unknown>;

/** The members of a {@link SignedRequest} that a diagnosis needs. */
export interface Signed extends Pick<SignedRequest, "stringToSign" | "timestamp"> {
  /** The canonical request, for ACS3-HMAC-SHA256. */
  canonicalRequest?: string | undefined;
}

/** A kind of mistake in a request made by other code. */
export type Mistake =
  | "NotARequest"
  | "TooLong"
  | "WrongSignature"
  | "WrongMethod"
  | "KeyWithoutAmpersand"
  | "SecretWhiteSpace"
  | "HexSignature"
  | "SignatureNotEncoded"
  | "SignatureSigned"
  | "QueryNotEncoded"
  | "PathNotEncoded"
  | "LowerCaseHex"
  | "PlusForSpace"
  | "DoubleEncoding"
  | "MissingEncoding"
  | "ReservedCharacters"
  | "BrokenEncoding"
  | "AnotherOrder"
  | "DuplicateParameter"
  | "MissingParameter"
  | "WrongName"
  | "WrongValue"
  | "WrongTimestamp"
  | "MissingEqualsSign"
  | "EmptyValueNotSigned"
  | "EmptyValueNotSent";

/** One parameter of an inspected request. */
export interface InspectedParameter {
  /** Its name on the wire, decoded. */
  name: string;
  /** Its value as the server reads it. A security token and a signature are redacted. */
  value: string;
}

/** A mistake in an inspected request. */
export interface Finding {
  /** The kind of mistake. */
  kind: Mistake;
  /** An error makes the request fail. The server tolerates a warning, which hints at a mistake in signing. */
  severity: "error" | "warning";
  /** Whether the mistake is proven: signing with it reproduces the pasted signature. */
  proven: boolean;
  /** The parameter, by its name on the wire. */
  parameter?: string;
  /** The actual text; left out for secrets. */
  written?: string;
  /** The expected text; left out for secrets. */
  expected?: string;
  /** The mistake, and why it matters. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
}

/** The result of `inspect`: the request in a text, and its mistakes. */
export interface Inspection {
  /** A URL with a query, a form body, a string to sign, or none of these. */
  kind: "Url" | "Form" | "StringToSign" | "Nothing";
  /** The HTTP method, as far as the text shows it: `GET` for a URL, `POST` for a form body. */
  method: "GET" | "POST";
  /** Scheme and host of a URL. */
  endpoint?: string;
  /** The parameters in the order of the text: at most 1,000. */
  parameters: InspectedParameter[];
  /** Whether the signature is right; `Unchecked` without a secret, `Absent` without a signature. */
  signature: "Right" | "Wrong" | "Unchecked" | "Absent";
  /** The signature in the text, decoded. */
  writtenSignature?: string;
  /** The right signature, if a secret was given. */
  expectedSignature?: string;
  /** The mistakes, the most important first: at most 100. */
  findings: Finding[];
}

/** The key to check a signature with. Any {@link Credentials} fit. */
export interface InspectionKey {
  /** The AccessKey secret. */
  accessKeySecret?: string | undefined;
}

/** The parts of the resource that a RAM policy allows. A part that is left out or `undefined` becomes `*`. */
export interface RamPolicyParts {
  /** The account ID, which consists of digits. */
  accountId?: string | undefined;
  /** The region. */
  regionId?: string | undefined;
  /** The image template. */
  imagePipelineId?: string | undefined;
}

/** A RAM policy document, for the RAM console. */
export interface RamPolicy {
  /** The version of the policy language. */
  Version: "1";
  /** One statement. */
  Statement: RamStatement[];
}

/** A statement of a {@link RamPolicy}. */
export interface RamStatement {
  /** The effect of the statement. */
  Effect: "Allow";
  /** Only `ecs:StartImagePipelineExecution`. */
  Action: string[];
  /** The ARN of the template, with `*` for each part that was left out. */
  Resource: string[];
}

/** Credentials that are checked when used. `CredentialModel` of `@alicloud/credentials` fits. */
export type GivenCredentials = { [Name in keyof Credentials]?: Credentials[Name] | undefined };

/** A credentials provider, such as a client of `@alicloud/credentials`, as every `@alicloud` SDK accepts it. */
export interface CredentialsProvider {
  /** Returns credentials or a promise of them. It is called as a method, before each attempt. */
  getCredential(): GivenCredentials | PromiseLike<GivenCredentials>;
}

/** The argument of a function for credentials. */
export interface CredentialsRequest {
  /** Aborted when the credentials are no longer needed: after a timeout, or if the call was aborted. */
  signal: PlatformSignal;
  /** Whether a token of this call has expired. Do not return a cached one then. */
  expired: boolean;
}

/** The clock of a client. */
export interface Clock {
  /** Returns the time, in milliseconds since 1970. */
  now(): number;
  /**
   * Resolves after a number of milliseconds. It measures backoff, queue and timeouts. Clear the timer when the signal
   * is aborted. A `sleep` that resolves immediately skips backoff and queue. A timeout also requires that `now` has
   * advanced; otherwise the platform's timer measures it. An exception becomes the `cause` of `ERR_TIMEOUT`.
   */
  sleep(ms: number, signal: PlatformSignal): PromiseLike<unknown>;
}

/** The options of an `ImagePipelineClient`. */
export interface ClientOptions extends Omit<SignOptions, "timestamp" | "signatureNonce"> {
  /**
   * The region of requests without one. Default: the environment variable `ALIBABA_CLOUD_REGION_ID`, if the runtime has
   * `process.env`.
   */
  regionId?: string | undefined;
  /**
   * The credentials: an object, a function that returns one or a promise of one, or an object with `getCredential()`.
   * The last two are called before each attempt, and again, once, after a token has expired. Their timeout is
   * `attemptTimeout`. Default: the environment variables `ALIBABA_CLOUD_ACCESS_KEY_ID`,
   * `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and `ALIBABA_CLOUD_SECURITY_TOKEN`, read before each attempt. An empty variable
   * counts as unset.
   */
  credentials?:
    | Credentials
    | CredentialsProvider
    | ((request: CredentialsRequest) => GivenCredentials | PromiseLike<GivenCredentials>)
    | undefined;
  /** The network of each region's default endpoint. Not together with `endpoint`. Default: `public`. */
  network?: "public" | "vpc" | undefined;
  /** Maximum number of requests for one call, an integer from 1 to 100. Default: 5. */
  maxAttempts?: number | undefined;
  /**
   * Timeout for one request with its whole response, and for the credentials before it, an integer from 1 to 86,400,000
   * milliseconds. Default: 10,000.
   */
  attemptTimeout?: number | undefined;
  /**
   * Timeout for the whole call, including its time in the queue of `rateLimit`, an integer from 1 to 86,400,000
   * milliseconds. A call that would have to queue longer rejects immediately. Default: 120,000.
   */
  totalTimeout?: number | undefined;
  /**
   * Maximum number of requests of this client to one region in any 60 seconds, an integer from 1 to 1,000,000. Others
   * wait in a queue. Default: 1,000, the documented limit, which all programs of the account share.
   */
  rateLimit?: number | undefined;
  /** Sends the request. Default: the platform's `fetch` at the time of the call. */
  fetch?: PlatformFetch | undefined;
  /** The clock, for tests. Default: the platform's. */
  clock?: Clock | undefined;
  /**
   * Called at each step of each call, for logs and metrics. It cannot break a call: results and exceptions are ignored,
   * and promises are not awaited.
   */
  onEvent?: ((event: ClientEvent) => unknown) | undefined;
}

/** A step of a call. It contains no security token, signature or secret. */
export type ClientEvent =
  | {
      /** The rate limit is reached, so the request waits for its place. */
      type: "queued";
      /** The `ClientToken` of the call. */
      clientToken: string;
      /** The number of the request that waits, an integer from 1. */
      attempt: number;
      /** The region. */
      regionId: string;
      /** The waiting time, in milliseconds. */
      delayMs: number;
    }
  | {
      /** A request is about to be sent. */
      type: "request";
      /** The `ClientToken` of the call. */
      clientToken: string;
      /** The number of the request, an integer from 1. */
      attempt: number;
      /** The region. */
      regionId: string;
      /** The HTTP method. */
      method: "GET" | "POST";
      /** The URL, redacted. */
      url: string;
    }
  | {
      /** A response arrived. */
      type: "response";
      /** The `ClientToken` of the call. */
      clientToken: string;
      /** The number of the request, an integer from 1. */
      attempt: number;
      /** The region. */
      regionId: string;
      /** The HTTP status, 0 if it is unknown. */
      status: number;
      /** The error code; left out if the build has started. */
      code?: ErrorCode;
      /** The ID of the request, if the response has one. */
      requestId?: string;
      /** The time between request and response, in milliseconds. */
      elapsedMs: number;
    }
  | {
      /** The request failed, and another one follows. */
      type: "retry";
      /** The `ClientToken` of the call. */
      clientToken: string;
      /** The number of the request that follows, an integer from 2. */
      attempt: number;
      /** The region. */
      regionId: string;
      /** Why the last request failed: the server's code, `ERR_NETWORK` or `ERR_TIMEOUT`. */
      code: ErrorCode;
      /** The backoff, in milliseconds. */
      delayMs: number;
    };

/** The build to start. The default region is that of the client. */
export type StartRequest = Omit<StartImagePipelineExecutionRequest, "regionId"> &
  Partial<Pick<StartImagePipelineExecutionRequest, "regionId">>;

/** The options of one call. They override those of the client. */
export interface StartOptions extends Pick<ClientOptions, "maxAttempts" | "attemptTimeout" | "totalTimeout"> {
  /** Aborts the call at any step. It then rejects with an `AbortedError`, whose `cause` is the signal's reason. */
  signal?: PlatformSignal | undefined;
}

/** A build that has started. */
export interface Started {
  /** The ID of the build task. */
  executionId: string;
  /** The ID of the request; empty if the response has none. */
  requestId: string;
  /** Number of requests sent. */
  attempts: number;
  /** The `ClientToken` of each request. */
  clientToken: string;
}

/** The class `Request` of the platform's types; `unknown` on a platform without it. */
export type PlatformRequest = typeof globalThis extends { Request: { prototype: infer T } } ? T : unknown;

/** The class `AbortSignal` of the platform's types; `unknown` on a platform without it. */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : unknown;

/** The function `fetch` of the platform's types, as a client calls it; `unknown` on a platform without it. */
export type PlatformFetch = typeof globalThis extends { fetch: (input: any, init?: infer I) => infer R }
  ? (url: string, init: NonNullable<I>) => R
  : unknown;

/** The functions of this package. They are synchronous; the first call compiles the module. */
export interface Api {
  /** Compiles the module without blocking the thread. */
  init(): Promise<void>;
  /** Returns all issues of a request. */
  validate(request: StartImagePipelineExecutionRequest): Issue[];
  /** Validates a request and signs it. */
  sign(request: StartImagePipelineExecutionRequest, credentials: Credentials, options?: SignOptions): SignedRequest;
  /** Returns the platform's `Request` for a signed request. */
  toRequest(signed: SignedRequest): PlatformRequest;
  /** Returns the default host of a region. */
  endpoint(regionId: string, options?: EndpointOptions): string;
  /** Decodes a response of any kind. */
  decode(answer: Answer): Outcome;
  /** Returns the meaning of a code. */
  explain(code: ErrorCode): Explanation | undefined;
  /** Finds why a signature was refused. */
  diagnose(signed: Signed, answer: Refusal): Diagnosis;
  /** Checks a request made by other code. */
  inspect(text: string, credentials?: InspectionKey): Inspection;
  /** Returns the least-privilege policy for this operation. */
  ramPolicy(parts?: RamPolicyParts): RamPolicy;
}
