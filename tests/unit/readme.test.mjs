// The examples in the README run as they stand, and the gateway accepts what they send.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { build } from "../../node_modules/esbuild/lib/main.js";
import { startGateway } from "../gateway/gateway.mjs";
import { example } from "./readme-example.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const HOST = "https://ecs.cn-hangzhou.aliyuncs.com";

let gateway;
before(async () => {
  gateway = await startGateway({ accounts: [credentials] });
});
after(() => gateway.close());

for (const readme of ["README.md", "README.zh-CN.md"]) {
  for (const [heading, expected] of [
    ["Node", /^200 \{.*ExecutionId: 'exec-/s],
    [readme === "README.md" ? "Client" : "客户端", /^exec-\w+ 1$/m],
  ]) {
    test(`${readme}: the example of ${heading} starts a build`, async () => {
      const redirect = `
        const send = globalThis.fetch;
        globalThis.fetch = (url, init) => send(url.replace(${JSON.stringify(HOST)}, ${JSON.stringify(gateway.url)}), init);`;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          ...["--import", `data:text/javascript,${encodeURIComponent(redirect)}`],
          ...["--input-type=module", "--eval", example(readme, heading), "example.mjs", "ip-bp67acfmxazb4p0a1b2c"],
        ],
        {
          cwd: root,
          env: {
            ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
            ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
          },
        },
      );
      assert.match(stdout, expected);
    });
  }

  test(`${readme}: the CommonJS example signs`, async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=commonjs", "--eval", example(readme, "CommonJS")],
      { cwd: root },
    );
    assert.match(stdout, /^https:\/\/ecs\.cn-hangzhou\.aliyuncs\.com\/\?AccessKeyId=testid&.*&Signature=/);
  });

  test(`${readme}: the worker example starts a build in workerd`, async () => {
    const { outputFiles } = await build({
      stdin: { contents: example(readme, "Worker"), resolveDir: root },
      bundle: true,
      write: false,
      format: "esm",
      conditions: ["workerd"],
      external: ["*.wasm"],
      // Not the tsconfig of this project, which points to the sources.
      tsconfigRaw: {},
    });
    const worker = new Miniflare({
      modules: [
        { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
        {
          type: "CompiledWasm",
          path: "ecs_image_pipeline.wasm",
          contents: readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url)),
        },
      ],
      bindings: {
        TOKEN: "a-bearer-token",
        ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
      },
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
      assert.match((await response.json()).ExecutionId, /^exec-/);
      assert.equal(gateway.requests.at(-1).parameters.ClientToken, "a-client-token");
    } finally {
      await worker.dispose();
    }
  });
}
