import { refuse, throttled } from "./refusals.mjs";

const OPERATION = "StartImagePipelineExecution";
const PARAMETERS = ["RegionId", "ImagePipelineId"];
const MAX_TAGS = 20;
const MAX_TAG_CHARACTERS = 128;

/**
 * The checks of StartImagePipelineExecution, after those of every request, in this order.
 * Source: StartImagePipelineExecution reference page, request parameters and error codes; page "Throttling".
 *
 * @type {readonly import('./checks.mjs').Check[]}
 */
export const operationChecks = [
  checkRate,
  checkParameters,
  checkTagCount,
  checkTagKeys,
  checkTagValues,
  checkTagKeysDiffer,
  checkPipeline,
];

/**
 * Whether the call is one that starts an image build.
 * Source: StartImagePipelineExecution reference page.
 *
 * @param {import('./call.mjs').Call} call
 * @returns {boolean}
 */
export function isOperation({ common }) {
  return common.get("Action") === OPERATION;
}

// Calls are counted by account, region and operation.
/** @type {import('./checks.mjs').Check} */
function checkRate({ common, parameters }, { throttle }, { now }) {
  const wait = throttle?.(JSON.stringify([common.get("AccessKeyId"), parameters.get("RegionId")]), now);
  return wait ? throttled(wait) : undefined;
}

function checkParameters({ parameters }) {
  const name = PARAMETERS.find((candidate) => !parameters.get(candidate));
  return name ? refuse("MissingParameter", name) : undefined;
}

// The limit is documented, the code for it is not.
function checkTagCount({ parameters }) {
  const beyond = ["Tag", "TemplateTag"].some((name) => tagNumbers(parameters, name).some((n) => n > MAX_TAGS));
  return beyond ? refuse("InvalidParameter", `There are more than ${MAX_TAGS} tags.`) : undefined;
}

function checkTagKeys({ parameters }) {
  const malformed = tagNumbers(parameters, "Tag").some((n) => !isTagKey(parameters.get(`Tag.${n}.Key`)));
  return malformed ? refuse("InvalidTagKey.Malformed") : undefined;
}

function checkTagValues({ parameters }) {
  const malformed = tagNumbers(parameters, "Tag").some((n) => !isTagValue(parameters.get(`Tag.${n}.Value`) ?? ""));
  return malformed ? refuse("InvalidTagValue.Malformed") : undefined;
}

function checkTagKeysDiffer({ parameters }) {
  const keys = tagNumbers(parameters, "Tag").map((n) => parameters.get(`Tag.${n}.Key`));
  return new Set(keys).size < keys.length ? refuse("Duplicate.TagKey") : undefined;
}

function checkPipeline({ parameters }, { pipelines }) {
  const known = !pipelines || pipelines.has(parameters.get("ImagePipelineId"));
  return known ? undefined : refuse("InvalidImagePipeline.NotFound");
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
  return !value.startsWith("acs:") && isTagText(value);
}

function isTagText(text) {
  return [...text].length <= MAX_TAG_CHARACTERS && !/https?:\/\//.test(text);
}
