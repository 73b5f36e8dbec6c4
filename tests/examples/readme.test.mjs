/** The examples in the README run as they stand, and the gateway accepts what they send. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { Miniflare } from "miniflare";

import { startGateway } from "../gateway/gateway.mjs";
import { bundleWorker } from "../worker-bundle.mjs";
import { example, readmes } from "./readme-example.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const environment = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
};
const HOST = "https://ecs.cn-hangzhou.aliyuncs.com";

let gateway;
before(async () => {
  gateway = await startGateway({ accounts: [credentials] });
});
after(() => gateway.close());

/** Runs a program, whose requests go to the gateway, and returns what it prints. */
async function run(type, program) {
  const redirect = `
    const send = globalThis.fetch;
    globalThis.fetch = (url, init) => send(url.replace(${JSON.stringify(HOST)}, ${JSON.stringify(gateway.url)}), init);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...["--import", `data:text/javascript,${encodeURIComponent(redirect)}`],
      ...[`--input-type=${type}`, "--eval", program, "example.mjs", "ip-bp67acfmxazb4p0a1b2c"],
    ],
    { cwd: root, env: environment },
  );
  return stdout;
}

for (const readme of Object.keys(readmes)) {
  test(`${readme}: signing and fetch start a build`, async () => {
    assert.match(
      await run("module", example(readme, "await fetch(signed.url, signed)")),
      /^200 \{.*ExecutionId: 'exec-/s,
    );
  });

  test(`${readme}: the client starts a build`, async () => {
    assert.match(await run("module", example(readme, "client.start(")), /^exec-\w+ 1$/m);
  });

  test(`${readme}: the client is tried without an account`, async () => {
    assert.match(await run("module", example(readme, "Response.json(")), /executionId: 'exec-1',.*attempts: 1,/s);
  });

  test(`${readme}: the client takes a client of @alicloud/credentials`, async () => {
    const provider = pathToFileURL(createRequire(import.meta.url).resolve("@alicloud/credentials"));
    const program = example(readme, "new Credential").replace('"@alicloud/credentials"', JSON.stringify(provider));
    const start = 'console.log((await client.start({ imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" })).executionId);';
    assert.match(await run("module", `${program}\n${start}`), /^request \{.*^exec-/ms);
  });

  test(`${readme}: CommonJS signs`, async () => {
    assert.match(
      await run("commonjs", example(readme, 'require("ecs-image-pipeline")')),
      /^https:\/\/ecs\.cn-hangzhou\.aliyuncs\.com\/\?AccessKeyId=testid&.*&Signature=/,
    );
  });

  test(`${readme}: the worker starts a build in workerd`, async () => {
    const worker = new Miniflare({
      modules: await bundleWorker({ contents: example(readme, "export default {"), resolveDir: root }),
      compatibilityDate: "2026-01-01",
      bindings: { TOKEN: "a-bearer-token", ...environment },
      outboundService: (request) => fetch(request.url.replace(HOST, gateway.url), { method: request.method }),
    });
    try {
      const start = (token) =>
        worker.dispatchFetch("http://worker.example/", {
          method: "POST",
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({ imagePipelineId: "ip-bp67acfmxazb4p0a1b2c", clientToken: "a-client-token" }),
        });
      assert.equal((await start("another-token")).status, 401);
      const response = await start("a-bearer-token");
      assert.equal(response.status, 200);
      const { ExecutionId } = /** @type {any} */ (await response.json());
      assert.match(ExecutionId, /^exec-/);
      assert.equal(gateway.requests.at(-1).parameters.ClientToken, "a-client-token");
    } finally {
      await worker.dispose();
    }
  });
}
