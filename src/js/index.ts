/**
 * The functions of every entry. Entries differ in the source of the module: the build replaces `#module` by a file of
 * `module/`.
 */
import { later, now } from "#module";
import { createApi, createClient, createCore } from "#shared";

import type { Core } from "./core.js";
import type {
  Answer,
  Api,
  ClientOptions,
  Credentials,
  Diagnosis,
  EndpointOptions,
  ErrorCode,
  Explanation,
  Inspection,
  InspectionKey,
  Issue,
  Outcome,
  PlatformRequest,
  RamPolicy,
  RamPolicyParts,
  Refusal,
  Signed,
  SignedRequest,
  SignOptions,
  Started,
  StartImagePipelineExecutionRequest,
  StartOptions,
  StartRequest,
} from "./types.js";

export {
  AbortedError,
  ApiError,
  CredentialsError,
  ImagePipelineError,
  NetworkError,
  ValidationError,
} from "#shared";
export type * from "./types.js";

let started: Core | undefined;
let made: Api | undefined;

// Created by the first call, not by the import, so that the package is tree-shakeable.

function core(): Core {
  return (started ??= createCore({ now, later }));
}

function api(): Api {
  return (made ??= createApi(core()));
}

/**
 * Compiles the module without blocking the thread. Optional: otherwise the first call of any other function compiles
 * it, in a few milliseconds. Required in browsers that only compile asynchronously on the main thread (Chrome before
 * 114). Further calls do nothing.
 *
 * @throws {ImagePipelineError} with `code` `ERR_COMPILE` if the module cannot be compiled: a content security policy
 *   lacks `wasm-unsafe-eval`, or the runtime lacks `WebAssembly`, `TextEncoder` or `TextDecoder`. Any other function
 *   throws it too, if called first.
 *
 * @example
 * await init();
 */
export async function init(): Promise<void> {
  await api().init();
}

/**
 * Returns all issues of a request, errors and warnings; `[]` for a request without issues.
 *
 * It never throws.
 *
 * @example
 * const issues = validate({ regionId: "cn-hangzhou", imagePipelineId: "" });
 * issues[0].path; // "imagePipelineId"
 * issues[0].code; // "MissingParameter"
 */
export function validate(request: StartImagePipelineExecutionRequest): Issue[] {
  return api().validate(request);
}

/**
 * Validates a request and signs it. `fetch(signed.url, signed)` sends it, and follows no redirect. Warnings do not
 * prevent signing, and only `validate` returns them.
 *
 * @param request The build to start.
 * @param credentials The AccessKey pair, with its token if it is temporary. Other members are ignored, except for other
 *   spellings of a missing one, such as `sessionToken`.
 * @param options The options of signing. Each has a default.
 * @throws {ValidationError} if `validate` finds an error in the request, or an option is wrong.
 * @throws {CredentialsError} if the request is valid, but a part of the credentials is missing or malformed.
 *
 * @example
 * const signed = sign(
 *   { regionId: "cn-hangzhou", imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" },
 *   { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * );
 * signed.url; // "https://ecs.cn-hangzhou.aliyuncs.com/?AccessKeyId=testid&Action=…"
 *
 * @see https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function sign(
  request: StartImagePipelineExecutionRequest,
  credentials: Credentials,
  options?: SignOptions,
): SignedRequest {
  return api().sign(request, credentials, options);
}

/**
 * Returns the platform's `Request` for a signed request, for `fetch`.
 *
 * @throws {ValidationError} if the argument is not a signed request, or the platform has no `Request`.
 *
 * @example
 * const response = await fetch(toRequest(signed));
 */
export function toRequest(signed: SignedRequest): PlatformRequest {
  return api().toRequest(signed);
}

/**
 * Returns the default host of a region: `ecs.<region>.aliyuncs.com`, or `ecs-vpc.<region>.aliyuncs.com` inside a VPC.
 * Finance, government and a few other regions have special hosts, the same for both networks.
 *
 * @throws {ValidationError} if the region ID is missing or is not a host label.
 *
 * @example
 * endpoint("cn-beijing", { network: "vpc" }); // "ecs-vpc.cn-beijing.aliyuncs.com"
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-endpoint
 */
export function endpoint(regionId: string, options?: EndpointOptions): string {
  return api().endpoint(regionId, options);
}

/**
 * Decodes a response of any kind: JSON or XML, success or error, cut off, or not of this API.
 *
 * An error is classified by its code, since the documented statuses are inconsistent. It never throws.
 *
 * @example
 * const outcome = decode({ status: response.status, headers: response.headers, body: await response.text() });
 * if (outcome.ok) console.log(outcome.executionId);
 * else console.error(outcome.error.code, outcome.error.explanation.en, outcome.error.remedy.en);
 */
export function decode(answer: Answer): Outcome {
  return api().decode(answer);
}

/**
 * Returns the meaning of a code and the next step; `undefined` for a code that is not documented.
 *
 * A code without an entry is explained by its family, such as `MissingParameter.*`.
 *
 * It never throws.
 *
 * @example
 * explain("InvalidImagePipeline.HasRunningExecution")?.retry.when; // "afterExecution"
 */
export function explain(code: ErrorCode): Explanation | undefined {
  return api().explain(code);
}

/**
 * Finds why a request was refused: compares the client's and the server's string to sign, parameter by parameter.
 *
 * It never throws.
 *
 * @param signed The result of `sign`, or the string to sign and the timestamp of another signer.
 * @param answer The `error` of `decode`, its whole outcome, or an `ApiError`; or the body of the response, as text, as
 *   parsed JSON, or in a log line. Pass the `error` object itself, not a copy: it remembers the server's time and the
 *   unredacted token, so that both can be compared. For a redacted text, the explanation of `WrongSecret` says that the
 *   token may be the reason.
 *
 * @example
 * const outcome = decode({ status: response.status, headers: response.headers, body: await response.text() });
 * if (!outcome.ok) console.error(diagnose(signed, outcome.error).explanation.en);
 */
export function diagnose(signed: Signed, answer: Refusal): Diagnosis {
  return api().diagnose(signed, answer);
}

/**
 * Checks a request made by other code: encoding, order and parameters. With the secret, it also checks the signature.
 *
 * It never throws. A text without a request is of the kind `Nothing`. Findings contain no secret, token or signature.
 *
 * @param text A URL, a form body or a string to sign of HMAC-SHA1, which may be part of a log line or a curl command.
 *   At most 262,144 bytes of UTF-8.
 * @param credentials With `accessKeySecret`, the signature is checked. If it is wrong, the common mistakes are tried.
 *
 * @example
 * const { findings } = inspect("GET&%2F&Format%3DXML%26Action%3DDescribeRegions");
 * findings[0].kind; // "AnotherOrder"
 *
 * @see https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function inspect(text: string, credentials?: InspectionKey): Inspection {
  return api().inspect(text, credentials);
}

/**
 * Returns the RAM policy document that allows only this operation.
 *
 * A part that is left out or `undefined` becomes `*`. An unset variable therefore widens the policy.
 *
 * @throws {ValidationError} if a part has characters that are invalid in an ARN.
 *
 * @example
 * JSON.stringify(ramPolicy({ regionId: "cn-hangzhou", imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" }));
 *
 * @see https://www.alibabacloud.com/help/en/ram/user-guide/policy-elements
 */
export function ramPolicy(parts?: RamPolicyParts): RamPolicy {
  return api().ramPolicy(parts);
}

/**
 * Starts builds over an unreliable network. It signs, sends, reads the response, and retries with the same
 * `ClientToken`, so that one call starts at most one build.
 *
 * It retries after a missing or unreadable response, and after each error that `explain` says to retry, such as
 * `InternalError`. The backoff is exponential with full jitter; after throttling, the retry is in the next minute. A
 * retry is never earlier than the server's delay. Clock skew is corrected by the server's time, for later calls too.
 * After an expired token, the client gets new credentials, once. Every other error is final.
 *
 * Redirects are not followed. Cookies and caching are disabled where the runtime supports it.
 *
 * @example
 * // Region and credentials come from the environment variables ALIBABA_CLOUD_REGION_ID, ALIBABA_CLOUD_ACCESS_KEY_ID and
 * // ALIBABA_CLOUD_ACCESS_KEY_SECRET.
 * const client = new ImagePipelineClient();
 * const { executionId } = await client.start({ imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" });
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/how-to-ensure-idempotence
 */
export class ImagePipelineClient {
  readonly #start: ReturnType<typeof createClient>;

  /**
   * @param options The credentials and options. The object's own members are read once, here.
   * @throws {ValidationError} if an option is wrong.
   * @throws {CredentialsError} if the credentials are an invalid object.
   */
  constructor(options: ClientOptions = {}) {
    this.#start = createClient(core(), options);
  }

  /**
   * Starts one build.
   *
   * @param request The build to start. It is read once. Default of `clientToken`: a random UUID; of `regionId`: that of
   *   the client.
   * @param options A signal, and timeouts and attempts that override those of the client.
   * @returns The started build. It resolves when the server has confirmed the start, long before the build ends.
   * @throws {ValidationError} if the request or an option is wrong. Nothing was sent.
   * @throws {CredentialsError} if the credentials are missing or invalid, or if the function for them throws (`cause`)
   *   or times out.
   * @throws {ApiError} if the server refuses the request. It has a diagnosis if signature, clock or credentials are the
   *   reason.
   * @throws {NetworkError} if no response comes in time. If `attempts` is not 0, the build may have started: to find out, start
   *   again with its `clientToken`.
   * @throws {AbortedError} if the `signal` is aborted. Nothing more is sent, but an earlier request may have started
   *   the build.
   * @throws {ImagePipelineError} with `code` `ERR_FETCH` if `options.fetch` returns no `Response`.
   */
  start(request: StartRequest, options?: StartOptions): Promise<Started> {
    return this.#start(request, options);
  }
}
