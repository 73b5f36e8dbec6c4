/**
 * The public types. Field names are those of the official TypeScript SDK, `@alicloud/ecs20140526`.
 *
 * A test compares each interface with what the compiled core reads and returns, so that they cannot drift apart.
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
   * 0 to 128 characters. It must not start with `acs:` and must not contain `http://` or `https://`.
   * Left out, `Tag.N.Value` is not sent; the empty string is sent as `Tag.N.Value=`.
   */
  value?: string | undefined;
}

/**
 * What to build: the parameters of `StartImagePipelineExecution`, version 2014-05-26.
 *
 * `null` and `undefined` members count as left out. A text has at most 262,144 UTF-16 units, an object 1,000
 * members, and all together 1,048,576 units.
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution
 */
export interface StartImagePipelineExecutionRequest {
  /** The operation. The default, and so far the only one. */
  action?: "StartImagePipelineExecution" | undefined;
  /**
   * The region of the image template, such as `cn-hangzhou`. It becomes part of the endpoint's host, so it must be a
   * host label: 1 to 63 letters, digits and hyphens.
   */
  regionId: string;
  /** The ID of the image template, such as `ip-bp67acfmxazb4p****`. No white space or control characters. */
  imagePipelineId: string;
  /**
   * At most 64 ASCII characters, unique for each build. A request that is sent again with the same token starts no
   * second build; without a token, a retry can start a second, billed build.
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

/** Something to say about one field. */
export interface Issue {
  /** The field: `regionId`, `tag[2].key`, `options.endpoint`; the empty string for the request as a whole. */
  path: string;
  /**
   * A stable code: the server's own where it has one, such as `MissingParameter` or `InvalidTagKey.Malformed`, else
   * one of this package, such as `UnknownField`.
   */
  code: IssueCode;
  /** An error stops signing, a warning does not. */
  severity: "error" | "warning";
  /** What is wrong and what to do. */
  message: Text;
}

/** Who signs: an AccessKey pair, with a token when it is temporary. */
export interface Credentials {
  /** The AccessKey ID. It is sent, and is not secret. */
  accessKeyId: string;
  /** The AccessKey secret. It is never sent; it keys the signature. */
  accessKeySecret: string;
  /** The STS token that belongs to a temporary AccessKey pair (one whose ID starts with `STS.`). It is sent and signed. */
  securityToken?: string | undefined;
}

/** How to sign. Each member has a default. */
export interface SignOptions {
  /**
   * The signature method. Default `HMAC-SHA1`, with `SignatureVersion` 1.0. `ACS3-HMAC-SHA256` is version 3, which the
   * current SDKs of Alibaba Cloud use: signature, nonce, time and token are in headers, so that none of them is in the URL.
   * Nonce, AccessKey ID and token must then be printable ASCII. For servers: a browser asks the gateway for leave to send
   * these headers, and the gateway is not known to give it.
   */
  signatureMethod?: "HMAC-SHA1" | "ACS3-HMAC-SHA256" | undefined;
  /**
   * By `HMAC-SHA1`, `GET`, the default, puts everything in the query and needs no header; `POST` puts everything in a form
   * body. By `ACS3-HMAC-SHA256`, with the default `POST`, the operation's parameters are in the query with either. The
   * method is part of what is signed.
   */
  method?: "GET" | "POST" | undefined;
  /** The format of the server's answer, by `ACS3-HMAC-SHA256` in the header `accept`. Default `JSON`. */
  format?: "JSON" | "XML" | undefined;
  /**
   * Where to send: a host, with a port if need be, or an `https` URL without path, query and credentials. `http` is
   * accepted for loopback addresses only. Default: `endpoint(regionId)`.
   */
  endpoint?: string | undefined;
  /**
   * The time of signing: a `Date`, milliseconds since 1970, or an ISO 8601 string with its zone, such as
   * `2026-01-02T03:04:05Z`. Fractions of a second are dropped. A number from 1 to 99,999,999,999 is rejected, since it looks
   * like seconds. Default: now.
   */
  timestamp?: Date | string | number | undefined;
  /** A string never used before; the server refuses a repeated one. Default: a fresh random UUID. */
  signatureNonce?: string | undefined;
}

/** A request that is ready to be sent, with each value on the way to its signature. */
export interface SignedRequest {
  /** The HTTP method. It is part of what was signed. */
  method: "GET" | "POST";
  /** The URL, with the whole query, but for `POST` by `HMAC-SHA1`. */
  url: string;
  /**
   * Names in lower case. By `HMAC-SHA1` empty for `GET`, so that the request needs no CORS preflight, and the form's
   * `content-type` for `POST`. By `ACS3-HMAC-SHA256` `accept`, `authorization` and each `x-acs-*`, the security token among
   * them. `host`, which is signed too, is made of the URL by whoever sends.
   */
  headers: Record<string, string>;
  /** The form body, for `POST` by `HMAC-SHA1` alone. */
  body?: string;
  /** `fetch` must not follow a redirect: it would send the security token to another host. */
  redirect: "manual";
  /** The signature: base64 of 28 characters by `HMAC-SHA1`, lower-case hex of 64 by `ACS3-HMAC-SHA256`. */
  signature: string;
  /**
   * What was signed. By `HMAC-SHA1` the method, `/` and the canonical query, encoded once more and joined by `&`; by
   * `ACS3-HMAC-SHA256` its name and the SHA-256 of the canonical request in hex, a line each.
   */
  stringToSign: string;
  /** The parameters without the signature: encoded, sorted by name in byte order, joined by `&`. */
  canonicalQuery: string;
  /**
   * By `ACS3-HMAC-SHA256` alone: method, path, canonical query, signed headers, their names and the SHA-256 of the body, as
   * lines. The security token is in it.
   */
  canonicalRequest?: string;
  /** The time of signing, UTC: `2026-01-02T03:04:05Z`. */
  timestamp: string;
  /** The nonce that was signed. */
  signatureNonce: string;
  /**
   * `timestamp` and 15 minutes. From then on the server may refuse the request: the documentation names 15 minutes, and
   * elsewhere 31.
   */
  expiresAt: string;
}

/** How to find an endpoint. */
export interface EndpointOptions {
  /** `vpc` for the endpoint that is reachable inside a VPC alone. Default `public`. */
  network?: "public" | "vpc" | undefined;
}

/** What the server answered, as it arrived. */
export interface Answer {
  /** The HTTP status. What is no whole number counts as unknown: the body alone decides then. */
  status: number;
  /** The body: text, its bytes in UTF-8, or the object that was already made of its JSON. */
  body: string | Uint8Array | ArrayBuffer | Record<string, unknown>;
  /**
   * The headers, as `Headers`, as a `Map` or an object with names in any case, or as Node has them; `x-acs-request-id`,
   * `x-acs-retry-after` and `date` are read.
   */
  headers?: AnswerHeaders | Record<string, string | string[] | number | undefined>;
}

/** What is read of a `Headers` or a `Map`. */
export interface AnswerHeaders {
  /** The value of a header; `null` or `undefined` where there is none. */
  get(name: string): string | null | undefined;
}

/** What came of a request. */
export type Outcome =
  | {
      /** The build was started. */
      ok: true;
      /** The ID of the request; empty if the answer names none. */
      requestId: string;
      /** The ID of the build task. */
      executionId: string;
    }
  | {
      /** No build was started, or the answer does not say so. */
      ok: false;
      /** Why, and what to do. */
      error: ErrorDetails;
    };

/** What an error is about. `answer` is this package's own, for answers that cannot be read. */
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

/** Whether and how to send a request again. Each attempt takes a fresh nonce, time and signature. */
export interface RetryAdvice {
  /**
   * `never`: not as it stands, something has to be changed first. `now`: at once. `later`: after a delay.
   * `afterExecution`: when the template's running build has ended. `afterClock`: when the clock is set right.
   */
  when: "never" | "now" | "later" | "afterExecution" | "afterClock";
  /** `same`, so that one build starts at most; `new` where the old token belongs to another request. */
  clientToken: "same" | "new";
  /** The least delay in milliseconds, where the server named one (`x-acs-retry-after`). */
  delayMs?: number;
}

/**
 * Why a request was refused, and what to do. Security token and signature are masked in every member. `diagnose` compares
 * the token all the same, as long as it is given this very object, not a copy.
 */
export interface ErrorDetails {
  /** The HTTP status. */
  status: number;
  /**
   * The server's code, or one of this package for an answer that cannot be read: `EmptyAnswer`, `HtmlAnswer`,
   * `UnreadableAnswer`, `AnswerTooLarge`, `MissingExecutionId`, `MissingMember`, `WrongBodyType`. At most 200 characters.
   */
  code: ErrorCode;
  /** The server's message, without its echo of the request; the start of a body that cannot be read. */
  message: string;
  /** The ID of the request, from the body or the header `x-acs-request-id`. */
  requestId?: string;
  /** The host that answered. */
  hostId?: string;
  /** Alibaba Cloud's link to its own diagnosis. */
  recommend?: string;
  /**
   * The members of `AccessDeniedDetail`, such as `AuthAction` and `NoPermissionType`: at most 100, each of 16,384
   * characters at most. `explanation` and `remedy` are made of them.
   */
  accessDenied?: Record<string, string>;
  /**
   * The policy that would allow the call, where `AccessDeniedDetail` leaves open that one is missing. It is left out where
   * a policy denies the call, or where another action is missing. It is for the caller's account, where the answer names
   * it, and for every region and template: narrow it with `ramPolicy({ accountId, regionId, imagePipelineId })`.
   */
  policy?: RamPolicy;
  /** What the error is about. */
  category: Category;
  /** Whether and how to send the request again. */
  retry: RetryAdvice;
  /** Whether the catalogue has this very code, rather than its family or its status. */
  known: boolean;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** The string to sign that the server made of the request, where it echoes one. */
  serverStringToSign?: string;
  /** The canonical request that the server made, where it echoes one. */
  serverCanonicalRequest?: string;
  /** The server's time, from the header `Date`: `Fri, 02 Jan 2026 03:04:05 GMT`. Left out if that is malformed. */
  serverTime?: string;
}

/** What a code means, and what to do about it. */
export interface Explanation {
  /** The code that was asked for. */
  code: ErrorCode;
  /** What it is about. */
  category: Category;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** Whether and how to send the request again. */
  retry: RetryAdvice;
  /** The URL of the page that documents the code, or else its family. */
  source: string;
  /** Whether the catalogue has this very code, rather than its family or one of the same meaning. */
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
  /** Its name on the wire; by ACS3-HMAC-SHA256 also a header's; `HTTP method` for the method. */
  parameter: string;
  /** In which way, as the verdict would have it if there were no other difference. */
  kind: Verdict;
  /** As the client signed it, encoded; left out if the client did not sign it. A token is masked. */
  ours?: string;
  /** As the server signed it, encoded; left out if it did not arrive. A token is masked. */
  theirs?: string;
  /** The first character that differs, counted from 0 in characters. */
  position: number;
}

/** The reason for a refusal, with what it rests on. */
export interface Diagnosis {
  /** The one reason. */
  verdict: Verdict;
  /** The parameter that it is about, under its name on the wire. */
  parameter?: string;
  /** What happened, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
  /** Every difference there is. */
  differences: Difference[];
}

/** What holds the details of an error, as an `ApiError` does. */
export interface Detailed {
  /** What the server said. */
  details: ErrorDetails;
}

/** An answer to be diagnosed: its body or a line of a log, the object made of its JSON, or what `decode` made of it. */
export type Refusal = string | ErrorDetails | Outcome | Detailed | Record<string, unknown>;

/** What a diagnosis needs of a {@link SignedRequest}. */
export interface Signed extends Pick<SignedRequest, "stringToSign" | "timestamp"> {
  /** The canonical request, by ACS3-HMAC-SHA256. */
  canonicalRequest?: string | undefined;
}

/** What can be wrong with a request that other code has made. */
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

/** One parameter of an inspected request, as it stands there. */
export interface InspectedParameter {
  /** Its name on the wire, decoded. */
  name: string;
  /** Its value as the server reads it. A security token and a signature are masked. */
  value: string;
}

/** One thing that is wrong with an inspected request. */
export interface Finding {
  /** What. */
  kind: Mistake;
  /** An error makes the request fail. A warning is what the server forgives, and often tells of a mistake in signing. */
  severity: "error" | "warning";
  /** Whether the signature itself gives it away: with this mistake, it comes out as it was pasted. */
  proven: boolean;
  /** The parameter that it is about, under its name on the wire. */
  parameter?: string;
  /** What stands there; left out for secrets. */
  written?: string;
  /** What should stand there; left out for secrets. */
  expected?: string;
  /** What is wrong, and why. */
  explanation: Text;
  /** The next step. */
  remedy: Text;
}

/** What a text was found to be, and what is wrong with it. */
export interface Inspection {
  /** A URL with a query, a form body, a string to sign, or none of these. */
  kind: "Url" | "Form" | "StringToSign" | "Nothing";
  /** The HTTP method, as far as the text shows it: `GET` for a URL, `POST` for a form body. */
  method: "GET" | "POST";
  /** Scheme and host of a URL. */
  endpoint?: string;
  /** Every parameter, in the order in which they stand there: at most 1,000. */
  parameters: InspectedParameter[];
  /** Whether the signature is right; `Unchecked` without a secret, `Absent` where there is none. */
  signature: "Right" | "Wrong" | "Unchecked" | "Absent";
  /** The signature in the text, decoded. */
  writtenSignature?: string;
  /** The signature that the request has with the secret, where one was given. */
  expectedSignature?: string;
  /** What is wrong, the weightiest first: at most 100. Empty where nothing was found. */
  findings: Finding[];
}

/** What a signature is checked with. Any {@link Credentials} will do. */
export interface InspectionKey {
  /** The AccessKey secret. */
  accessKeySecret?: string | undefined;
}

/** The parts of the resource that a RAM policy allows. A part that is left out or `undefined` stands for all, `*`. */
export interface RamPolicyParts {
  /** The account's ID, digits. */
  accountId?: string | undefined;
  /** The region. */
  regionId?: string | undefined;
  /** The image template. */
  imagePipelineId?: string | undefined;
}

/** A RAM policy document, as the RAM console takes it. */
export interface RamPolicy {
  /** The version of the policy language. */
  Version: "1";
  /** One statement. */
  Statement: RamStatement[];
}

/** A statement of a {@link RamPolicy}. */
export interface RamStatement {
  /** It allows. */
  Effect: "Allow";
  /** `ecs:StartImagePipelineExecution` alone. */
  Action: string[];
  /** The ARN of the template, with `*` for each part that was left out. */
  Resource: string[];
}

/** Credentials that are checked when they are used: `CredentialModel` of `@alicloud/credentials` fits. */
export type GivenCredentials = { [Name in keyof Credentials]?: Credentials[Name] | undefined };

/** An object that provides credentials, as the default export of `@alicloud/credentials` and every `@alicloud` SDK has it. */
export interface CredentialsProvider {
  /** Returns credentials or a promise of them. It is called as a method, before each attempt. */
  getCredential(): GivenCredentials | PromiseLike<GivenCredentials>;
}

/** What a function for credentials is given. */
export interface CredentialsRequest {
  /** Aborted when the credentials are not needed any more: the time is over, or the start was aborted. */
  signal: PlatformSignal;
  /** Whether a token has expired that this start was signed with. A kept one must not be given again then. */
  expired: boolean;
}

/** The time, for a client. */
export interface Clock {
  /** The time, in milliseconds since 1970. */
  now(): number;
  /**
   * Resolves after this many milliseconds. Once the signal is aborted, nothing waits for it, and its timer is to be cleared.
   * It measures the backoff, the queue and the timeouts. One that resolves at once skips backoff and queue; a timeout also
   * needs `now` to have moved on, else the platform's timer measures it. What it throws becomes the `cause` of `ERR_TIMEOUT`.
   */
  sleep(ms: number, signal: PlatformSignal): PromiseLike<unknown>;
}

/** How an `ImagePipelineClient` sends. */
export interface ClientOptions extends Omit<SignOptions, "timestamp" | "signatureNonce"> {
  /**
   * The region of requests that name none. Default: the environment variable `ALIBABA_CLOUD_REGION_ID`, where the runtime has
   * `process.env`.
   */
  regionId?: string | undefined;
  /**
   * The credentials: an object, a function that returns one or a promise of one, or an object with `getCredential()`. The last
   * two are called before each attempt, and again, once, when a token has expired; they have `attemptTimeout` milliseconds.
   * Default: the environment variables `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and
   * `ALIBABA_CLOUD_SECURITY_TOKEN`, read before each attempt. An empty variable counts as one that is not set.
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
   * Timeout for the whole call, including its time in the queue of `rateLimit`, an integer from 1 to 86,400,000 milliseconds.
   * A call whose place in the queue is later rejects at once. Default: 120,000.
   */
  totalTimeout?: number | undefined;
  /**
   * Maximum number of requests of this client to one region in any 60 seconds, an integer from 1 to 1,000,000. Further ones
   * wait in a queue. Default: 1,000, the documented limit, which all programs of the account share.
   */
  rateLimit?: number | undefined;
  /** Sends the request. Default: the platform's `fetch`, as it is then. */
  fetch?: PlatformFetch | undefined;
  /** The clock, for tests. Default: the platform's. */
  clock?: Clock | undefined;
  /**
   * Called at each step of each call, for logs and metrics. Nothing that it does can break a call: what it returns or throws is
   * ignored, and a promise is not waited for.
   */
  onEvent?: ((event: ClientEvent) => unknown) | undefined;
}

/** A step of a call. No security token, signature or secret is in it. */
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
      /** How long it waits, in milliseconds. */
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
      /** The ID of the request, where the response has one. */
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

/** What to build; without a region, that of the client. */
export type StartRequest = Omit<StartImagePipelineExecutionRequest, "regionId"> &
  Partial<Pick<StartImagePipelineExecutionRequest, "regionId">>;

/** The options of one call. The timeouts and the number of attempts are the client's where they are left out. */
export interface StartOptions extends Pick<ClientOptions, "maxAttempts" | "attemptTimeout" | "totalTimeout"> {
  /** Ends the call, wherever it is. It then rejects with an `AbortedError`, whose `cause` is the signal's reason. */
  signal?: PlatformSignal | undefined;
}

/** A build that has started. */
export interface Started {
  /** The ID of the build task. */
  executionId: string;
  /** The ID of the request; empty if the answer names none. */
  requestId: string;
  /** The number of requests that were sent, an integer. */
  attempts: number;
  /** The `ClientToken` of each of them. */
  clientToken: string;
}

/** The class `Request` as the platform's types declare it; `unknown` where none do. */
export type PlatformRequest = typeof globalThis extends { Request: { prototype: infer T } } ? T : unknown;

/** The class `AbortSignal` as the platform's types declare it; `unknown` where none do. */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : unknown;

/** The function `fetch` as the platform's types declare it, and as a client calls it; `unknown` where none do. */
export type PlatformFetch = typeof globalThis extends { fetch: (input: any, init?: infer I) => infer R }
  ? (url: string, init: NonNullable<I>) => R
  : unknown;

/** The functions of this package. Each is synchronous; the first call of any compiles the module. */
export interface Api {
  /** Makes the module ready without holding the thread up. */
  init(): Promise<void>;
  /** Every issue of a request at once. */
  validate(request: StartImagePipelineExecutionRequest): Issue[];
  /** Validates a request and signs it. */
  sign(request: StartImagePipelineExecutionRequest, credentials: Credentials, options?: SignOptions): SignedRequest;
  /** The platform's own `Request` for a signed request. */
  toRequest(signed: SignedRequest): PlatformRequest;
  /** The default host of a region. */
  endpoint(regionId: string, options?: EndpointOptions): string;
  /** Reads an answer, whatever it is. */
  decode(answer: Answer): Outcome;
  /** What a code means. */
  explain(code: ErrorCode): Explanation | undefined;
  /** Why a signature was refused. */
  diagnose(signed: Signed, answer: Refusal): Diagnosis;
  /** Takes a request of other code apart. */
  inspect(text: string, credentials?: InspectionKey): Inspection;
  /** The least-privilege policy for this operation. */
  ramPolicy(parts?: RamPolicyParts): RamPolicy;
}
