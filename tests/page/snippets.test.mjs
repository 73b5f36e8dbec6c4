// What can be taken away: each form of the request is run as a person would run it, and the gateway accepts it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { startGateway } from "../gateway/gateway.mjs";
import { accounts, assertAccepted, SECRET, take, VARIANTS, variablesOf } from "./taken.mjs";

/** @typedef {Record<string, string | undefined>} Variables */

const run = promisify(execFile);

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {string} */
let folder;
before(async () => {
  gateway = await startGateway({ accounts });
  // Where a bundler would find the package.
  folder = mkdtempSync(join(tmpdir(), "snippets-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(fileURLToPath(new URL("../..", import.meta.url)), join(folder, "node_modules/ecs-image-pipeline"));
});
after(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
/** @param {string} text @param {string} extension */
function save(text, extension) {
  const file = join(folder, `snippet-${files++}.${extension}`);
  writeFileSync(file, text);
  return file;
}

/**
 * How each is run: what it prints holds the answer.
 *
 * @type {Record<string, (text: string, env: Variables) => Promise<string>>}
 */
const RUNS = {
  url: async (text) => (await fetch(text)).text(),
  curl: async (text, env) =>
    (await run("bash", ["-c", text.replace(/^curl/, "curl --silent --noproxy '*'")], { env })).stdout,
  fetch: async (text, env) => (await run(process.execPath, [save(text, "mjs")], { env })).stdout,
  node: async (text, env) => (await run(process.execPath, [save(text, "mjs")], { env, cwd: folder })).stdout,
  worker: async (text, env) => {
    const { default: worker } = await import(pathToFileURL(save(text, "mjs")).href);
    /** @param {Record<string, string>} headers */
    const ask = (headers) => worker.fetch(new Request("https://worker.example/", { headers }), { ...env, TOKEN: "t" });
    const count = gateway.requests.length;
    assert.equal((await ask({})).status, 401, "nobody without the token starts a build");
    assert.equal(gateway.requests.length, count);
    return (await ask({ authorization: "Bearer t" })).text();
  },
  python: async (text, env) => (await run("python3", ["-I", save(text, "py")], { env })).stdout,
};

describe("each form is accepted by the gateway, and holds no secret", () => {
  for (const [name, variant] of Object.entries(VARIANTS)) {
    for (const [snippet, runIt] of Object.entries(RUNS)) {
      test(`${snippet}: ${name}`, async () => {
        const text = take(snippet, variant, { endpoint: gateway.url });
        if (snippet === "url" && name !== "get") {
          assert.equal(text, "", "a URL is not the whole request");
          return;
        }
        assert.doesNotMatch(text, /secret of/);
        if (!["url", "curl", "fetch"].includes(snippet)) assert.doesNotMatch(text, /a\+token/);
        const answer = await runIt(text, variablesOf(variant));
        assertAccepted(gateway.requests.at(-1), variant, answer);
      });
    }
  }

  for (const snippet of ["node", "worker", "python"]) {
    test(`${snippet}, with the credentials in it, where a person asks for that`, async () => {
      const text = take(snippet, VARIANTS.post, { endpoint: gateway.url, isLiteral: true });
      assert.ok(text.includes(JSON.stringify(SECRET)));
      const answer = await RUNS[snippet](text, { PATH: process.env.PATH });
      assertAccepted(gateway.requests.at(-1), VARIANTS.post, answer);
    });
  }
});
