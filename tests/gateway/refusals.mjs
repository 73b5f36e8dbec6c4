const gatewayTable = "help.aliyun.com/document_detail/48054.html";
const ecsTable = 'ECS developer guide, page "Response results", common errors (2021)';
const signatureV3 = "a message that users published; the page of the signature has none";
const operationTable = "StartImagePipelineExecution reference page, error codes";

/**
 * The errors this gateway answers with: HTTP status, documented message, and where they are documented.
 * The tables disagree about some statuses. Where `source` says "own choice", the documentation names the code or
 * the rule, but no message (or no code) for it.
 *
 * @type {Readonly<Record<string, { status: number, code?: string, message: string, source: string }>>}
 */
export const refusals = Object.freeze({
  UnsupportedHTTPMethod: { status: 403, message: "This http method is not supported.", source: ecsTable },
  "InvalidApi.NotFound": {
    status: 404,
    message: "Specified api is not found,please check your url and method.",
    source: gatewayTable,
  },
  InvalidParameter: {
    status: 400,
    message: "%s",
    source: `${ecsTable}; messages: own choice`,
  },
  RequestEntityTooLarge: {
    status: 413,
    message: "The request body is larger than 1 MB.",
    source: "own choice: no limit is documented",
  },
  MissingParameter: {
    status: 400,
    message: 'The input parameter "%s" that is mandatory for processing this request is not supplied.',
    source: ecsTable,
  },
  "InvalidAction.NotFound": {
    status: 404,
    message: "Specified api is not found, please check your url and method.",
    source: "aliyun-cli tests; message as answered by the SMS gateway",
  },
  InvalidVersion: {
    status: 400,
    message: "Specified parameter Version is not valid.",
    source: `${gatewayTable}; message: openapi-sdk-php-client tests`,
  },
  "InvalidParameter.Format": {
    status: 400,
    message: "Specified parameter Format is not valid.",
    source: `${gatewayTable}; message: own choice`,
  },
  InvalidSignatureMethod: {
    status: 400,
    message: "Specified parameter SignatureMethod is not valid.",
    source: `${gatewayTable}; message: own choice`,
  },
  InvalidSignatureVersion: {
    status: 400,
    message: "Specified parameter SignatureVersion is not valid.",
    source: `${gatewayTable}, family Invalid{Parameter}; message: own choice`,
  },
  "InvalidAccessKeyId.NotFound": {
    status: 404,
    message: "Specified access key is not found.",
    source: gatewayTable,
  },
  "InvalidAccessKeyId.Inactive": { status: 400, message: "Specified access key is disabled.", source: gatewayTable },
  MissingSecurityToken: {
    status: 400,
    message: "SecurityToken is mandatory for this action.",
    source: gatewayTable,
  },
  "InvalidSecurityToken.MismatchWithAccessKey": {
    status: 400,
    message: "Specified SecurityToken mismatch with the AccessKey.",
    source: gatewayTable,
  },
  "InvalidSecurityToken.Malformed": {
    status: 400,
    message: "Specified SecurityToken is malformed.",
    source: gatewayTable,
  },
  "InvalidSecurityToken.Expired": {
    status: 400,
    message: "Specified SecurityToken is expired.",
    source: gatewayTable,
  },
  "InvalidTimeStamp.Format": {
    status: 400,
    message: "Specified time stamp or date value is not well formatted.",
    source: gatewayTable,
  },
  "InvalidTimeStamp.Expired": {
    status: 400,
    message: "Specified time stamp or date value is expired.",
    source: gatewayTable,
  },
  SignatureDoesNotMatch: {
    status: 400,
    message: "Specified signature is not matched with our calculation.%s",
    source: gatewayTable,
  },
  "SignatureDoesNotMatch (V3)": {
    status: 400,
    code: "SignatureDoesNotMatch",
    message: "Specified signature does not match our calculation.%s",
    source: signatureV3,
  },
  IncompleteSignature: {
    status: 400,
    message: "The request signature does not conform to Aliyun standards.",
    source: ecsTable,
  },
  SignatureNonceUsed: {
    status: 400,
    message: "Specified signature nonce was used already.",
    source: gatewayTable,
  },
  "InvalidTagKey.Malformed": {
    status: 400,
    message:
      'The specified Tag.N.Key is not valid. Tag keys cannot be empty or null, support up to 128 characters, cannot start with "aliyun" or "acs:", and cannot contain "http://" or "https://".',
    source: operationTable,
  },
  "InvalidTagValue.Malformed": {
    status: 400,
    message:
      'The specified Tag.N.Value is not valid. Tag values support up to 128 characters, and cannot contain "http://" or "https://".',
    source: operationTable,
  },
  "Duplicate.TagKey": { status: 400, message: "The Tag.N.Key contain duplicate key.", source: operationTable },
  "InvalidImagePipeline.NotFound": {
    status: 404,
    message: "The specified ImagePipelineId does not exist.",
    source: `${operationTable}; message: own choice`,
  },
  "InvalidImagePipeline.HasRunningExecution": {
    status: 403,
    message: "The specified ImagePipeline has a running execution.",
    source: `${operationTable}; message: own choice`,
  },
  IdempotentParameterMismatch: {
    status: 400,
    message: "The request is retried with updated parameters.",
    source: ecsTable,
  },
  LastTokenProcessing: { status: 403, message: "The last token request is processing.", source: ecsTable },
  "Throttling.User": { status: 400, message: "Request was denied due to user flow control.", source: gatewayTable },
  ServiceUnavailable: {
    status: 503,
    message: "The request has failed due to a temporary failure of the server.",
    source: ecsTable,
  },
  InternalError: {
    status: 500,
    message: "The request processing has failed due to some unknown error, exception or failure.",
    source: ecsTable,
  },
});

/**
 * @typedef {{ status: number, code: string, message: string, headers?: Record<string, string> }} Refusal
 */

/**
 * The refusal with the given name.
 * Source: {@link refusals}.
 *
 * @param {string} name a key of `refusals`: the code, where the entry has none of its own
 * @param {string} [insert] takes the place of `%s` in the message
 * @returns {Refusal}
 */
export function refuse(name, insert = "") {
  const { status, code = name, message } = refusals[name];
  // A function, because in a replacement string `$&` and the like have a meaning.
  return { status, code, message: message.replace("%s", () => insert) };
}

/**
 * The refusal of a call that came too soon.
 * Source: `x-acs-retry-after` in milliseconds, @alicloud/openapi-core 1.0.8, `getThrottlingTimeLeft`.
 *
 * @param {number} milliseconds
 * @returns {Refusal}
 */
export function throttled(milliseconds) {
  return { ...refuse("Throttling.User"), headers: { "x-acs-retry-after": String(milliseconds) } };
}
