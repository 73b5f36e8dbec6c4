// The state in the URL: what a link brings, what it can never hold, and what is kept for the next visit.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import fc from "fast-check";

import { startBrowser } from "./open-page.mjs";

const ID = "ip-bp67acfmxazb4p0a1b2c";
const SECRETS = {
  accessKeyId: "LTAI5tAnIdOfMineXYZ",
  accessKeySecret: "SecretOfMineSecretOfMine12345X",
  securityToken: "TokenOfMine+/=TokenOfMine",
};

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const hash = (page) => page.evaluate(() => location.hash);
const unpack = (fragment) => JSON.parse(inflateRawSync(Buffer.from(fragment.slice(4), "base64url")).toString());
const pack = (state) =>
  `#v1.${deflateRawSync(typeof state === "string" || Buffer.isBuffer(state) ? state : JSON.stringify(state)).toString("base64url")}`;
const follows = (page) => page.waitForFunction(() => location.hash.startsWith("#v1."));

describe("a link", () => {
  test("brings the form, in another browser", async () => {
    const page = await browser.open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.fill("#imagePipelineId", ID);
    await page.fill("#regionId", "cn-beijing");
    await page.selectOption("#signatureMethod", "ACS3-HMAC-SHA256");
    await page.selectOption("#method", "POST");
    await page.selectOption("#network", "vpc");
    await page.click("#add-tag");
    await page.fill('[data-field="tag[0].key"]', "队伍 😀 &=#");
    await page.fill('[data-field="tag[0].value"]', "");
    await page.click("#share");
    await page.waitForFunction(() => document.querySelector("#share-text").textContent === "Link copied");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, page.url());
    assert.deepEqual(page.complaints, []);

    const other = await browser.open({ fragment: new URL(link).hash });
    for (const [id, value] of Object.entries({
      imagePipelineId: ID,
      regionId: "cn-beijing",
      signatureMethod: "ACS3-HMAC-SHA256",
      method: "POST",
      network: "vpc",
    })) {
      assert.equal(await other.inputValue(`#${id}`), value);
    }
    assert.equal(await other.inputValue('[data-field="tag[0].key"]'), "队伍 😀 &=#");
    assert.notEqual(await other.locator("#out-signature").textContent(), "");
    assert.equal(await other.locator("#notice").textContent(), "");
  });

  test("is in the address bar while typing, in one entry of the history, and goes with reset", async () => {
    const page = await browser.open();
    const length = await page.evaluate(() => history.length);
    await page.fill("#imagePipelineId", ID);
    await follows(page);
    await page.fill("#regionId", "cn-shanghai");
    await page.waitForFunction((old) => location.hash !== old, await hash(page));
    await page.click("#tab-policy");
    await page.waitForFunction((old) => location.hash !== old, await hash(page));
    assert.deepEqual(unpack(await hash(page)), {
      t: "policy",
      r: "cn-shanghai",
      i: ID,
      a: "HMAC-SHA1",
      m: "GET",
      f: "JSON",
      n: "public",
    });
    assert.equal(await page.evaluate(() => history.length), length);
    await page.reload();
    await page.locator("#app").waitFor();
    assert.ok(await page.locator("#panel-policy").isVisible());
    assert.equal(await page.inputValue("#imagePipelineId"), ID);
    await page.click("#reset");
    assert.equal(await hash(page), "");
    assert.equal(
      await page.inputValue("#imagePipelineId"),
      "ip-2ze5tsl5bp6nf2b3****",
      "the example of the first visit",
    );
  });

  test("that is opened in a page that is open already", async () => {
    const page = await browser.open();
    await page.evaluate((next) => (location.hash = next), pack({ t: "sign", i: ID }));
    await page.waitForFunction((id) => document.querySelector("#imagePipelineId").value === id, ID);
    await page.evaluate(() => (location.hash = "#repair"));
    await page.locator("#panel-repair").waitFor();
  });
});

describe("what a link can never hold", () => {
  test("credentials, wherever they were typed", async () => {
    const page = await browser.open();
    for (const [id, value] of Object.entries(SECRETS)) await page.fill(`#${id}`, value);
    await page.fill("#clientToken", "client-token-of-mine");
    await page.fill("#signatureNonce", "nonce-of-mine");
    await page.click("#add-tag");
    await page.fill('[data-field="tag[0].key"]', "kept");
    await page.fill('[data-field="tag[0].value"]', `x${SECRETS.accessKeySecret}x`);
    await page.click("#add-tag");
    await page.fill('[data-field="tag[1].key"]', "also kept");
    for (const id of ["imagePipelineId", "regionId", "endpoint"]) {
      await page.fill(`#${id}`, SECRETS.accessKeySecret.toLowerCase());
      await page.fill(`#${id}`, SECRETS.accessKeySecret);
    }
    await page.click("#tab-repair");
    await page.fill(
      "#answer-body",
      `server string to sign is:GET&%2F&SecurityToken%3D${SECRETS.securityToken}&Signature=OLeaidS1JvxuMvnyHOwuJ+uX5qY=`,
    );
    await page.click("#tab-sign");
    await page.click("#share");
    await follows(page);
    assert.deepEqual(unpack(await hash(page)), {
      t: "sign",
      a: "HMAC-SHA1",
      m: "GET",
      f: "JSON",
      n: "public",
      g: [["also kept", ""]],
    });
    assert.match(await page.locator("#notice").textContent(), /without Image template ID, Region ID, Endpoint/);
  });

  test("a secret that is in the form of a region", async () => {
    const page = await browser.open();
    await page.fill("#accessKeySecret", "cn-secret");
    await page.fill("#regionId", "xcn-secretx");
    await page.fill("#imagePipelineId", "ip-cn-secret");
    await page.click("#share");
    await follows(page);
    assert.doesNotMatch(JSON.stringify(unpack(await hash(page))), /secret/);
  });

  test("and what such a link would bring is not taken", async () => {
    const tags = [
      ["a", "LTAI5tSomebody"],
      ["Signature", "x"],
      ["a", "OLeaidS1JvxuMvnyHOwuJ+uX5qY="],
      ["b", "c"],
      ["a", 1],
      ["a"],
      "a",
      null,
      ["x".repeat(129), ""],
    ];
    const state = {
      t: "sign",
      i: ID,
      r: "CN",
      m: "PUT",
      e: "https://a.example/path",
      g: tags,
      accessKeySecret: "x",
      s: "y",
      clientToken: "z",
      __proto__: null,
    };
    const page = await browser.open({ fragment: pack(state) });
    assert.equal(await page.inputValue("#imagePipelineId"), ID);
    assert.equal(await page.inputValue("#regionId"), "cn-hangzhou");
    assert.equal(await page.inputValue("#method"), "GET");
    assert.equal(await page.inputValue("#endpoint"), "");
    assert.equal(await page.inputValue("#accessKeySecret"), "testsecret");
    assert.equal(await page.inputValue("#clientToken"), "");
    const keys = await page
      .locator('[data-tags="tag"] [data-part="key"]')
      .evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(keys, ["b"]);
    assert.deepEqual(page.complaints, []);
  });
});

describe("a fragment of garbage: the page loads, with a plain notice", () => {
  const broken = {
    "no letters": "#v1.",
    "not base64url": "#v1.%%%",
    "not deflated": "#v1.AAAA",
    "not JSON": pack("{"),
    "not UTF-8": pack(Buffer.from([0xff, 0xfe])),
    "no object": pack("[]"),
    null: pack("null"),
    "no tab": pack({ i: ID }),
    "an unknown tab": pack({ t: "toString" }),
    "cut off": pack({ t: "sign", i: ID }).slice(0, -6),
    "more behind it": `${pack({ t: "sign", i: ID })}AAAA`,
    "a bomb": pack(Buffer.alloc(50_000_000)),
    "too long": `#v1.${"A".repeat(100_000)}`,
  };
  for (const [name, fragment] of Object.entries(broken)) {
    test(name, async () => {
      const page = await browser.open({ fragment });
      assert.match(await page.locator("#notice").textContent(), /^This link holds nothing that the page can read/);
      await page.click('[data-lang="zh"]');
      assert.match(await page.locator("#notice").textContent(), /^该链接中没有本页面能够读取的内容/);
      await page.click("#notice-close");
      assert.equal(await page.locator("#notice").textContent(), "");
      await page.fill("#imagePipelineId", ID);
      assert.notEqual(await page.locator("#out-signature").textContent(), "");
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }

  test("of another version, and of other fragments", async () => {
    const page = await browser.open({ fragment: "#v2.AAAA" });
    assert.match(await page.locator("#notice").textContent(), /another version/);
    for (const fragment of ["#nothing", "#errors/None.Such", "#errors/%", "#%E0%A4%A"]) {
      const other = await browser.open({ fragment });
      assert.equal(await other.locator("#notice").textContent(), "");
      assert.deepEqual(other.complaints, []);
      await other.context().close();
    }
  });

  test("fuzzed: 300 fragments, none of which breaks the page or changes what was typed", async () => {
    const page = await browser.open();
    const state = fc.dictionary(fc.constantFrom("t", "r", "i", "g", "m", "e", "x"), fc.jsonValue());
    const fragments = fc.sample(
      fc.oneof(
        fc.string().map((text) => `#v1.${encodeURIComponent(text)}`),
        fc.base64String().map((text) => `#v1.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`),
        fc.jsonValue().map((value) => pack(JSON.stringify(value) ?? "")),
        state.map((value) => pack({ ...value, t: "sign" })),
        fc.tuple(fc.nat(60), fc.string({ minLength: 1, maxLength: 1 })).map(([at, letter]) => {
          const text = pack({ t: "sign", i: ID, g: [["a", "b"]] });
          return text.slice(0, 4 + at) + encodeURIComponent(letter) + text.slice(5 + at);
        }),
      ),
      300,
    );
    let broken = 0;
    for (const fragment of fragments) {
      await page.evaluate(async (next) => {
        document.querySelector("#notice-close")?.click();
        const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
        const old = location.hash;
        location.hash = next;
        if (location.hash !== old) await changed;
      }, fragment);
      await page.waitForTimeout(3);
      broken += await page.locator("#notice-close").count();
      assert.ok(await page.locator("#app").isVisible());
    }
    assert.ok(broken > 100, `${broken} were told`);
    assert.deepEqual(page.complaints, []);
    await page.fill("#imagePipelineId", ID);
    await page.fill("#regionId", "cn-hangzhou");
    assert.equal(await page.inputValue("#accessKeySecret"), "testsecret");
  });
});

describe("what is kept for the next visit", () => {
  test("language and theme, and nothing else", async () => {
    const page = await browser.open({ colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [light, dark] = ["rgb(255, 255, 255)", "rgb(20, 23, 28)"];
    assert.equal(await ground(), light);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await ground(), dark, "the system's at first");
    await page.click('[data-theme-choice="light"]');
    assert.equal(await ground(), light);
    await page.click('[data-lang="zh"]');
    await page.fill("#imagePipelineId", ID);
    await page.reload();
    await page.locator("#app").waitFor();
    assert.equal(await ground(), light);
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    assert.equal(await page.getAttribute('[data-theme-choice="light"]', "aria-pressed"), "true");
    assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { theme: "light", language: "zh" });
    await page.click('[data-theme-choice="system"]');
    assert.equal(await ground(), dark);
  });

  test("a secret is found nowhere after an hour", async () => {
    const context = { permissions: ["clipboard-read", "clipboard-write"] };
    const page = await browser.open({ ...context, prepare: (fresh) => fresh.clock.install() });
    await page.fill("#imagePipelineId", ID);
    for (let minute = 0; minute < 60; minute += 4) {
      for (const [id, value] of Object.entries(SECRETS)) await page.fill(`#${id}`, value);
      await page.fill("#accessKeyId", `STS.${SECRETS.accessKeyId}`);
      const [tab] = [["sign", "repair", "policy", "errors"][(minute / 4) % 4]];
      await page.click(`#tab-${tab}`);
      if (tab === "sign") {
        await page.click("#show-secret");
        await page.click("#generate-token");
        await page.click(`[data-snippet="${["node", "python", "rust"][((minute / 16) % 3) | 0]}"]`);
        await page.check("#literal");
        await page.uncheck("#literal");
        await page.click("#show-secret");
        await page.click("#sign-again");
      } else if (tab === "repair") {
        await page.fill("#answer-body", (await page.locator("#out-url").textContent()).replace("bp67", "bp68"));
      }
      await page.click("#share");
      await page.click('[data-lang="zh"]');
      await page.click('[data-lang="en"]');
      await page.click(`[data-theme-choice="${minute % 8 === 0 ? "dark" : "light"}"]`);
      await page.clock.runFor(4 * 60_000);
      await page.click("#tab-sign");
    }
    await page.fill("#securityToken", "");
    await page.fill("#accessKeyId", "testid");
    await page.fill("#answer-body", "", { force: true }).catch(() => {});
    const kept = await page.evaluate(async () => {
      const attributes = [...document.querySelectorAll("*")].flatMap((element) =>
        [...element.attributes].map(({ name, value }) => `${name}=${value}`),
      );
      const databases = await indexedDB.databases();
      const cached = typeof caches === "undefined" ? [] : await caches.keys();
      return JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        databases,
        cached,
        document.cookie,
        location.href,
        history.state,
        history.length,
        attributes,
        document.title,
        performance.getEntries().map(({ name }) => name),
        window.name,
      ]);
    });
    for (const secret of [SECRETS.accessKeySecret, SECRETS.securityToken, encodeURIComponent(SECRETS.securityToken)]) {
      assert.ok(
        !kept.includes(secret) && !kept.includes(secret.slice(0, 12)),
        kept.slice(Math.max(0, kept.indexOf(secret.slice(0, 12)) - 100), kept.indexOf(secret.slice(0, 12)) + 100),
      );
    }
    // The secret itself is in no text of the page, but where a person asked for it.
    assert.ok(
      !(await page
        .locator("body")
        .evaluate((body, secret) => body.textContent.includes(secret), SECRETS.accessKeySecret)),
    );
    const state = await page.context().storageState({ indexedDB: true });
    assert.doesNotMatch(JSON.stringify(state), /OfMine/);
    assert.ok(page.requests.every((url) => url.startsWith(browser.url) && !url.includes("OfMine")));
    assert.deepEqual(page.complaints, []);
  });
});
