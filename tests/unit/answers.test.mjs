/** The answers of tests/answers through the compiled core; tests/answers.rs reads the same files natively. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";

import * as api from "../../dist/index.js";

/** The package without its types: these tests give it what the types forbid, too. */
const { ApiError, decode, explain } = /** @type {any} */ (api);

const folder = new URL("../answers/", import.meta.url);
const read = (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const files = readdirSync(folder).filter((file) => file !== "codes.json");

function assertOutcome(outcome, { ok, error, absent = [], ...rest }) {
  if (ok) return assert.deepEqual(outcome, { ok, ...rest });
  assert.equal(outcome.ok, false);
  for (const [member, value] of Object.entries(error)) assert.deepEqual(outcome.error[member], value, member);
  for (const member of absent) assert.ok(!(member in outcome.error), member);
}

suite("each answer", () => {
  for (const { name, status, headers, body, padTo = 0, expected } of files.map(read)) {
    test(name, () => {
      const padded = body.padEnd(padTo);
      assertOutcome(decode({ status, headers, body: padded }), expected);
      assertOutcome(decode({ status, headers: new Headers(headers), body: padded }), expected);
    });
  }
});

suite("each documented code, in both formats", () => {
  for (const { section, status, code, message } of read("codes.json")) {
    const text = message ?? "Text of its own.";
    test(`${section} ${status} ${code}`, () => {
      const error = { status, code, message: text, requestId: "r-1", hostId: "ecs.aliyuncs.com", known: true };
      const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      const json = JSON.stringify({ RequestId: "r-1", HostId: "ecs.aliyuncs.com", Code: code, Message: text });
      const xml = `<Error><RequestId>r-1</RequestId><HostId>ecs.aliyuncs.com</HostId><Code>${code}</Code><Message>${escaped}</Message></Error>`;
      for (const body of [json, xml]) assertOutcome(decode({ status, body }), { ok: false, error });
    });
  }
});

suite("a body that is no text", () => {
  const success = { ok: true, requestId: "r", executionId: "exec-1" };
  const body = { RequestId: "r", ExecutionId: "exec-1" };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  for (const [name, value] of Object.entries({
    object: body,
    Uint8Array: bytes,
    ArrayBuffer: bytes.buffer,
    Buffer: Buffer.from(bytes),
    DataView: new DataView(bytes.buffer),
  })) {
    test(name, () => assert.deepEqual(decode({ status: 200, body: value }), success));
  }
  const circle = {};
  circle.self = circle;
  for (const [name, value] of Object.entries({
    none: undefined,
    null: null,
    number: 1,
    String: new String("{}"),
    promise: Promise.resolve(""),
    stream: new Response("{}").body,
    circle,
  })) {
    test(`${name}: it is not said to be empty`, () => {
      for (const status of [200, 302, 403, 500]) {
        const { error } = decode({ status, body: value });
        assert.deepEqual([error.code, error.category, error.retry.when], ["WrongBodyType", "answer", "never"]);
        assert.match(error.remedy.en, /text/);
      }
    });
  }
  test("an error that was read already", () =>
    assert.equal(decode({ status: 400, body: { Code: "Throttling" } }).error.code, "Throttling"));
});

test("headers as Node, a Map and clients have them", () => {
  const body = JSON.stringify({ Code: "Throttling" });
  const own = { "x-acs-request-id": ["r-1", "r-2"], "x-acs-retry-after": 1500, date: undefined };
  for (const headers of [
    own,
    new Map(Object.entries(own)),
    new Map(Object.entries({ "X-Acs-Request-Id": "r-1", "X-Acs-Retry-After": "1500" })),
  ]) {
    const { error } = decode({ status: 400, headers, body });
    assert.deepEqual([error.requestId, error.retry.delayMs], ["r-1", 1500]);
  }
});

suite("ApiError", () => {
  test("its message has what a ticket needs", () => {
    const { error } = decode({
      status: 400,
      body: JSON.stringify({ Code: "Throttling", Message: "Denied.", RequestId: "r-1" }),
    });
    assert.equal(new ApiError(error).message, `Throttling (400): Denied. ${error.remedy.en} RequestId: r-1`);
  });
  for (const details of [undefined, null, {}, { code: "A" }]) {
    test(`of ${JSON.stringify(details)}`, () => {
      const error = new ApiError(details);
      assert.equal(error.name, "ApiError");
      assert.match(error.message, details?.code === "A" ? /^A \(0\):/ : /^Unknown \(0\):/);
    });
  }
});

test("a source is the URL of a page", () => {
  for (const code of ["Duplicate.TagKey", "SignatureDoesNotMatch", "InvalidOwnerId", "EmptyAnswer", "MissingRegionId"])
    assert.equal(new URL(explain(code).source).protocol, "https:", code);
});

test("a code of a family is not known, and a family is no code", () => {
  assert.deepEqual(
    ["Throttling.User", "Throttling.Resource", "MissingRegionId"].map((code) => explain(code).known),
    [true, false, false],
  );
  assert.deepEqual(
    ["Missing*", "MissingParameter.*"].map((code) => explain(code)),
    [undefined, undefined],
  );
});
