import { readPairs, uniteParameters, UnreadableParameters } from './parameters.mjs';
import { refuse } from './refusals.mjs';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * One request, read as far as it can be.
 *
 * @typedef {object} Call
 * @property {string} method HTTP method
 * @property {string} url the request target, as sent
 * @property {string} path the request target up to the first `?`
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} body at most 1 MB of it
 * @property {'JSON' | 'XML'} format of the answer
 * @property {Map<string, string>} parameters query and form together, decoded; empty if unreadable
 * @property {import('./refusals.mjs').Refusal} [unreadable] why the parameters could not be read
 * @property {boolean} strayBody whether there is a body that is not a POSTed form
 */

/**
 * Reads a request to its end.
 * Source: Format is documented with the default XML (ECS developer guide, page "Common parameters"); official clients
 * send `JSON` (@alicloud/pop-core) and `json` (@alicloud/openapi-core), so its case does not matter.
 *
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Call>}
 * @throws when the client goes away before the end
 */
export async function readCall(request) {
  const { method, url, headers } = request;
  const { body, tooLarge } = await readBody(request);
  const [, path, query] = /^([^?]*)\??(.*)$/.exec(url);
  const isForm = method === 'POST' && isFormType(headers['content-type']);
  const texts = isForm ? [query, body.toString('latin1')] : [query];
  return {
    method,
    url,
    path,
    headers,
    body,
    strayBody: body.length > 0 && !isForm,
    ...(tooLarge ? unreadable(refuse('RequestEntityTooLarge')) : readParameters(texts)),
  };
}

// What is over the limit is read and dropped: a client that is still sending would miss an early answer.
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), tooLarge: length > MAX_BODY_BYTES };
}

function readParameters(texts) {
  let pairs = [];
  try {
    pairs = texts.flatMap(readPairs);
    return { format: formatOf(pairs), parameters: uniteParameters(pairs) };
  } catch (error) {
    if (!(error instanceof UnreadableParameters)) throw error;
    return unreadable(refuse('InvalidParameter', error.message), formatOf(pairs));
  }
}

function unreadable(refusal, format = 'XML') {
  return { format, parameters: new Map(), unreadable: refusal };
}

function formatOf(pairs) {
  const given = pairs.find(([name]) => name === 'Format')?.[1];
  return given?.toUpperCase() === 'JSON' ? 'JSON' : 'XML';
}

function isFormType(contentType = '') {
  return contentType.split(';')[0].trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
