/** A client over a network that does what a test says, in fake time. */
import assert from "node:assert/strict";
import { inspect } from "node:util";

import { ImagePipelineClient } from "../../dist/index.js";
import { install, pass, run } from "./fake-time.mjs";

export const credentials = {
  accessKeyId: "STS.id",
  accessKeySecret: "kQ7zXw3vJ9pLm2Rt",
  securityToken: "Hy6Bn4Gf8Ds1+/Te=",
};
export const request = { imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" };
export const STARTED = { status: 200, body: '{"RequestId":"r-1","ExecutionId":"exec-1"}' };

export const refused = (status, Code, headers = {}) => ({
  status,
  body: JSON.stringify({ Code, Message: "m.", RequestId: "r" }),
  headers,
});
export const never = () => new Promise(() => {});

/** A client whose network answers with one reply after the other, the last one for ever. */
export function world(replies, options = {}) {
  const time = install();
  const sent = [];
  const fetch = (url, init) => {
    const query = new URLSearchParams(init.body ?? new URL(url).search);
    sent.push({ url, init, time: Date.now(), ...Object.fromEntries(query) });
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (typeof reply === "function") return reply(url, init);
    return Promise.resolve(new Response(reply.body, { status: reply.status, headers: reply.headers }));
  };
  const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials, fetch, ...options });
  return {
    client,
    time,
    sent,
    /** @param {any} request @param {any} [options] */
    start: (request, options) => run(client.start(request, options)),
    /** @param {any} request @param {any} [options] */
    fail: (request, options) => failure(run(client.start(request, options))),
  };
}

/** What a promise is rejected with. */
export const failure = (promise) =>
  promise.then(
    (value) => assert.fail(`no error, but ${inspect(value)}`),
    (error) => error,
  );

/** Everything that can be seen of a value, in whatever is inside it. */
export function shown(value, depth = 0) {
  const texts = [String(value)];
  if ((typeof value === "object" || typeof value === "function") && value !== null && depth < 8) {
    texts.push(inspect(value, { depth: null, showHidden: true, getters: true }));
    if (value instanceof Map || value instanceof Headers || value instanceof Set)
      texts.push(shown([...value], depth + 1));
    for (const key of Reflect.ownKeys(value)) texts.push(String(key), shown(value[key], depth + 1));
  }
  return texts.join("\n");
}

/** No secret is in a value, as it is or encoded. */
export function assertHidden(value, secrets = [credentials.accessKeySecret, credentials.securityToken]) {
  const all = shown(value);
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))])
      assert.ok(!all.includes(form), all);
  }
}

/** Everything is over: no timer, and no request, even after a day. */
export async function assertOver({ time, sent }, requests) {
  assert.equal(time.countTimers(), 0);
  await pass(86_400_000);
  assert.equal(sent.length, requests);
}
