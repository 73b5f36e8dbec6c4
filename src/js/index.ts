/** The functions of every entry. Entries differ in where they have the module from: the build puts one of `module/` in the place of `#module`. */
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

// Made by the first call, not by the import, so that bundlers can drop what nobody calls.

function core(): Core {
  return (started ??= createCore({ now, later }));
}

function api(): Api {
  return (made ??= createApi(core()));
}

/**
 * Compiles the module without holding the thread up. Optional: the first call of any other function compiles it, which
 * takes a few milliseconds, once. Needed in browsers that compile on the main thread only asynchronously (Chrome before
 * 114). It may be called any number of times.
 *
 * @throws {ImagePipelineError} with `code` `ERR_COMPILE` where the module cannot be compiled: a content security policy
 *   lacks `wasm-unsafe-eval`, or the runtime lacks `WebAssembly`, `TextEncoder` or `TextDecoder`. Any other function throws
 *   it too, if it is called first.
 *
 * @example
 * await init();
 */
export async function init(): Promise<void> {
  await api().init();
}

/**
 * Every issue of a request at once, errors and warnings; `[]` when there is nothing to say.
 *
 * It never throws, whatever it is given.
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
 * Validates a request and signs it. `fetch(signed.url, signed)` sends it, and follows no redirect. Warnings do not stop it and are not reported:
 * `validate` tells them.
 *
 * @param request What to build.
 * @param credentials The AccessKey pair, with its token if it is temporary. Other members are ignored, except other spellings of
 *   a missing one, such as `sessionToken`.
 * @param options How to sign; each option has a default.
 * @throws {ValidationError} if `validate` finds an error in the request, or an option is wrong.
 * @throws {CredentialsError} if the request is right, and a part of the credentials is missing or malformed.
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
 * The platform's own `Request` for a signed request, to be given to `fetch`.
 *
 * @throws {ValidationError} if it is no signed request, or the platform has no `Request`.
 *
 * @example
 * const response = await fetch(toRequest(signed));
 */
export function toRequest(signed: SignedRequest): PlatformRequest {
  return api().toRequest(signed);
}

/**
 * The default host of a region: `ecs.<region>.aliyuncs.com`, or `ecs-vpc.<region>.aliyuncs.com` inside a VPC. Finance,
 * government and a few further regions have hosts of their own, the same for both networks.
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
 * Reads an answer, whatever it is: JSON or XML, success or error, cut short, or not of this API at all.
 *
 * An error is classified by its code, never by its status alone. It never throws.
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
 * What a code means, and what to do about it; `undefined` for a code that is not documented.
 *
 * A code that is not in the catalogue itself is answered from its family, such as `MissingParameter.*`.
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
 * Why a request was refused: what was signed beside what the server signed, parameter by parameter.
 *
 * It never throws.
 *
 * @param signed What `sign` returned, or the string to sign and the timestamp of another signer.
 * @param answer The `error` of `decode` (or its whole outcome, or an `ApiError`), the answer's body, as text or as the object
 *   made of it, or a line of a log that holds it. The first has the server's
 *   time, for a clock that is wrong. The security token is compared in each, though it is masked in the members of the
 *   first. In a copy of the error, and in a log that masks it, it cannot be: the explanation of `WrongSecret` then says
 *   that the token may be the reason.
 *
 * @example
 * const outcome = decode({ status: response.status, headers: response.headers, body: await response.text() });
 * if (!outcome.ok) console.error(diagnose(signed, outcome.error).explanation.en);
 */
export function diagnose(signed: Signed, answer: Refusal): Diagnosis {
  return api().diagnose(signed, answer);
}

/**
 * Takes a request apart that other code has made, and says what is wrong with it: its encoding, its order, its
 * parameters and, where the secret is given, its signature.
 *
 * It never throws. What holds no request gives the kind `Nothing`. No secret, no token and no signature is in a finding.
 *
 * @param text A URL, a form body or a string to sign, of the signature method HMAC-SHA1; it may stand in a line of a log or
 *   in a command for curl. At most 262,144 bytes of UTF-8.
 * @param credentials With `accessKeySecret`, the signature is checked, and the mistake that leads to a wrong one is looked
 *   for among the usual ones.
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
 * The RAM policy document that allows this operation and nothing else.
 *
 * A part that is left out stands as `*`, and so does one that is `undefined`: a variable that is not set widens the policy.
 *
 * @throws {ValidationError} if a part has characters that an ARN cannot hold.
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
 * Starts builds over a network that fails: it signs, sends, reads the response, and retries with the same `ClientToken`, so that
 * one call starts at most one build.
 *
 * Retried are a missing or unreadable response, and each error that the catalogue (`explain`) says to retry, `InternalError`
 * among them. The backoff is random and its bound doubles with each attempt; after throttling, the retry is in the next minute.
 * Where the server names a delay, the retry is not earlier. Clock skew is corrected by the server's time, for later calls too.
 * After an expired token, the credentials are asked for again, once. Every other error is final.
 *
 * Redirects are not followed. Cookies are not sent and responses not cached, where the runtime supports it.
 *
 * @example
 * // Region and credentials are those of the environment variables ALIBABA_CLOUD_REGION_ID, ALIBABA_CLOUD_ACCESS_KEY_ID and
 * // ALIBABA_CLOUD_ACCESS_KEY_SECRET.
 * const client = new ImagePipelineClient();
 * const { executionId } = await client.start({ imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" });
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/how-to-ensure-idempotence
 */
export class ImagePipelineClient {
  readonly #start: ReturnType<typeof createClient>;

  /**
   * @param options The credentials, and how to send. They are read once, here, by the object's own members; functions and
   *   credentials are kept.
   * @throws {ValidationError} if an option is wrong.
   * @throws {CredentialsError} if the credentials are an object, and wrong.
   */
  constructor(options: ClientOptions = {}) {
    this.#start = createClient(core(), options);
  }

  /**
   * Starts one build.
   *
   * @param request What to build. It is read once. Without a `clientToken`, a random UUID is taken; without a `regionId`, the
   *   client's.
   * @param options A signal, and timeouts and attempts of this call in place of the client's.
   * @returns When the server has confirmed that the build has started, which is long before it is done.
   * @throws {ValidationError} if the request or an option is wrong. Nothing was sent.
   * @throws {CredentialsError} if the credentials are missing or wrong, or the function for them throws (`cause`, as it is) or
   *   returns nothing in time.
   * @throws {ApiError} if the server refuses it, with a diagnosis where signature, clock or credentials are the reason.
   * @throws {NetworkError} if no response comes in time. If `attempts` is not 0, the build may have started: to find out, start
   *   again with its `clientToken`.
   * @throws {AbortedError} if the `signal` is aborted. Nothing is sent from then on, but an earlier request may have started the
   *   build.
   * @throws {ImagePipelineError} with `code` `ERR_FETCH` if `options.fetch` returns no `Response`.
   */
  start(request: StartRequest, options?: StartOptions): Promise<Started> {
    return this.#start(request, options);
  }
}
