/** Each rule: what breaks it, what is said about it, and whether it stops signing. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";

import * as typed from "../../dist/index.js";
import { credentials, options } from "./example.mjs";
import { texts } from "./rule-texts.mjs";
import { rightRequest, violations } from "./rules.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const api = /** @type {any} */ (typed);
const { CredentialsError, sign, validate, ValidationError } = api;

const brief = (issues) => issues.map(({ path, code, severity }) => [path, code, severity]);
const errors = (request) =>
  brief(validate({ ...rightRequest, ...request }).filter(({ severity }) => severity === "error"));
const said = (request) => brief(validate({ ...rightRequest, ...request }));

/** A rule's text as a pattern, with anything in the place of what is filled in. */
function pattern(template) {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("(.+)")}$`);
}

function assertText({ path, message }, rule) {
  assert.deepEqual(Object.keys(message).sort(), ["en", "zh"]);
  assert.match(message.en, pattern(texts[rule].en));
  assert.match(message.zh, pattern(texts[rule].zh));
  assert.notEqual(message.en, message.zh);
  assert.match(message.zh, /\p{Script=Han}/u);
  assert.doesNotMatch(message.en, /\p{Script=Han}/u);
  for (const text of Object.values(message)) {
    assert.doesNotMatch(text, /[{}\\]|undefined|null/);
    // Wherever a text names its field, it does so by its path.
    if (texts[rule].en.includes("{field}") && path !== "") assert.ok(text.includes(path), text);
  }
}

/** @returns {Promise<any>} */
async function caught(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

test("a right request has no issues", () => {
  assert.deepEqual(validate(rightRequest), []);
});

test("every rule is broken here at least once", () => {
  const broken = new Set(violations.map(({ rule }) => rule));
  assert.deepEqual([...broken].sort(), Object.keys(texts).sort());
});

suite("validate", () => {
  for (const { name, rule, path, code, severity, request } of violations.filter(({ part }) => part === "request")) {
    test(name, () => {
      const issues = validate(request);
      assert.deepEqual(brief(issues), [[path, code, severity]]);
      assertText(issues[0], rule);
    });
  }

  test("more unknown fields than can be listed", () => {
    const unknown = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`colour${i}`, i]));
    const issues = validate({ ...rightRequest, ...unknown });
    assert.equal(issues.length, 21);
    assert.equal(issues[20].path, "");
    assert.match(issues[20].message.en, /^5 more fields/);
    assert.match(issues[20].message.zh, /5/);
  });
});

suite("sign", () => {
  for (const { name, part, rule, path, code, severity, call } of violations) {
    test(name, async () => {
      if (severity === "warning") {
        assert.equal((await call(api, credentials)).signature.length, 28);
        return;
      }
      const error = await caught(() => call(api, credentials));
      assert.equal(error.name, part === "credentials" ? "CredentialsError" : "ValidationError");
      assert.equal(error.code, part === "credentials" ? "ERR_CREDENTIALS" : "ERR_INVALID_REQUEST");
      assert.equal(error instanceof Error, true);
      const issue = error.issues.find((issue) => issue.path === path && issue.code === code);
      assert.ok(issue, JSON.stringify(error.issues));
      assertText(issue, rule);
      for (const { severity, message } of error.issues) {
        assert.equal(severity, "error");
        assert.ok(error.message.includes(message.en));
      }
    });
  }

  test("throws the classes that the package exports", () => {
    assert.throws(() => sign({}, credentials), ValidationError);
    assert.throws(() => sign(rightRequest, {}), CredentialsError);
  });

  test("throws the errors that validate finds, and no others", () => {
    for (const { request } of violations.filter(({ part }) => part === "request")) {
      const expected = validate(request).filter(({ severity }) => severity === "error");
      if (expected.length === 0) assert.doesNotThrow(() => sign(request, credentials));
      else
        assert.throws(
          () => sign(request, credentials),
          (/** @type {any} */ error) => (assert.deepEqual(error.issues, expected), true),
        );
    }
  });

  test("speaks of the request and the options at once, and of credentials when these are right", () => {
    assert.throws(
      () => sign({ regionId: "" }, {}, { method: "PUT", timestamp: "now", signatureNonce: "" }),
      (/** @type {any} */ error) => {
        const paths = error.issues.map(({ path }) => path).sort();
        assert.ok(error instanceof ValidationError);
        assert.deepEqual(paths, [
          "imagePipelineId",
          "options.method",
          "options.signatureNonce",
          "options.timestamp",
          "regionId",
        ]);
        return true;
      },
    );
    assert.throws(
      () => sign(rightRequest, { accessKeyId: " ", accessKeySecret: "" }),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof CredentialsError);
        assert.deepEqual([...new Set(error.issues.map(({ path }) => path))], ["accessKeyId", "accessKeySecret"]);
        return true;
      },
    );
    assert.throws(
      () => sign(rightRequest),
      (/** @type {any} */ error) => {
        assert.deepEqual(
          error.issues.map(({ path, code }) => [path, code]),
          [
            ["accessKeyId", "MissingCredential"],
            ["accessKeySecret", "MissingCredential"],
          ],
        );
        return true;
      },
    );
  });

  test("signs a token with any ID, and passes over what providers add to credentials", () => {
    const signed = sign(
      rightRequest,
      { ...credentials, securityToken: "t", expiration: new Date(), type: "sts" },
      options,
    );
    assert.ok(signed.canonicalQuery.includes("&SecurityToken=t&"));
  });
});

suite("limits", () => {
  const tags = (length) => Array.from({ length }, (_, i) => ({ key: `k${i}` }));
  const tooManyTags = (path) => [[path, "InvalidParameter", "error"]];
  const key = (key) => ({ tag: [{ key }] });
  const value = (value) => ({ tag: [{ key: "k", value }] });
  const malformedKey = (severity) => [["tag[0].key", "InvalidTagKey.Malformed", severity]];
  const malformedValue = (severity) => [["tag[0].value", "InvalidTagValue.Malformed", severity]];
  const invalidToken = [["clientToken", "InvalidParameter", "error"]];
  const deprecated = [["templateTag", "DeprecatedParameter", "warning"]];

  const table = /** @type {any[][]} */ ([
    ["no tags", { tag: [], templateTag: [] }, []],
    ["20 tags", { tag: tags(20) }, []],
    ["21 tags", { tag: tags(21) }, tooManyTags("tag")],
    ["100 tags", { tag: tags(100) }, tooManyTags("tag")],
    ["101 tags", { tag: tags(101) }, tooManyTags("tag")],
    ["20 template tags", { templateTag: tags(20) }, deprecated],
    ["21 template tags", { templateTag: tags(21) }, [...tooManyTags("templateTag"), ...deprecated]],
    ["one key in tag and in templateTag", { tag: tags(1), templateTag: tags(1) }, deprecated],
    ["keys that differ in case", { tag: [{ key: "a" }, { key: "A" }] }, []],
    [
      "two empty keys",
      { tag: [{ key: "" }, { key: "" }] },
      [0, 1].map((i) => [`tag[${i}].key`, "InvalidTagKey.Malformed", "error"]),
    ],

    ["client token of 64 characters", { clientToken: "a".repeat(64) }, []],
    ["client token of 65 characters", { clientToken: "a".repeat(65) }, invalidToken],
    ["client token of 65 characters, not ASCII", { clientToken: "ä".repeat(65) }, [...invalidToken, ...invalidToken]],

    ["key of 1 character", key("k"), []],
    ["key of 128 characters", key("k".repeat(128)), []],
    ["key of 129 characters", key("k".repeat(129)), malformedKey("error")],
    ["key of 42 CJK characters, 126 bytes", key("键".repeat(42)), []],
    ["key of 43 CJK characters, 129 bytes", key("键".repeat(43)), malformedKey("warning")],
    ["key of 128 CJK characters", key("键".repeat(128)), malformedKey("warning")],
    ["key of 129 CJK characters", key("键".repeat(129)), malformedKey("error")],
    ["key of 65 emoji, 130 UTF-16 units", key("😀".repeat(65)), malformedKey("warning")],
    ["key of 129 emoji", key("😀".repeat(129)), malformedKey("error")],

    ["value left out", value(undefined), []],
    ["value null", value(null), []],
    ["value empty", value(""), []],
    ["value of 128 characters", value("v".repeat(128)), []],
    ["value of 129 characters", value("v".repeat(129)), malformedValue("error")],
    ["value of 43 CJK characters, 129 bytes", value("值".repeat(43)), malformedValue("warning")],
    ["value of 128 CJK characters", value("值".repeat(128)), malformedValue("warning")],
    ["value of 129 CJK characters", value("值".repeat(129)), malformedValue("error")],

    ["key with a reserved word inside", key("my-aliyun acs:"), []],
    ["key with a URL of another scheme", key("ftp://a http:/ https:"), []],
    ["key with a prefix and a URL", key("acs:http://a"), [...malformedKey("error"), ...malformedKey("error")]],
    ["key with a URL in two cases", key("HTTP://a http://b"), malformedKey("error")],
    ["key with a prefix in another case", key("ALIYUN"), malformedKey("warning")],
    ["value that starts with aliyun", value("aliyun"), []],
    ["value with acs: inside", value("x acs:"), []],
    ["value with a prefix in another case", value("ACS:x"), malformedValue("warning")],
    ["value with a URL in another case", value("x hTTps://"), malformedValue("warning")],

    ["region of 63 characters", { regionId: "a".repeat(63) }, []],
    ["region of 64 characters", { regionId: "a".repeat(64) }, [["regionId", "InvalidRegionId.NotFound", "error"]]],
    ["region of 1 character", { regionId: "a" }, []],
    ...["-a", "a-", "a.b", "a_b", "a/b", "a@b", "a:1", "a#", "a?", "a\\b", "a%2eb", "ａ", "x.evil.example/?"].map(
      (regionId) => [`region ${regionId}`, { regionId }, [["regionId", "InvalidRegionId.NotFound", "error"]]],
    ),
    ...[
      "cn hangzhou",
      " cn-hangzhou",
      "cn-hangzhou\t",
      "\0",
      "\u0085",
      "cn\u3000hangzhou",
      "cn\u200bhangzhou",
      "\ufeffcn",
    ].map((regionId) => [
      `region ${JSON.stringify(regionId)}`,
      { regionId },
      [["regionId", "InvalidRegionId.NotFound", "error"]],
    ]),
    ...[" ip-1", "ip-1\r\n", "ip-\t1", "ip-1\u00a0", "ip-\u20281", "ip-1\ufeff", "ip-\u001b1", "ip-\u009b1"].map(
      (imagePipelineId) => [
        `template ${JSON.stringify(imagePipelineId)}`,
        { imagePipelineId },
        [
          ...(imagePipelineId.startsWith("ip-")
            ? []
            : [["imagePipelineId", "InvalidImagePipeline.NotFound", "warning"]]),
          ["imagePipelineId", "InvalidImagePipeline.NotFound", "error"],
        ].sort((a, b) => (a[2] < b[2] ? -1 : 1)),
      ],
    ),

    ["owner ID 0", { ownerId: 0, resourceOwnerId: 0 }, []],
    ["largest owner ID", { ownerId: Number.MAX_SAFE_INTEGER }, []],
    ["too large an owner ID", { ownerId: 2 ** 53 }, [["ownerId", "WrongType", "error"]]],
    ["owner ID as bigint", { ownerId: 1n }, [["ownerId", "WrongType", "error"]]],
    ["owner ID NaN", { ownerId: Number.NaN }, [["ownerId", "WrongType", "error"]]],
    ["each owner in its own way", { ownerAccount: "a", resourceOwnerAccount: "b", resourceOwnerId: 1 }, []],
    ["the action itself", { action: "StartImagePipelineExecution" }, []],
    ["the action empty", { action: "" }, [["action", "InvalidAction.NotFound", "error"]]],
  ]);
  for (const [name, request, expected] of table) {
    test(name, () => {
      assert.deepEqual(said(request), expected);
      const wrong = expected.some(([, , severity]) => severity === "error");
      if (wrong) assert.throws(() => sign({ ...rightRequest, ...request }, credentials), ValidationError);
      else assert.equal(sign({ ...rightRequest, ...request }, credentials).signature.length, 28);
    });
  }
});

test("every issue of a request at once", () => {
  const request = {
    regionId: "cn-hangzhou ",
    clientToken: "ü".repeat(65),
    tag: [{ key: "aliyun", value: "https://a" }, { key: "a" }, { key: "a", value: 1 }, {}, 7],
    templateTag: [{ key: "" }],
    ownerId: 1,
    ownerAccount: "a",
    tags: [],
  };
  assert.deepEqual(
    brief(validate(request))
      .map((issue) => issue.join(" "))
      .sort(),
    [
      "clientToken InvalidParameter error",
      "clientToken InvalidParameter error",
      "imagePipelineId MissingParameter error",
      "ownerId InvalidOwner error",
      "regionId InvalidRegionId.NotFound error",
      "tag[0].key InvalidTagKey.Malformed error",
      "tag[0].value InvalidTagValue.Malformed error",
      "tag[2].key Duplicate.TagKey error",
      "tag[2].value WrongType error",
      "tag[3].key InvalidTagKey.Malformed error",
      "tag[4] WrongType error",
      "tags UnknownField error",
      "templateTag DeprecatedParameter warning",
      "templateTag[0].key InvalidTagKey.Malformed error",
    ],
  );
});

test("no request at all is one issue", () => {
  for (const nothing of [undefined, null])
    assert.deepEqual(brief(validate(nothing)), [["", "MissingParameter", "error"]]);
  for (const wrong of ["", 1, true, [], () => {}])
    assert.deepEqual(brief(validate(wrong)), [["", "WrongType", "error"]]);
});

test("null and undefined members count as left out, whatever they are called", () => {
  for (const nothing of [undefined, null]) {
    const members = [
      "action",
      "tag",
      "templateTag",
      "ownerAccount",
      "ownerId",
      "resourceOwnerAccount",
      "resourceOwnerId",
      "colour",
    ];
    assert.deepEqual(said(Object.fromEntries(members.map((name) => [name, nothing]))), []);
    const left = {
      method: nothing,
      format: nothing,
      endpoint: nothing,
      signatureMethod: nothing,
      timestamp: nothing,
      signatureNonce: nothing,
      colour: nothing,
    };
    assert.match(
      sign({ ...rightRequest, clientToken: nothing }, { ...credentials, securityToken: nothing }, left).url,
      /^https:/,
    );
    assert.doesNotMatch(sign({ ...rightRequest, clientToken: nothing }, credentials, nothing).url, /ClientToken/);
  }
});

suite("did you mean", () => {
  const near = (message) => message.en.match(/Did you mean (\w+)\?/)?.[1];
  for (const [name, expected] of Object.entries({
    imagePipelineID: "imagePipelineId",
    ImagePipelineId: "imagePipelineId",
    imagePiplineId: "imagePipelineId",
    pipelineId: "imagePipelineId",
    RegionId: "regionId",
    region: "regionId",
    clientoken: "clientToken",
    tags: "tag",
    Tag: "tag",
    templateTags: "templateTag",
    ownerid: "ownerId",
    colour: undefined,
    x: undefined,
    constructor: undefined,
    地域: undefined,
  })) {
    test(`${name}: ${expected}`, () => {
      const [issue, ...more] = validate({ ...rightRequest, [name]: "a" });
      assert.deepEqual(more, []);
      assert.equal(issue.path, name);
      assert.equal(near(issue.message), expected);
      if (expected) assert.ok(issue.message.zh.includes(expected));
    });
  }

  test("in a tag, and in the options", () => {
    assert.equal(near(validate({ ...rightRequest, tag: [{ key: "a", Value: "b" }] })[0].message), "value");
    assert.throws(
      () => sign(rightRequest, credentials, { nonce: "a", Method: "POST" }),
      ({ issues }) => (
        assert.deepEqual(
          issues.map(({ message }) => near(message)),
          ["signatureNonce", "method"],
        ),
        true
      ),
    );
  });
});

test("a hostile region never signs, whatever the endpoint", () => {
  for (const regionId of ["x.evil.example/?", "evil.example#", "a@evil.example", "a\\", "a:80", "a%00", "", " "]) {
    for (const endpoint of [undefined, "ecs.cn-hangzhou.aliyuncs.com", "http://127.0.0.1:8080"]) {
      assert.throws(
        () => sign({ ...rightRequest, regionId }, credentials, { endpoint }),
        ({ issues }) => {
          assert.deepEqual(
            issues.map(({ path }) => path),
            ["regionId"],
          );
          return true;
        },
      );
    }
  }
});

test("what is wrong with one field hides nothing about the others", () => {
  assert.deepEqual(errors({ imagePipelineId: "ip-".padEnd(10_000_000, "a"), tag: [{ key: "a", value: "b" }] }), [
    ["imagePipelineId", "TooLarge", "error"],
  ]);
});
