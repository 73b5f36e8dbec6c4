// A request of other code on the page: taken apart, checked, and put into the form. The policy, and the error codes.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";

import { explain, sign } from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";
import { canonicalRequest, hmac, sha256 } from "../unit/acs3-signer.mjs";
import { choose, failOnComplaints, fill, ID, press, restart, startBrowser, textOf } from "./open-page.mjs";

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {import("./open-page.mjs").OpenPage} */
let page;
before(async () => {
  const accounts = [{ accessKeyId: "testid", accessKeySecret: "testsecret" }];
  [gateway, browser] = await Promise.all([startGateway({ accounts }), startBrowser()]);
  page = await browser.open();
});
after(() => Promise.all([gateway?.close(), browser?.close()]));
beforeEach(() => restart(page));
failOnComplaints(() => page);

const verdict = () => page.getAttribute("#answer-verdict", "data-verdict");

async function paste(/** @type {string} */ text) {
  await press(page, "#tab-repair");
  await fill(page, { "#answer-body": text });
}

/** The rows of what was found: parameter, mistake, and the characters that are marked on each side. */
const rows = () =>
  page.locator("#answer-differences tr[data-parameter]").evaluateAll((all) =>
    all.map((row) => {
      const { parameter, kind } = /** @type {HTMLElement} */ (row).dataset;
      const marks = [...row.querySelectorAll("td")].map((cell) =>
        [...cell.querySelectorAll("mark")].map((mark) => mark.textContent).join("|"),
      );
      return [parameter, kind, ...marks];
    }),
  );

/** A request that other code has signed. */
function signed() {
  const request = { regionId: "cn-hangzhou", imagePipelineId: ID, clientToken: "one token+1" };
  return sign(request, { accessKeyId: "testid", accessKeySecret: "testsecret" }, { endpoint: gateway.url });
}

describe("a signed URL", () => {
  test("is taken apart, found right, and put into the form, which signs it anew to the same signature", async () => {
    const { url } = signed();
    await paste(`2026-01-02 DEBUG sending '${url}'`);
    assert.equal(await verdict(), "Right");
    assert.equal(await page.getAttribute("#answer-verdict", "data-state"), "ready");
    const names = await page.locator(".parts dt").allTextContents();
    assert.deepEqual(names, [...new URL(url).searchParams.keys()]);
    await press(page, "#take-request");
    assert.ok(await page.locator("#panel-sign").isVisible());
    assert.equal(await page.inputValue("#clientToken"), "one token+1");
    assert.equal(await page.inputValue("#endpoint"), gateway.url);
    assert.equal(await textOf(page, "out-url"), url);
    assert.equal((await fetch(url)).status, 200);
  });

  test("of another AccessKey is not checked with this one's secret, which does not stay in the form", async () => {
    const { url } = signed();
    await paste(url.replace("AccessKeyId=testid", "AccessKeyId=another"));
    assert.equal(await verdict(), "Unchecked");
    assert.match(await textOf(page, "answer-explanation"), /another.*testid/);
    await press(page, "#take-request");
    assert.equal(await page.inputValue("#accessKeyId"), "another");
    assert.equal(await page.inputValue("#accessKeySecret"), "");
  });

  test("with a wrong secret: both signatures, side by side", async () => {
    const { url } = signed();
    await fill(page, { "#accessKeySecret": "another" });
    await paste(url);
    assert.equal(await verdict(), "WrongSignature");
    const [, , ours, theirs] = (await rows()).find(([name]) => name === "Signature") ?? [];
    assert.ok(ours && theirs);
  });

  test("signed for another method, without the & behind the secret, or with a plus sign in its signature", async () => {
    const { url } = signed();
    await paste(`curl -X POST '${url}'`);
    assert.equal(await verdict(), "WrongMethod");

    const { stringToSign, url: other } = signed();
    const signature = createHmac("sha1", "testsecret").update(stringToSign).digest("base64");
    await paste(other.replace(/Signature=[^&]*$/, `Signature=${encodeURIComponent(signature)}`));
    assert.equal(await verdict(), "KeyWithoutAmpersand");
    await paste(other.replace(/Signature=[^&]*$/, "Signature=a+b="));
    assert.equal(await verdict(), "SignatureNotEncoded");
  });
});

describe("a string to sign", () => {
  test("a right one", async () => {
    const { stringToSign: text } = signed();
    await paste(text);
    assert.equal(await verdict(), "Absent");
    assert.match(await textOf(page, "answer-remedy"), /[A-Za-z0-9+/]{27}=/);
  });

  test("a wrong encoding and a wrong order are named, with the characters marked", async () => {
    const { stringToSign: text } = signed();
    await paste(text.replace("one%2520token", "one%2Btoken"));
    assert.deepEqual((await rows())[0], ["ClientToken", "PlusForSpace", "+", "%20"]);
    assert.match(await textOf(page, "answer-verdict"), /\+ for a space: ClientToken/);
    await paste(text.replace("%253A", "%253a"));
    assert.deepEqual((await rows())[0].slice(0, 2), ["Timestamp", "LowerCaseHex"]);
    await paste(text.replace("AccessKeyId%3Dtestid%26", "").concat("%26AccessKeyId%3Dtestid"));
    assert.equal(await verdict(), "AnotherOrder");
    await press(page, '[data-lang="zh"]');
    assert.match(await textOf(page, "answer-verdict"), /参数顺序不一致：AccessKeyId/);
    assert.doesNotMatch(await textOf(page, "answer"), /undefined|stand in the order/);
  });
});

describe("a request by ACS3-HMAC-SHA256", () => {
  const host = "ecs.cn-hangzhou.aliyuncs.com";
  const request = {
    method: "POST",
    query: Object.entries({
      ImagePipelineId: ID,
      RegionId: "cn-hangzhou",
      "Tag.1.Key": "team",
      "Tag.1.Value": "image builders",
    }),
    headers: {
      host,
      "x-acs-action": "StartImagePipelineExecution",
      "x-acs-content-sha256": sha256(""),
      "x-acs-date": "2026-01-02T03:04:05Z",
      "x-acs-signature-nonce": "0123456789abcdef",
      "x-acs-version": "2014-05-26",
    },
  };
  const right = canonicalRequest(request);
  const url = `https://${host}/?${right.split("\n")[2]}`;
  const signature = (/** @type {string} */ text) => hmac(`ACS3-HMAC-SHA256\n${sha256(text)}`, "testsecret");
  const authorization = `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${Object.keys(request.headers).join(";")},Signature=${signature(right)}`;
  const headers = Object.entries({ ...request.headers, authorization });
  const forms = {
    "a command for curl": [
      `curl '${url}'`,
      "--request POST",
      ...headers.map((header) => `--header '${header.join(": ")}'`),
    ].join(" \\\n  "),
    "a request as it is sent": [
      `POST ${url.slice(url.indexOf("/?"))} HTTP/1.1`,
      ...headers.map((header) => header.join(": ")),
    ].join("\r\n"),
    "a canonical request": right,
  };

  for (const [name, text] of Object.entries(forms)) {
    test(`${name}: the form takes it`, async () => {
      await paste(text);
      assert.equal(await verdict(), "Acs3");
      assert.deepEqual(await rows(), [], "nothing is called wrong that was not checked");
      await press(page, "#take-request");
      assert.equal(await page.inputValue("#signatureMethod"), "ACS3-HMAC-SHA256");
      assert.equal(await textOf(page, "out-canonical-request"), right);
      assert.equal(await textOf(page, "out-signature"), signature(right));
    });
  }

  test("its canonical request is compared with that of the form, with the characters marked", async () => {
    await paste(right);
    await press(page, "#take-request");
    await paste(right);
    assert.equal(await verdict(), "Acs3Same");
    assert.ok(await page.locator("#answer-result").isHidden(), "no empty box");
    await paste(right.replace("image%20builders", "image+builders"));
    assert.equal(await verdict(), "Acs3Differs");
    const [[parameter, , ours, theirs], ...others] = await rows();
    assert.deepEqual([parameter, ours, theirs, others], ["Tag.1.Value", "%20", "+", []]);
    assert.deepEqual(await page.locator("#answer-differences thead th").allTextContents(), [
      "Parameter",
      "In the form",
      "As pasted",
    ]);
    await press(page, '[data-lang="zh"]');
    assert.match(await textOf(page, "answer-verdict"), /规范化请求不一致/);
  });

  test("of a URL alone it is said that it has no signature", async () => {
    await paste(url);
    assert.match(await textOf(page, "answer-verdict"), /^No signature in this URL/);
    await paste(`${url}&Action=StartImagePipelineExecution`);
    assert.equal(await verdict(), "MissingParameter");
  });

  test("of another operation it is said that the form cannot have it", async () => {
    await paste(right.replace("StartImagePipelineExecution", "DescribeRegions"));
    assert.equal(await page.locator("#take-request").count(), 0);
    assert.match(await textOf(page, "inspected-other"), /this is DescribeRegions/);
  });

  test("an answer that repeats it is an answer", async () => {
    const echo = `server StringToSign is [ACS3-HMAC-SHA256\n${sha256(right)}] server CanonicalRequest is [${right}]`;
    const answer = {
      RequestId: "r-1",
      Code: "SignatureDoesNotMatch",
      Message: `Specified signature does not match our calculation. ${echo}`,
    };
    await paste(JSON.stringify(answer));
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    await paste(`ErrorCode: SignatureDoesNotMatch, ${authorization}`);
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
  });
});

test("a finding without values stands across their columns", async () => {
  await choose(page, "form");
  const cells = page.locator('#answer-differences tr[data-kind="AnotherOrder"] td');
  assert.equal(await cells.count(), 1);
  const share = await cells.evaluate((cell) => cell.clientWidth / (cell.closest("table")?.clientWidth ?? 0));
  assert.ok(share > 0.5, `${share} of the table's width`);
});

test("an answer is an answer, though a request stands beside it", async () => {
  const { url } = signed();
  await paste(`curl '${url}'\n{"RequestId":"r-1","Code":"Throttling","Message":"x"}`);
  assert.equal(await textOf(page, "answer-code"), "Throttling");
  await paste(`GET ${url} failed: read ECONNRESET`);
  assert.equal(await page.locator("#answer-code").count(), 0);
});

test("the examples to repair", async () => {
  for (const [name, expected] of Object.entries({
    refused: "ParameterChanged",
    document: "DoubleEncoding",
    form: "PlusForSpace",
    denied: "NotAboutTheSignature",
  })) {
    await page.click("#examples summary");
    await page.click(`[data-example="${name}"]`);
    assert.ok(await page.locator("#panel-repair").isVisible());
    assert.equal(await verdict(), expected);
    assert.equal(await page.locator("#answer-policy").isVisible(), name === "denied");
  }
});

test("the policy is for what is typed, with what is wrong beside its field", async () => {
  await fill(page, { "#imagePipelineId": ID });
  await press(page, "#tab-policy");
  const resource = async () => JSON.parse(await textOf(page, "out-ram-policy")).Statement[0].Resource[0];
  assert.equal(await resource(), "acs:ecs:*:*:imagepipeline/*");
  await press(page, "#policy-take");
  await fill(page, { "#policy-accountId": "1234567890123456" });
  assert.equal(await resource(), `acs:ecs:cn-hangzhou:1234567890123456:imagepipeline/${ID}`);
  assert.match(await textOf(page, "ram-meaning"), new RegExp(`${ID}.*cn-hangzhou`));
  await fill(page, { "#policy-accountId": "12*" });
  assert.equal(await textOf(page, "out-ram-policy"), "");
  assert.equal(await page.getAttribute("#policy-accountId", "aria-invalid"), "true");
  assert.match(await textOf(page, "policy-accountId-issues"), /InvalidArn/);
  assert.ok(await page.isDisabled('[data-copy="out-ram-policy"]'));
});

describe("the error catalogue", () => {
  test("every code of the data files, searched and filtered", async () => {
    const tables = (/** @type {string} */ file) =>
      readFileSync(new URL(`../../src/messages/${file}.toml`, import.meta.url), "utf8").matchAll(/^\["?(.*?)"?\]$/gm);
    const names = (/** @type {string} */ file) => [...tables(file)].map(([, name = ""]) => name);
    const own = names("answers").filter((name) => name.startsWith("code."));
    const all = [...names("errors"), ...own.map((name) => name.slice("code.".length))].filter(
      (name) => !name.includes("*"),
    );
    await press(page, "#tab-errors");
    assert.deepEqual((await page.locator(".error-code").allTextContents()).toSorted(), all.toSorted());
    assert.equal(await textOf(page, "errors-count"), `${all.length} of ${all.length} codes`);
    for (const language of /** @type {const} */ (["zh", "en"])) {
      await press(page, `[data-lang="${language}"]`);
      const shown = await page
        .locator(".error-entry")
        .evaluateAll((entries) =>
          entries.map((entry) =>
            [".error-code", "[data-part=explanation]", "[data-part=remedy]"].map(
              (part) => entry.querySelector(part)?.textContent,
            ),
          ),
        );
      const expected = all.toSorted().map((code) => {
        const { explanation, remedy } = explain(code) ?? assert.fail(code);
        return [code, explanation[language].replaceAll("`", ""), remedy[language].replaceAll("`", "")];
      });
      assert.deepEqual(
        shown.toSorted(([one = ""], [other = ""]) => (String(one) < String(other) ? -1 : 1)),
        expected,
      );
    }

    await fill(page, { "#errors-search": "throttl" });
    const found = await page.locator(".error-entry:visible .error-code").allTextContents();
    assert.ok(found.length > 1 && found.length < 20 && found.includes("Throttling.User"), String(found));
    await fill(page, { "#errors-search": "", "#errors-category": "clock" });
    const categories = await page
      .locator(".error-entry:visible .category")
      .evaluateAll((each) => each.map((category) => category.getAttribute("data-category")));
    assert.deepEqual([...new Set(categories)], ["clock"]);
    await fill(page, { "#errors-search": "no such thing" });
    assert.match(await textOf(page, "errors-count"), /^No code matches/);
    await press(page, '[data-lang="zh"]');
    assert.match(await textOf(page, "errors-count"), /^没有匹配的错误码/);
    assert.equal(await page.inputValue("#errors-category"), "clock");
  });

  test("each code has a link, which brings it into view", async () => {
    const page = await browser.open({ fragment: "#errors/Throttling.User" });
    const entry = page.locator(".error-entry.chosen");
    assert.equal(await entry.locator("a.error-code").textContent(), "Throttling.User");
    const isInView = (/** @type {string} */ id) =>
      page.waitForFunction((code) => {
        const link = document.querySelector(".chosen .error-code");
        const { top = -1, bottom = 0 } = link?.getBoundingClientRect() ?? {};
        return link?.textContent === code && top >= 0 && bottom <= innerHeight;
      }, id);
    await isInView("Throttling.User");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Throttling.User");
    await fill(page, { "#errors-search": "signature" });
    await page.locator(".error-entry:visible a.error-code", { hasText: /^SignatureDoesNotMatch$/ }).click();
    await isInView("SignatureDoesNotMatch");
    assert.equal(new URL(page.url()).hash, "#errors/SignatureDoesNotMatch");
    const links = await page
      .locator("a.error-code")
      .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute("href")]));
    assert.ok(links.every(([code, href]) => href === `#errors/${code}`));
  });
});
