// Static and sealed: the page asks for its own files, and nothing gets out of it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { assertValues, choose, everythingKept, fill, ID, press, startBrowser, textOf } from "./open-page.mjs";

const built = new URL("../../dist/www/", import.meta.url);
const SECRETS = {
  "#accessKeyId": "STS.IdOfMine",
  "#accessKeySecret": "SecretOfMine",
  "#securityToken": "TokenOfMine+/=",
};

/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
before(async () => {
  [browser, gateway] = await Promise.all([startBrowser(), startGateway({ accounts: [] })]);
});
after(() => Promise.all([browser?.close(), gateway?.close()]));

test("its policy allows its own script, styles and images, and no connection", async () => {
  const html = readFileSync(new URL("index.html", built), "utf8");
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
  assert.deepEqual(policy?.split("; ").toSorted(), [
    "base-uri 'none'",
    "connect-src 'none'",
    "default-src 'none'",
    "form-action 'none'",
    "img-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
  ]);
  assert.doesNotMatch(html, /<style|\sstyle=|<script(?![^>]* src="main\.js")|\son\w+=|javascript:/i);
  assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
  assert.doesNotMatch(readFileSync(new URL("style.css", built), "utf8"), /url\(|@import/);
});

test("once loaded, it works offline: every part, with no request and no complaint", async () => {
  const page = await browser.open();
  const files = page.requests.map((url) => url.slice(browser.url.length) || "index.html");
  assert.deepEqual([...new Set(files)].toSorted(), ["icon.svg", "index.html", "main.js", "style.css"]);
  assert.deepEqual(readdirSync(built).toSorted(), ["icon.svg", "index.html", "main.js", "style.css"]);

  const count = page.requests.length;
  await page.context().setOffline(true);
  await fill(page, { "#imagePipelineId": ID });
  assert.notEqual(await textOf(page, "out-signature"), "");
  for (const snippet of ["curl", "fetch", "node", "worker", "python", "rust"]) {
    await press(page, `[data-snippet="${snippet}"]`);
    assert.notEqual(await textOf(page, "out-snippet"), "");
  }
  await press(page, "#generate-token", "#add-tag", "#copy-request", "#share");
  for (const name of ["acs3", "refused", "document", "denied"]) await choose(page, name);
  await press(page, "#tab-policy", "#tab-errors", '[data-lang="zh"]', '[data-theme-choice="dark"]', "#reset");
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

test("what would send something is refused", async () => {
  const page = await browser.open();
  const refused = await page.evaluate(async (url) => {
    /** @type {string[]} */
    const directives = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective }) => directives.push(effectiveDirective));
    navigator.sendBeacon(url, "x");
    const image = new Image();
    const imageEnds = new Promise((resolve) => (image.onload = image.onerror = resolve));
    image.src = url;
    await Promise.allSettled([fetch(url), imageEnds]);
    await new Promise((resolve) => setTimeout(resolve));
    return directives.toSorted();
  }, gateway.url);
  assert.deepEqual(refused, ["connect-src", "connect-src", "img-src"]);
  assert.deepEqual(gateway.requests, []);
});

test("credentials are in memory alone, whatever is pressed, and gone when the page is", async () => {
  const page = await browser.open({
    permissions: ["clipboard-read", "clipboard-write"],
    prepare: (fresh) => fresh.clock.install(),
  });
  await fill(page, { "#imagePipelineId": ID });
  for (const tab of ["sign", "repair", "policy", "errors"]) {
    await fill(page, SECRETS);
    await press(page, `#tab-${tab}`);
    if (tab === "sign") {
      await press(page, "#show-secret", "#generate-token", '[data-snippet="python"]', "#literal");
      assert.match(await textOf(page, "out-snippet"), /SecretOfMine/);
      await press(page, "#literal", "#show-secret", "#sign-again");
    } else if (tab === "repair") {
      const url = await textOf(page, "out-url");
      assert.match(url, /TokenOfMine/);
      await fill(page, { "#answer-body": url.replace("bp67", "bp68") });
    }
    await press(page, "#share", '[data-lang="zh"]', '[data-lang="en"]', '[data-theme-choice="dark"]');
    await page.clock.runFor(20 * 60_000);
    const kept = await page.evaluate(everythingKept);
    assert.match(kept, /#v1\./, "the URL has followed");
    assert.doesNotMatch(kept, /OfMine/, tab);
    const text = (await page.locator("body").textContent()) ?? "";
    assert.ok(!text.includes(SECRETS["#accessKeySecret"]), "the secret is in no text but where a person asked for it");
    await press(page, "#tab-sign");
  }
  for (const field of Object.keys(SECRETS)) assert.equal(await page.getAttribute(field, "autocomplete"), "off");
  const state = await page.context().storageState({ indexedDB: true });
  assert.doesNotMatch(JSON.stringify(state), /OfMine/);
  assert.ok(page.requests.every((url) => url.startsWith(browser.url)));
  assert.doesNotMatch(page.requests.join(), /OfMine/);
  assert.deepEqual(page.complaints, []);

  await page.reload();
  await page.locator("#app").waitFor();
  await assertValues(page, {
    "#accessKeyId": "testid",
    "#accessKeySecret": "testsecret",
    "#securityToken": "",
    "#answer-body": "",
  });
});
