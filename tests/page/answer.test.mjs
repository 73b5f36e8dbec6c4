// The server's answer on the page, in real Chromium: the gateway's own answers are pasted, and the page says what they mean.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { explain, sign } from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";
import { failOnComplaints, fill, ID, press, restart, startBrowser, textOf } from "./open-page.mjs";

/** @typedef {import("./open-page.mjs").OpenPage} OpenPage */

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {OpenPage} with a request in its form that the gateway would accept */
let page;
before(async () => {
  const accounts = [{ accessKeyId: "testid", accessKeySecret: "testsecret" }];
  [gateway, browser] = await Promise.all([startGateway({ accounts }), startBrowser()]);
  page = await browser.open();
});
after(() => Promise.all([gateway?.close(), browser?.close()]));
beforeEach(async () => {
  await restart(page);
  await fillForm(page);
});
failOnComplaints(() => page);

async function fillForm(/** @type {OpenPage} */ page) {
  await fill(page, { "#endpoint": gateway.url, "#clientToken": "one token+1", "#imagePipelineId": ID });
}

/** A page that no request was copied from: without a nonce in an answer, the last that was copied is compared. */
async function openForm() {
  const page = await browser.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await fillForm(page);
  return page;
}

const verdictOf = (from = page) => from.getAttribute("#answer-verdict", "data-verdict");
const shownUrl = (from = page) => textOf(from, "out-url");

/** Fills in what is to be repaired. */
async function paste(/** @type {string} */ text, into = page) {
  await press(into, "#tab-repair");
  await fill(into, { "#answer-body": text });
}

/** Sends a URL, and pastes what comes back. */
async function sendAndPaste(/** @type {string} */ url, into = page) {
  const response = await fetch(url);
  const body = await response.text();
  await paste(body, into);
  return { status: response.status, body };
}

/** The rows of differences: what each says, with the marked characters of each side. */
function differences(from = page) {
  return from.locator("#answer-differences tr[data-parameter]").evaluateAll((rows) =>
    rows.map((row) => {
      const [ours, theirs] = [...row.querySelectorAll("td")];
      const { parameter, kind } = /** @type {HTMLElement} */ (row).dataset;
      const marked = (/** @type {Element} */ cell) =>
        [...cell.querySelectorAll("mark")].map((mark) => mark.textContent);
      const value = (/** @type {Element} */ cell) => {
        const copy = /** @type {Element} */ (cell.cloneNode(true));
        for (const hidden of copy.querySelectorAll(".visually-hidden")) hidden.remove();
        return copy.textContent;
      };
      return { parameter, kind, ours: value(ours), theirs: value(theirs), marked: [marked(ours), marked(theirs)] };
    }),
  );
}

describe("a request that was changed on the way", () => {
  test("the parameter is named, and the characters that differ are marked, though the form has signed anew", async () => {
    const url = await shownUrl();
    await fill(page, { "#regionId": "cn-hangzhou-2" });
    assert.notEqual(await shownUrl(), url);
    const { body } = await sendAndPaste(url.replace("bp67acf", "bp68acf"));
    assert.match(body, /SignatureDoesNotMatch/);

    assert.equal(await verdictOf(), "ParameterChanged");
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    assert.match(await textOf(page, "answer-explanation"), /ImagePipelineId/);
    assert.notEqual(await textOf(page, "answer-remedy"), "");
    assert.match(await textOf(page, "answer-retry"), /^Not as it stands/);
    assert.deepEqual(await differences(), [
      {
        parameter: "ImagePipelineId",
        kind: "ParameterChanged",
        ours: ID,
        theirs: ID.replace("67", "68"),
        marked: [["7"], ["8"]],
      },
    ]);
    const row = page.locator('#answer-differences [data-parameter="ImagePipelineId"]');
    assert.match((await row.textContent()) ?? "", /\[differs: 7\]/, "told without colours too");
    const style = await row
      .locator("mark")
      .first()
      .evaluate((mark) => {
        const { borderBottomStyle, borderBottomWidth, fontWeight } = getComputedStyle(mark);
        return { borderBottomStyle, borderBottomWidth, fontWeight };
      });
    assert.deepEqual(style, { borderBottomStyle: "solid", borderBottomWidth: "2px", fontWeight: "700" });
    assert.doesNotMatch(await textOf(page, "answer-message"), /GET&/);
  });

  test("added, dropped, and a space that became a plus sign", async () => {
    await sendAndPaste(`${await shownUrl()}&Extra=1`);
    assert.equal(await verdictOf(), "ParameterAdded");
    const [added] = await differences();
    assert.deepEqual(
      [added.parameter, added.kind, added.ours, added.theirs],
      ["Extra", "ParameterAdded", "not signed by us", "1"],
    );

    await press(page, "#sign-again");
    await sendAndPaste((await shownUrl()).replace("&RegionId=cn-hangzhou", ""));
    assert.equal(await verdictOf(), "ParameterDropped");
    const [dropped] = await differences();
    assert.deepEqual([dropped.ours, dropped.theirs], ["cn-hangzhou", "did not arrive"]);

    await press(page, "#sign-again");
    await sendAndPaste((await shownUrl()).replace("one%20token", "one%2Btoken"));
    assert.equal(await verdictOf(), "PlusForSpace");
    assert.deepEqual((await differences())[0].marked, [["%20"], ["%2B"]]);
  });

  test("what the server lacks leaves a gap, and a character is one, however it is encoded", async () => {
    await sendAndPaste((await shownUrl()).replace("one%20token%2B1", "one%20to%2B1%2F"));
    const [{ ours, theirs, marked }] = await differences();
    assert.deepEqual([ours, theirs], ["one%20token%2B1", "one%20to%2B1%2F"]);
    assert.deepEqual(marked, [
      ["ken", ""],
      ["", "%2F"],
    ]);
    assert.equal(await page.locator("mark.gap").count(), 2);
  });

  test("POST", async () => {
    await fill(page, { "#method": "POST" });
    const response = await fetch(await shownUrl(), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: (await textOf(page, "out-body")).replace("one%20token", "two%20token"),
    });
    await paste(await response.text());
    const [{ parameter, ours, theirs, marked }] = await differences();
    assert.deepEqual([parameter, ours, theirs], ["ClientToken", "one%20token%2B1", "two%20token%2B1"]);
    assert.ok(marked.every((texts) => texts.length > 0));
  });
});

describe("the request that the answer belongs to", () => {
  /** A request that the page has not signed, changed on the way. */
  const other = () => {
    const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
    const request = { regionId: "cn-hangzhou", imagePipelineId: ID, clientToken: "one token+1" };
    return sign(request, credentials, { endpoint: gateway.url });
  };
  const changed = (/** @type {string} */ url) => url.replace("bp67acf", "bp68acf");

  test("what was copied is still known a hundred key presses later", async () => {
    const page = await openForm();
    await press(page, "#copy-request");
    const url = await shownUrl(page);
    await page.evaluate(() => {
      const input = /** @type {HTMLInputElement} */ (document.querySelector("#ownerAccount"));
      for (let count = 0; count < 100; count++) {
        input.value = `owner${count}`;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    });
    await sendAndPaste(changed(url), page);
    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.equal((await differences(page)).length, 1);
  });

  test("a request of another page is called so; with its timestamp and nonce in the form, it is compared", async () => {
    const { url, signatureNonce, timestamp } = other();
    await sendAndPaste(changed(url));
    assert.equal(await verdictOf(), "AnotherRequest");
    assert.ok((await textOf(page, "answer-compared")).includes(signatureNonce));
    const shown = await page.evaluateHandle(() => document.querySelector("#answer-verdict")?.firstChild);
    await press(page, "#tab-sign");
    await page.locator("#imagePipelineId").press("End");
    assert.ok(await shown.evaluate((node) => node?.isConnected), "the live region is not written anew");

    await press(page, "#tab-repair", "#take-over");
    assert.equal(await page.inputValue("#signatureNonce"), signatureNonce);
    assert.equal(await page.inputValue("#timestamp"), timestamp);
    assert.equal(await verdictOf(), "ParameterChanged");
    assert.deepEqual(
      (await differences()).map(({ parameter }) => parameter),
      ["ImagePipelineId"],
    );
    assert.equal(await page.locator("#take-over").count(), 0);
  });

  test("without a request in the form there is nothing to compare with", async () => {
    await press(page, "#reset");
    await sendAndPaste(changed(other().url));
    assert.equal(await verdictOf(), "NotAboutTheSignature");
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    assert.match(await textOf(page, "answer-compared"), /Fill in the form/);
  });
});

describe("every other answer", () => {
  test("what a code means, and what to do, in both languages", async () => {
    for (const code of ["Throttling.User", "InvalidImagePipeline.NotFound", "OperationConflict"]) {
      await paste(JSON.stringify({ RequestId: "r-1", Code: code, Message: "x" }));
      const { explanation, remedy } = explain(code) ?? assert.fail(code);
      for (const language of /** @type {const} */ (["zh", "en"])) {
        await press(page, `[data-lang="${language}"]`);
        const plain = (/** @type {string} */ text) => text.replaceAll("`", "");
        assert.equal(await textOf(page, "answer-explanation"), plain(explanation[language]));
        assert.ok((await textOf(page, "answer-remedy")).endsWith(plain(remedy[language])));
      }
    }
  });

  test("a wrong secret", async () => {
    await fill(page, { "#accessKeySecret": "testsecrets" });
    await sendAndPaste(await shownUrl());
    assert.equal(await verdictOf(), "WrongSecret");
    assert.match(await textOf(page, "answer-explanation"), /secret/);
    assert.equal(await page.locator("#answer-differences").count(), 0);
  });

  test("a success, and the same request once more", async () => {
    const url = await shownUrl();
    const { body, status } = await sendAndPaste(url);
    assert.equal(status, 200);
    assert.equal(await textOf(page, "answer-execution-id"), JSON.parse(body).ExecutionId);
    assert.equal(await textOf(page, "answer-request-id"), JSON.parse(body).RequestId);
    assert.equal(await page.getAttribute("#answer-verdict", "data-state"), "ready");

    await sendAndPaste(url);
    assert.equal(await verdictOf(), "NonceUsed");
    assert.match(await textOf(page, "answer-retry"), /at once.*client token/);
  });

  test("XML", async () => {
    await fill(page, { "#format": "XML" });
    const { body } = await sendAndPaste((await shownUrl()).replace("bp67acf", "bp68acf"));
    assert.match(body, /^<\?xml/);
    assert.equal(await verdictOf(), "ParameterChanged");
    assert.deepEqual((await differences())[0].marked, [["7"], ["8"]]);
    await press(page, "#sign-again");
    await sendAndPaste(await shownUrl());
    assert.match(await textOf(page, "answer-execution-id"), /^exec-/);
  });

  test("HTML of a proxy, as text", async () => {
    await press(page, "#tab-repair");
    await fill(page, { "#answer-status": "502" });
    await paste("<html><img src=x onerror=console.log(1)><h1>502 Bad Gateway</h1></html>");
    assert.equal(await textOf(page, "answer-code"), "HtmlAnswer");
    assert.equal(await page.getAttribute("#answer-category", "data-category"), "answer");
    assert.match(await textOf(page, "answer-message"), /<img src=x/);
    assert.equal(await page.locator("#answer img").count(), 0);
    assert.match(await textOf(page, "answer-retry"), /after a pause/);
  });

  test("a code that nobody documented, members that hold markup, and a status that is none", async () => {
    await paste(
      JSON.stringify({ Code: "<b>New</b>", Message: "<script>1</script>", Recommend: "javascript:alert(1)" }),
    );
    assert.equal(await textOf(page, "answer-code"), "<b>New</b>");
    assert.equal(await page.getAttribute("#answer-known", "data-known"), "false");
    assert.equal(await page.locator("#answer a, #answer b, #answer script").count(), 0);
    assert.equal(await textOf(page, "answer-recommend"), "javascript:alert(1)");
    await fill(page, { "#answer-status": "9" });
    assert.equal(await page.getAttribute("#answer-status", "aria-invalid"), "true");
    await paste("");
    assert.ok(await page.locator("#answer-result").isHidden());
    assert.equal(await textOf(page, "answer-verdict"), "");
  });

  test("headers too, as curl -i shows them: the delay, and how far the clock is off", async () => {
    const head = (/** @type {string} */ more) =>
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\n${more}\r\n\r\n`;
    await paste(`${head("X-Acs-Retry-After: 1500")}{"Code":"Throttling.User","Message":"x"}`);
    assert.match(await textOf(page, "answer-retry"), /1\.5 s/);
    assert.match(await textOf(page, "answer-status-hint"), /429/);
    await press(page, "#tab-sign");
    await fill(page, { "#timestamp": "2026-01-02T03:04:05Z" });
    const answer = '{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired."}';
    await paste(`${head("Date: Fri, 02 Jan 2026 04:24:05 GMT")}${answer}`);
    assert.equal(await verdictOf(), "ClockWrong");
    assert.match(await textOf(page, "answer-explanation"), /1 hour 20 minutes behind the server/);
  });

  test("a line of a log", async () => {
    const response = await fetch((await shownUrl()).replace("bp67acf", "bp68acf"));
    const { Message } = await response.json();
    await paste(`12:00:01 ERROR call failed: ${Message} retrying`);
    assert.equal(await verdictOf(), "ParameterChanged");
    assert.equal(await page.locator("#answer-code").count(), 0);
  });
});

describe("what a log or a client shows", () => {
  const answer = '{"RequestId":"r-1","Code":"InvalidImagePipeline.NotFound","Message":"x"}';
  const xml =
    "<?xml version='1.0'?><Error><RequestId>r-1</RequestId><Code>InvalidImagePipeline.NotFound</Code><Message>x</Message></Error>";
  const forms = {
    "a line of a log": `2026-01-02 ERROR failed: ${answer}`,
    "a line of a log, XML": `2026-01-02 ERROR failed: ${xml} <-`,
    "a prompt behind it": `${answer}root@host:~# `,
    "a command before it": `$ curl 'https://ecs.aliyuncs.com/?A=1'\n${answer}`,
    "curl -v": `*   Trying 127.0.0.1:443...\n> GET /?A=1 HTTP/2\n> Host: a\n>\n{ [5 bytes data]\n< HTTP/2 404\n< date: today\n<\n{ [90 bytes data]\n${answer}* Connection #0 left intact\n`,
    "aliyun CLI":
      "ERROR: SDK.ServerError\nErrorCode: InvalidImagePipeline.NotFound\nRecommend: \nRequestId: r-1\nMessage: x",
    "an SDK": "Error: InvalidImagePipeline.NotFound: code: 404, The specified x. request id: r-1",
  };
  test("an answer is found in a log, before a prompt, in curl -v, and in what aliyun CLI and SDKs print", async () => {
    for (const [name, pasted] of Object.entries(forms)) {
      await paste(pasted);
      const shown = [await textOf(page, "answer-code"), await textOf(page, "answer-request-id")];
      assert.deepEqual(shown, ["InvalidImagePipeline.NotFound", "r-1"], name);
      await paste("");
    }
  });

  test("so is a code that nobody documented", async () => {
    await paste("ErrorCode: Nobody.Knows\nRequestId: r-1");
    assert.equal(await textOf(page, "answer-code"), "Nobody.Knows");
  });

  test("nothing", async () => {
    for (const text of ["hello", '{"RequestId":"r-1","Co']) {
      await paste(text);
      assert.match(await textOf(page, "answer-explanation"), /holds no answer/);
      assert.equal(await page.locator("#answer-retry").count(), 0);
    }
    await fill(page, { "#answer-status": "502" });
    assert.match(await textOf(page, "answer-retry"), /after a pause/);
  });
});

describe("a refusal for lack of permission", () => {
  const denied = (changes = {}) =>
    JSON.stringify({
      Code: "NoPermission",
      Message: "You are not authorized to do this action.",
      AccessDeniedDetail: {
        AuthAction: "ecs:StartImagePipelineExecution",
        AuthPrincipalDisplayName: "200000000000000001",
        AuthPrincipalOwnerId: "100000000000000001",
        AuthPrincipalType: "SubUser",
        NoPermissionType: "ImplicitDeny",
        ...changes,
      },
    });

  test("the policy that is missing is shown, and copied by its button", async () => {
    const page = await openForm();
    assert.ok(await page.locator("#answer-policy").isHidden());
    await paste(denied(), page);
    assert.match(await textOf(page, "answer-explanation"), /^RAM user 200000000000000001 .*: no policy allows it\.$/);
    assert.ok(await page.locator("#out-policy").isVisible());
    const expected = {
      Version: "1",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ecs:StartImagePipelineExecution"],
          Resource: ["acs:ecs:*:100000000000000001:imagepipeline/*"],
        },
      ],
    };
    assert.deepEqual(JSON.parse(await textOf(page, "out-policy")), expected);
    const button = page.locator('[data-copy="out-policy"]');
    assert.equal(await button.getAttribute("aria-label"), "Copy: Policy that allows the call");
    await button.click();
    await page.waitForFunction(() => document.querySelector('[data-copy="out-policy"]')?.textContent === "Copied");
    assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), expected);
    await press(page, '[data-lang="zh"]');
    assert.match(
      await textOf(page, "answer-explanation"),
      /^账号 100000000000000001 的 RAM 用户 200000000000000001 无权执行/,
    );
    assert.equal(await textOf(page, "policy-title"), "允许本次调用的权限策略");
  });

  test("no policy where one denies, where another action is missing, and where the answer does not tell", async () => {
    const plain = JSON.stringify({ Code: "NoPermission", Message: "You are not authorized to do this action." });
    for (const body of [denied({ NoPermissionType: "ExplicitDeny" }), denied({ AuthAction: "oss:GetObject" }), plain]) {
      await paste(denied());
      assert.ok(await page.locator("#answer-policy").isVisible());
      await paste(body);
      assert.ok(await page.locator("#answer-policy").isHidden(), body);
    }
  });

  test("copying it is not sending the request in the form", async () => {
    const page = await openForm();
    await press(page, '[data-copy="out-url"]');
    await fill(page, { "#imagePipelineId": "ip-another" });
    await paste(denied(), page);
    await press(page, '[data-copy="out-policy"]');
    // An answer that names no nonce is compared with the request that was copied.
    await paste("server string to sign is:GET&%2F&ImagePipelineId%3Dip-another", page);
    const found = (await differences(page)).find(({ parameter }) => parameter === "ImagePipelineId");
    assert.deepEqual([found?.ours, found?.theirs], [ID, "ip-another"]);
  });
});

test("both languages", async () => {
  await sendAndPaste((await shownUrl()).replace("bp67acf", "bp68acf"));
  assert.match(await textOf(page, "answer-verdict"), /Changed on the way: ImagePipelineId/);
  await press(page, '[data-lang="zh"]');
  assert.match(await textOf(page, "answer-verdict"), /途中被改动：ImagePipelineId/);
  assert.match(await textOf(page, "answer-retry"), /不能原样重试/);
  assert.doesNotMatch(await textOf(page, "answer"), /undefined|Next step|signed/);
  await press(page, '[data-lang="en"]');
  assert.match(await textOf(page, "answer-retry"), /^Not as it stands/);
});

test("in windows of each width, long values stay in their box, and pasting moves neither the form nor the text", async () => {
  const long = (await shownUrl()).replace("bp67acf", "bp68acf").replace("cn-hangzhou", "x".repeat(300));
  const answer = await (await fetch(`${long}&Extra=${"y".repeat(300)}`)).text();
  const places = () =>
    page.evaluate(() =>
      ["repair-form", "answer-body", "answer-status"].map((id) => {
        const { x, y, width, height } = /** @type {Element} */ (document.getElementById(id)).getBoundingClientRect();
        return [x, y + scrollY, width, height];
      }),
    );
  for (const width of [320, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await paste("");
    const before = await places();
    await paste(answer);
    assert.deepEqual(await places(), before);
    assert.equal(await page.locator("#answer-differences tr[data-parameter]").count(), 3);
    for (const language of ["en", "zh"]) {
      await press(page, `[data-lang="${language}"]`);
      const isWithin = await page.locator("#answer").evaluate((section) => {
        const { left, right } = section.getBoundingClientRect();
        const isInBox = [...section.querySelectorAll("*:not(.visually-hidden)")].every((element) => {
          const box = element.getBoundingClientRect();
          return box.width === 0 || (box.left >= left - 1 && box.right <= right + 1);
        });
        return isInBox && document.documentElement.scrollWidth <= innerWidth;
      });
      assert.ok(isWithin, `${width} px, ${language}`);
    }
    await press(page, '[data-lang="en"]');
  }
});
