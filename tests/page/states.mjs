/** Every state that the page can be in, and what must hold in each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { choose, fill, ID, press, restart, textOf } from "./open-page.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** The script of axe, to be evaluated in a page once. */
export const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * How each state is reached.
 *
 * @type {Record<string, (page: Page) => Promise<unknown>>}
 */
export const STATES = {
  "at the start": async () => {},
  "a request": (page) => fill(page, { "#imagePipelineId": ID }),
  "errors and warnings, more fields, tags": async (page) => {
    await fill(page, { "#imagePipelineId": "x y", "#regionId": "", "#accessKeySecret": " " });
    await page.click("#more-fields summary");
    await press(page, "#add-tag", "#add-template-tag");
    await fill(page, { '[data-field="tag[0].key"]': "aliyun", "#ownerId": "x" });
  },
  "tags, one of them followed, the secret shown": async (page) => {
    await choose(page, "tags");
    await page.click("#parameter-rows tr:nth-child(5) button");
    await press(page, "#show-secret");
  },
  POST: async (page) => {
    await fill(page, { "#imagePipelineId": ID, "#method": "POST" });
    await press(page, '[data-snippet="python"]');
  },
  ACS3: (page) => choose(page, "acs3"),
  "the menu": (page) => page.click("#examples summary"),
  "a notice": async (page) => {
    await page.evaluate(() => (location.hash = "#v1.%"));
    await page.locator("#notice-close").waitFor();
  },
  "nothing to repair": (page) => press(page, "#tab-repair"),
  "a refused signature": (page) => choose(page, "refused"),
  "a URL of other code": (page) => choose(page, "document"),
  "a string to sign of other code": (page) => choose(page, "form"),
  "a missing permission": (page) => choose(page, "denied"),
  "a request by ACS3": async (page) => {
    await choose(page, "acs3");
    const request = await textOf(page, "out-canonical-request");
    await press(page, "#tab-repair");
    await fill(page, { "#answer-body": request.replace("%20b", "+b") });
    await page.locator('[data-verdict="Acs3Differs"]').waitFor();
  },
  "a success": async (page) => {
    await press(page, "#tab-repair");
    await fill(page, { "#answer-body": '{"RequestId":"r-1","ExecutionId":"exec-1"}', "#answer-status": "9" });
  },
  "a policy": async (page) => {
    await press(page, "#tab-policy");
    await fill(page, { "#policy-accountId": "1" });
  },
  "a wrong policy": async (page) => {
    await press(page, "#tab-policy");
    await fill(page, { "#policy-accountId": "x" });
  },
  "error codes": (page) => press(page, "#tab-errors"),
  "an error code that was linked to": async (page) => {
    await page.evaluate(() => (location.hash = "#errors/Throttling.User"));
    await page.locator(".chosen").waitFor();
  },
};

/** The states that are checked with text twice as large. */
const WITH_LARGE_TEXT = ["a request", "a refused signature", "a policy", "error codes"];

/**
 * Brings the page into a state, and checks that axe finds nothing in it and that it does not scroll sideways in windows of
 * these widths.
 *
 * @param {Page} page with `axe` evaluated
 * @param {string} name of `STATES`
 * @param {{ language: "en" | "zh", theme: "light" | "dark", widths: number[] }} options
 */
export async function checkState(page, name, { language, theme, widths }) {
  await restart(page);
  await press(page, `[data-lang="${language}"]`, `[data-theme-choice="${theme}"]`);
  await STATES[name](page);

  const violations = await page.evaluate(async () => {
    const result = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] });
    return result.violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id} ${target} ${failureSummary}`),
    );
  });
  assert.deepEqual(violations, []);

  const { width, height } = /** @type {{ width: number, height: number }} */ (page.viewportSize());
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  for (const next of widths) {
    await page.setViewportSize({ width: next, height });
    assert.ok(await fits(), `${next} px`);
  }
  if (WITH_LARGE_TEXT.includes(name)) {
    await page.setViewportSize({ width: 320, height });
    // As the browser's own setting for the size of text does it.
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("html { font-size: 200% !important; }");
      document.adoptedStyleSheets = [sheet];
    });
    assert.ok(await fits(), "text of 200 %");
    await page.evaluate(() => (document.adoptedStyleSheets = []));
  }
  await page.setViewportSize({ width, height });
}
