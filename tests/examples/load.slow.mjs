// The worker of examples/cloudflare-worker under many requests at once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";

import { Miniflare, Response } from "miniflare";
import WebSocket from "ws";

import { createGateway } from "../gateway/core.mjs";
import { buildExample } from "./worker.mjs";

const account = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const TOKEN = "a-bearer-token";
const bindings = {
  TOKEN,
  REGION_ID: "cn-hangzhou",
  ALIBABA_CLOUD_ACCESS_KEY_ID: account.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: account.accessKeySecret,
};
const compatibilityDate = "2026-01-01";
const contents = (name) => readFileSync(new URL(`load/${name}`, import.meta.url), "utf8");

/** How many the second test sends. 20,000 take minutes on a busy machine, and come to the same. */
const REQUESTS = Number(process.env.LOAD_REQUESTS ?? 4_000);

let built;
before(async () => {
  built = await buildExample("cloudflare-worker");
});

test("200 requests at once: each answer is that of its own template", async () => {
  const gateway = createGateway({ accounts: [account] });
  const worker = new Miniflare({
    modules: built,
    compatibilityDate,
    bindings,
    outboundService: async (request) => {
      const { host, pathname, search } = new URL(request.url);
      const headers = { ...Object.fromEntries(request.headers), host };
      const { answer } = gateway.handle(
        { method: request.method, url: pathname + search, headers, body: Buffer.from(await request.arrayBuffer()) },
        Date.now(),
      );
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
      return new Response(answer.body, answer);
    },
  });
  try {
    const start = async (_, number) => {
      const imagePipelineId = `ip-${number}`;
      const response = await worker.dispatchFetch("http://worker.example/executions", {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ imagePipelineId, clientToken: `token-${number}`, tag: [{ key: imagePipelineId }] }),
      });
      const { executionId } = /** @type {any} */ (await response.json());
      return { imagePipelineId, executionId, clientToken: `token-${number}` };
    };
    const told = await Promise.all(Array.from({ length: 200 }, start));
    const byId = (a, b) => a.executionId.localeCompare(b.executionId);
    const started = gateway.executions.map(({ imagePipelineId, executionId, clientToken }) => ({
      imagePipelineId,
      executionId,
      clientToken,
    }));
    assert.deepEqual(told.sort(byId), started.sort(byId));
    for (const { parameters } of gateway.requests) assert.equal(parameters["Tag.1.Key"], parameters.ImagePipelineId);
  } finally {
    await worker.dispose();
  }
});

test(`${REQUESTS} requests, 100 at a time: no answer is another's, and memory does not grow`, {
  timeout: 600_000,
}, async (t) => {
  const watched = ["watched.mjs", "watch.mjs"].map((name) => ({
    type: "ESModule",
    path: name,
    contents: contents(name),
  }));
  const single = (name, more) => ({
    name,
    modules: [{ type: "ESModule", path: `${name}.mjs`, contents: contents(`${name}.mjs`) }],
    compatibilityDate,
    ...more,
  });
  const worker = new Miniflare({
    inspectorPort: 0,
    workers: [
      single("driver", { serviceBindings: { WORKER: "worker" } }),
      {
        name: "worker",
        modules: [...watched, ...built],
        compatibilityDate,
        bindings,
        outboundService: "upstream",
      },
      single("upstream"),
    ],
  });
  try {
    const wasmBytes = async () => {
      const watched = /** @type {any} */ (await worker.getWorker("worker"));
      return (await watched.fetch("http://worker.example/memory")).json();
    };
    const send = async (first, count) => {
      const body = JSON.stringify({ first, count, atOnce: 100, token: TOKEN });
      const response = await worker.dispatchFetch("http://driver.example/", { method: "POST", body });
      assert.deepEqual(await response.json(), []);
    };
    // The first ones fill caches, and take what memory 100 at once need.
    await send(0, 1_000);
    const measure = async () => ({ wasm: await wasmBytes(), heap: await usedHeap(worker, "worker") });
    const before = await measure();
    const began = performance.now();
    await send(1_000, REQUESTS);
    const seconds = Math.round((performance.now() - began) / 1000);
    const after = await measure();
    t.diagnostic(
      `${seconds} s; wasm memory ${before.wasm} to ${after.wasm} bytes, heap ${before.heap} to ${after.heap} bytes`,
    );
    assert.equal(after.wasm, before.wasm);
    assert.ok(after.heap - before.heap < 200_000, `the heap has grown from ${before.heap} to ${after.heap}`);
  } finally {
    await worker.dispose();
  }
});

/** The bytes of a worker's heap, as V8 tells. */
async function usedHeap(miniflare, name) {
  const { host } = await miniflare.getInspectorURL();
  const socket = new WebSocket(`ws://${host}/core:user:${name}`);
  try {
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    const answer = new Promise((resolve) => socket.on("message", (text) => resolve(JSON.parse(text))));
    socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" }));
    return (await answer).result.usedSize;
  } finally {
    socket.close();
  }
}
