// Takes the pictures in www/screenshots. Time and nonce are those of the examples, so that a picture changes only with
// the page.
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { choose, fill, startBrowser } from "./open-page.mjs";

const folder = fileURLToPath(new URL("../../www/screenshots/", import.meta.url));
/** @typedef {import("./open-page.mjs").OpenOptions} OpenOptions */

const wide = { viewport: { width: 1200, height: 800 } };
const phone = { viewport: { width: 360, height: 720 } };
/** @type {OpenOptions} */
const light = { colorScheme: "light", locale: "en-US" };
/** @type {OpenOptions} */
const dark = { colorScheme: "dark", locale: "zh-CN" };

const example = (/** @type {string} */ name) => (/** @type {import("playwright-core").Page} */ page) =>
  choose(page, name);

/**
 * Each picture: its name, how the page is opened, and what is done there.
 *
 * @type {[name: string, options: OpenOptions, act: (page: import("playwright-core").Page) => Promise<unknown>][]}
 */
const PICTURES = [
  [
    "sign",
    { ...light, ...wide },
    async (page) => {
      await example("tags")(page);
      await page.click('#parameter-rows [data-parameter="ImagePipelineId"] button');
    },
  ],
  [
    "sign-zh-dark",
    { ...dark, ...wide },
    async (page) => {
      await example("tags")(page);
      await page.locator("#stringToSign-title").evaluate((title) => title.scrollIntoView());
      await page.mouse.wheel(0, -120);
    },
  ],
  [
    "acs3",
    { ...light, ...wide },
    async (page) => {
      await example("acs3")(page);
      await page.locator("#signedHeaders-title").evaluate((title) => title.scrollIntoView());
      await page.mouse.wheel(0, -120);
    },
  ],
  [
    "errors",
    { ...light, ...wide },
    async (page) => {
      await fill(page, { "#imagePipelineId": "ip- 1", "#regionId": "cn hangzhou" });
      await page.click("#add-tag");
      await fill(page, { '[data-field="tag[0].key"]': "aliyun" });
      await page.evaluate(() => scrollTo(0, 0));
    },
  ],
  [
    "take-away",
    { ...light, ...wide },
    async (page) => {
      await example("minimal")(page);
      await page.click('[data-snippet="python"]');
      await page.locator("#take").evaluate((section) => section.scrollIntoView());
      await page.mouse.wheel(0, -110);
    },
  ],
  ["repair", { ...light, ...wide }, example("refused")],
  ["repair-zh-dark", { ...dark, ...wide }, example("form")],
  [
    "policy",
    { ...light, ...wide },
    async (page) => {
      await page.click("#tab-policy");
      await fill(page, { "#policy-regionId": "cn-hangzhou" });
    },
  ],
  ["error-codes-zh-dark", { ...dark, ...wide }, (page) => page.click("#tab-errors")],
  ["phone", { ...light, ...phone }, (page) => fill(page, { "#imagePipelineId": "ip-bp67acfmxazb4p0a1b2c" })],
  [
    "phone-repair-zh-dark",
    { ...dark, ...phone },
    async (page) => {
      await example("refused")(page);
      await page.locator("#answer-verdict").evaluate((verdict) => verdict.scrollIntoView());
    },
  ],
];

const browser = await startBrowser();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, options, act] of PICTURES) {
  const page = await browser.open({
    ...options,
    prepare: (fresh) => fresh.clock.setFixedTime("2026-01-02T03:05:00Z"),
  });
  await act(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}${name}.png`, caret: "hide" });
  await page.context().close();
}
await browser.close();
