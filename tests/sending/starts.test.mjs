/** Builds are started over a network that fails; `starts.slow.mjs` starts 10,000. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Miniflare, Response } from "miniflare";

import { ImagePipelineClient } from "../../dist/index.js";
import { createGateway } from "../gateway/core.mjs";
import { bundleWorker } from "../worker-bundle.mjs";
import { check, credentials, NOW, open, signatureMethods, startInNode } from "./many-starts.mjs";
import { startAll } from "./starts.mjs";

test("500 starts in Node", { timeout: 120_000 }, (t) => startInNode(500, t));

test("500 starts in workerd", { timeout: 600_000 }, async (t) => {
  const gateway = open(20260103);
  const worker = new Miniflare({
    modules: await bundleWorker(fileURLToPath(new URL("worker.mjs", import.meta.url))),
    compatibilityDate: "2026-01-01",
    serviceBindings: {
      GATEWAY: async (request) => {
        const { sent, now } = /** @type {any} */ (await request.json());
        return Response.json(gateway.handle(sent, now));
      },
    },
  });
  try {
    const body = JSON.stringify({ now: NOW, count: 500, credentials, signatureMethods });
    const response = await worker.dispatchFetch("http://worker.example/", { method: "POST", body });
    check(gateway, /** @type {any} */ (await response.json()), 500, t);
  } finally {
    await worker.dispose();
  }
});

test("a clock that is 20 minutes off costs each call one request", async () => {
  const gateway = createGateway({ accounts: [credentials] });
  const handle = (/** @type {any} */ { body, ...rest }, now) =>
    gateway.handle({ ...rest, body: Buffer.from(body) }, now + 1_200_000);
  const { started } = await startAll({
    ImagePipelineClient,
    handle,
    now: NOW,
    count: 100,
    credentials,
    signatureMethods,
  });
  assert.deepEqual(new Set(started.map(({ codes, attempts }) => `${codes} ${attempts}`)), new Set([" 2"]));
  assert.equal(gateway.executions.length, 100);
});
