// The steps of the signature: their values are those of the official SDKs, they can be followed, and copied.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";

import { choose, failOnComplaints, fill, press, restart, startBrowser, textOf } from "./open-page.mjs";

/** @typedef {{ name: string, signature: string, stringToSign: string }} Vector */

/** @type {{ cases: Vector[] }} */
const { cases } = JSON.parse(readFileSync(new URL("../vectors/official-sdks.json", import.meta.url), "utf8"));
const vector = (/** @type {string} */ name) => cases.find((each) => each.name === name) ?? assert.fail(name);

/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {import("./open-page.mjs").OpenPage} */
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.open({ permissions: ["clipboard-read", "clipboard-write"] });
});
after(() => browser?.close());
beforeEach(() => restart(page));
failOnComplaints(() => page);

/** The titles of the steps in view. */
const titles = () => page.locator(".steps > .step:visible > .step-head h3").allTextContents();

describe("the values are those of the official SDKs", () => {
  for (const [example, name] of Object.entries({
    minimal: "pop-core|GET|ak|minimal",
    tags: "pop-core|GET|ak|tags",
    sts: "pop-core|GET|sts|minimal",
  })) {
    test(`${example}: HMAC-SHA1`, async () => {
      const { signature, stringToSign } = vector(name);
      await choose(page, example);
      assert.deepEqual(await titles(), [
        "Parameters",
        "Canonical query",
        "String to sign",
        "Key",
        "HMAC",
        "Signature",
        "Signed request",
      ]);
      assert.equal(await textOf(page, "out-signature"), signature);
      assert.equal(await textOf(page, "out-string-to-sign"), stringToSign);
      const hex = Buffer.from(signature, "base64")
        .toString("hex")
        .replace(/(..)(?!$)/g, "$1 ");
      assert.equal(await textOf(page, "out-hmac"), hex);
      const query = decodeURIComponent(stringToSign.split("&")[2]);
      assert.equal(await textOf(page, "out-canonical-query"), query);

      const rows = await page
        .locator("#parameter-rows tr")
        .evaluateAll((trs) => trs.map((tr) => [...tr.children].map((cell) => cell.textContent)));
      const expected = query.split("&").map((pair) => {
        const [parameter, value] = pair.split("=");
        return [parameter, decodeURIComponent(value), value];
      });
      assert.deepEqual(rows, expected);
    });
  }

  test("ACS3-HMAC-SHA256", async () => {
    await choose(page, "acs3");
    assert.deepEqual(await titles(), [
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
    const tags = vector("pop-core|GET|ak|tags");
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
  });
});

describe("each value can be copied whole", () => {
  /** @type {Record<string, Record<string, string>>} */
  const forms = {
    "HMAC-SHA1, GET": {},
    "HMAC-SHA1, POST": { "#method": "POST" },
    "ACS3-HMAC-SHA256": { "#signatureMethod": "ACS3-HMAC-SHA256" },
  };
  for (const [name, choices] of Object.entries(forms)) {
    test(name, async () => {
      await fill(page, { "#imagePipelineId": "ip-1", ...choices });
      const ids = await page
        .locator("#steps [data-copy]:visible")
        .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-copy") ?? ""));
      assert.ok(ids.length >= 7);
      for (const id of ids) {
        await press(page, `[data-copy="${id}"]`);
        await page.waitForFunction(
          (source) =>
            document.querySelector(`[data-copy="${source}"]`)?.textContent === "Copied" &&
            document.querySelector("#announcer")?.textContent?.endsWith("copied"),
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
      }
      await page.click("#copy-request");
      await page.waitForFunction(() => document.querySelector("#copy-request")?.textContent === "Copied");
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(name.startsWith("ACS3") ? copied.startsWith("curl 'https://") : copied.includes("&Signature="), copied);
    });
  }
});

describe("a parameter is followed from step to step", () => {
  const lit = () =>
    page.locator("#steps .lit").evaluateAll((elements) => elements.map((element) => element.closest(".value")?.id));
  const places = ["out-parameters", "out-parameters", "out-canonical-query", "out-string-to-sign", "out-url"];

  test("by pointer, by focus, and by pressing its name", async () => {
    await choose(page, "tags");
    await page.hover('#out-string-to-sign [data-parameter="Tag.2.Value"]');
    assert.deepEqual(await lit(), places);
    assert.deepEqual(
      [
        ...new Set(
          await page
            .locator("#steps .lit")
            .evaluateAll((all) => all.map((each) => each.getAttribute("data-parameter"))),
        ),
      ],
      ["Tag.2.Value"],
    );
    await page.mouse.move(0, 0);
    assert.deepEqual(await lit(), []);

    await page.locator("#parameter-rows button").first().focus();
    assert.deepEqual(await lit(), places);
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Action");
    await page.keyboard.press("Enter");
    await page.locator("#regionId").focus();
    assert.deepEqual(await lit(), places, "what was pressed stays lit");
    assert.equal(await page.locator('#parameter-rows [aria-pressed="true"]').textContent(), "Action");
    await page.locator("#regionId").press("End");
    await page.keyboard.type("-2");
    assert.deepEqual(await lit(), places, "typing too leaves it lit");
  });

  test("never by colour alone: an outline where it is lit, an underline of its own for each kind", async () => {
    await choose(page, "tags");
    await page.hover('#out-url [data-parameter="RegionId"]');
    const outline = await page
      .locator('#out-canonical-query [data-parameter="RegionId"]')
      .evaluate((each) => getComputedStyle(each).outlineStyle);
    assert.equal(outline, "solid");
    const styles = await page
      .locator(".legend li")
      .evaluateAll((items) => items.map((item) => getComputedStyle(item).textDecorationStyle));
    assert.equal(new Set(styles).size, 4);
    // In the order of the legend.
    for (const [kind, parameter] of ["RegionId", "Tag.1.Key", "Timestamp", "AccessKeyId"].entries()) {
      const style = await page
        .locator(`#out-url [data-parameter="${parameter}"] .parameter-name`)
        .evaluate((each) => getComputedStyle(each).textDecorationStyle);
      assert.equal(style, styles[kind], parameter);
    }
  });
});

test("typing moves nothing: no box of the page changes its place", async () => {
  for (const width of [360, 1440]) {
    for (const language of ["en", "zh"]) {
      await restart(page);
      await page.setViewportSize({ width, height: 900 });
      await press(page, `[data-lang="${language}"]`);
      await fill(page, { "#imagePipelineId": "i" });
      const moved = await page.evaluate(() => {
        const boxes = "#panel-sign :is(input, select, .value:not(#out-snippet), .step .button, h2, h3)";
        const places = () =>
          [...document.querySelectorAll(boxes)]
            .filter((element) => element.checkVisibility())
            .map((element) => `${element.id} ${element.getBoundingClientRect().top + scrollY}`);
        const before = places();
        /** @type {string[][]} */
        const result = [];
        for (const [id, text] of [
          ["imagePipelineId", "ip-bp67acfmxazb4p0a1b2c "],
          ["regionId", "cn-hangzhou"],
          ["clientToken", "0123 789 %%%%"],
        ]) {
          const input = /** @type {HTMLInputElement} */ (document.getElementById(id));
          for (let end = 0; end <= text.length; end++) {
            input.value = text.slice(0, end);
            input.dispatchEvent(new InputEvent("input", { bubbles: true }));
            const now = places();
            if (now.join() !== before.join())
              result.push([input.value, ...now.filter((place) => !before.includes(place))]);
          }
        }
        return result;
      });
      assert.deepEqual(moved, [], `${width} px, ${language}`);
    }
  }
});
