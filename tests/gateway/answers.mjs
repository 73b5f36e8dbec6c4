/**
 * A whole answer, ready to be sent.
 *
 * @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer names of headers in lower case
 */

const HOST_ID = "ecs.aliyuncs.com";

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
export function errorAnswer(format, requestId, { status, code, message, headers }) {
  const { body, headers: typed } = answer(status, format, "Error", {
    RequestId: requestId,
    HostId: HOST_ID,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Ecs&requestId=${requestId}`,
  });
  return { status, headers: { ...typed, ...headers }, body };
}

/**
 * The headers that every answer of the gateway has beside its content type.
 * Source: Date as of any HTTP server, and the rest as in answers that were published by users.
 *
 * @param {string} requestId
 * @param {number} clock the gateway's clock, which a client may use to set its own
 * @returns {Record<string, string>}
 */
export function commonHeaders(requestId, clock) {
  return {
    date: new Date(clock).toUTCString(),
    "x-acs-request-id": requestId,
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "*",
  };
}

function answer(status, format, root, members) {
  const [type, body] =
    format === "JSON" ? ["application/json", JSON.stringify(members)] : ["text/xml", toXml(root, members)];
  return { status, headers: { "content-type": `${type};charset=utf-8` }, body };
}

function toXml(root, members) {
  const children = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><${root}>${children.join("")}</${root}>`;
}

function escapeXml(text) {
  return text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);
}
