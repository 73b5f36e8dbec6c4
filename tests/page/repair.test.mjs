// A request of other code on the page: taken apart, checked, and put into the form.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
import { canonicalRequest, hmac, sha256 } from "../unit/acs3-signer.mjs";
import { startBrowser } from "./open-page.mjs";

const ID = "ip-bp67acfmxazb4p0a1b2c";

let gateway;
let browser;
before(async () => {
  const accounts = [{ accessKeyId: "testid", accessKeySecret: "testsecret" }];
  [gateway, browser] = await Promise.all([startGateway({ accounts }), startBrowser()]);
});
after(() => Promise.all([gateway?.close(), browser?.close()]));

const textOf = (page, id) => page.locator(`#${id}`).textContent();
const verdictOf = (page) => page.getAttribute("#answer-verdict", "data-verdict");

async function paste(page, text) {
  await page.click("#tab-repair");
  await page.fill("#answer-body", text);
}

/** The rows of what was found: parameter, mistake, and the characters that are marked on each side. */
const rows = (page) =>
  page.locator("#answer-differences tr[data-parameter]").evaluateAll((all) =>
    all.map((row) => {
      const marks = [...row.querySelectorAll("td")].map((cell) =>
        [...cell.querySelectorAll("mark")].map((mark) => mark.textContent).join("|"),
      );
      return [row.dataset.parameter, row.dataset.kind, ...marks];
    }),
  );

async function signedUrl() {
  const page = await browser.open();
  await page.fill("#endpoint", gateway.url);
  await page.fill("#clientToken", "one token+1");
  await page.fill("#imagePipelineId", ID);
  const url = await textOf(page, "out-url");
  const text = await textOf(page, "out-string-to-sign");
  await page.context().close();
  return { url, text };
}

describe("a signed URL", () => {
  test("is taken apart, found right, and put into the form, which signs it anew to the same signature", async () => {
    const { url } = await signedUrl();
    const page = await browser.open();
    await paste(page, `2026-01-02 DEBUG sending '${url}'`);
    assert.equal(await verdictOf(page), "Right");
    assert.equal(await page.getAttribute("#answer-verdict", "data-state"), "ready");
    const names = await page.locator(".parts dt").allTextContents();
    assert.deepEqual(names, [...new URL(url).searchParams.keys()]);
    await page.click("#take-request");
    assert.ok(await page.locator("#panel-sign").isVisible());
    assert.equal(await page.inputValue("#clientToken"), "one token+1");
    assert.equal(await page.inputValue("#endpoint"), gateway.url);
    assert.equal(await textOf(page, "out-url"), url);
    assert.equal((await fetch(url)).status, 200);
    assert.deepEqual(page.complaints, []);
  });

  test("of another AccessKey is not checked with this one's secret, which does not stay in the form", async () => {
    const { url } = await signedUrl();
    const page = await browser.open();
    await paste(page, url.replace("AccessKeyId=testid", "AccessKeyId=another"));
    assert.equal(await verdictOf(page), "Unchecked");
    assert.match(await textOf(page, "answer-explanation"), /another.*testid/);
    await page.click("#take-request");
    assert.equal(await page.inputValue("#accessKeyId"), "another");
    assert.equal(await page.inputValue("#accessKeySecret"), "");
  });

  test("with a wrong secret: both signatures, side by side", async () => {
    const { url } = await signedUrl();
    const page = await browser.open();
    await page.fill("#accessKeySecret", "another");
    await paste(page, url);
    assert.equal(await verdictOf(page), "WrongSignature");
    const [[parameter, , ours, theirs]] = await rows(page).then((all) => all.filter(([name]) => name === "Signature"));
    assert.equal(parameter, "Signature");
    assert.ok(ours.length > 0 && theirs.length > 0);
  });

  test("signed for another method, without the & behind the secret, or with a plus sign in its signature", async () => {
    const { url } = await signedUrl();
    const page = await browser.open();
    await paste(page, `curl -X POST '${url}'`);
    assert.equal(await verdictOf(page), "WrongMethod");
    assert.match(await textOf(page, "answer-explanation"), /that of a GET request/);

    const { createHmac } = await import("node:crypto");
    const { text, url: other } = await signedUrl();
    const signature = createHmac("sha1", "testsecret").update(text).digest("base64");
    await paste(page, other.replace(/Signature=[^&]*$/, `Signature=${encodeURIComponent(signature)}`));
    assert.equal(await verdictOf(page), "KeyWithoutAmpersand");
    await paste(page, other.replace(/Signature=[^&]*$/, "Signature=a+b="));
    assert.equal(await verdictOf(page), "SignatureNotEncoded");
  });
});

describe("a string to sign", () => {
  test("a right one", async () => {
    const { text } = await signedUrl();
    const page = await browser.open();
    await paste(page, text);
    assert.equal(await verdictOf(page), "Absent");
    assert.match(await textOf(page, "answer-verdict"), /A correct string to sign/);
    assert.match(await textOf(page, "answer-remedy"), /[A-Za-z0-9+/]{27}=/);
  });

  test("a wrong encoding and a wrong order are named, with the characters marked", async () => {
    const { text } = await signedUrl();
    const page = await browser.open();
    await paste(page, text.replace("one%2520token", "one%2Btoken"));
    assert.deepEqual((await rows(page))[0], ["ClientToken", "PlusForSpace", "+", "%20"]);
    assert.match(await textOf(page, "answer-verdict"), /\+ for a space: ClientToken/);
    await paste(page, text.replace("%253A", "%253a"));
    assert.deepEqual((await rows(page))[0].slice(0, 2), ["Timestamp", "LowerCaseHex"]);
    await paste(page, text.replace("AccessKeyId%3Dtestid%26", "").concat("%26AccessKeyId%3Dtestid"));
    assert.equal(await verdictOf(page), "AnotherOrder");
    await page.click('[data-lang="zh"]');
    assert.match(await textOf(page, "answer-verdict"), /参数顺序不一致：AccessKeyId/);
    assert.doesNotMatch(await page.locator("#answer").innerText(), /undefined|stand in the order/);
    assert.deepEqual(page.complaints, []);
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
  const signature = (text) => hmac(`ACS3-HMAC-SHA256\n${sha256(text)}`, "testsecret");
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
    test(`${name}: what can be done with it is said, and the form takes it`, async () => {
      const page = await browser.open();
      await paste(page, text);
      assert.equal(await verdictOf(page), "Acs3");
      assert.match(
        await textOf(page, "answer-verdict"),
        /^Signed with ACS3-HMAC-SHA256.*Only requests by HMAC-SHA1 are checked as they stand/,
      );
      assert.deepEqual(await rows(page), [], "nothing is called wrong that was not checked");
      await page.click("#take-request");
      assert.equal(await page.inputValue("#signatureMethod"), "ACS3-HMAC-SHA256");
      assert.equal(await textOf(page, "out-canonical-request"), right);
      assert.equal(await textOf(page, "out-signature"), signature(right));
      assert.deepEqual(page.complaints, []);
    });
  }

  test("its canonical request is compared with that of the form, with the characters marked", async () => {
    const page = await browser.open();
    await paste(page, right);
    await page.click("#take-request");
    await paste(page, right);
    assert.equal(await verdictOf(page), "Acs3Same");
    assert.ok(await page.locator("#answer-result").isHidden(), "no empty box");
    await paste(page, right.replace("image%20builders", "image+builders"));
    assert.equal(await verdictOf(page), "Acs3Differs");
    const [[parameter, , ours, theirs], ...others] = await rows(page);
    assert.deepEqual([parameter, ours, theirs, others], ["Tag.1.Value", "%20", "+", []]);
    assert.deepEqual(await page.locator("#answer-differences thead th").allTextContents(), [
      "Parameter",
      "In the form",
      "As pasted",
    ]);
    await page.click('[data-lang="zh"]');
    assert.match(await textOf(page, "answer-verdict"), /规范化请求不一致/);
  });

  test("of a URL alone it is said that it has no signature", async () => {
    const page = await browser.open();
    await paste(page, url);
    assert.match(await textOf(page, "answer-verdict"), /^No signature in this URL/);
    await paste(page, `${url}&Action=StartImagePipelineExecution`);
    assert.equal(await verdictOf(page), "MissingParameter");
  });

  test("of another operation it is said that the form cannot have it", async () => {
    const page = await browser.open();
    await paste(page, right.replace("StartImagePipelineExecution", "DescribeRegions"));
    assert.equal(await page.locator("#take-request").count(), 0);
    assert.match(await textOf(page, "inspected-other"), /this is DescribeRegions/);
  });

  test("an answer that repeats it is an answer", async () => {
    const page = await browser.open();
    const echo = `server StringToSign is [ACS3-HMAC-SHA256\n${sha256(right)}] server CanonicalRequest is [${right}]`;
    const answer = {
      RequestId: "r-1",
      Code: "SignatureDoesNotMatch",
      Message: `Specified signature does not match our calculation. ${echo}`,
    };
    await paste(page, JSON.stringify(answer));
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    await paste(page, `ErrorCode: SignatureDoesNotMatch, ${authorization}`);
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
  });
});

test("a finding without values is told across their columns", async () => {
  const page = await browser.open();
  await page.click("#examples summary");
  await page.click('[data-example="form"]');
  const cells = page.locator('#answer-differences tr[data-kind="AnotherOrder"] td');
  assert.equal(await cells.count(), 1);
  const [cell, table] = await Promise.all([cells.boundingBox(), page.locator("#answer-differences").boundingBox()]);
  assert.ok(cell.width > table.width / 2, `${cell.width} of ${table.width}`);
});

test("an answer is an answer, though a request stands beside it", async () => {
  const { url } = await signedUrl();
  const page = await browser.open();
  await paste(page, `curl '${url}'\n{"RequestId":"r-1","Code":"Throttling","Message":"x"}`);
  assert.equal(await textOf(page, "answer-code"), "Throttling");
  await paste(page, `GET ${url} failed: read ECONNRESET`);
  assert.equal(await page.locator("#answer-code").count(), 0);
});

describe("the examples to repair", () => {
  for (const [name, verdict] of Object.entries({
    refused: "ParameterChanged",
    document: "DoubleEncoding",
    form: "PlusForSpace",
    denied: "NotAboutTheSignature",
  })) {
    test(name, async () => {
      const page = await browser.open();
      await page.click("#examples summary");
      await page.click(`[data-example="${name}"]`);
      assert.ok(await page.locator("#panel-repair").isVisible());
      assert.equal(await verdictOf(page), verdict);
      assert.equal(await page.locator("#answer-policy").isVisible(), name === "denied");
      assert.deepEqual(page.complaints, []);
    });
  }
});

describe("the policy", () => {
  test("for what is typed, with what is wrong beside its field", async () => {
    const page = await browser.open();
    await page.fill("#imagePipelineId", ID);
    await page.click("#tab-policy");
    const resource = async () => JSON.parse(await textOf(page, "out-ram-policy")).Statement[0].Resource[0];
    assert.equal(await resource(), "acs:ecs:*:*:imagepipeline/*");
    await page.click("#policy-take");
    await page.fill("#policy-accountId", "1234567890123456");
    assert.equal(await resource(), `acs:ecs:cn-hangzhou:1234567890123456:imagepipeline/${ID}`);
    assert.match(await textOf(page, "ram-meaning"), new RegExp(`${ID}.*cn-hangzhou`));
    await page.fill("#policy-accountId", "12*");
    assert.equal(await textOf(page, "out-ram-policy"), "");
    assert.equal(await page.getAttribute("#policy-accountId", "aria-invalid"), "true");
    assert.match(await textOf(page, "policy-accountId-issues"), /InvalidArn/);
    assert.ok(await page.isDisabled('[data-copy="out-ram-policy"]'));
  });
});

describe("the error catalogue", () => {
  test("every code of the data files, searched and filtered", async () => {
    const { readFileSync } = await import("node:fs");
    const tables = (file) =>
      readFileSync(new URL(`../../src/catalogue/${file}.toml`, import.meta.url), "utf8").matchAll(/^\["?(.*?)"?\]$/gm);
    const all = [...tables("errors"), ...tables("answers")]
      .map(([, name]) => name)
      .filter((name) => !/[* ]/.test(name));
    const page = await browser.open();
    await page.click("#tab-errors");
    assert.deepEqual((await page.locator(".error-code").allTextContents()).toSorted(), all.toSorted());
    assert.equal(await textOf(page, "errors-count"), `${all.length} of ${all.length} codes`);

    await page.fill("#errors-search", "throttl");
    const found = await page.locator(".error-entry:visible .error-code").allTextContents();
    assert.ok(found.length > 1 && found.length < 20 && found.includes("Throttling.User"), found);
    await page.fill("#errors-search", "");
    await page.selectOption("#errors-category", "clock");
    const categories = await page
      .locator(".error-entry:visible .category")
      .evaluateAll((each) => each.map(({ dataset }) => dataset.category));
    assert.deepEqual([...new Set(categories)], ["clock"]);
    await page.fill("#errors-search", "no such thing");
    assert.match(await textOf(page, "errors-count"), /^No code matches/);
    await page.click('[data-lang="zh"]');
    assert.match(await textOf(page, "errors-count"), /^没有匹配的错误码/);
    assert.equal(await page.inputValue("#errors-category"), "clock");
  });

  test("each code has a link, which brings it into view", async () => {
    const page = await browser.open({ fragment: "#errors/Throttling.User" });
    const entry = page.locator(".error-entry.chosen");
    assert.equal(await entry.locator("a.error-code").textContent(), "Throttling.User");
    const isInView = (id) =>
      page.waitForFunction((code) => {
        const link = [...document.querySelectorAll(".error-code")].find((each) => each.textContent === code);
        const { top, bottom } = link.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight && link.closest(".chosen") !== null;
      }, id);
    await isInView("Throttling.User");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Throttling.User");
    await page.fill("#errors-search", "signature");
    await page.locator(".error-entry:visible a.error-code", { hasText: /^SignatureDoesNotMatch$/ }).click();
    await isInView("SignatureDoesNotMatch");
    assert.equal(new URL(page.url()).hash, "#errors/SignatureDoesNotMatch");
    const links = await page
      .locator("a.error-code")
      .evaluateAll((all) => all.map((link) => [link.textContent, decodeURIComponent(link.hash)]));
    assert.ok(links.every(([code, hash]) => hash === `#errors/${code}`));
  });
});
