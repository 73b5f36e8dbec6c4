// The form in real Chromium: what is typed becomes a request that the gateway accepts, and every rule shows its issue.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";

import { startGateway } from "../gateway/gateway.mjs";
import { failOnComplaints, fill, ID, press, restart, startBrowser, textOf } from "./open-page.mjs";

const run = promisify(execFile);
const EXAMPLE = "ip-2ze5tsl5bp6nf2b3****";
const ACCOUNTS = [
  { accessKeyId: "testid", accessKeySecret: "testsecret" },
  { accessKeyId: "STS.temporary", accessKeySecret: "temporary-secret", securityToken: "a+token/with=signs" },
];

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {import("./open-page.mjs").OpenPage} */
let page;
before(async () => {
  [gateway, browser] = await Promise.all([startGateway({ accounts: ACCOUNTS }), startBrowser()]);
  page = await browser.open();
});
after(() => Promise.all([gateway?.close(), browser?.close()]));
beforeEach(() => restart(page));
failOnComplaints(() => page);

const output = (/** @type {string} */ name) => textOf(page, `out-${name}`);

describe("from an ID to an accepted request", () => {
  test("GET: the URL is accepted as it stands", async () => {
    await fill(page, { "#endpoint": gateway.url });
    // As a person does it who comes from another field: what is in this one is selected, and typed over.
    await page.focus("#endpoint");
    await page.click("#imagePipelineId");
    await page.keyboard.type(ID);
    const url = await output("url");
    assert.ok(url.startsWith(`${gateway.url}/?AccessKeyId=testid&Action=StartImagePipelineExecution&`), url);
    assert.equal(new URL(url).searchParams.get("Signature"), await output("signature"));
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.equal(gateway.requests.at(-1)?.parameters.ImagePipelineId, ID);
  });

  test("POST, XML, an STS token, tags and every further field", async () => {
    await fill(page, { "#method": "POST", "#format": "XML" });
    await page.click("#more-fields summary");
    await press(page, "#add-template-tag", "#add-tag", "#add-tag");
    await fill(page, {
      "#endpoint": gateway.url,
      "#accessKeyId": "STS.temporary",
      "#accessKeySecret": "temporary-secret",
      "#securityToken": "a+token/with=signs",
      "#clientToken": "a client token",
      "#ownerId": "1234567890123456",
      "#resourceOwnerAccount": "someone@example.com",
      "#imagePipelineId": ID,
    });
    await fill(page, {
      '[data-field="templateTag[0].key"]': "template",
      '[data-field="tag[0].key"]': "removed",
      '[data-field="tag[1].key"]': "empty",
    });
    await page.locator(".remove").first().click();

    const response = await fetch(await output("url"), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: await output("body"),
    });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<ExecutionId>exec-/);
    const parameters = gateway.requests.at(-1)?.parameters ?? {};
    for (const [name, value] of Object.entries({
      ClientToken: "a client token",
      "Tag.1.Key": "empty",
      "Tag.1.Value": "",
      "Tag.2.Key": undefined,
      "TemplateTag.1.Key": "template",
      OwnerId: "1234567890123456",
      ResourceOwnerAccount: "someone@example.com",
      SecurityToken: "a+token/with=signs",
    }))
      assert.equal(parameters[name], value, name);
  });

  test("what is taken away is this request; the secret is in it only where a person asks for that", async () => {
    await fill(page, { "#endpoint": gateway.url, "#imagePipelineId": ID, "#clientToken": 'it\'s "one" token' });
    const take = async (/** @type {string} */ snippet) => {
      await press(page, `[data-snippet="${snippet}"]`);
      return output("snippet");
    };
    assert.equal(await take("url"), await output("url"));
    const env = { PATH: process.env.PATH };
    assert.match(await take("curl"), /^curl /);
    assert.ok(await page.isDisabled("#literal"), "it is signed already");
    assert.match(await take("python"), /os\.environ\["ACCESS_KEY_SECRET"\]/);
    await page.check("#literal");
    const { stdout } = await run("python3", ["-I", "-c", await output("snippet")], { env });
    assert.match(stdout, /"ExecutionId":\s*"exec-/);
    assert.equal(gateway.requests.at(-1)?.parameters.ClientToken, 'it\'s "one" token');
    await press(page, "#reset");
    assert.ok(!(await page.isChecked("#literal")));
    assert.doesNotMatch(await output("snippet"), /testsecret/);

    await fill(page, { "#imagePipelineId": ID, "#method": "POST" });
    assert.equal(await take("url"), "", "a URL is not the whole request");
    assert.match(await textOf(page, "snippet-hint"), /only as GET with HMAC-SHA1/);
  });
});

describe("the first visit", () => {
  const hint = () => textOf(page, "imagePipelineId-hint");

  test("starts with an example, called so, at every step, and with no issue", async () => {
    const fresh = await browser.open();
    assert.equal(await fresh.inputValue("#imagePipelineId"), EXAMPLE);
    assert.equal(await textOf(fresh, "verdict"), "An example");
    const values = await fresh.locator("#steps .step:visible .value:visible").allTextContents();
    assert.ok(values.length >= 7 && values.every((text) => text.trim() !== ""), JSON.stringify(values));
    const query = new URL(await textOf(fresh, "out-url")).searchParams;
    assert.equal(query.get("ImagePipelineId"), EXAMPLE);
    assert.equal(query.get("Signature"), await textOf(fresh, "out-signature"));
    assert.equal(await fresh.locator(".issue").count(), 0);
    assert.equal(new URL(fresh.url()).hash, "");
    await press(fresh, '[data-lang="zh"]');
    assert.equal(await textOf(fresh, "verdict"), "示例请求");
    await press(fresh, '[data-lang="en"]');

    await fresh.keyboard.type(ID);
    assert.equal(await fresh.inputValue("#imagePipelineId"), ID, "what is typed takes its place");
    assert.deepEqual(fresh.complaints, []);
  });

  test("what is pasted takes the example's place", async () => {
    assert.match(await hint(), /example/);
    await page.click("#imagePipelineId", { position: { x: 60, y: 20 } });
    await page.keyboard.insertText("ip-2");
    assert.equal(await page.inputValue("#imagePipelineId"), "ip-2");
    assert.match(await textOf(page, "verdict"), /^Ready to send/);
    assert.doesNotMatch(await hint(), /example/);
    await press(page, "#reset");
    assert.equal(await textOf(page, "verdict"), "An example");
    await fill(page, { "#imagePipelineId": "" });
    await page.locator('.issue[data-path="imagePipelineId"][data-code="MissingParameter"]').waitFor();
  });

  test("nothing is compared with the example, and no policy is made for it", async () => {
    await press(page, "#tab-repair");
    await fill(page, { "#answer-body": "server string to sign is:GET&%2F&SignatureNonce%3D1" });
    assert.equal(await page.locator("#answer-differences").count(), 0);
    await press(page, "#tab-policy", "#policy-take");
    assert.match(await output("ram-policy"), /"acs:ecs:cn-hangzhou:\*:imagepipeline\/\*"/);
  });
});

/**
 * What to type, where, and the issue that must show beside that field. `add` are buttons that add fields; `first` is
 * filled in before; `shownAt` is another field that has the issue.
 *
 * @typedef {{ add?: string[], first?: [field: string, value: string], shownAt?: string }} Setup
 */
const tagRow = { add: ["#add-tag"] };
/** @type {[field: string, value: string, code: string, severity?: "error" | "warning", setup?: Setup][]} */
const RULES = [
  ["regionId", "", "MissingParameter"],
  ["regionId", "cn hangzhou", "InvalidRegionId.NotFound"],
  ["regionId", "x.evil.example/?", "InvalidRegionId.NotFound"],
  ["imagePipelineId", "", "MissingParameter"],
  ["imagePipelineId", "ip-\u0001", "InvalidImagePipeline.NotFound"],
  ["imagePipelineId", " ip-1", "InvalidImagePipeline.NotFound"],
  ["imagePipelineId", "ip-\ud800", "LoneSurrogate"],
  ["imagePipelineId", EXAMPLE, "InvalidImagePipeline.NotFound", "warning"],
  ["imagePipelineId", "m-bp67acfmxazb4p", "InvalidImagePipeline.NotFound", "warning"],
  ["clientToken", "", "NoClientToken", "warning"],
  ["clientToken", "令牌", "InvalidParameter"],
  ["clientToken", "a".repeat(65), "InvalidParameter"],
  ["tag[0].key", "", "InvalidTagKey.Malformed", "error", tagRow],
  ["tag[0].key", "a".repeat(129), "InvalidTagKey.Malformed", "error", tagRow],
  ["tag[0].key", "中".repeat(128), "InvalidTagKey.Malformed", "warning", tagRow],
  ["tag[0].key", "aliyun-a", "InvalidTagKey.Malformed", "error", tagRow],
  ["tag[0].key", "acs:a", "InvalidTagKey.Malformed", "error", tagRow],
  ["tag[0].key", "ACS:a", "InvalidTagKey.Malformed", "warning", tagRow],
  ["tag[0].key", "see http://a", "InvalidTagKey.Malformed", "error", tagRow],
  ["tag[0].key", "see HTTPS://a", "InvalidTagKey.Malformed", "warning", tagRow],
  ["tag[1].key", "same", "Duplicate.TagKey", "error", { add: ["#add-tag", "#add-tag"], first: ["tag[0].key", "same"] }],
  ["tag[0].value", "a".repeat(129), "InvalidTagValue.Malformed", "error", tagRow],
  ["tag[0].value", "acs:a", "InvalidTagValue.Malformed", "error", tagRow],
  ["tag[0].value", "https://a", "InvalidTagValue.Malformed", "error", tagRow],
  [
    "templateTag[0].key",
    "aliyun",
    "InvalidTagKey.Malformed",
    "error",
    { add: ["#more-fields summary", "#add-template-tag"] },
  ],
  ["ownerId", "not a number", "WrongType", "error", { add: ["#more-fields summary"] }],
  ["ownerId", "7", "InvalidOwner", "error", { add: ["#more-fields summary"], first: ["ownerAccount", "someone"] }],
  ["options.endpoint", "http://ecs.aliyuncs.com", "InvalidEndpoint"],
  ["options.endpoint", "https://ecs.aliyuncs.com/path", "InvalidEndpoint"],
  ["options.endpoint", "https://user:word@ecs.aliyuncs.com", "InvalidEndpoint"],
  ["options.timestamp", "2026-01-02T03:04:05", "InvalidTimeStamp.Format"],
  ["options.timestamp", "1767323045", "InvalidTimeStamp.Format"],
  ["accessKeyId", "", "EmptyCredential"],
  ["accessKeyId", "STS.a", "MissingSecurityToken", "error", { shownAt: "securityToken" }],
  ["accessKeySecret", "", "EmptyCredential"],
  ["accessKeySecret", "testsecret ", "CredentialWhiteSpace"],
  ["securityToken", "a\u0007b", "CredentialControlCharacter"],
];

describe("each rule shows beside its field", () => {
  const set = (/** @type {string} */ field, /** @type {string} */ value) =>
    fill(page, { [`[data-field="${field}"]`]: value });

  for (const [field, value, code, severity = "error", { add = [], first, shownAt = field } = {}] of RULES) {
    test(`${field} = ${JSON.stringify(value).slice(0, 40)}: ${code}, ${severity}`, async () => {
      await set("imagePipelineId", ID);
      await press(page, ...add);
      if (first) await set(...first);
      await set(field, value);
      const found = await page.evaluate(
        ({ name, wanted }) => {
          const input = /** @type {HTMLInputElement} */ (document.querySelector(`[data-field="${name}"]`));
          const issue = document.querySelector(`.issue[data-path="${name}"]${wanted}`);
          const ids = input.getAttribute("aria-describedby")?.split(" ") ?? [];
          return {
            hasText: (issue?.textContent ?? "").length > 20,
            isSeen: issue?.checkVisibility(),
            isDescribed: ids.some((id) => document.getElementById(id)?.contains(issue)),
            isInvalid: input.getAttribute("aria-invalid"),
            below: (issue?.getBoundingClientRect().y ?? 0) - input.getBoundingClientRect().y,
            isSigned: document.querySelector("#out-signature")?.textContent !== "",
          };
        },
        { name: shownAt, wanted: `[data-code="${code}"][data-severity="${severity}"]` },
      );
      const { below, ...others } = found;
      assert.deepEqual(others, {
        hasText: true,
        isSeen: true,
        isDescribed: true,
        isInvalid: String(severity === "error"),
        isSigned: severity === "warning",
      });
      assert.ok(below >= 0 && below < 200, `it stands ${below} px below its field`);
    });
  }

  test("a wrong request and wrong credentials show together, and as text, not as markup", async () => {
    await fill(page, { "#imagePipelineId": "ip- 1", "#accessKeySecret": "testsecret ", "#regionId": "<img src=x>" });
    for (const path of ["imagePipelineId", "accessKeySecret", "regionId"])
      await page.locator(`.issue[data-path="${path}"][data-severity="error"]`).waitFor();
    assert.equal(await page.locator("main img").count(), 0);
  });

  test("21 tags are one too many", async () => {
    await fill(page, { "#imagePipelineId": ID });
    for (let index = 0; index < 21; index++) {
      await press(page, "#add-tag");
      await set(`tag[${index}].key`, `key${index}`);
    }
    await page.locator('.issue[data-path="tag"][data-code="InvalidParameter"]').waitFor();
    await page.locator(".remove").last().click();
    assert.equal(await page.locator('.issue[data-path="tag"]').count(), 0);
    assert.notEqual(await output("signature"), "");
  });
});

test("Chinese: at first where the browser asks for it, later where a person does", async () => {
  const chinese = await browser.open({ locale: "zh-CN" });
  assert.equal(await chinese.getAttribute("html", "lang"), "zh-CN");
  await fill(chinese, { "#imagePipelineId": "x" });
  const issue = chinese.locator('.issue[data-path="imagePipelineId"]');
  assert.match((await issue.textContent()) ?? "", /镜像模板/);
  const { family, lineHeight } = await chinese.locator("#panel-sign .lede").evaluate((text) => {
    const style = getComputedStyle(text);
    return { family: style.fontFamily, lineHeight: parseFloat(style.lineHeight) / parseFloat(style.fontSize) };
  });
  assert.match(family, /^"PingFang SC"/, "a font with its characters");
  assert.ok(lineHeight >= 1.65);
  await press(chinese, '[data-lang="en"]');
  assert.match((await issue.textContent()) ?? "", /image template/);
  assert.equal(await chinese.getAttribute("html", "lang"), "en");
  await chinese.reload();
  assert.equal(await chinese.getAttribute("html", "lang"), "en");
  assert.deepEqual(chinese.complaints, []);
});
