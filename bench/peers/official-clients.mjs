/** Alibaba Cloud's own clients, over a transport that answers at once: nothing is sent. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// Both clients send with httpx. It is changed before they are loaded.
const httpx = require("httpx");

/** What was sent last: `{ url, options }`. */
export let last;

const answer = (body) => ({
  statusCode: 200,
  headers: {},
  req: { getHeaders: () => ({}) },
  on(event, listener) {
    if (event === "data") listener(body);
    if (event === "end") listener();
  },
  removeListener() {},
});

/** Makes the transport answer with this body from now on. */
export function answerWith(body) {
  const bytes = Buffer.from(body);
  httpx.request = async (url, options) => {
    last = { url, options };
    return answer(bytes);
  };
  httpx.read = async () => bytes;
}

const ENDPOINT = "ecs.cn-hangzhou.aliyuncs.com";

/** A function that starts a build with @alicloud/pop-core. */
export function popCore({ accessKeyId, accessKeySecret }, /** @type {any} */ { tag, ...request }) {
  const { RPCClient } = require("@alicloud/pop-core");
  const client = new RPCClient({
    accessKeyId,
    accessKeySecret,
    endpoint: `https://${ENDPOINT}`,
    apiVersion: "2014-05-26",
  });
  const parameters = { ...request, ...(tag && { Tag: tag.map(({ key, value }) => ({ Key: key, Value: value })) }) };
  return () => client.request("StartImagePipelineExecution", parameters, { method: "GET" });
}

/** A function that starts a build with @alicloud/ecs20140526, signing with its default or with `v2`, HMAC-SHA1. */
export function ecs20140526(
  { accessKeyId, accessKeySecret },
  /** @type {any} */ { tag, ...request },
  signatureAlgorithm,
) {
  const { default: Client, ...models } = /** @type {any} */ (require("@alicloud/ecs20140526"));
  const { $OpenApiUtil } = require("@alicloud/openapi-core");
  const config = new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, endpoint: ENDPOINT, signatureAlgorithm });
  const client = new Client(config);
  const tags = tag?.map((one) => new models.StartImagePipelineExecutionRequestTag(one));
  const model = new models.StartImagePipelineExecutionRequest({ ...request, tag: tags });
  return () => client.startImagePipelineExecution(model);
}
