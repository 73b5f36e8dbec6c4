// A server that attacks the client: each attack ends within the limits, with a coded error, at no other host, and tells no secret.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { makeProject } from "../packaging/project.mjs";
import { bundle } from "../sending/bundle.mjs";
import { attacks } from "./attacks.mjs";
import { listen } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
const certificate = readFileSync(join(here, "certificate.pem"));
const MB = 1_048_576;

/** Of 100 MB, so much may be taken from the server, most of it by the buffers of the system; and memory may grow by so much. */
const [MOST_SENT, MOST_GROWN] = [16 * MB, 64 * MB];
const limits = { maxAttempts: 2, attemptTimeout: 10_000, totalTimeout: 20_000 };
/** The longest wait between two attempts, and what a machine under load may take on top. */
const [WAIT, SLACK] = [500, 4_000];

let project;
before(() => {
  project = makeProject("attacks", here);
});

const program =
  (file, ...words) =>
  async (calls) => {
    const list = join(project, "calls.json");
    writeFileSync(list, JSON.stringify(calls));
    const env = { ...process.env, DENO_DIR: join(project, ".deno"), NO_PROXY: "127.0.0.1" };
    const { stdout } = await promisify(execFile)(file, [...words, "program.mjs", list], {
      cwd: project,
      env,
      timeout: 120_000,
      maxBuffer: 64 * MB,
    });
    return JSON.parse(stdout);
  };

async function workerd(calls) {
  const worker = new Miniflare({ modules: await bundle(join(here, "worker.mjs")), compatibilityDate: "2026-01-01" });
  try {
    const response = await worker.dispatchFetch("http://worker.example/", {
      method: "POST",
      body: JSON.stringify(calls),
    });
    return await response.json();
  } finally {
    await worker.dispose();
  }
}

// Bun's install script, which npm may leave out, moves it.
const bun = [`@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}/bin/bun`, ".bin/bun"]
  .map((path) => join(packages, path))
  .find(existsSync);

const runtimes = {
  Node: program(process.execPath),
  workerd,
  Deno: program(
    join(packages, ".bin/deno"),
    "run",
    "--no-prompt",
    "--no-remote",
    "--allow-read=.",
    "--allow-net=127.0.0.1",
    "--allow-sys",
    "--allow-env",
  ),
  Bun: program(bun),
};

for (const [runtime, run] of Object.entries(runtimes)) {
  suite(runtime, () => {
    const second = { requests: 0 };
    const servers = {};
    let told, unhandled;

    before(
      async () => {
        const other = createServer((_, response) => {
          second.requests++;
          response.end('{"RequestId":"r-2","ExecutionId":"exec-stolen"}');
        });
        await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${other.address().port}`;
        const calls = [];
        for (const [name, { serve, atOnce, tls, scheme, options, large }] of Object.entries(attacks)) {
          servers[name] = await listen(serve({ second: url }), {
            atOnce,
            tls: tls && { key: certificate, cert: certificate },
          });
          const endpoint = `${scheme ?? (tls ? "https" : "http")}://127.0.0.1:${servers[name].port}`;
          calls.push({ name, endpoint, options: { ...limits, ...options }, large });
        }
        try {
          ({ told, unhandled } = await run(calls));
        } finally {
          for (const server of Object.values(servers)) await server.close();
          other.closeAllConnections();
          other.close();
        }
      },
      { timeout: 180_000 },
    );

    for (const [name, { expect, also, options, large, grows }] of Object.entries(attacks)) {
      test(name, (t) => {
        const { outcome, leaks, ms, grown } = told[name];
        const { sent, requests } = servers[name].told;
        t.diagnostic(
          `${JSON.stringify(outcome)}, ${ms} ms, ${(sent / MB).toFixed(1)} MB sent${large && grown != null ? `, memory grown by ${(grown / MB).toFixed(1)} MB` : ""}`,
        );
        assert.ok([expect, ...(also?.[runtime] ?? [])].includes(outcome), outcome);
        assert.notEqual(leaks, true, "a secret is told");
        assert.ok(requests <= limits.maxAttempts, `${requests} requests`);
        const { attemptTimeout } = { ...limits, ...options };
        assert.ok(ms <= 2 * attemptTimeout + WAIT + SLACK, `${ms} ms`);
        assert.ok(sent <= MOST_SENT, `${sent} bytes were sent`);
        if (large && grown !== null && grows !== runtime)
          assert.ok(grown <= MOST_GROWN, `memory has grown by ${grown}`);
      });
    }
    test("no other host is asked", () => assert.equal(second.requests, 0));
    test("no rejection is left unhandled", () => assert.deepEqual(unhandled, []));
  });
}
