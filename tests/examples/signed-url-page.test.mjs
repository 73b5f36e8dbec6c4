// The page of examples/signed-url-page gets its URL from the worker, and starts a build with it.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { launchChromium } from "../page/browsers.mjs";
import { buildExample, runWorker } from "./worker.mjs";

const account = {
  accessKeyId: "STS.testid",
  accessKeySecret: "a-secret-of-the-worker",
  securityToken: "a-security-token",
};
const TOKEN = "a-bearer-token";
const bindings = {
  TOKEN,
  REGION_ID: "cn-hangzhou",
  ALIBABA_CLOUD_ACCESS_KEY_ID: account.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: account.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: account.securityToken,
};

let gateway, browser, built, running;
before(async () => {
  [gateway, browser, built] = await Promise.all([
    startGateway({ accounts: [account], pipelines: ["ip-1"] }),
    launchChromium(),
    buildExample("signed-url-page"),
  ]);
  running = await runWorker(built, { bindings: { ...bindings, ENDPOINT: gateway.url } });
});
after(async () => {
  await Promise.all([gateway?.close(), browser?.close(), running?.dispose()]);
});

const ask = (body, token = TOKEN) =>
  running.worker.dispatchFetch("http://worker.example/signed-url", {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body,
  });

suite("the page", () => {
  let page, complaints, token, template, start, output;
  before(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(running.url);
    token = page.getByLabel("Token");
    template = page.getByLabel("Image template");
    start = page.getByRole("button", { name: "Start" });
    output = page.locator("output");
  });
  const says = async (pattern) => {
    await output.filter({ hasText: pattern }).waitFor({ timeout: 10_000 });
    return output.textContent();
  };

  test("starts one build, though its button is pressed twice, and asks for no permission first", async () => {
    await token.fill(TOKEN);
    await template.fill("ip-1");
    await start.click();
    const text = await says(/^Started: exec-/);
    await start.click();
    await says(/^Started: exec-/);
    assert.equal(await output.textContent(), text);
    assert.equal(text, `Started: ${gateway.executions[0].executionId}`);
    assert.equal(gateway.executions.length, 1);
    assert.deepEqual(
      gateway.requests.map(({ method }) => method),
      ["GET", "GET"],
    );
    const [{ headers, parameters }] = gateway.requests;
    assert.equal(headers.origin, new URL(running.url).origin);
    assert.deepEqual([headers.cookie, headers.referer, headers.authorization], [undefined, undefined, undefined]);
    assert.equal(parameters.SignatureMethod, "HMAC-SHA1");
    assert.deepEqual(complaints, []);
  });

  test("says what the service refuses, and what the worker does", async () => {
    await template.fill("ip-2");
    await start.click();
    await says("InvalidImagePipeline.NotFound: The specified ImagePipelineId does not exist.");
    await template.fill("ip 2");
    await start.click();
    assert.match(await says(/white space/i), /imagePipelineId|ImagePipelineId/);
    await token.fill("another");
    await start.click();
    await says("Not signed: 401");
  });

  test("may send to the service and to its worker alone", async () => {
    const { headers } = await running.worker.dispatchFetch("http://worker.example/");
    const policy = headers.get("content-security-policy");
    assert.ok(policy.includes(`connect-src 'self' ${gateway.url};`), policy);
    const plain = await runWorker(built, { bindings });
    try {
      const { headers: others } = await plain.worker.dispatchFetch("http://worker.example/");
      assert.match(
        others.get("content-security-policy"),
        /connect-src 'self' https:\/\/ecs[.-]cn-hangzhou\.aliyuncs\.com;/,
      );
    } finally {
      await plain.dispose();
    }
  });
});

suite("the worker", () => {
  test("signs for who has the token", async () => {
    for (const token of ["", "another", `${TOKEN}x`, "undefined"]) assert.equal((await ask("{}", token)).status, 401);
    const response = await ask(JSON.stringify({ imagePipelineId: "ip-1", clientToken: "c" }));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const { url } = await response.json();
    assert.ok(url.startsWith(`${gateway.url}/?`) && !url.includes(account.accessKeySecret), url);
  });

  test("refuses what is no request", async () => {
    for (const [body, status] of /** @type {any[][]} */ ([
      ["", 400],
      ["{", 400],
      ["null", 422],
      ["{}", 422],
    ]))
      assert.equal((await ask(body)).status, status, body);
    const { issues } = await (await ask("{}")).json();
    assert.deepEqual(
      issues.map(({ path, code }) => [path, code]),
      [["imagePipelineId", "MissingParameter"]],
    );
    assert.equal((await running.worker.dispatchFetch("http://worker.example/signed-url")).status, 404);
    assert.equal((await running.worker.dispatchFetch("http://worker.example/other")).status, 404);
  });

  test("without its secrets signs nothing, and tells none", async () => {
    const bare = await runWorker(built, { bindings: { REGION_ID: "cn-hangzhou" } });
    try {
      const headers = { authorization: "Bearer undefined" };
      assert.equal(
        (await bare.worker.dispatchFetch("http://worker.example/signed-url", { method: "POST", headers, body: "{}" }))
          .status,
        500,
      );
    } finally {
      await bare.dispose();
    }
    for (const secret of [TOKEN, account.accessKeySecret, account.securityToken])
      assert.ok(!running.logs().includes(secret));
  });
});
