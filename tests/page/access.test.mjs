// For every person and screen: axe in each state, theme and language; the keyboard alone; widths, large text, print.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./open-page.mjs";

const ID = "ip-bp67acfmxazb4p0a1b2c";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const example = (name) => async (page) => {
  await page.click("#examples summary");
  await page.click(`[data-example="${name}"]`);
};

/** Every state that the page can be in. */
const STATES = {
  "at the start": async () => {},
  "a request": (page) => page.fill("#imagePipelineId", ID),
  "errors and warnings, more fields, tags": async (page) => {
    await page.fill("#imagePipelineId", "x y");
    await page.fill("#regionId", "");
    await page.fill("#accessKeySecret", " ");
    await page.click("#more-fields summary");
    await page.click("#add-tag");
    await page.fill('[data-field="tag[0].key"]', "aliyun");
    await page.click("#add-template-tag");
    await page.fill("#ownerId", "x");
  },
  "tags, one of them followed, the secret shown": async (page) => {
    await example("tags")(page);
    await page.click("#parameter-rows tr:nth-child(5) button");
    await page.click("#show-secret");
  },
  POST: async (page) => {
    await page.fill("#imagePipelineId", ID);
    await page.selectOption("#method", "POST");
    await page.click('[data-snippet="python"]');
  },
  ACS3: example("acs3"),
  "the menu": (page) => page.click("#examples summary"),
  "a notice": (page) =>
    page.evaluate(() => (location.hash = "#v1.%")).then(() => page.locator("#notice-close").waitFor()),
  "nothing to repair": (page) => page.click("#tab-repair"),
  "a refused signature": example("refused"),
  "a URL of other code": example("document"),
  "a string to sign of other code": example("form"),
  "a missing permission": example("denied"),
  "a request by ACS3": async (page) => {
    await example("acs3")(page);
    const request = await page.locator("#out-canonical-request").textContent();
    await page.click("#tab-repair");
    await page.fill("#answer-body", request.replace("%20b", "+b"));
    await page.locator('[data-verdict="Acs3Differs"]').waitFor();
  },
  "a success": async (page) => {
    await page.click("#tab-repair");
    await page.fill("#answer-body", '{"RequestId":"r-1","ExecutionId":"exec-1"}');
    await page.fill("#answer-status", "9");
  },
  "a policy": async (page) => {
    await page.click("#tab-policy");
    await page.fill("#policy-accountId", "x");
    await page.fill("#policy-accountId", "1");
  },
  "a wrong policy": async (page) => {
    await page.click("#tab-policy");
    await page.fill("#policy-accountId", "x");
  },
  "error codes": (page) => page.click("#tab-errors"),
  "an error code that was linked to": async (page) => {
    await page.evaluate(() => (location.hash = "#errors/Throttling.User"));
    await page.locator(".chosen").waitFor();
  },
};

describe("axe finds nothing, in both languages and themes", () => {
  for (const [name, setup] of Object.entries(STATES)) {
    test(name, async () => {
      // In the middle of a change of colours, there are others.
      const page = await browser.open({ colorScheme: "light", reducedMotion: "reduce" });
      await page.evaluate(axe);
      await setup(page);
      for (const language of ["en", "zh"]) {
        for (const theme of ["light", "dark"]) {
          // The menu closes when something else is pressed; so it is done without.
          await page
            .locator(`[data-lang="${language}"]`)
            .evaluate((button) => button.closest("body").querySelector("#examples").open || button.click());
          await page.evaluate((next) => (document.documentElement.dataset.theme = next), theme);
          const violations = await page.evaluate(async () => {
            const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
            return result.violations.flatMap(({ id, nodes }) =>
              nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
            );
          });
          assert.deepEqual(violations, [], `${language}, ${theme}`);
        }
      }
      await page.context().close();
    });
  }
});

test("the keyboard alone: from the first tab stop to a copied request, another tab, an example, a parameter", async () => {
  const page = await browser.open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const active = () =>
    page.evaluate(
      () =>
        document.activeElement.id || document.activeElement.dataset.lang || document.activeElement.textContent.trim(),
    );
  /** Presses a key until the focus is where it should be, and is seen there. */
  const reach = async (id, key = "Tab") => {
    for (let count = 0; count < 120; count++) {
      if ((await active()) === id) return;
      await page.keyboard.press(key);
      const isSeen = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === document.body) return true;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      });
      assert.ok(isSeen, `the focus is not seen on ${await active()}`);
    }
    assert.fail(`${id} cannot be reached`);
  };
  assert.equal(await active(), "imagePipelineId");
  await reach("skip", "Shift+Tab");
  await page.keyboard.press("Enter");
  assert.equal(await active(), "main");
  assert.equal(await page.evaluate(() => location.hash), "");

  await reach("imagePipelineId");
  await page.keyboard.type(ID);
  await reach("add-tag");
  await page.keyboard.press("Enter");
  await page.keyboard.type("team");
  await page.keyboard.press("Tab");
  await page.keyboard.type("images");
  await reach("copy-request");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#copy-request").textContent === "Copied");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Tag\.1\.Value=images/);
  await reach("AccessKeyId");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  assert.equal(await page.locator('#parameter-rows [aria-pressed="true"]').textContent(), "Action");
  await reach("Python");
  await page.keyboard.press("Enter");
  await reach("literal", "Shift+Tab");
  await page.keyboard.press("Space");
  assert.match(await page.locator("#out-snippet").textContent(), /"testsecret"/);
  await reach("tab-sign", "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  assert.equal(await active(), "tab-repair");
  await reach("answer-body");
  await page.keyboard.type("GET&/&a");
  assert.equal(await page.getAttribute("#answer-verdict", "data-verdict"), "PathNotEncoded");
  await reach("tab-repair", "Shift+Tab");
  await page.keyboard.press("End");
  assert.equal(await active(), "tab-errors");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#example-list").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#example-list").isHidden());
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#panel-sign").isVisible());
  assert.equal(await page.inputValue("#imagePipelineId"), "ip-2ze5tsl5bp6nf2b3****");
  assert.deepEqual(page.complaints, []);
});

const fits = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe("no horizontal scrolling", () => {
  for (const name of [
    "errors and warnings, more fields, tags",
    "tags, one of them followed, the secret shown",
    "ACS3",
    "the menu",
    "a refused signature",
    "a string to sign of other code",
    "a missing permission",
    "a policy",
    "error codes",
  ]) {
    test(`from 320 to 1920 px, in both languages: ${name}`, async () => {
      const page = await browser.open();
      await STATES[name](page);
      for (const width of [320, 360, 480, 640, 768, 1024, 1280, 1440, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const language of ["en", "zh"]) {
          // The menu closes when something else is pressed.
          if (name !== "the menu") await page.click(`[data-lang="${language}"]`);
          assert.ok(await fits(page), `${width} ${language}`);
        }
      }
      await page.context().close();
    });
  }

  test("text of 200 % in a window of 1280 px, and of 320 px", async () => {
    for (const width of [1280, 320]) {
      for (const name of ["a request", "a refused signature", "a policy", "error codes"]) {
        const page = await browser.open({ viewport: { width, height: 800 } });
        // As the browser's own setting for the size of text does it.
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("html { font-size: 200% !important; }");
          document.adoptedStyleSheets = [sheet];
        });
        await STATES[name](page);
        assert.ok(await fits(page), `${name} ${width}`);
        const size = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("h1")).fontSize));
        assert.ok(size >= 44);
        await page.context().close();
      }
    }
  });
});

describe("what is asked of the browser", () => {
  test("less motion: nothing moves", async () => {
    for (const [reducedMotion, expected] of [
      ["reduce", "0s"],
      ["no-preference", "0.12s, 0.12s"],
    ]) {
      const page = await browser.open({ reducedMotion });
      assert.equal(
        await page.locator("#share").evaluate((button) => getComputedStyle(button).transitionDuration),
        expected,
      );
    }
  });

  test("print: every value whole, and nothing to press", async () => {
    const page = await browser.open({ colorScheme: "dark" });
    await example("tags")(page);
    await page.emulateMedia({ media: "print" });
    const boxes = await page
      .locator("#steps .value:visible")
      .evaluateAll((all) => all.map((box) => [box.id, box.scrollHeight <= box.clientHeight + 1]));
    assert.ok(boxes.length > 5 && boxes.every(([, isWhole]) => isWhole), String(boxes));
    assert.equal(await page.locator("button.button:visible").count(), 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    assert.ok((await page.pdf()).length > 10_000);
  });

  test("Chinese is set in a Chinese font, with room between its lines", async () => {
    const page = await browser.open({ locale: "zh-CN" });
    const { family, height, size } = await page.locator("#panel-sign .lede").evaluate((text) => {
      const style = getComputedStyle(text);
      return { family: style.fontFamily, height: parseFloat(style.lineHeight), size: parseFloat(style.fontSize) };
    });
    assert.match(family, /^"PingFang SC".*"Microsoft YaHei".*"Noto Sans CJK SC"/);
    assert.ok(height / size >= 1.65);
  });
});
