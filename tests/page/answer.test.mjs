// The server's answer on the page, in real Chromium: the gateway's own answers are pasted, and the page says what they mean.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startGateway } from "../gateway/gateway.mjs";
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
const shownUrl = (page) => textOf(page, "out-url");

/** A page with a request that the gateway would accept. */
async function openSigned(options) {
  const page = await browser.open(options);
  await page.fill("#endpoint", gateway.url);
  await page.fill("#clientToken", "one token+1");
  await page.fill("#imagePipelineId", ID);
  return page;
}

/** Fills in what is to be repaired. */
async function fillAnswer(page, selector, text) {
  await page.click("#tab-repair");
  await page.fill(selector, text);
}

/** Sends a URL, and pastes what comes back. */
async function sendAndPaste(page, url) {
  const response = await fetch(url);
  const body = await response.text();
  await fillAnswer(page, "#answer-body", body);
  return { status: response.status, body };
}

/** The rows of differences: what each says, with the marked characters of each side. */
function differences(page) {
  return page.locator("#answer-differences tr[data-parameter]").evaluateAll((rows) =>
    rows.map((row) => {
      const [ours, theirs] = [...row.querySelectorAll("td")];
      const marked = (cell) => [...cell.querySelectorAll("mark")].map((mark) => mark.textContent);
      const value = (cell) => {
        const copy = cell.cloneNode(true);
        copy.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
        return copy.textContent;
      };
      return {
        parameter: row.dataset.parameter,
        kind: row.dataset.kind,
        ours: value(ours),
        theirs: value(theirs),
        marked: [marked(ours), marked(theirs)],
      };
    }),
  );
}

describe("a request that was changed on the way", () => {
  test("the parameter is named, and the characters that differ are marked, though the form has signed anew", async () => {
    const page = await openSigned();
    const url = await shownUrl(page);
    await page.click("#tab-sign");
    await page.locator("#regionId").pressSequentially("-2");
    assert.notEqual(await shownUrl(page), url);
    const { body } = await sendAndPaste(page, url.replace("bp67acf", "bp68acf"));
    assert.match(body, /SignatureDoesNotMatch/);

    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    assert.match(await textOf(page, "answer-explanation"), /ImagePipelineId/);
    assert.ok((await textOf(page, "answer-remedy")).length > 20);
    assert.match(await textOf(page, "answer-retry"), /^Not as it stands/);
    assert.deepEqual(await differences(page), [
      {
        parameter: "ImagePipelineId",
        kind: "ParameterChanged",
        ours: ID,
        theirs: ID.replace("67", "68"),
        marked: [["7"], ["8"]],
      },
    ]);
    const row = page.locator('[data-parameter="ImagePipelineId"]');
    assert.match(await row.textContent(), /\[differs: 7\]/, "told without colours too");
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
    const page = await openSigned();
    await sendAndPaste(page, `${await shownUrl(page)}&Extra=1`);
    assert.equal(await verdictOf(page), "ParameterAdded");
    const [added] = await differences(page);
    assert.deepEqual(
      [added.parameter, added.kind, added.ours, added.theirs],
      ["Extra", "ParameterAdded", "not signed by us", "1"],
    );

    await page.click("#tab-sign");
    await page.click("#sign-again");
    await sendAndPaste(page, (await shownUrl(page)).replace("&RegionId=cn-hangzhou", ""));
    assert.equal(await verdictOf(page), "ParameterDropped");
    const [dropped] = await differences(page);
    assert.deepEqual([dropped.ours, dropped.theirs], ["cn-hangzhou", "did not arrive"]);

    await page.click("#tab-sign");
    await page.click("#sign-again");
    await sendAndPaste(page, (await shownUrl(page)).replace("one%20token", "one%2Btoken"));
    assert.equal(await verdictOf(page), "PlusForSpace");
    assert.deepEqual((await differences(page))[0].marked, [["%20"], ["%2B"]]);
  });

  test("what the server lacks leaves a gap, and a character is one, however it is encoded", async () => {
    const page = await openSigned();
    await sendAndPaste(page, (await shownUrl(page)).replace("one%20token%2B1", "one%20to%2B1%2F"));
    const [{ ours, theirs, marked }] = await differences(page);
    assert.deepEqual([ours, theirs], ["one%20token%2B1", "one%20to%2B1%2F"]);
    assert.deepEqual(marked, [
      ["ken", ""],
      ["", "%2F"],
    ]);
    assert.equal(await page.locator("mark.gap").count(), 2);
  });

  test("POST", async () => {
    const page = await openSigned();
    await page.selectOption("#method", "POST");
    const response = await fetch(await shownUrl(page), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: (await textOf(page, "out-body")).replace("one%20token", "two%20token"),
    });
    await fillAnswer(page, "#answer-body", await response.text());
    const [{ parameter, ours, theirs, marked }] = await differences(page);
    assert.deepEqual([parameter, ours, theirs], ["ClientToken", "one%20token%2B1", "two%20token%2B1"]);
    assert.ok(marked.every((texts) => texts.length > 0));
  });
});

describe("the request that the answer belongs to", () => {
  test("what was copied is still known a hundred key presses later", async () => {
    const page = await openSigned();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.click("#tab-sign");
    await page.click("#copy-request");
    const url = await shownUrl(page);
    await page.locator("#ownerAccount").evaluate((input) => {
      for (let i = 0; i < 100; i++) {
        input.value = `owner${i}`;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    });
    await sendAndPaste(page, url.replace("bp67acf", "bp68acf"));
    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.equal((await differences(page)).length, 1);
  });

  test("a request of another page is told as such; with its timestamp and nonce in the form, it is compared", async () => {
    const [page, other] = [await openSigned(), await openSigned()];
    await sendAndPaste(page, (await shownUrl(other)).replace("bp67acf", "bp68acf"));
    assert.equal(await verdictOf(page), "AnotherRequest");
    assert.match(await textOf(page, "answer-compared"), new RegExp(await textOf(other, "out-nonce")));
    const summary = await page.locator("#answer-verdict").elementHandle();
    const shown = await summary.evaluateHandle((element) => element.firstChild);
    await page.click("#tab-sign");
    await page.locator("#imagePipelineId").press("End");
    assert.ok(await shown.evaluate((element) => element.isConnected), "the live region is not written anew");

    await page.click("#tab-repair");
    await page.click("#take-over");
    assert.equal(await page.inputValue("#signatureNonce"), await textOf(other, "out-nonce"));
    assert.equal(await page.inputValue("#timestamp"), await textOf(other, "out-timestamp"));
    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.deepEqual(
      (await differences(page)).map(({ parameter }) => parameter),
      ["ImagePipelineId"],
    );
    assert.equal(await page.locator("#take-over").count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test("without a request in the form there is nothing to compare with", async () => {
    const [page, other] = [await browser.open(), await openSigned()];
    await sendAndPaste(page, (await shownUrl(other)).replace("bp67acf", "bp68acf"));
    assert.equal(await verdictOf(page), "NotAboutTheSignature");
    assert.equal(await textOf(page, "answer-code"), "SignatureDoesNotMatch");
    assert.match(await textOf(page, "answer-compared"), /Fill in the form/);
  });
});

describe("every other answer", () => {
  test("a wrong secret", async () => {
    const page = await openSigned();
    await page.click("#tab-sign");
    await page.fill("#accessKeySecret", "testsecrets");
    await sendAndPaste(page, await shownUrl(page));
    assert.equal(await verdictOf(page), "WrongSecret");
    assert.match(await textOf(page, "answer-explanation"), /secret/);
    assert.equal(await page.locator("#answer-differences").count(), 0);
  });

  test("a success, and the same request once more", async () => {
    const page = await openSigned();
    const url = await shownUrl(page);
    const { body, status } = await sendAndPaste(page, url);
    assert.equal(status, 200);
    assert.equal(await textOf(page, "answer-execution-id"), JSON.parse(body).ExecutionId);
    assert.equal(await textOf(page, "answer-request-id"), JSON.parse(body).RequestId);
    assert.equal(await page.getAttribute("#answer-verdict", "data-state"), "ready");

    await sendAndPaste(page, url);
    assert.equal(await verdictOf(page), "NonceUsed");
    assert.match(await textOf(page, "answer-retry"), /at once.*client token/);
  });

  test("XML", async () => {
    const page = await openSigned();
    await page.selectOption("#format", "XML");
    const { body } = await sendAndPaste(page, (await shownUrl(page)).replace("bp67acf", "bp68acf"));
    assert.match(body, /^<\?xml/);
    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.deepEqual((await differences(page))[0].marked, [["7"], ["8"]]);
    await page.click("#tab-sign");
    await page.click("#sign-again");
    await sendAndPaste(page, await shownUrl(page));
    assert.match(await textOf(page, "answer-execution-id"), /^exec-/);
  });

  test("HTML of a proxy, as text", async () => {
    const page = await openSigned();
    await fillAnswer(page, "#answer-status", "502");
    await fillAnswer(page, "#answer-body", "<html><img src=x onerror=console.log(1)><h1>502 Bad Gateway</h1></html>");
    assert.equal(await textOf(page, "answer-code"), "HtmlAnswer");
    assert.equal(await page.getAttribute("#answer-category", "data-category"), "answer");
    assert.match(await textOf(page, "answer-message"), /<img src=x/);
    assert.equal(await page.locator("#answer img").count(), 0);
    assert.match(await textOf(page, "answer-retry"), /after a pause/);
    assert.deepEqual(page.complaints, []);
  });

  test("a code that nobody documented, members that hold markup, and a status that is none", async () => {
    const page = await openSigned();
    await fillAnswer(
      page,
      "#answer-body",
      JSON.stringify({ Code: "<b>New</b>", Message: "<script>1</script>", Recommend: "javascript:alert(1)" }),
    );
    assert.equal(await textOf(page, "answer-code"), "<b>New</b>");
    assert.equal(await page.getAttribute("#answer-known", "data-known"), "false");
    assert.equal(await page.locator("#answer a, #answer b, #answer script").count(), 0);
    assert.equal(await textOf(page, "answer-recommend"), "javascript:alert(1)");
    await fillAnswer(page, "#answer-status", "9");
    assert.equal(await page.getAttribute("#answer-status", "aria-invalid"), "true");
    await fillAnswer(page, "#answer-body", "");
    assert.ok(await page.locator("#answer-result").isHidden());
    assert.equal(await textOf(page, "answer-verdict"), "");
  });

  test("headers too, as curl -i shows them: the delay, and how far the clock is off", async () => {
    const page = await openSigned();
    const head = (more) => `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\n${more}\r\n\r\n`;
    await fillAnswer(
      page,
      "#answer-body",
      `${head("X-Acs-Retry-After: 1500")}{"Code":"Throttling.User","Message":"x"}`,
    );
    assert.match(await textOf(page, "answer-retry"), /1\.5 s/);
    assert.match(await textOf(page, "answer-status-hint"), /429/);
    await page.click("#tab-sign");
    await page.fill("#timestamp", "2026-01-02T03:04:05Z");
    const answer = '{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired."}';
    await fillAnswer(page, "#answer-body", `${head("Date: Fri, 02 Jan 2026 04:24:05 GMT")}${answer}`);
    assert.equal(await verdictOf(page), "ClockWrong");
    assert.match(await textOf(page, "answer-explanation"), /1 hour 20 minutes behind the server/);
  });

  test("a line of a log", async () => {
    const page = await openSigned();
    const response = await fetch((await shownUrl(page)).replace("bp67acf", "bp68acf"));
    const { Message } = await response.json();
    await fillAnswer(page, "#answer-body", `12:00:01 ERROR call failed: ${Message} retrying`);
    assert.equal(await verdictOf(page), "ParameterChanged");
    assert.equal(await page.locator("#answer-code").count(), 0);
  });
});

describe("what a log or a client shows", () => {
  const answer = '{"RequestId":"r-1","Code":"InvalidImagePipeline.NotFound","Message":"x"}';
  const xml =
    "<?xml version='1.0'?><Error><RequestId>r-1</RequestId><Code>InvalidImagePipeline.NotFound</Code><Message>x</Message></Error>";
  for (const [name, pasted] of Object.entries({
    "a line of a log": `2026-01-02 ERROR failed: ${answer}`,
    "a line of a log, XML": `2026-01-02 ERROR failed: ${xml} <-`,
    "a prompt behind it": `${answer}root@host:~# `,
    "a command before it": `$ curl 'https://ecs.aliyuncs.com/?A=1'\n${answer}`,
    "curl -v": `*   Trying 127.0.0.1:443...\n> GET /?A=1 HTTP/2\n> Host: a\n>\n{ [5 bytes data]\n< HTTP/2 404\n< date: today\n<\n{ [90 bytes data]\n${answer}* Connection #0 left intact\n`,
    "aliyun CLI":
      "ERROR: SDK.ServerError\nErrorCode: InvalidImagePipeline.NotFound\nRecommend: \nRequestId: r-1\nMessage: x",
    "an SDK": "Error: InvalidImagePipeline.NotFound: code: 404, The specified x. request id: r-1",
  })) {
    test(name, async () => {
      const page = await openSigned();
      await fillAnswer(page, "#answer-body", pasted);
      assert.equal(await textOf(page, "answer-code"), "InvalidImagePipeline.NotFound");
      assert.equal(await textOf(page, "answer-request-id"), "r-1");
      assert.match(await textOf(page, "answer-retry"), /^Not as it stands/);
    });
  }
  test("a code that nobody documented", async () => {
    const page = await openSigned();
    await fillAnswer(page, "#answer-body", "ErrorCode: Nobody.Knows\nRequestId: r-1");
    assert.equal(await textOf(page, "answer-code"), "Nobody.Knows");
  });
  test("nothing", async () => {
    const page = await openSigned();
    for (const text of ["hello", '{"RequestId":"r-1","Co']) {
      await fillAnswer(page, "#answer-body", text);
      assert.match(await textOf(page, "answer-explanation"), /holds no answer/);
      assert.equal(await page.locator("#answer-retry").count(), 0);
    }
    await fillAnswer(page, "#answer-status", "502");
    assert.match(await textOf(page, "answer-retry"), /after a pause/);
  });
});

describe("a refusal for lack of permission", () => {
  const denied = (changes) =>
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
    const page = await openSigned();
    assert.ok(await page.locator("#answer-policy").isHidden());
    await fillAnswer(page, "#answer-body", denied());
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
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.locator('[data-copy="out-policy"]');
    assert.equal(await button.getAttribute("aria-label"), "Copy: Policy that allows the call");
    await button.click();
    await page.waitForFunction(() => document.querySelector('[data-copy="out-policy"]').textContent === "Copied");
    assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), expected);
    await page.click('[data-lang="zh"]');
    assert.match(
      await textOf(page, "answer-explanation"),
      /^账号 100000000000000001 的 RAM 用户 200000000000000001 无权执行/,
    );
    assert.equal(await textOf(page, "policy-title"), "允许本次调用的权限策略");
  });

  test("no policy where one denies, where another action is missing, and where the answer does not tell", async () => {
    const page = await openSigned();
    const plain = JSON.stringify({ Code: "NoPermission", Message: "You are not authorized to do this action." });
    for (const body of [denied({ NoPermissionType: "ExplicitDeny" }), denied({ AuthAction: "oss:GetObject" }), plain]) {
      await fillAnswer(page, "#answer-body", denied());
      assert.ok(await page.locator("#answer-policy").isVisible());
      await fillAnswer(page, "#answer-body", body);
      assert.ok(await page.locator("#answer-policy").isHidden(), body);
    }
  });

  test("copying it is not sending the request in the form", async () => {
    const page = await openSigned();
    await page.click("#tab-sign");
    await page.click('[data-copy="out-url"]');
    await page.fill("#imagePipelineId", "ip-another");
    await fillAnswer(page, "#answer-body", denied());
    await page.click('[data-copy="out-policy"]');
    // An answer that names no nonce is compared with the request that was copied.
    await fillAnswer(page, "#answer-body", "server string to sign is:GET&%2F&ImagePipelineId%3Dip-another");
    const found = (await differences(page)).find(({ parameter }) => parameter === "ImagePipelineId");
    assert.deepEqual([found?.ours, found?.theirs], [ID, "ip-another"]);
  });
});

describe("for every person and screen", () => {
  test("both languages", async () => {
    const page = await openSigned();
    await sendAndPaste(page, (await shownUrl(page)).replace("bp67acf", "bp68acf"));
    assert.match(await textOf(page, "answer-verdict"), /Changed on the way: ImagePipelineId/);
    await page.click('[data-lang="zh"]');
    assert.equal(await page.locator("#panel-repair h1").textContent(), "找出问题所在");
    assert.match(await textOf(page, "answer-verdict"), /途中被改动：ImagePipelineId/);
    assert.match(await textOf(page, "answer-retry"), /不能原样重试/);
    assert.doesNotMatch(await page.locator("#answer").innerText(), /undefined|Next step|signed/);
    await page.click('[data-lang="en"]');
    assert.match(await textOf(page, "answer-retry"), /^Not as it stands/);
  });

  test("it is kept in memory alone, and asks for nothing", async () => {
    const page = await openSigned();
    const count = page.requests.length;
    await fillAnswer(page, "#answer-body", '{"Code":"Forbidden.RAM","Message":"of-mine"}');
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
    assert.equal(page.requests.length, count);
    await page.reload();
    assert.equal(await page.inputValue("#answer-body"), "");
  });

  for (const width of [320, 360, 768, 1024, 1440, 1920]) {
    test(`${width} px: no horizontal scrolling, and pasting moves neither the form nor the textarea`, async () => {
      const page = await openSigned({ viewport: { width, height: 800 } });
      const places = () =>
        page.evaluate(() =>
          ["repair-form", "answer-body", "answer-status"].map((id) => {
            const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
            return [x, y + scrollY, width, height];
          }),
        );
      await page.click("#tab-repair");
      const before = await places();
      const url = `${(await shownUrl(page)).replace("bp67acf", "bp68acf").replace("cn-hangzhou", "x".repeat(300))}&Extra=${"y".repeat(300)}`;
      await sendAndPaste(page, url);
      assert.deepEqual(await places(), before);
      assert.equal(await page.locator("#answer-differences tr[data-parameter]").count(), 3);
      for (const language of ["en", "zh"]) {
        await page.click(`[data-lang="${language}"]`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), language);
        const isWithin = await page.locator("#answer").evaluate((section) => {
          const { left, right } = section.getBoundingClientRect();
          return [...section.querySelectorAll("*:not(.visually-hidden)")].every((element) => {
            const box = element.getBoundingClientRect();
            return box.width === 0 || (box.left >= left - 1 && box.right <= right + 1);
          });
        });
        assert.ok(isWithin, language);
      }
    });
  }
});
