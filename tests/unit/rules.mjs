/** At least one violation of each rule; a rule is called what src/messages/rules.toml calls it. */
import { freshApi, withGlobal } from "./example.mjs";

/** A request about which there is nothing to say. */
export const rightRequest = {
  regionId: "cn-hangzhou",
  imagePipelineId: "ip-bp67acfmxazb4p0a1b2c",
  clientToken: "123e4567-e89b-12d3-a456-426655440000",
};

const getter = () => {
  throw new Error("no");
};

/** Rule, path, code, severity, and what to add to a right request. */
const ofRequest = [
  ["wrong-type", "regionId", "WrongType", "error", { regionId: 1 }],
  ["wrong-type", "imagePipelineId", "WrongType", "error", { imagePipelineId: ["ip-1"] }],
  ["wrong-type", "clientToken", "WrongType", "error", { clientToken: true }],
  ["wrong-type", "ownerId", "WrongType", "error", { ownerId: "1" }],
  ["wrong-type", "resourceOwnerId", "WrongType", "error", { resourceOwnerId: 1.5 }],
  ["wrong-type", "tag", "WrongType", "error", { tag: { key: "a" } }],
  ["wrong-type", "tag[0]", "WrongType", "error", { tag: ["a"] }],
  ["wrong-type", "tag[0].value", "WrongType", "error", { tag: [{ key: "a", value: 1 }] }],
  ["unknown-field", "imagePipelineID", "UnknownField", "error", { imagePipelineID: "ip-1" }],
  ["unknown-field", "tag[0].Key", "UnknownField", "error", { tag: [{ key: "a", Key: "b" }] }],
  ["unknown-field-far", "colour", "UnknownField", "error", { colour: "red" }],
  ["lone-surrogate", "imagePipelineId", "LoneSurrogate", "error", { imagePipelineId: "ip-\ud83d" }],
  ["lone-surrogate", "tag[0].key", "LoneSurrogate", "error", { tag: [{ key: "\ude00" }] }],
  ["too-large", "imagePipelineId", "TooLarge", "error", { imagePipelineId: `ip-${"a".repeat(262_144)}` }],
  [
    "unreadable",
    "ownerAccount",
    "Unreadable",
    "error",
    Object.defineProperty({}, "ownerAccount", { get: getter, enumerable: true }),
  ],
  ["action-unknown", "action", "InvalidAction.NotFound", "error", { action: "StopImagePipelineExecution" }],
  [
    "which-executions",
    "imagePipelineId",
    "MissingParameter.ImagePipelineId",
    "error",
    { action: "DescribeImagePipelineExecutions", imagePipelineId: undefined, clientToken: undefined },
  ],
  ["parameter-missing", "regionId", "MissingParameter", "error", { regionId: undefined }],
  ["parameter-missing", "imagePipelineId", "MissingParameter", "error", { imagePipelineId: null }],
  ["parameter-empty", "regionId", "MissingParameter", "error", { regionId: "" }],
  ["parameter-empty", "imagePipelineId", "MissingParameter", "error", { imagePipelineId: "" }],
  ["region-id-white-space", "regionId", "InvalidRegionId.NotFound", "error", { regionId: "cn-hangzhou\n" }],
  ["region-id-white-space", "regionId", "InvalidRegionId.NotFound", "error", { regionId: "cn\u0000hangzhou" }],
  ["region-id-not-host-label", "regionId", "InvalidRegionId.NotFound", "error", { regionId: "x.evil.example/?" }],
  ["region-id-not-host-label", "regionId", "InvalidRegionId.NotFound", "error", { regionId: "地域" }],
  ["region-id-not-host-label", "regionId", "InvalidRegionId.NotFound", "error", { regionId: "Xn--A" }],
  [
    "image-pipeline-id-white-space",
    "imagePipelineId",
    "InvalidImagePipeline.NotFound",
    "error",
    { imagePipelineId: "ip-1 " },
  ],
  [
    "image-pipeline-id-white-space",
    "imagePipelineId",
    "InvalidImagePipeline.NotFound",
    "error",
    { imagePipelineId: "ip-\u007f1" },
  ],
  [
    "image-pipeline-id-white-space",
    "imagePipelineId",
    "InvalidImagePipeline.NotFound",
    "error",
    { imagePipelineId: "ip-1\u200b" },
  ],
  [
    "image-pipeline-id-masked",
    "imagePipelineId",
    "InvalidImagePipeline.NotFound",
    "warning",
    { imagePipelineId: "ip-2ze5tsl5bp6nf2b3****" },
  ],
  [
    "image-pipeline-id-prefix",
    "imagePipelineId",
    "InvalidImagePipeline.NotFound",
    "warning",
    { imagePipelineId: "i-bp67acfmxazb4p0a1b2c" },
  ],
  ["client-token-missing", "clientToken", "NoClientToken", "warning", { clientToken: undefined }],
  ["client-token-missing", "clientToken", "NoClientToken", "warning", { clientToken: "" }],
  ["client-token-not-ascii", "clientToken", "InvalidParameter", "error", { clientToken: "tökén" }],
  ["client-token-too-long", "clientToken", "InvalidParameter", "error", { clientToken: "a".repeat(65) }],
  ["client-token-white-space", "clientToken", "InvalidParameter", "warning", { clientToken: "token\n" }],
  [
    "too-many-tags",
    "tag",
    "InvalidParameter",
    "error",
    { tag: Array.from({ length: 21 }, (_, i) => ({ key: `k${i}` })) },
  ],
  ["tag-key-missing", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ value: "v" }] }],
  ["tag-key-missing", "tag[1].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "a" }, null] }],
  ["tag-key-empty", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "" }] }],
  ["tag-key-too-long", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "k".repeat(129) }] }],
  ["tag-key-length-unclear", "tag[0].key", "InvalidTagKey.Malformed", "warning", { tag: [{ key: "键".repeat(128) }] }],
  ["tag-key-prefix", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "aliyun-team" }] }],
  ["tag-key-prefix", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "acs:team" }] }],
  ["tag-key-prefix-case", "tag[0].key", "InvalidTagKey.Malformed", "warning", { tag: [{ key: "Aliyun" }] }],
  ["tag-key-prefix-case", "tag[0].key", "InvalidTagKey.Malformed", "warning", { tag: [{ key: "ACS:team" }] }],
  ["tag-key-url", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "see http://a" }] }],
  ["tag-key-url", "tag[0].key", "InvalidTagKey.Malformed", "error", { tag: [{ key: "https://" }] }],
  ["tag-key-url-case", "tag[0].key", "InvalidTagKey.Malformed", "warning", { tag: [{ key: "HTTP://a" }] }],
  ["tag-key-duplicate", "tag[2].key", "Duplicate.TagKey", "error", { tag: [{ key: "a" }, { key: "b" }, { key: "a" }] }],
  [
    "tag-value-too-long",
    "tag[0].value",
    "InvalidTagValue.Malformed",
    "error",
    { tag: [{ key: "a", value: "v".repeat(129) }] },
  ],
  [
    "tag-value-length-unclear",
    "tag[0].value",
    "InvalidTagValue.Malformed",
    "warning",
    { tag: [{ key: "a", value: "值".repeat(128) }] },
  ],
  ["tag-value-prefix", "tag[0].value", "InvalidTagValue.Malformed", "error", { tag: [{ key: "a", value: "acs:x" }] }],
  [
    "tag-value-prefix-case",
    "tag[0].value",
    "InvalidTagValue.Malformed",
    "warning",
    { tag: [{ key: "a", value: "Acs:x" }] },
  ],
  ["tag-value-url", "tag[0].value", "InvalidTagValue.Malformed", "error", { tag: [{ key: "a", value: "https://a" }] }],
  ["tag-value-url", "tag[0].value", "InvalidTagValue.Malformed", "error", { tag: [{ key: "a", value: "-http://" }] }],
  [
    "tag-value-url-case",
    "tag[0].value",
    "InvalidTagValue.Malformed",
    "warning",
    { tag: [{ key: "a", value: "Https://a" }] },
  ],
  ["template-tag-deprecated", "templateTag", "DeprecatedParameter", "warning", { templateTag: [{ key: "a" }] }],
  ["owner-twice", "ownerId", "InvalidOwner", "error", { ownerId: 1, ownerAccount: "a" }],
].map((/** @type {any[]} */ [rule, path, code, severity, change]) => {
  const request = Object.defineProperties({ ...rightRequest }, Object.getOwnPropertyDescriptors(change));
  return { part: "request", rule, path, code, severity, request, call: ({ sign }, who) => sign(request, who) };
});

const acs3 = { signatureMethod: "ACS3-HMAC-SHA256" };

/** Rule, path, code, and the options. */
const ofOptions = [
  ["wrong-type", "options", "WrongType", "POST"],
  ["wrong-type", "options.signatureNonce", "WrongType", { signatureNonce: 1 }],
  ["wrong-type", "options.timestamp", "WrongType", { timestamp: new Date(Number.NaN) }],
  ["unknown-field", "options.nonce", "UnknownField", { nonce: "n" }],
  ["signature-method-unknown", "options.signatureMethod", "InvalidSignatureMethod", { signatureMethod: "HMAC-MD5" }],
  ["method-unknown", "options.method", "UnsupportedHTTPMethod", { method: "PUT" }],
  ["method-unknown", "options.method", "UnsupportedHTTPMethod", { method: "get" }],
  ["format-unknown", "options.format", "InvalidParameter.Format", { format: "json" }],
  ["endpoint-scheme", "options.endpoint", "InvalidEndpoint", { endpoint: "ftp://ecs.aliyuncs.com" }],
  ["endpoint-http", "options.endpoint", "InvalidEndpoint", { endpoint: "http://ecs.aliyuncs.com" }],
  ["endpoint-credentials", "options.endpoint", "InvalidEndpoint", { endpoint: "https://user:word@ecs.aliyuncs.com" }],
  ["endpoint-path", "options.endpoint", "InvalidEndpoint", { endpoint: "https://ecs.aliyuncs.com/api" }],
  ["endpoint-host", "options.endpoint", "InvalidEndpoint", { endpoint: "https://ecs..aliyuncs.com" }],
  ["endpoint-port", "options.endpoint", "InvalidEndpoint", { endpoint: "https://ecs.aliyuncs.com:65536" }],
  ["timestamp-format", "options.timestamp", "InvalidTimeStamp.Format", { timestamp: "tomorrow" }],
  ["timestamp-no-zone", "options.timestamp", "InvalidTimeStamp.Format", { timestamp: "2026-01-02T03:04:05" }],
  ["timestamp-range", "options.timestamp", "InvalidTimeStamp.Format", { timestamp: new Date(8.64e15) }],
  ["timestamp-seconds", "options.timestamp", "InvalidTimeStamp.Format", { timestamp: 1_767_323_045 }],
  ["timestamp-seconds", "options.timestamp", "InvalidTimeStamp.Format", { timestamp: 1_767_323_045.678 }],
  ["nonce-empty", "options.signatureNonce", "MissingParameter", { signatureNonce: "" }],
  ["nonce-empty", "options.signatureNonce", "MissingParameter", { signatureNonce: "", ...acs3 }],
  ["nonce-not-for-header", "options.signatureNonce", "InvalidHeader", { signatureNonce: "a\nx-acs-action:b", ...acs3 }],
  ["nonce-not-for-header", "options.signatureNonce", "InvalidHeader", { signatureNonce: " a", ...acs3 }],
  ["nonce-not-for-header", "options.signatureNonce", "InvalidHeader", { signatureNonce: "a ", ...acs3 }],
  ["nonce-not-for-header", "options.signatureNonce", "InvalidHeader", { signatureNonce: "é", ...acs3 }],
].map(([rule, path, code, options]) => {
  const call = ({ sign }, who) => sign(rightRequest, who, options);
  return { part: "options", rule, path, code, severity: "error", call };
});

/** Rule, path, code, and the credentials made of a secret and a token. */
const ofCredentials = [
  ["credential-missing", "accessKeyId", "MissingCredential", (accessKeySecret) => ({ accessKeySecret })],
  [
    "credential-missing",
    "accessKeySecret",
    "MissingCredential",
    (_, securityToken) => ({ accessKeyId: "STS.id", securityToken }),
  ],
  [
    "credential-misspelt",
    "SecretAccessKey",
    "UnknownField",
    (SecretAccessKey) => ({ accessKeyId: "id", SecretAccessKey }),
  ],
  [
    "credential-misspelt",
    "sessionToken",
    "UnknownField",
    (accessKeySecret) => ({ accessKeyId: "id", accessKeySecret, sessionToken: accessKeySecret }),
  ],
  ["credential-empty", "accessKeyId", "EmptyCredential", (accessKeySecret) => ({ accessKeyId: "", accessKeySecret })],
  [
    "credential-empty",
    "accessKeySecret",
    "EmptyCredential",
    (_, securityToken) => ({ accessKeyId: "id", accessKeySecret: "", securityToken }),
  ],
  [
    "security-token-empty",
    "securityToken",
    "EmptyCredential",
    (accessKeySecret) => ({ accessKeyId: "id", accessKeySecret, securityToken: "" }),
  ],
  [
    "credential-white-space",
    "accessKeyId",
    "CredentialWhiteSpace",
    (accessKeySecret) => ({ accessKeyId: " id", accessKeySecret }),
  ],
  [
    "credential-white-space",
    "accessKeySecret",
    "CredentialWhiteSpace",
    (secret) => ({ accessKeyId: "id", accessKeySecret: `${secret}\n` }),
  ],
  [
    "credential-white-space",
    "securityToken",
    "CredentialWhiteSpace",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: `\u00a0${token}` }),
  ],
  [
    "credential-control-character",
    "accessKeyId",
    "CredentialControlCharacter",
    (accessKeySecret) => ({ accessKeyId: "i\u0000d", accessKeySecret }),
  ],
  [
    "credential-control-character",
    "accessKeySecret",
    "CredentialControlCharacter",
    (secret) => ({ accessKeyId: "id", accessKeySecret: `${secret}\t${secret}` }),
  ],
  [
    "credential-control-character",
    "securityToken",
    "CredentialControlCharacter",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: `${token}\r\n${token}` }),
  ],
  [
    "security-token-missing",
    "securityToken",
    "MissingSecurityToken",
    (accessKeySecret) => ({ accessKeyId: "STS.id", accessKeySecret }),
  ],
  ["wrong-type", "credentials", "WrongType", (secret) => secret],
  ["wrong-type", "accessKeySecret", "WrongType", (secret) => ({ accessKeyId: "id", accessKeySecret: [secret] })],
  [
    "wrong-type",
    "securityToken",
    "WrongType",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: { token, [token]: token } }),
  ],
  ["wrong-type", "accessKeySecret", "WrongType", (secret) => ({ accessKeyId: "id", accessKeySecret: Symbol(secret) })],
  [
    "lone-surrogate",
    "accessKeySecret",
    "LoneSurrogate",
    (secret) => ({ accessKeyId: "id", accessKeySecret: `${secret}\ud800` }),
  ],
  [
    "lone-surrogate",
    "securityToken",
    "LoneSurrogate",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: `\udc00${token}` }),
  ],
  [
    "too-large",
    "accessKeySecret",
    "TooLarge",
    (secret) => ({ accessKeyId: "id", accessKeySecret: secret.repeat(40_000) }),
  ],
  [
    "unreadable",
    "accessKeySecret",
    "Unreadable",
    (secret) => ({
      accessKeyId: "id",
      get accessKeySecret() {
        throw new Error(secret);
      },
    }),
  ],
  [
    "credential-not-for-header",
    "accessKeyId",
    "InvalidHeader",
    (accessKeySecret) => ({ accessKeyId: "ïd", accessKeySecret }),
    acs3,
  ],
  [
    "credential-not-for-header",
    "securityToken",
    "InvalidHeader",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: `${token}令牌` }),
    acs3,
  ],
  [
    "credential-control-character",
    "securityToken",
    "CredentialControlCharacter",
    (accessKeySecret, token) => ({ accessKeyId: "id", accessKeySecret, securityToken: `${token}\nhost:${token}` }),
    acs3,
  ],
].map((/** @type {any[]} */ [rule, path, code, credentials, options]) => {
  const call = ({ sign }, who) => sign(rightRequest, credentials(who.accessKeySecret, who.securityToken), options);
  return { part: "credentials", rule, path, code, severity: "error", call };
});

const manyUnknown = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`colour${i}`, i]));

/** A client that has little time. */
const clientOf = (ImagePipelineClient, credentials, options) =>
  new ImagePipelineClient({ credentials, fetch: () => {}, attemptTimeout: 5, ...options });

/** Rule, path, code, and the function for credentials of a client. */
const ofAskedCredentials = [
  [
    "credentials-failed",
    "credentials",
    "CredentialsUnavailable",
    (secret) => {
      throw new Error(`no ${secret.length}`);
    },
  ],
  ["credentials-late", "credentials", "CredentialsUnavailable", () => new Promise(() => {})],
].map((/** @type {any[]} */ [rule, path, code, credentials]) => {
  const call = ({ ImagePipelineClient }, who) =>
    clientOf(ImagePipelineClient, () => credentials(who.accessKeySecret)).start(rightRequest);
  return { part: "credentials", rule, path, code, severity: "error", call };
});

/** The environment has an ID and no secret. */
const ofTheEnvironment = {
  part: "credentials",
  rule: "credential-variable-missing",
  path: "accessKeySecret",
  code: "MissingCredential",
  severity: "error",
  call: ({ ImagePipelineClient }) => {
    // Not every runtime has variables, or allows to set them.
    const process = { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "id" } };
    return withGlobal("process", process, () => clientOf(ImagePipelineClient, undefined).start(rightRequest));
  },
};

/** Rule, path, code, and the call that breaks it. */
const ofTheRest = [
  ["too-many-unknown-fields", "", "UnknownField", ({ sign }, who) => sign({ ...rightRequest, ...manyUnknown }, who)],
  [
    "out-of-range",
    "options.maxAttempts",
    "InvalidParameter",
    ({ ImagePipelineClient }, who) => clientOf(ImagePipelineClient, who, { maxAttempts: 0 }),
  ],
  [
    "endpoint-and-network",
    "options.network",
    "InvalidEndpoint",
    ({ ImagePipelineClient }, who) => clientOf(ImagePipelineClient, who, { network: "vpc", endpoint: "a.example" }),
  ],
  [
    "network-unknown",
    "options.network",
    "InvalidEndpoint",
    ({ endpoint }) => endpoint("cn-hangzhou", { network: "classic" }),
  ],
  ["account-id", "accountId", "InvalidArn", ({ ramPolicy }) => ramPolicy({ accountId: "12a" })],
  ["arn-part", "imagePipelineId", "InvalidArn", ({ ramPolicy }) => ramPolicy({ imagePipelineId: "ip-*" })],
  ["request-missing", "", "MissingParameter", ({ sign }, who) => sign(undefined, who)],
  [
    "not-a-request",
    "signed.url",
    "InvalidRequest",
    ({ sign, toRequest }, who) => {
      const signed = sign(rightRequest, who);
      return toRequest({ ...signed, url: signed.url.replace("://", "") });
    },
  ],
].map(([rule, path, code, call]) => ({ part: "rest", rule, path, code, severity: "error", call }));

/** Rule, path, code, and the call on a platform that lacks something. */
const ofThePlatform = [
  [
    "nonce-unavailable",
    "options.signatureNonce",
    "NoRandomness",
    async (_, who) => {
      const { sign } = await freshApi();
      return withGlobal("crypto", undefined, () => sign(rightRequest, who));
    },
  ],
  [
    "nonce-unavailable",
    "options.signatureNonce",
    "NoRandomness",
    async (_, who) => {
      const { sign } = await freshApi();
      return withGlobal("crypto", { randomUUID: () => "a\nhost:b" }, () => sign(rightRequest, who, acs3));
    },
  ],
  [
    "clock-unavailable",
    "options.timestamp",
    "NoClock",
    async (_, who) => {
      const { sign } = await freshApi();
      return withGlobal("Date", { now: () => Number.NaN }, () => sign(rightRequest, who));
    },
  ],
].map(([rule, path, code, call]) => ({ part: "platform", rule, path, code, severity: "error", call }));

/**
 * `call(api, credentials)` returns or throws, now or later, what it does about the violation. The credentials are
 * right, and are made wrong by the call where they are to be.
 */
export const violations = /** @type {any[]} */ ([
  ...ofRequest,
  ...ofOptions,
  ...ofCredentials,
  ...ofAskedCredentials,
  ofTheEnvironment,
  ...ofTheRest,
  ...ofThePlatform,
]).map((violation) => ({
  ...violation,
  name: `${violation.rule}: ${violation.path || "(the request)"}`,
}));
