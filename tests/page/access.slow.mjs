// Every state of the page in each language and theme, and in windows of all widths.
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./open-page.mjs";
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

for (const name of Object.keys(STATES)) {
  describe(name, () => {
    for (const language of /** @type {const} */ (["en", "zh"])) {
      for (const theme of /** @type {const} */ (["light", "dark"])) {
        // The theme changes no widths.
        const widths = theme === "light" ? [320, 360, 480, 640, 768, 1024, 1280, 1440, 1920] : [];
        test(`${language}, ${theme}`, () => checkState(page, name, { language, theme, widths }));
      }
    }
  });
}
