// The page in Firefox: each part of it, with every request recorded.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { launchFirefox } from "./browsers.mjs";
import { everythingKept, ID, servePage } from "./open-page.mjs";
import { axe } from "./states.mjs";

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {Awaited<ReturnType<typeof servePage>>} */
let server;
/** @type {Awaited<ReturnType<typeof launchFirefox>>} */
let browser;
before(async () => {
  const accounts = [{ accessKeyId: "testid", accessKeySecret: "testsecret" }];
  [gateway, server, browser] = await Promise.all([startGateway({ accounts }), servePage(), launchFirefox()]);
});
after(async () => {
  await browser?.close();
  server?.close();
  await gateway?.close();
});

const isReady = (/** @type {import("puppeteer-core").Page} */ page) =>
  page.waitForFunction(() => document.querySelector("#app:not([hidden])") !== null);

/** A fresh page, as the Chromium tests have it; its storage is that of all. */
async function open(fragment = "") {
  const page = await browser.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(server.url + fragment);
  await isReady(page);
  // As a person's typing does it.
  const fill = (/** @type {string} */ selector, /** @type {string} */ text) =>
    page.$eval(
      selector,
      (input, value) => {
        /** @type {HTMLInputElement} */ (input).value = value;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      },
      text,
    );
  const textOf = (/** @type {string} */ id) => page.$eval(`#${id}`, (element) => element.textContent ?? "");
  const press = (/** @type {string} */ selector) =>
    page.$eval(selector, (button) => /** @type {HTMLElement} */ (button).click());
  const verdict = () => page.$eval("#answer-verdict", (element) => element.getAttribute("data-verdict"));
  const valueOf = (/** @type {string} */ id) =>
    page.$eval(`#${id}`, (input) => /** @type {HTMLInputElement} */ (input).value);
  const example = (/** @type {string} */ name) => press(`[data-example="${name}"]`);
  return { page, fill, textOf, valueOf, press, verdict, example, requests, complaints };
}

describe("Firefox", () => {
  test("the steps, by key presses, to a URL that the gateway accepts", async () => {
    const { page, fill, textOf, complaints } = await open();
    await fill("#endpoint", gateway.url);
    await page.focus("#imagePipelineId");
    await page.keyboard.type(ID);
    const titles = await page.$$eval(".steps > .step > .step-head h3", (all) =>
      all.filter((title) => title.checkVisibility()).map(({ textContent }) => textContent),
    );
    assert.equal(titles.length, 7);
    const url = await textOf("out-url");
    assert.equal(new URL(url).searchParams.get("Signature"), await textOf("out-signature"));
    assert.equal((await fetch(url)).status, 200);
    await page.hover('#out-canonical-query [data-parameter="RegionId"]');
    assert.equal(await page.$$eval("#steps .lit", (all) => all.length), 5);
    assert.deepEqual(complaints, []);
  });

  test("ACS3", async () => {
    const { textOf, example, press, complaints } = await open();
    await example("acs3");
    assert.match(await textOf("out-canonical-request"), /^POST\n\/\nClientToken=/);
    assert.match(await textOf("out-signature"), /^[0-9a-f]{64}$/);
    for (const [snippet, start] of Object.entries({
      curl: /^curl '/,
      python: /^import/,
      rust: /^use ecs_image_pipeline/,
    })) {
      await press(`[data-snippet="${snippet}"]`);
      assert.match(await textOf("out-snippet"), start);
    }
    assert.deepEqual(complaints, []);
  });

  test("repair: an answer, a URL and a string to sign", async () => {
    const { textOf, verdict, example, press, fill } = await open();
    for (const [name, expected] of Object.entries({
      refused: "ParameterChanged",
      document: "DoubleEncoding",
      form: "PlusForSpace",
      denied: "NotAboutTheSignature",
    })) {
      await example(name);
      assert.equal(await verdict(), expected);
    }
    await example("minimal");
    const url = await textOf("out-url");
    await press("#tab-repair");
    await fill("#answer-body", url);
    assert.equal(await verdict(), "Right");
    await press("#take-request");
    assert.equal(await textOf("out-url"), url);
  });

  test("policy, error codes, language and theme", async () => {
    const { page, textOf, press, fill } = await open("#errors/Throttling.User");
    assert.equal(await page.$eval(".chosen .error-code", ({ textContent }) => textContent), "Throttling.User");
    await fill("#errors-search", "clock");
    assert.match(await textOf("errors-count"), /^\d+ of \d+ codes$/);
    await press("#tab-policy");
    await fill("#policy-regionId", "cn-hangzhou");
    assert.equal(
      JSON.parse(await textOf("out-ram-policy")).Statement[0].Resource[0],
      "acs:ecs:cn-hangzhou:*:imagepipeline/*",
    );
    await press('[data-lang="zh"]');
    assert.equal(await page.$eval("html", (html) => html.getAttribute("lang")), "zh-CN");
    await press('[data-theme-choice="dark"]');
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(20, 23, 28)");
    await page.reload();
    await isReady(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await press('[data-lang="en"]');
    await press('[data-theme-choice="system"]');
  });

  test("a link, and one of garbage; a secret is in neither", async () => {
    const { page, fill } = await open();
    await fill("#accessKeySecret", "SecretOfMine");
    await fill("#imagePipelineId", ID);
    await fill("#regionId", "cn-beijing");
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    const { hash } = new URL(page.url());
    const kept = await page.evaluate(everythingKept);
    assert.doesNotMatch(kept, /SecretOfMine/);
    const other = await open(hash);
    assert.equal(await other.valueOf("regionId"), "cn-beijing");
    assert.equal(await other.valueOf("accessKeySecret"), "testsecret");
    const garbage = await open("#v1.AAAA");
    assert.match(await garbage.textOf("notice"), /^This link holds nothing/);
    assert.deepEqual(garbage.complaints, []);
  });

  test("axe finds nothing", async () => {
    const { page, example, press } = await open();
    await page.evaluate(axe);
    for (const setup of [
      () => example("tags"),
      () => example("acs3"),
      () => example("refused"),
      () => example("form"),
      () => press("#tab-policy"),
    ]) {
      await setup();
      const violations = await page.evaluate(async () => {
        // In the middle of a change of colours, there are others.
        await Promise.all(document.getAnimations().map(({ finished }) => finished));
        const result = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] });
        return result.violations.map(
          (/** @type {any} */ { id, nodes }) => `${id} ${nodes.map((/** @type {any} */ { target }) => target)}`,
        );
      });
      assert.deepEqual(violations, []);
    }
  });

  test("no horizontal scrolling, and no request but for its own files", async () => {
    const { page, example, press, fill, requests, complaints } = await open();
    for (const width of [320, 768, 1440, 1920]) {
      await page.setViewport({ width, height: 800 });
      for (const name of ["tags", "acs3", "form"]) {
        await example(name);
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
          `${name} ${width}`,
        );
      }
    }
    await fill("#accessKeySecret", "SecretOfMine");
    await press("#share");
    await press("#tab-errors");
    await press("#reset");
    const own = requests.filter((url) => url.startsWith("http")).map((url) => url.replace(server.url, ""));
    const files = new Set(own.map((url) => url.replace(/#.*/, "")));
    assert.deepEqual(
      [...files].filter((file) => !["", "icon.svg", "main.js", "style.css"].includes(file)),
      [],
    );
    const answer = await page.evaluate(
      (url) =>
        fetch(url).then(
          () => "sent",
          () => "refused",
        ),
      gateway.url,
    );
    assert.equal(answer, "refused");
    assert.equal(gateway.requests.filter(({ headers }) => /Firefox/.test(headers["user-agent"] ?? "")).length, 0);
    assert.ok(
      complaints.every((text) => /Content-Security-Policy|clipboard/i.test(text)),
      complaints.join("\n"),
    );
  });
});
