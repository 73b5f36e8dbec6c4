/** A server that attacks the client: each attack ends within the limits, with a coded error, at no other host, and shows no secret. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

import { Miniflare } from "miniflare";

import * as api from "../../dist/index.js";
import { serve } from "../serve.mjs";
import { bundleWorker } from "../worker-bundle.mjs";
import { attacks } from "./attacks.mjs";
import { listen } from "./server.mjs";
import { startAll } from "./starts.mjs";

const MB = 1_048_576;
/** Of 100 MB, the most that the client may read, and that may leave the server, most of it into the buffers of the system. */
const [MOST_READ, MOST_SENT] = [2 * MB, 16 * MB];
const limits = { maxAttempts: 2, attemptTimeout: 10_000, totalTimeout: 20_000 };
/** The longest wait between two attempts, and what a machine under load may take on top. */
const [WAIT, SLACK] = [500, 4_000];

async function workerd(calls) {
  const entry = fileURLToPath(new URL("worker.mjs", import.meta.url));
  const worker = new Miniflare({ modules: await bundleWorker(entry), compatibilityDate: "2026-01-01" });
  try {
    const init = { method: "POST", body: JSON.stringify(calls) };
    const response = await worker.dispatchFetch("http://worker.example/", init);
    return await response.json();
  } finally {
    await worker.dispose();
  }
}

for (const [runtime, run] of Object.entries({ Node: (calls) => startAll(api, calls, inspect), workerd })) {
  suite(runtime, () => {
    let asked = 0;
    let outcomes;
    const servers = {};
    const unhandled = [];
    const keep = (error) => unhandled.push(String(error));

    before(
      async () => {
        process.on("unhandledRejection", keep);
        const second = await serve((_, response) => {
          asked++;
          response.end('{"RequestId":"r-2","ExecutionId":"exec-stolen"}');
        });
        const calls = [];
        for (const [name, attack] of Object.entries(attacks)) {
          servers[name] = await listen(attack.serve(second.url));
          const endpoint = `http://127.0.0.1:${servers[name].port}`;
          calls.push({ name, endpoint, options: { ...limits, ...attack.options } });
        }
        try {
          outcomes = await run(calls);
        } finally {
          for (const server of Object.values(servers)) await server.close();
          await second.close();
        }
      },
      { timeout: 60_000 },
    );
    after(() => process.off("unhandledRejection", keep));

    for (const [name, { expect, options }] of Object.entries(attacks)) {
      test(name, () => {
        const { outcome, leaks, ms, read } = outcomes[name];
        const { sent, requests } = servers[name].told;
        assert.equal(outcome, expect);
        assert.equal(leaks, false, "a secret is shown");
        assert.ok(requests <= limits.maxAttempts, `${requests} requests`);
        const { attemptTimeout } = { ...limits, ...options };
        assert.ok(ms <= 2 * attemptTimeout + WAIT + SLACK, `${ms} ms`);
        assert.ok(sent <= MOST_SENT, `${sent} bytes were sent`);
        assert.ok(read <= MOST_READ, `${read} bytes were read`);
      });
    }

    test("no other host is asked", () => assert.equal(asked, 0));
    test("no rejection is left unhandled", () => assert.deepEqual(unhandled, []));
  });
}
