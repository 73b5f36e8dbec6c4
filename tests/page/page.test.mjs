// The page in real Chromium: what is typed becomes a request that the gateway accepts, and every rule shows its issue.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { startBrowser } from "./open-page.mjs";

const ID = "ip-bp67acfmxazb4p0a1b2c";
const ACCOUNTS = [
  { accessKeyId: "testid", accessKeySecret: "testsecret" },
  { accessKeyId: "STS.temporary", accessKeySecret: "temporary-secret", securityToken: "a+token/with=signs" },
];

let gateway;
let browser;
before(async () => {
  [gateway, browser] = await Promise.all([startGateway({ accounts: ACCOUNTS }), startBrowser()]);
});
after(() => Promise.all([gateway?.close(), browser?.close()]));

const output = (page, name) => page.locator(`#out-${name}`).textContent();

async function codeOf(response) {
  return (await response.json()).Code;
}

/** The URL with another last character in one parameter's value. */
function changed(url, name) {
  const copy = new URL(url);
  const value = copy.searchParams.get(name);
  copy.searchParams.set(name, value.slice(0, -1) + (value.endsWith("1") ? "2" : "1"));
  return copy;
}

describe("from an ID to an accepted request", () => {
  test("the URL is accepted as it stands", async () => {
    const page = await browser.open();
    await page.fill("#endpoint", gateway.url);
    // As a person does it: what is in the field is selected, and typed over.
    await page.click("#imagePipelineId");
    await page.keyboard.type(ID);
    const url = await output(page, "url");
    assert.ok(url.startsWith(`${gateway.url}/?AccessKeyId=testid&Action=StartImagePipelineExecution&`), url);
    assert.equal(new URL(url).searchParams.get("Signature"), await output(page, "signature"));

    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.match((await response.json()).ExecutionId, /^exec-/);
    assert.equal(gateway.requests.at(-1).parameters.ImagePipelineId, ID);
  });

  test("one changed character is refused", async () => {
    const page = await browser.open();
    await page.fill("#endpoint", gateway.url);
    await page.click("#generate-token");
    await page.click("#add-tag");
    await page.fill('[data-field="tag[0].key"]', "team");
    await page.fill('[data-field="tag[0].value"]', "镜像 *~/+");
    await page.fill("#imagePipelineId", ID);
    const url = await output(page, "url");
    const names = [...new URL(url).searchParams.keys()];
    // These have checks of their own before the signature's.
    const earlier = new Set([
      "AccessKeyId",
      "Action",
      "Format",
      "SignatureMethod",
      "SignatureVersion",
      "Timestamp",
      "Version",
    ]);
    for (const name of names) {
      const response = await fetch(changed(url, name));
      assert.notEqual(response.status, 200, name);
      if (!earlier.has(name)) assert.equal(await codeOf(response), "SignatureDoesNotMatch", name);
    }
    assert.equal(names.filter((name) => !earlier.has(name)).length, 7);
    assert.equal((await fetch(url)).status, 200, "the URL itself is still good");
    assert.equal(await codeOf(await fetch(url)), "SignatureNonceUsed");
  });

  test("POST, XML, an STS token, tags and every further field", async () => {
    const page = await browser.open();
    await page.fill("#endpoint", gateway.url);
    await page.selectOption("#method", "POST");
    await page.selectOption("#format", "XML");
    await page.fill("#accessKeyId", "STS.temporary");
    await page.fill("#accessKeySecret", "temporary-secret");
    await page.fill("#securityToken", "a+token/with=signs");
    await page.fill("#clientToken", "a-client-token");
    await page.click("#more-fields summary");
    await page.click("#add-template-tag");
    await page.fill('[data-field="templateTag[0].key"]', "template");
    await page.fill("#ownerId", "1234567890123456");
    await page.fill("#resourceOwnerAccount", "someone@example.com");
    for (const key of ["removed", "empty"]) {
      await page.click("#add-tag");
      await page.locator('[data-field$="].key"][data-field^="tag["]').last().fill(key);
    }
    await page.locator(".remove").first().click();
    await page.fill("#imagePipelineId", ID);

    const response = await fetch(await output(page, "url"), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: await output(page, "body"),
    });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<ExecutionId>exec-/);
    const { parameters } = gateway.requests.at(-1);
    assert.equal(parameters["Tag.1.Key"], "empty");
    assert.equal(parameters["Tag.1.Value"], "");
    assert.equal(parameters["Tag.2.Key"], undefined);
    assert.equal(parameters["TemplateTag.1.Key"], "template");
    assert.equal(parameters.OwnerId, "1234567890123456");
    assert.equal(parameters.SecurityToken, "a+token/with=signs");
  });
});

describe("the first visit", () => {
  const EXAMPLE = "ip-2ze5tsl5bp6nf2b3****";
  const verdict = (page) => page.locator("#verdict").textContent();
  const hint = (page) => page.locator("#imagePipelineId-hint").textContent();

  test("starts with an example, called so, at every step, and with no issue", async () => {
    const page = await browser.open();
    assert.equal(await page.inputValue("#imagePipelineId"), EXAMPLE);
    assert.equal(await verdict(page), "An example");
    assert.match(await hint(page), /example/);
    const values = await page.locator("#steps .step:visible .value:visible").allTextContents();
    assert.ok(values.length >= 7 && values.every((text) => text.trim() !== ""), JSON.stringify(values));
    const query = new URL(await output(page, "url")).searchParams;
    assert.equal(query.get("ImagePipelineId"), EXAMPLE);
    assert.equal(query.get("Signature"), await output(page, "signature"));
    assert.equal(await page.locator(".issue").count(), 0);
    assert.equal(new URL(page.url()).hash, "");
    await page.click('[data-lang="zh"]');
    assert.equal(await verdict(page), "示例请求");
    assert.match(await hint(page), /示例/);
  });

  test("what is typed or pasted takes the example's place", async () => {
    const page = await browser.open();
    await page.keyboard.type(ID);
    assert.equal(await page.inputValue("#imagePipelineId"), ID);
    assert.match(await verdict(page), /^Ready to send/);
    assert.doesNotMatch(await hint(page), /example/);
    await page.click("#reset");
    assert.equal(await verdict(page), "An example");
    await page.click("#imagePipelineId", { position: { x: 60, y: 20 } });
    await page.keyboard.insertText("ip-2");
    assert.equal(await page.inputValue("#imagePipelineId"), "ip-2");
    await page.fill("#imagePipelineId", "");
    await page.locator('.issue[data-path="imagePipelineId"][data-code="MissingParameter"]').waitFor();
  });

  test("nothing is compared with the example, and no policy is made for it", async () => {
    const page = await browser.open();
    await page.click("#tab-repair");
    await page.fill(
      "#answer-body",
      JSON.stringify({ Code: "SignatureDoesNotMatch", Message: "server string to sign is:GET&%2F&SignatureNonce%3D1" }),
    );
    assert.equal(await page.locator("#answer-differences").count(), 0);
    await page.click("#tab-policy");
    await page.click("#policy-take");
    assert.match(await output(page, "ram-policy"), /"acs:ecs:cn-hangzhou:\*:imagepipeline\/\*"/);
  });
});

/** What to type, where, and the issue that must show beside that field. `setup` opens fields that are not there yet. */
const tagRow = { setup: (page) => page.click("#add-tag") };
const twoTags = {
  setup: async (page) => {
    await page.click("#add-tag");
    await page.click("#add-tag");
    await page.fill('[data-field="tag[0].key"]', "same");
  },
};
const moreFields = { setup: (page) => page.click("#more-fields summary") };
const RULES = [
  ["regionId", "", "MissingParameter"],
  ["regionId", "cn hangzhou", "InvalidRegionId.NotFound"],
  ["regionId", "x.evil.example/?", "InvalidRegionId.NotFound"],
  ["imagePipelineId", "", "MissingParameter"],
  ["imagePipelineId", "ip-\u0001", "InvalidImagePipeline.NotFound"],
  ["imagePipelineId", " ip-1", "InvalidImagePipeline.NotFound"],
  ["imagePipelineId", "ip-\ud800", "LoneSurrogate"],
  ["imagePipelineId", "ip-2ze5tsl5bp6nf2b3****", "InvalidImagePipeline.NotFound", "warning"],
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
  ["tag[1].key", "same", "Duplicate.TagKey", "error", twoTags],
  ["tag[0].value", "a".repeat(129), "InvalidTagValue.Malformed", "error", tagRow],
  ["tag[0].value", "acs:a", "InvalidTagValue.Malformed", "error", tagRow],
  ["tag[0].value", "https://a", "InvalidTagValue.Malformed", "error", tagRow],
  [
    "templateTag[0].key",
    "aliyun",
    "InvalidTagKey.Malformed",
    "error",
    {
      setup: async (page) => {
        await moreFields.setup(page);
        await page.click("#add-template-tag");
      },
    },
  ],
  ["ownerId", "not a number", "WrongType", "error", moreFields],
  [
    "ownerId",
    "7",
    "InvalidOwner",
    "error",
    {
      setup: async (page) => {
        await moreFields.setup(page);
        await page.fill("#ownerAccount", "someone");
      },
    },
  ],
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
  for (const [field, value, code, severity = "error", { setup, shownAt = field } = {}] of RULES) {
    test(`${field} = ${JSON.stringify(value).slice(0, 40)}: ${code}, ${severity}`, async () => {
      const page = await browser.open();
      await page.fill("#imagePipelineId", ID);
      await setup?.(page);
      // `fill` refuses what a person can paste, such as half of a surrogate pair.
      await page.locator(`[data-field="${field}"]`).evaluate((input, text) => {
        input.value = text;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, value);

      const issue = page.locator(`.issue[data-path="${shownAt}"][data-code="${code}"][data-severity="${severity}"]`);
      await issue.waitFor();
      assert.ok((await issue.textContent()).length > 20);
      const input = page.locator(`[data-field="${shownAt}"]`);
      assert.equal(await input.getAttribute("aria-invalid"), String(severity === "error"));
      const isDescribed = await input.evaluate(
        (element, shown) =>
          element
            .getAttribute("aria-describedby")
            .split(" ")
            .some((id) => document.getElementById(id)?.contains(shown)),
        await issue.elementHandle(),
      );
      assert.ok(isDescribed, "the field names its issue in aria-describedby");
      const [fieldBox, issueBox] = await Promise.all([input.boundingBox(), issue.boundingBox()]);
      assert.ok(issueBox.y >= fieldBox.y && issueBox.y - fieldBox.y < 200, "the issue stands below its field");
      assert.equal(
        (await output(page, "signature")) === "",
        severity === "error",
        "an error stops signing, a warning does not",
      );
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }

  test("a wrong request and wrong credentials show together", async () => {
    const page = await browser.open();
    await page.fill("#imagePipelineId", "ip- 1");
    await page.fill("#accessKeySecret", "testsecret ");
    await page.locator('.issue[data-path="imagePipelineId"][data-severity="error"]').waitFor();
    await page.locator('.issue[data-path="accessKeySecret"][data-severity="error"]').waitFor();
  });

  test("21 tags", async () => {
    const page = await browser.open();
    await page.fill("#imagePipelineId", ID);
    for (let i = 0; i < 21; i++) {
      await page.click("#add-tag");
      await page.fill(`[data-field="tag[${i}].key"]`, `key${i}`);
    }
    await page.locator('.issue[data-path="tag"][data-code="InvalidParameter"]').waitFor();
    await page.locator(".remove").last().click();
    assert.equal(await page.locator('.issue[data-path="tag"]').count(), 0);
    assert.notEqual(await output(page, "signature"), "");
  });
});

describe("nothing leaves the page", () => {
  test("it asks for its own files alone, and the policy forbids the rest", async () => {
    const page = await browser.open();
    await page.fill("#accessKeySecret", "a-secret-of-mine");
    await page.fill("#securityToken", "a-token-of-mine");
    await page.click("#generate-token");
    await page.click("#add-tag");
    await page.fill("#imagePipelineId", ID);
    await page.click('[data-lang="zh"]');
    await page.click('[data-lang="en"]');
    await page.click("#copy-request");
    const own = page.requests.map((url) => url.replace(browser.url, ""));
    assert.deepEqual([...new Set(own)].toSorted(), ["", "icon.svg", "main.js", "style.css"]);
    assert.deepEqual(page.complaints, []);

    const answer = await page.evaluate(
      (url) =>
        fetch(url).then(
          () => "sent",
          () => "refused",
        ),
      gateway.url,
    );
    assert.equal(answer, "refused");
    const beacon = await page.evaluate((url) => {
      new Image().src = url;
      return navigator.sendBeacon(url, "x");
    }, gateway.url);
    assert.equal(typeof beacon, "boolean");
    assert.equal(gateway.requests.filter(({ headers }) => headers["user-agent"].includes("Chrome")).length, 0);
  });

  test("its policy is this one", async () => {
    const page = await browser.open();
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    assert.deepEqual(
      policy
        .split(";")
        .map((directive) => directive.trim())
        .toSorted(),
      [
        "base-uri 'none'",
        "connect-src 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "img-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
      ],
    );
  });

  test("credentials are in memory alone", async () => {
    const page = await browser.open();
    await page.fill("#accessKeySecret", "a-secret-of-mine");
    await page.fill("#securityToken", "a-token-of-mine");
    await page.fill("#imagePipelineId", ID);
    const kept = await page.evaluate(async () =>
      JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        await indexedDB.databases(),
        document.cookie,
        location.href,
        history.state,
      ]),
    );
    assert.doesNotMatch(kept, /of-mine/);
    const html = await page.content();
    assert.doesNotMatch(html, /a-secret-of-mine/);
    for (const id of ["accessKeyId", "accessKeySecret", "securityToken"]) {
      assert.equal(await page.getAttribute(`#${id}`, "autocomplete"), "off");
    }
    await page.reload();
    assert.equal(await page.inputValue("#accessKeySecret"), "testsecret");
    assert.equal(await page.inputValue("#securityToken"), "");
  });
});

describe("for every person and screen", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 360, 768, 1440, 1920]) {
      test(`no horizontal scrolling at ${width} px, ${colorScheme}`, async () => {
        const page = await browser.open({ colorScheme, viewport: { width, height: 800 } });
        await page.fill("#imagePipelineId", ID);
        await page.selectOption("#method", "POST");
        await page.click("#add-tag");
        for (const language of ["en", "zh"]) {
          await page.click(`[data-lang="${language}"]`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), language);
        }
      });
    }
  }

  test("every control has a name, in both languages", async () => {
    const page = await browser.open();
    await page.click("#add-tag");
    await page.click("#more-fields summary");
    await page.click("#add-template-tag");
    for (const language of ["en", "zh"]) {
      await page.click(`[data-lang="${language}"]`);
      for (const control of await page.locator("input, select, button").all()) {
        const name = await control.evaluate((element) =>
          (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim(),
        );
        assert.notEqual(name, "", await control.evaluate((element) => element.outerHTML));
      }
    }
  });

  test("Chinese: at first where the browser asks for it, later where a person does", async () => {
    const page = await browser.open({ locale: "zh-CN" });
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    await page.fill("#imagePipelineId", "x");
    const issue = page.locator('.issue[data-path="imagePipelineId"]');
    assert.match(await issue.textContent(), /镜像模板/);
    await page.click('[data-lang="en"]');
    assert.match(await issue.textContent(), /image template/);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await page.reload();
    assert.equal(await page.getAttribute("html", "lang"), "en");
  });
});
