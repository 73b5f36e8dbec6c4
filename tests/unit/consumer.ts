// A program that uses each function and type; it is compiled against the package, and wrong uses of it must not compile.

import {
  type AbortedError,
  type Api,
  ApiError,
  type ClientEvent,
  type ClientOptions,
  type Clock,
  type Credentials,
  CredentialsError,
  type Diagnosis,
  decode,
  diagnose,
  type EndpointOptions,
  type ErrorCode,
  type ErrorDetails,
  endpoint,
  explain,
  ImagePipelineClient,
  type ImagePipelineError,
  type Issue,
  type IssueCode,
  init,
  inspect,
  NetworkError,
  type Outcome,
  ramPolicy,
  type SignedRequest,
  type SignOptions,
  type Started,
  type StartImagePipelineExecutionRequest,
  type StartRequest,
  sign,
  type Tag,
  type Text,
  toRequest,
  ValidationError,
  validate,
} from "ecs-image-pipeline";
import { initSync, type ModuleSource, sign as signSlim, init as start } from "ecs-image-pipeline/slim";
import { expectTypeOf } from "expect-type";
import { createHmac } from "./other.js";

createHmac();
const tag: Tag[] = [{ key: "a" }, { key: "b", value: "" }];
const request: StartImagePipelineExecutionRequest = {
  action: "StartImagePipelineExecution",
  regionId: "cn-hangzhou",
  imagePipelineId: "ip-1",
  tag,
  ownerId: 1,
};
const credentials: Credentials = { accessKeyId: "a", accessKeySecret: "b", securityToken: "c" };
const options: SignOptions = { method: "POST", format: "XML", timestamp: new Date(), signatureMethod: "HMAC-SHA1" };
const network: EndpointOptions = { network: "vpc" };
const issues: Issue[] = validate(request);
const text: Text | undefined = issues[0]?.message;
const severity: "error" | "warning" | undefined = issues[0]?.severity;
const signed: SignedRequest = sign(request, credentials, options);
const body: string | undefined = signed.body;
const acs3: SignedRequest = sign(request, credentials, { signatureMethod: "ACS3-HMAC-SHA256" });
const canonicalRequest: string | undefined = acs3.canonicalRequest;
void [canonicalRequest, diagnose(acs3, "")];
const answer: Promise<Response> = fetch(signed.url, signed);
const sent: Request = toRequest(signed);
const host: string = endpoint("cn-hangzhou", network);
const api: Api = { init, decode, diagnose, endpoint, explain, inspect, ramPolicy, sign, toRequest, validate };
const outcome: Outcome = decode({ status: 200, body: "", headers: new Headers() });
if (outcome.ok) {
  const executionId: string = outcome.executionId;
  void executionId;
} else {
  const details: ErrorDetails = outcome.error;
  const diagnosis: Diagnosis = diagnose(signed, details);
  void [diagnosis.verdict === "WrongSecret", new ApiError(details).details.retry.delayMs];
}
void [
  decode({ status: 200, body: "", headers: { date: "" } }),
  explain("Throttling")?.remedy.zh,
  ramPolicy().Statement[0]?.Effect,
];
try {
  sign(request, credentials);
} catch (error) {
  if (error instanceof ValidationError) {
    const code: "ERR_INVALID_REQUEST" = error.code;
    const name: "ValidationError" = error.name;
    const found: Issue[] = error.issues;
    void [code, name, found];
  } else if (error instanceof CredentialsError) {
    const code: "ERR_CREDENTIALS" = error.code;
    const found: Issue[] = error.issues;
    void [code, found];
  }
}
void [text, severity, body, answer, sent, host, api];

const clock: Clock = { now: () => 0, sleep: (ms, { aborted }) => Promise.resolve(aborted ? 0 : ms) };
const clientOptions: ClientOptions = {
  regionId: "cn-hangzhou",
  credentials,
  maxAttempts: 3,
  method: "POST",
  fetch,
  clock,
};
const renewing = new ImagePipelineClient({
  credentials: async ({ expired, signal }) => ({ ...credentials, securityToken: String(expired && signal.aborted) }),
  fetch: (url, init) => fetch(url.toLowerCase(), { ...init, keepalive: true }),
});
const started: Promise<Started> = new ImagePipelineClient(clientOptions).start(
  { imagePipelineId: "ip-1" },
  { signal: new AbortController().signal },
);
const toStart: StartRequest = request;
started
  .then(({ executionId, attempts }) => executionId.length + attempts)
  .catch((error: unknown) => {
    if (error instanceof NetworkError)
      void [error.clientToken.length, error.attempts + 1, error.code === "ERR_TIMEOUT", error.remedy.zh, error.cause];
    if (error instanceof ApiError) void [error.diagnosis?.verdict === "WrongSecret", error.attempts, error.clientToken];
  });
void renewing.start(toStart);
void new ImagePipelineClient().start(
  { imagePipelineId: "ip-1" },
  { maxAttempts: 2, attemptTimeout: 1_000, totalTimeout: 5_000, signal: AbortSignal.timeout(9_000) },
);

/** As `@alicloud/credentials` 2.4.7 declares them. */
declare class CredentialModel {
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  bearerToken?: string;
  type?: string;
  providerName?: string;
  toMap(): Record<string, unknown>;
}
declare class Credential {
  getAccessKeyId(): Promise<string>;
  getCredential(): Promise<CredentialModel>;
}
declare const provider: Credential;
declare const env: { ID: string | undefined; SECRET: string | undefined };
void [
  new ImagePipelineClient({ credentials: provider, network: "vpc" }),
  new ImagePipelineClient({ credentials: () => provider.getCredential() }),
  new ImagePipelineClient({ credentials: () => ({ accessKeyId: env.ID, accessKeySecret: env.SECRET }) }),
  new ImagePipelineClient({ credentials: { getCredential: () => credentials } }),
];
const seen: ClientEvent[] = [];
void new ImagePipelineClient({ onEvent: (event) => seen.push(event) });
for (const event of seen) {
  expectTypeOf(event.attempt).toEqualTypeOf<number>();
  if (event.type === "response") expectTypeOf(event.elapsedMs).toEqualTypeOf<number>();
  if (event.type === "queued" || event.type === "retry") expectTypeOf(event.delayMs).toEqualTypeOf<number>();
  // @ts-expect-error: only a request has a URL
  if (event.type !== "request") void event.url;
}
expectTypeOf<
  ValidationError | CredentialsError | ApiError | NetworkError | AbortedError
>().toExtend<ImagePipelineError>();
expectTypeOf<AbortedError["name"]>().toEqualTypeOf<"AbortError" | "TimeoutError">();
expectTypeOf<ApiError["requestId"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<ImagePipelineError["clientToken"]>().toEqualTypeOf<string | undefined>();
// @ts-expect-error: another network
new ImagePipelineClient({ network: "classic" });
// @ts-expect-error: a rate limit is the client's
void renewing.start(toStart, { rateLimit: 1 });
// @ts-expect-error: a text is no provider
new ImagePipelineClient({ credentials: { getCredential: () => "" } });
// @ts-expect-error: each attempt has another nonce
new ImagePipelineClient({ credentials, signatureNonce: "n" });
// @ts-expect-error: a template is needed
void renewing.start({ regionId: "cn-hangzhou" });

expectTypeOf(sign).toEqualTypeOf<
  (request: StartImagePipelineExecutionRequest, credentials: Credentials, options?: SignOptions) => SignedRequest
>();
expectTypeOf(signSlim).toEqualTypeOf(sign);
expectTypeOf(validate).toEqualTypeOf<(request: StartImagePipelineExecutionRequest) => Issue[]>();
expectTypeOf(init).toEqualTypeOf<() => Promise<void>>();
expectTypeOf(start).returns.toEqualTypeOf<Promise<void>>();
expectTypeOf(initSync).returns.toEqualTypeOf<void>();
expectTypeOf({
  init,
  validate,
  sign,
  toRequest,
  endpoint,
  decode,
  explain,
  diagnose,
  inspect,
  ramPolicy,
}).toEqualTypeOf<Api>();

if (outcome.ok) {
  expectTypeOf(outcome).toEqualTypeOf<{ ok: true; requestId: string; executionId: string }>();
} else {
  expectTypeOf(outcome).toEqualTypeOf<{ ok: false; error: ErrorDetails }>();
  expectTypeOf(outcome.error.code).toEqualTypeOf<ErrorCode>();
  if (outcome.error.policy)
    expectTypeOf(outcome.error.policy.Statement).items.toHaveProperty("Effect").toEqualTypeOf<"Allow">();
}
expectTypeOf<ValidationError["code"]>().toEqualTypeOf<"ERR_INVALID_REQUEST">();
expectTypeOf<CredentialsError["code"]>().toEqualTypeOf<"ERR_CREDENTIALS">();
expectTypeOf<ValidationError["name"]>().toEqualTypeOf<"ValidationError">();
expectTypeOf<CredentialsError["name"]>().toEqualTypeOf<"CredentialsError">();
expectTypeOf<ApiError["name"]>().toEqualTypeOf<"ApiError">();
expectTypeOf<ApiError["code"]>().toEqualTypeOf<ErrorCode>();
expectTypeOf<Issue["code"]>().toEqualTypeOf<IssueCode>();
expectTypeOf<"UnknownField">().toExtend<IssueCode>();
expectTypeOf<string>().not.toExtend<IssueCode>();
// A server may answer with any text; the literals are offered all the same.
expectTypeOf<string>().toExtend<ErrorCode>();
expectTypeOf<ErrorCode>().not.toEqualTypeOf<string>();
expectTypeOf<Extract<ErrorCode, "SignatureDoesNotMatch">>().toEqualTypeOf<"SignatureDoesNotMatch">();

const source = new Uint8Array(8);
expectTypeOf(source).toExtend<ModuleSource>();
void [
  () => start(source),
  () => start(Promise.resolve(source.buffer)),
  () => start(fetch("/")),
  () => initSync(source),
];

// @ts-expect-error: the template is missing
validate({ regionId: "cn-hangzhou" });
// @ts-expect-error: a misspelt field
validate({ regionId: "cn-hangzhou", imagePipelineID: "ip-1", imagePipelineId: "ip-1" });
// @ts-expect-error: a number for a text
validate({ regionId: 1, imagePipelineId: "ip-1" });
// @ts-expect-error: another operation
validate({ action: "StopImagePipelineExecution", regionId: "cn-hangzhou", imagePipelineId: "ip-1" });
// @ts-expect-error: a tag without key
validate({ ...request, tag: [{ value: "a" }] });
// @ts-expect-error: a text for a number
validate({ ...request, ownerId: "1" });
// @ts-expect-error: no credentials
sign(request);
// @ts-expect-error: no secret
sign(request, { accessKeyId: "a" });
// @ts-expect-error: another method
sign(request, credentials, { method: "PUT" });
// @ts-expect-error: another case
sign(request, credentials, { format: "json" });
// @ts-expect-error: another signature method
sign(request, credentials, { signatureMethod: "HMAC-MD5" });
// @ts-expect-error: a misspelt option
sign(request, credentials, { nonce: "a" });
// @ts-expect-error: another network
endpoint("cn-hangzhou", { network: "classic" });
// @ts-expect-error: not a signed request
toRequest({ url: "https://a" });
// @ts-expect-error: an execution ID only where it is ok
decode({ status: 200, body: "" }).executionId;
// @ts-expect-error: no such verdict
void (diagnose(signed, "").verdict === "NoSuchVerdict");
// @ts-expect-error: an answer without a body
decode({ status: 200 });
// @ts-expect-error: it is not asynchronous
sign(request, credentials).then();
// @ts-expect-error: the codes are constants
new ValidationError([]).code = "other";
// @ts-expect-error: no such code
void (validate(request)[0]?.code === "UnknownFields");
// @ts-expect-error: no such severity
void (validate(request)[0]?.severity === "fatal");
// @ts-expect-error: an error only where it is not ok
if (outcome.ok) void outcome.error;
// @ts-expect-error: no such category
if (!outcome.ok) void (outcome.error.category === "unknown");
// @ts-expect-error: no such time
if (!outcome.ok) void (outcome.error.retry.when === "soon");
// @ts-expect-error: a misspelt member
if (!outcome.ok) void outcome.error.retry.delay;
// @ts-expect-error: a misspelt part
ramPolicy({ region: "cn-hangzhou" });
// @ts-expect-error: a misspelt network
endpoint("cn-hangzhou", { net: "vpc" });
// @ts-expect-error: a misspelt member of the credentials
sign(request, { accessKeyId: "a", accessKeySecret: "b", stsToken: "c" });
// @ts-expect-error: nothing to start with
start();
// @ts-expect-error: a path is no module
initSync("ecs_image_pipeline.wasm");
// @ts-expect-error: init of the default entry takes nothing
init(source);
