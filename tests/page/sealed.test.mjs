// Static and sealed: small, served from any folder, asking for nothing more, and quick.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startBrowser } from "./open-page.mjs";

const ID = "ip-bp67acfmxazb4p0a1b2c";
const built = new URL("../../dist/www/", import.meta.url);

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

test("the first view is all there is", async () => {
  const page = await browser.open();
  const files = [...new Set(page.requests)].map((url) => url.slice(browser.url.length) || "index.html");
  assert.deepEqual(files.toSorted(), ["icon.svg", "index.html", "main.js", "style.css"]);
  assert.deepEqual(readdirSync(built).toSorted(), files.toSorted(), "nothing is loaded later");
});

test("no script, style or address of anywhere else is in its files", () => {
  const html = readFileSync(new URL("index.html", built), "utf8");
  assert.doesNotMatch(html, /<style|\sstyle=|<script(?![^>]* src="main\.js")|\son\w+=|javascript:/i);
  assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
  const css = readFileSync(new URL("style.css", built), "utf8");
  assert.doesNotMatch(css, /url\(|@import/);
});

test("once loaded, it works offline: every part, with no request", async () => {
  const page = await browser.open();
  const count = page.requests.length;
  await page.context().setOffline(true);
  await page.fill("#imagePipelineId", ID);
  assert.notEqual(await page.locator("#out-signature").textContent(), "");
  for (const snippet of ["curl", "fetch", "node", "worker", "python", "rust"]) {
    await page.click(`[data-snippet="${snippet}"]`);
    assert.ok((await page.locator("#out-snippet").textContent()).length > 50);
  }
  await page.click("#share");
  for (const name of ["acs3", "refused", "document", "denied"]) {
    await page.click("#examples summary");
    await page.click(`[data-example="${name}"]`);
  }
  await page.click("#tab-policy");
  await page.click("#tab-errors");
  await page.fill("#errors-search", "throttling");
  await page.click('[data-lang="zh"]');
  await page.click('[data-theme-choice="dark"]');
  await page.click("#reset");
  // Chromium asks for a page's icon anew when its URL changes, and does without.
  assert.deepEqual(
    page.requests.slice(count).filter((url) => !url.endsWith("/icon.svg")),
    [],
  );
  assert.deepEqual(
    page.complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")),
    [],
  );
});

test("a key press with 20 tags of 128 characters each", async (t) => {
  const page = await browser.open();
  await page.fill("#imagePipelineId", ID);
  const letters = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ/+=&*()!~";
  for (let i = 0; i < 20; i++) {
    await page.click("#add-tag");
    const text = Array.from({ length: 128 }, (_, at) => letters[(at * 7 + i) % letters.length]).join("");
    await page.fill(`[data-field="tag[${i}].key"]`, text);
    await page.fill(`[data-field="tag[${i}].value"]`, text);
  }
  assert.notEqual(await page.locator("#out-signature").textContent(), "");
  await page.locator("#clientToken").focus();
  // From the event of the key to the frame that shows what came of it: the browser's own measure, in steps of 8 ms, and
  // beside it how long the script and the layout take.
  await page.evaluate(() => {
    globalThis.measured = { script: [], presented: [] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry.name === "keydown") globalThis.measured.presented.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16 });
    let start = 0;
    addEventListener("keydown", () => (start = performance.now()), true);
    addEventListener("input", () => {
      document.body.getBoundingClientRect();
      globalThis.measured.script.push(performance.now() - start);
    });
  });
  const before = await page.locator("#out-signature").textContent();
  const keys = 60;
  for (let i = 0; i < keys; i++) {
    await page.keyboard.press("x");
    await page.waitForTimeout(30);
  }
  assert.notEqual(await page.locator("#out-signature").textContent(), before);
  const { script, presented } = await page.evaluate(() => globalThis.measured);
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  assert.equal(script.length, keys);
  t.diagnostic(
    `from key press to laid out result: median ${median(script).toFixed(1)} ms, slowest ${Math.max(...script).toFixed(1)} ms`,
  );
  t.diagnostic(
    `key presses that were painted later than the browser reports, 16 ms: ${presented.length} of ${keys}, median ${median(presented)} ms`,
  );
  // A machine that does much else at once is no reason to fail; that it takes many frames is.
  assert.ok(median(script) < 100, `${median(script)} ms`);
});
