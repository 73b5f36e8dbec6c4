// The steps of the signature: their values are those of the official SDKs, they can be followed, and copied.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./open-page.mjs";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url)));

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const textOf = (page, id) => page.locator(`#${id}`).textContent();

async function openExample(name, options) {
  const page = await browser.open(options);
  await page.click("#examples summary");
  await page.click(`[data-example="${name}"]`);
  return page;
}

/** The titles of the steps in view. */
const titles = (page) => page.locator(".steps > .step:visible > .step-head h3").allTextContents();

describe("the values are those of the official SDKs", () => {
  for (const [example, name] of Object.entries({
    minimal: "pop-core|GET|ak|minimal",
    tags: "pop-core|GET|ak|tags",
    sts: "pop-core|GET|sts|minimal",
  })) {
    test(`${example}: HMAC-SHA1`, async () => {
      const vector = vectors("official-sdks").cases.find((each) => each.name === name);
      const page = await openExample(example);
      assert.deepEqual(await titles(page), [
        "Parameters",
        "Canonical query",
        "String to sign",
        "Key",
        "HMAC",
        "Signature",
        "Signed request",
      ]);
      assert.equal(await textOf(page, "out-signature"), vector.signature);
      assert.equal(await textOf(page, "out-string-to-sign"), vector.stringToSign);
      const hex = Buffer.from(vector.signature, "base64")
        .toString("hex")
        .replace(/(..)(?!$)/g, "$1 ");
      assert.equal(await textOf(page, "out-hmac"), hex);
      const query = decodeURIComponent(vector.stringToSign.split("&")[2]);
      assert.equal(await textOf(page, "out-canonical-query"), query);

      const rows = await page
        .locator("#parameter-rows tr")
        .evaluateAll((trs) => trs.map((tr) => [...tr.children].map((cell) => cell.textContent)));
      const expected = query.split("&").map((pair) => {
        const [parameter, value] = pair.split("=");
        return [parameter, decodeURIComponent(value), value];
      });
      assert.deepEqual(rows, expected);
      assert.deepEqual(page.complaints, []);
    });
  }

  test("ACS3-HMAC-SHA256", async () => {
    const page = await openExample("acs3");
    assert.deepEqual(await titles(page), [
      "Parameters",
      "Canonical query",
      "Signed headers",
      "Canonical request",
      "Hashed canonical request",
      "String to sign",
      "Key",
      "HMAC",
      "Signature",
      "Signed request",
    ]);
    // Made by hand of the same values, by the rules of the documentation.
    const query = await textOf(page, "out-canonical-query");
    const tags = vectors("official-sdks").cases.find(({ name }) => name === "pop-core|GET|ak|tags");
    const own = /^(ClientToken|ImagePipelineId|RegionId|Tag\.)/;
    assert.equal(
      query,
      decodeURIComponent(tags.stringToSign.split("&")[2])
        .split("&")
        .filter((pair) => own.test(pair))
        .join("&"),
    );
    const empty = createHash("sha256").update("").digest("hex");
    const headers = [
      "host:ecs.cn-hangzhou.aliyuncs.com",
      "x-acs-action:StartImagePipelineExecution",
      `x-acs-content-sha256:${empty}`,
      "x-acs-date:2026-01-02T03:04:05Z",
      "x-acs-signature-nonce:0123456789abcdef0123456789abcdef",
      "x-acs-version:2014-05-26",
    ];
    assert.equal(await textOf(page, "out-signed-headers"), headers.join("\n"));
    const names = headers.map((line) => line.split(":")[0]).join(";");
    const request = ["POST", "/", query, ...headers, "", names, empty].join("\n");
    assert.equal(await textOf(page, "out-canonical-request"), request);
    const hash = createHash("sha256").update(request).digest("hex");
    assert.equal(await textOf(page, "out-hashed-request"), hash);
    assert.equal(await textOf(page, "out-string-to-sign"), `ACS3-HMAC-SHA256\n${hash}`);
    const signature = createHmac("sha256", "testsecret").update(`ACS3-HMAC-SHA256\n${hash}`).digest("hex");
    assert.equal(await textOf(page, "out-signature"), signature);
    assert.equal((await textOf(page, "out-hmac")).replaceAll(" ", ""), signature);
    assert.match(
      await textOf(page, "out-headers"),
      new RegExp(
        `^authorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${names},Signature=${signature}$`,
        "m",
      ),
    );
    assert.deepEqual(page.complaints, []);
  });
});

describe("each step is numbered, has its rule, and can be copied whole", () => {
  for (const [name, setup] of Object.entries({
    "HMAC-SHA1, GET": async (page) => page.fill("#imagePipelineId", "ip-1"),
    "HMAC-SHA1, POST": async (page) => {
      await page.fill("#imagePipelineId", "ip-1");
      await page.selectOption("#method", "POST");
    },
    "ACS3-HMAC-SHA256": async (page) => {
      await page.fill("#imagePipelineId", "ip-1");
      await page.selectOption("#signatureMethod", "ACS3-HMAC-SHA256");
    },
  })) {
    test(name, async () => {
      const page = await browser.open();
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await setup(page);
      const steps = page.locator(".steps > .step:visible");
      for (let i = 0; i < (await steps.count()); i++) {
        const step = steps.nth(i);
        assert.match(await step.locator("> .hint").textContent(), /^.{20,}\.$/, "its rule");
      }
      for (const button of await page.locator("#steps [data-copy]:visible").all()) {
        const id = await button.getAttribute("data-copy");
        await button.click();
        await page.waitForFunction(
          (source) => document.querySelector(`[data-copy="${source}"]`).textContent === "Copied",
          id,
        );
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        const shown = await textOf(page, id);
        if (id === "out-key") {
          assert.equal(copied, name.startsWith("ACS3") ? "testsecret" : "testsecret&");
          assert.doesNotMatch(shown, /testsecret/);
        } else if (id === "out-hmac") {
          assert.equal(copied, shown.replaceAll(" ", ""));
        } else if (id === "out-parameters") {
          assert.match(copied, /^ImagePipelineId=ip-1$/m);
        } else {
          assert.equal(copied, shown);
        }
        await page.waitForFunction(() => document.querySelector("#announcer").textContent.endsWith("copied"));
      }
      await page.click("#copy-request");
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(name.startsWith("ACS3") ? copied.startsWith("curl 'https://") : copied.includes("&Signature="), copied);
    });
  }
});

describe("a parameter is followed from step to step", () => {
  const lit = (page) =>
    page.locator("#steps .lit").evaluateAll((elements) => elements.map((element) => element.closest(".value").id));
  const places = ["out-parameters", "out-parameters", "out-canonical-query", "out-string-to-sign", "out-url"];

  test("by pointer, by focus, and by pressing its name", async () => {
    const page = await openExample("tags");
    await page.hover('#out-string-to-sign [data-parameter="Tag.2.Value"]');
    assert.deepEqual(await lit(page), places);
    assert.deepEqual(
      [...new Set(await page.locator("#steps .lit").evaluateAll((all) => all.map((each) => each.dataset.parameter)))],
      ["Tag.2.Value"],
    );
    await page.mouse.move(0, 0);
    assert.deepEqual(await lit(page), []);

    await page.locator("#parameter-rows button").first().focus();
    assert.deepEqual(await lit(page), places);
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Action");
    await page.keyboard.press("Enter");
    await page.locator("#regionId").focus();
    assert.deepEqual(await lit(page), places, "what was pressed stays lit");
    assert.equal(await page.locator('#parameter-rows [aria-pressed="true"]').textContent(), "Action");
    await page.locator("#regionId").press("End");
    await page.keyboard.type("-2");
    assert.deepEqual(await lit(page), places, "typing too leaves it lit");
  });

  test("never by colour alone: an outline where it is lit, an underline of its own for each kind", async () => {
    const page = await openExample("tags");
    await page.hover('#out-url [data-parameter="RegionId"]');
    const outline = await page
      .locator('#out-canonical-query [data-parameter="RegionId"]')
      .evaluate((each) => getComputedStyle(each).outlineStyle);
    assert.equal(outline, "solid");
    const styles = await page
      .locator(".legend li")
      .evaluateAll((items) => items.map((item) => getComputedStyle(item).textDecorationStyle));
    assert.equal(new Set(styles).size, 4);
    for (const [parameter, kind] of [
      ["RegionId", 0],
      ["Tag.1.Key", 1],
      ["Timestamp", 2],
      ["AccessKeyId", 3],
    ]) {
      const style = await page
        .locator(`#out-url [data-parameter="${parameter}"] .parameter-name`)
        .evaluate((each) => getComputedStyle(each).textDecorationStyle);
      assert.equal(style, styles[kind], parameter);
    }
  });
});

describe("typing moves nothing: no box of the page changes its place", () => {
  for (const width of [360, 1440]) {
    for (const locale of ["en-US", "zh-CN"]) {
      test(`${width} px, ${locale}`, async () => {
        const page = await browser.open({ locale, viewport: { width, height: 900 } });
        await page.fill("#imagePipelineId", "i");
        const places = () =>
          page
            .locator("#panel-sign :is(input, select, .value:not(#out-snippet), .step .button, h2, h3)")
            .evaluateAll((elements) =>
              elements
                .filter((element) => element.checkVisibility())
                .map((element) => [element.id, element.getBoundingClientRect().top + scrollY]),
            );
        const before = await places();
        for (const [id, text] of [
          ["imagePipelineId", "p-bp67acfmxazb4p0a1b2c "],
          ["regionId", "cn-hangzhou"],
          ["clientToken", "0123 789 %%%%"],
        ]) {
          if (id === "regionId") await page.fill("#regionId", "");
          await page.locator(`#${id}`).press("End");
          for (const key of text) {
            await page.keyboard.type(key);
            assert.deepEqual(await places(), before, `${id}: ${await page.inputValue(`#${id}`)}`);
          }
        }
      });
    }
  }
});
