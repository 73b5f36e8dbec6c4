// The URL follows the form, and the form follows a link; what is kept for the next visit.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import { assertValues, failOnComplaints, fill, ID, press, restart, startBrowser, textOf } from "./open-page.mjs";

/** @typedef {import("./open-page.mjs").OpenPage} OpenPage */

/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {OpenPage} */
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.open({ permissions: ["clipboard-read", "clipboard-write"] });
});
after(() => browser?.close());
beforeEach(() => restart(page));
failOnComplaints(() => page);

const hash = () => page.evaluate(() => location.hash);
const unpack = (/** @type {string} */ fragment) =>
  JSON.parse(inflateRawSync(Buffer.from(fragment.slice(4), "base64url")).toString());
const pack = (/** @type {unknown} */ state) => `#v1.${deflateRawSync(JSON.stringify(state)).toString("base64url")}`;

/** Opens a link in the page that is open. */
async function follow(/** @type {string} */ fragment) {
  await page.evaluate((next) => (location.hash = next), fragment);
}

describe("a link", () => {
  test("brings the form, in another browser", async () => {
    const fields = { "#imagePipelineId": ID, "#regionId": "cn-beijing", "#network": "vpc" };
    const signing = { "#signatureMethod": "ACS3-HMAC-SHA256", "#method": "POST" };
    const tag = { '[data-field="tag[0].key"]': "队伍 😀 &=#", '[data-field="tag[0].value"]': "" };
    await fill(page, { ...fields, ...signing });
    await press(page, "#add-tag");
    await fill(page, tag);
    await press(page, "#share");
    await page.waitForFunction(() => document.querySelector("#share-text")?.textContent === "Link copied");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, page.url());

    const other = await browser.open({ fragment: new URL(link).hash });
    await assertValues(other, { ...fields, ...signing, ...tag });
    assert.notEqual(await textOf(other, "out-signature"), "");
    assert.equal(await textOf(other, "notice"), "");
    assert.deepEqual(other.complaints, []);
  });

  test("is in the address bar while typing, in one entry of the history, and goes with reset", async () => {
    const length = await page.evaluate(() => history.length);
    await fill(page, { "#imagePipelineId": ID });
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    await fill(page, { "#regionId": "cn-shanghai" });
    await page.waitForFunction((old) => location.hash !== old, await hash());
    await press(page, "#tab-policy");
    await page.waitForFunction((old) => location.hash !== old, await hash());
    const form = { r: "cn-shanghai", i: ID, a: "HMAC-SHA1", m: "GET", f: "JSON", n: "public" };
    assert.deepEqual(unpack(await hash()), { t: "policy", ...form });
    assert.equal(await page.evaluate(() => history.length), length);
    await page.reload();
    await page.locator("#app").waitFor();
    assert.ok(await page.locator("#panel-policy").isVisible());
    assert.equal(await page.inputValue("#imagePipelineId"), ID);
    await press(page, "#reset");
    assert.equal(await hash(), "");
    assert.equal(await page.inputValue("#imagePipelineId"), "ip-2ze5tsl5bp6nf2b3****");
  });

  test("is followed in the page that is open, and leaves the credentials", async () => {
    await follow(pack({ t: "sign", i: ID, m: "PUT", accessKeySecret: "x", clientToken: "y" }));
    await page.waitForFunction((id) => document.querySelector("input")?.form?.imagePipelineId.value === id, ID);
    await assertValues(page, {
      "#regionId": "cn-hangzhou",
      "#method": "GET",
      "#accessKeySecret": "testsecret",
      "#clientToken": "",
    });
    await follow("#repair");
    await page.locator("#panel-repair").waitFor();
  });

  test("holds no secret, wherever it was typed; what is left out is named", async () => {
    await press(page, "#add-tag", "#add-tag", "#add-tag");
    await fill(page, {
      "#accessKeyId": "IdOfMine",
      "#securityToken": "TokenOfMine",
      "#clientToken": "a",
      "#signatureNonce": "b",
      "#accessKeySecret": "SecretOfMine",
      "#imagePipelineId": "SecretOfMine",
    });
    // From here on, each value is right for its field.
    await fill(page, {
      "#accessKeySecret": "cn-secret",
      "#regionId": "xcn-secretx",
      "#endpoint": "https://cn-secret.example",
      '[data-field="tag[0].key"]': "kept",
      '[data-field="tag[1].key"]': "IdOfMine",
      '[data-field="tag[2].key"]': "xTokenOfMine",
    });
    await press(page, "#share");
    await page.waitForFunction(() => location.hash.startsWith("#v1."));
    const form = { t: "sign", a: "HMAC-SHA1", m: "GET", f: "JSON", n: "public" };
    assert.deepEqual(unpack(await hash()), { ...form, g: [["kept", ""]] });
    assert.match(await textOf(page, "notice"), /Image template ID, Region ID, Endpoint/);
  });

  test("of garbage: the page loads, with a notice in either language, and works", async () => {
    // Node does not mind what stands behind the end of what was deflated.
    const other = await browser.open({ fragment: `${pack({ t: "sign", i: ID })}AAAA` });
    assert.match(await textOf(other, "notice"), /^This link holds nothing that the page can read/);
    await press(other, '[data-lang="zh"]');
    assert.match(await textOf(other, "notice"), /^该链接中没有本页面能够读取的内容/);
    await press(other, "#notice-close");
    assert.equal(await textOf(other, "notice"), "");
    await fill(other, { "#imagePipelineId": ID });
    assert.notEqual(await textOf(other, "out-signature"), "");
    assert.deepEqual(other.complaints, []);
  });

  test("of another version is called so; other fragments change nothing", async () => {
    await fill(page, { "#imagePipelineId": ID });
    await follow("#v2.AAAA");
    await page.locator("#notice-close").waitFor();
    assert.match(await textOf(page, "notice"), /another version/);
    await press(page, "#notice-close");
    for (const fragment of ["#nothing", "#errors/None.Such", "#errors/%", "#%E0%A4%A"]) {
      await follow(fragment);
      assert.equal(await textOf(page, "notice"), "");
      assert.equal(await page.inputValue("#imagePipelineId"), ID);
    }
  });
});

test("language and theme are kept for the next visit, and nothing else", async () => {
  const page = await browser.open({ colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  assert.notEqual(dark, light, "the system's at first");
  await press(page, '[data-theme-choice="light"]', '[data-lang="zh"]');
  assert.equal(await ground(), light);
  await fill(page, { "#imagePipelineId": ID });
  await page.reload();
  await page.locator("#app").waitFor();
  assert.equal(await ground(), light);
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  assert.equal(await page.getAttribute('[data-theme-choice="light"]', "aria-pressed"), "true");
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { theme: "light", language: "zh" });
  await press(page, '[data-theme-choice="system"]');
  assert.equal(await ground(), dark);
});
