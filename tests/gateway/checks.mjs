import { refuse } from './refusals.mjs';
import { serverSignature } from './signing.mjs';

/** How far a Timestamp may be from the gateway's clock, in milliseconds, either way. */
const TIMESTAMP_WINDOW_MS = 15 * 60 * 1000;
const MAX_TAGS = 20;
const MAX_TAG_CHARACTERS = 128;
const VERSION = '2014-05-26';
const OPERATION = 'StartImagePipelineExecution';

const COMMON_PARAMETERS = [
  'Action',
  'Version',
  'AccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'Timestamp',
];
const OPERATION_PARAMETERS = ['RegionId', 'ImagePipelineId'];

/** @typedef {import('./call.mjs').Call} Call */

/**
 * What the gateway knows.
 *
 * @typedef {object} GatewayState
 * @property {Map<string, import('./gateway.mjs').Account>} accounts by AccessKeyId
 * @property {() => number} now milliseconds since 1970-01-01T00:00:00Z
 * @property {Set<string> | undefined} pipelines the image templates there are; undefined: every ID is known
 * @property {Set<string>} signatureOnlyActions actions that are answered once their signature is right
 * @property {boolean} echo whether a refused signature is answered with the string to sign
 * @property {Set<string>} usedNonces AccessKeyId and nonce of each request with a right signature
 */

/**
 * Looks at one thing and says why the request is refused, or nothing.
 *
 * @typedef {(call: Call, state: GatewayState) => import('./refusals.mjs').Refusal | undefined} Check
 */

/**
 * The checks of every request, in the order in which the first that refuses gives the answer.
 * Source of the codes: `refusals.mjs`. Their order is not documented.
 *
 * @type {readonly Check[]}
 */
export const commonChecks = Object.freeze([
  checkMethod,
  checkPath,
  checkReadable,
  checkCommonParameters,
  checkBody,
  checkAction,
  checkVersion,
  checkFormat,
  checkSignatureMethod,
  checkSignatureVersion,
  checkAccessKey,
  checkSecurityToken,
  checkTimestamp,
  checkSignature,
  checkNonce,
]);

/**
 * The checks of StartImagePipelineExecution, run after the common ones, in this order.
 * Source: StartImagePipelineExecution reference page, request parameters and error codes.
 *
 * @type {readonly Check[]}
 */
export const operationChecks = Object.freeze([
  checkOperationParameters,
  checkTagCount,
  checkTagKeys,
  checkTagValues,
  checkTagKeysDiffer,
  checkPipeline,
]);

/**
 * The first refusal of the checks that apply to the call, or undefined if it is to be served.
 * Source: {@link commonChecks}, {@link operationChecks}.
 *
 * @type {Check}
 */
export function firstRefusal(call, state) {
  return firstOf(commonChecks, call, state) ?? (isOperation(call) ? firstOf(operationChecks, call, state) : undefined);
}

/**
 * Whether the call is one that starts an image build.
 * Source: StartImagePipelineExecution reference page.
 *
 * @param {Call} call
 * @returns {boolean}
 */
export function isOperation({ parameters }) {
  return parameters.get('Action') === OPERATION;
}

function firstOf(checks, call, state) {
  for (const check of checks) {
    const refusal = check(call, state);
    if (refusal) return refusal;
  }
  return undefined;
}

function checkMethod({ method }) {
  return ['GET', 'POST'].includes(method) ? undefined : refuse('UnsupportedHTTPMethod');
}

function checkPath({ path }) {
  return path === '/' ? undefined : refuse('InvalidApi.NotFound');
}

function checkReadable({ unreadable }) {
  return unreadable;
}

function checkCommonParameters(call) {
  return missing(call, COMMON_PARAMETERS);
}

// After the missing parameters: a form with a wrong content type is not read, so what it held is
// missing. This is for a body beside a query that has everything.
function checkBody({ strayBody }) {
  return strayBody
    ? refuse('InvalidParameter', 'The request body is not a POSTed application/x-www-form-urlencoded form.')
    : undefined;
}

function checkAction(call, { signatureOnlyActions }) {
  const known = isOperation(call) || signatureOnlyActions.has(call.parameters.get('Action'));
  return known ? undefined : refuse('InvalidAction.NotFound');
}

function checkVersion({ parameters }) {
  return parameters.get('Version') === VERSION ? undefined : refuse('InvalidVersion');
}

function checkFormat({ parameters }) {
  return /^(json|xml)?$/i.test(parameters.get('Format') ?? '') ? undefined : refuse('InvalidParameter.Format');
}

function checkSignatureMethod({ parameters }) {
  return parameters.get('SignatureMethod') === 'HMAC-SHA1' ? undefined : refuse('InvalidSignatureMethod');
}

function checkSignatureVersion({ parameters }) {
  return parameters.get('SignatureVersion') === '1.0' ? undefined : refuse('InvalidSignatureVersion');
}

function checkAccessKey({ parameters }, { accounts }) {
  const account = accounts.get(parameters.get('AccessKeyId'));
  if (!account) return refuse('InvalidAccessKeyId.NotFound');
  return account.inactive ? refuse('InvalidAccessKeyId.Inactive') : undefined;
}

function checkSecurityToken({ parameters }, { accounts, now }) {
  const { securityToken, securityTokenExpires = Infinity } = accounts.get(parameters.get('AccessKeyId'));
  const given = parameters.get('SecurityToken');
  if (securityToken && !given) return refuse('MissingSecurityToken');
  if ((given || undefined) !== securityToken) {
    return refuse(`InvalidSecurityToken.${canBeToken(given) ? 'MismatchWithAccessKey' : 'Malformed'}`);
  }
  return now() >= securityTokenExpires ? refuse('InvalidSecurityToken.Expired') : undefined;
}

// The form of a token is not documented. Those in the documentation are Base64, some with its other alphabet.
function canBeToken(text) {
  return /^[\w+/=.-]*$/.test(text);
}

function checkTimestamp({ parameters }, { now }) {
  const time = parseTimestamp(parameters.get('Timestamp'));
  if (time === undefined) return refuse('InvalidTimeStamp.Format');
  return Math.abs(now() - time) > TIMESTAMP_WINDOW_MS ? refuse('InvalidTimeStamp.Expired') : undefined;
}

function parseTimestamp(text) {
  const time = Date.parse(text);
  // Date.parse takes other forms too, and 30 February for 1 March: only what it writes back alike is well formed.
  const wellFormed = !Number.isNaN(time) && new Date(time).toISOString() === text.replace('Z', '.000Z');
  return wellFormed ? time : undefined;
}

function checkSignature({ method, parameters }, { accounts, echo }) {
  const { accessKeySecret } = accounts.get(parameters.get('AccessKeyId'));
  const signed = new Map(parameters);
  signed.delete('Signature');
  const { signature, stringToSign } = serverSignature(signed, method, accessKeySecret);
  // Bytes of the text, not of the decoded Base64: that would let several texts pass for one signature.
  return Buffer.from(parameters.get('Signature')).equals(Buffer.from(signature))
    ? undefined
    : refuse('SignatureDoesNotMatch', echo ? ` server string to sign is:${stringToSign}` : '');
}

function checkNonce({ parameters }, { usedNonces }) {
  const key = JSON.stringify([parameters.get('AccessKeyId'), parameters.get('SignatureNonce')]);
  if (usedNonces.has(key)) return refuse('SignatureNonceUsed');
  usedNonces.add(key);
  return undefined;
}

function checkOperationParameters(call) {
  return missing(call, OPERATION_PARAMETERS);
}

// The limit is documented, the code for it is not.
function checkTagCount({ parameters }) {
  const beyond = ['Tag', 'TemplateTag'].some((name) => tagNumbers(parameters, name).some((n) => n > MAX_TAGS));
  return beyond ? refuse('InvalidParameter', `There are more than ${MAX_TAGS} tags.`) : undefined;
}

function checkTagKeys({ parameters }) {
  const malformed = tagNumbers(parameters, 'Tag').some((n) => !isTagKey(parameters.get(`Tag.${n}.Key`)));
  return malformed ? refuse('InvalidTagKey.Malformed') : undefined;
}

function checkTagValues({ parameters }) {
  const malformed = tagNumbers(parameters, 'Tag').some((n) => !isTagValue(parameters.get(`Tag.${n}.Value`) ?? ''));
  return malformed ? refuse('InvalidTagValue.Malformed') : undefined;
}

function checkTagKeysDiffer({ parameters }) {
  const keys = tagNumbers(parameters, 'Tag').map((n) => parameters.get(`Tag.${n}.Key`));
  return new Set(keys).size < keys.length ? refuse('Duplicate.TagKey') : undefined;
}

function checkPipeline({ parameters }, { pipelines }) {
  const known = !pipelines || pipelines.has(parameters.get('ImagePipelineId'));
  return known ? undefined : refuse('InvalidImagePipeline.NotFound');
}

function missing({ parameters }, names) {
  const name = names.find((candidate) => !parameters.get(candidate));
  return name ? refuse('MissingParameter', name) : undefined;
}

function tagNumbers(parameters, list) {
  const numbers = [...parameters.keys()]
    .map((name) => /^(\w+)\.([1-9]\d*)\.(?:Key|Value)$/.exec(name))
    .filter((match) => match?.[1] === list)
    .map((match) => Number(match[2]));
  return [...new Set(numbers)];
}

// Neither the unit of the 128 nor the case of the prefixes is documented: these are the readings
// that let the most through.
function isTagKey(key) {
  return Boolean(key) && !/^(aliyun|acs:)/.test(key) && isTagText(key);
}

function isTagValue(value) {
  return !value.startsWith('acs:') && isTagText(value);
}

function isTagText(text) {
  return [...text].length <= MAX_TAG_CHARACTERS && !/https?:\/\//.test(text);
}
