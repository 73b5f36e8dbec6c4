/**
 * @typedef {{ status: number, contentType: string, body: string }} Answer
 */

const HOST_ID = 'ecs.aliyuncs.com';

/**
 * The success answer: JSON members, or an XML document with the root `<{action}Response>`.
 * Source: StartImagePipelineExecution reference page, response examples; content types as compared by
 * @alicloud/openapi-core 1.0.8 `src/client.ts`.
 *
 * @param {'JSON' | 'XML'} format
 * @param {string} action root of the XML document
 * @param {Record<string, string>} members such as RequestId and ExecutionId, in the order of the answer
 * @returns {Answer}
 */
export function successAnswer(format, action, members) {
  return answer(200, format, `${action}Response`, members);
}

/**
 * The error answer: RequestId, HostId, Code, Message, Recommend as JSON, or in `<Error>`.
 * Source: ECS developer guide, page "Response results"; Recommend as in the aliyun-cli tests.
 *
 * @param {'JSON' | 'XML'} format
 * @param {string} requestId
 * @param {import('./refusals.mjs').Refusal} refusal
 * @returns {Answer}
 */
export function errorAnswer(format, requestId, { status, code, message }) {
  return answer(status, format, 'Error', {
    RequestId: requestId,
    HostId: HOST_ID,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Ecs&requestId=${requestId}`,
  });
}

function answer(status, format, root, members) {
  return format === 'JSON'
    ? { status, contentType: 'application/json;charset=utf-8', body: JSON.stringify(members) }
    : { status, contentType: 'text/xml;charset=utf-8', body: toXml(root, members) };
}

function toXml(root, members) {
  const children = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><${root}>${children.join('')}</${root}>`;
}

function escapeXml(text) {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);
}
