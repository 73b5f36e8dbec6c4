// For every person and screen: axe and the width in each state, keyboard only, reduced motion, print.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { choose, failOnComplaints, ID, restart, startBrowser } from "./open-page.mjs";
import { axe, checkState, STATES } from "./states.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {import("./open-page.mjs").OpenPage} */
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.open();
  await page.evaluate(axe);
});
after(() => browser?.close());
failOnComplaints(() => page);

describe("axe finds nothing, and nothing is wider than the window", () => {
  // access.slow.mjs has every state, language, theme and width; what is in these two is in others too.
  const names = Object.keys(STATES).filter((name) => name !== "at the start" && name !== "error codes");
  for (const [index, name] of names.entries()) {
    const [language, theme] = /** @type {const} */ ([
      ["en", "light"],
      ["zh", "dark"],
    ])[index % 2];
    test(`${name}: ${language}, ${theme}`, () => checkState(page, name, { language, theme, widths: [320, 1440] }));
  }
});

test("the keyboard alone: from the first tab stop to a copied request, another tab, an example, a parameter", async () => {
  const page = await browser.open({ permissions: ["clipboard-read", "clipboard-write"] });
  /** What has the focus, and whether that is seen. */
  const focus = () =>
    page.evaluate(() => {
      const element = /** @type {HTMLElement} */ (document.activeElement);
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.id || element.dataset.lang || element.textContent?.trim(),
        isSeen: element === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2),
      };
    });
  const active = async () => (await focus()).name;
  /** Presses a key until the focus is where it should be, and is seen on the way. */
  const reach = async (/** @type {string} */ target, key = "Tab") => {
    for (let count = 0; count < 120; count++) {
      const { name, isSeen } = await focus();
      assert.ok(count === 0 || isSeen, `the focus is not seen on ${name}`);
      if (name === target) return;
      await page.keyboard.press(key);
    }
    assert.fail(`${target} cannot be reached`);
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
  await page.waitForFunction(() => document.querySelector("#copy-request")?.textContent === "Copied");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Tag\.1\.Value=images/);
  await reach("AccessKeyId");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  assert.equal(await page.locator('#parameter-rows [aria-pressed="true"]').textContent(), "Action");
  await reach("Python");
  await page.keyboard.press("Enter");
  await reach("literal", "Shift+Tab");
  await page.keyboard.press("Space");
  assert.match((await page.locator("#out-snippet").textContent()) ?? "", /"testsecret"/);
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

test("less motion: nothing moves", async () => {
  const duration = () => page.locator("#share").evaluate((button) => getComputedStyle(button).transitionDuration);
  assert.equal(await duration(), "0s");
  await page.emulateMedia({ reducedMotion: "no-preference" });
  assert.notEqual(await duration(), "0s");
});

test("print: every value whole, on white, and nothing to press", async () => {
  await restart(page);
  await choose(page, "tags");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const boxes = await page
    .locator("#steps .value:visible")
    .evaluateAll((all) => all.map((box) => ({ id: box.id, isWhole: box.scrollHeight <= box.clientHeight + 1 })));
  assert.ok(boxes.length > 5);
  assert.deepEqual(
    boxes.filter(({ isWhole }) => !isWhole),
    [],
  );
  assert.equal(await page.locator("button.button:visible").count(), 0);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
});
