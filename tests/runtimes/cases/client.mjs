/** The client with the platform's own timers, signals, requests and answers. */
import { assert } from "chai";

import { failure } from "../caught.mjs";

const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const request = { imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" };
const STARTED = '{"RequestId":"r-1","ExecutionId":"exec-1"}';

const clientOf = ({ ImagePipelineClient }, fetch, options) =>
  new ImagePipelineClient({ regionId: "cn-hangzhou", credentials, fetch, ...options });

export const client = [
  [
    "a client repeats, with the same token, what the platform can send",
    async (api) => {
      const sent = [];
      const client = clientOf(api, async (url, init) => {
        // It throws for a member that the platform does not know.
        const { method, redirect } = new Request(url, init);
        assert.deepEqual([method, redirect], ["GET", "manual"]);
        sent.push(new URL(url).searchParams);
        if (sent.length === 1) throw new TypeError("no network");
        return sent.length === 2 ? new Response("<html>", { status: 502 }) : new Response(STARTED);
      });
      const { executionId, attempts, clientToken } = await client.start(request);
      assert.deepEqual([executionId, attempts, clientToken], ["exec-1", 3, sent[0].get("ClientToken")]);
      const different = (name) => new Set(sent.map((query) => query.get(name))).size;
      assert.deepEqual(["ClientToken", "SignatureNonce", "Signature"].map(different), [1, 3, 3]);
    },
  ],
  [
    "a client tells an answer that never ends from one that is late",
    async (api) => {
      /** @type {AbortSignal} */
      let told;
      const hanging = (_, { signal }) => {
        told = signal;
        return Promise.resolve(
          new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(9)) })),
        );
      };
      const error = await failure(() => clientOf(api, hanging, { attemptTimeout: 50, maxAttempts: 1 }).start(request));
      assert.instanceOf(error, api.NetworkError);
      assert.deepEqual([error.code, error.attempts, told.aborted], ["ERR_TIMEOUT", 1, true]);
    },
  ],
  [
    "a client stops where its signal says so",
    async (api) => {
      const controller = new AbortController();
      const reason = new Error("enough");
      let sent = 0;
      const waiting = async () => {
        sent++;
        setTimeout(() => controller.abort(reason), 20);
        return new Response('{"Code":"Throttling"}', { status: 400, headers: { "x-acs-retry-after": "60000" } });
      };
      const error = await failure(() => clientOf(api, waiting).start(request, { signal: controller.signal }));
      assert.instanceOf(error, api.AbortedError);
      assert.deepEqual([error.name, error.attempts, error.cause], ["AbortError", 1, reason]);
      assert.equal(sent, 1);
    },
  ],
];
