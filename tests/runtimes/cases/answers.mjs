/** Answers: one of each kind, and what is said about codes, refused signatures and permissions. */
import { assert } from "chai";

import refusedXml from "../../answers/error-xml-sample.json";
import success from "../../answers/success-json.json";
import cutShort from "../../answers/truncated-json-message.json";
import { credentials, options, request } from "../../unit/example.mjs";

function assertOutcome(outcome, { ok, error, absent = [], ...rest }) {
  if (ok) return assert.deepEqual(outcome, { ok, ...rest });
  assert.isFalse(outcome.ok);
  for (const [member, value] of Object.entries(error)) assert.deepEqual(outcome.error[member], value, member);
  for (const member of absent) assert.notProperty(outcome.error, member);
}

/** The gateway's refusal of a request that it understood as another string to sign. */
const refusal = (theirs) =>
  JSON.stringify({
    RequestId: "r-1",
    Code: "SignatureDoesNotMatch",
    Message: `Specified signature is not matched with our calculation. server string to sign is:${theirs}`,
  });

export const answers = [
  ...[success, refusedXml, cutShort].map((/** @type {any} */ { name, status, headers, body, expected }) => [
    `decode: ${name}`,
    ({ decode }) => {
      assertOutcome(decode({ status, headers, body }), expected);
      assertOutcome(decode({ status, headers: new Headers(headers), body }), expected);
    },
  ]),
  [
    "explain",
    ({ explain }) => {
      const { code, category, explanation, remedy, retry, source } = explain(
        "InvalidImagePipeline.HasRunningExecution",
      );
      assert.equal(code, "InvalidImagePipeline.HasRunningExecution");
      assert.equal(category, "state");
      assert.equal(retry.when, "afterExecution");
      assert.match(source, /^https:\/\//);
      for (const { en, zh } of [explanation, remedy]) {
        assert.match(en, /^[A-Z].*\.$/s);
        assert.match(zh, /\p{Script=Han}/u);
      }
      assert.equal(explain("MissingParameter.Anything").category, "request");
      for (const unknown of ["NoSuchCode", "toString", "", undefined, 5]) assert.isUndefined(explain(unknown));
    },
  ],
  ...[
    ["the same string: the secret is wrong", "WrongSecret", undefined, (text) => text],
    ["POST for GET", "AnotherMethod", "HTTP method", (text) => text.replace("GET", "POST")],
    [
      "a parameter that is lost",
      "ParameterDropped",
      "Tag.1.Value",
      (text) => text.replace("%26Tag.1.Value%3Da%2520b", ""),
    ],
    ["a plus sign for a space", "PlusForSpace", "Tag.1.Value", (text) => text.replace("a%2520b", "a%2Bb")],
  ].map((/** @type {any[]} */ [name, verdict, parameter, change]) => [
    `diagnose: ${name}`,
    ({ decode, diagnose, sign }) => {
      const signed = sign({ ...request, tag: [{ key: "k", value: "a b" }] }, credentials, options);
      const body = refusal(change(signed.stringToSign));
      for (const answer of [body, decode({ status: 400, body }).error]) {
        const diagnosis = diagnose(signed, answer);
        assert.equal(diagnosis.verdict, verdict);
        assert.equal(diagnosis.parameter, parameter);
      }
    },
  ]),
  [
    "inspect",
    ({ inspect, sign }) => {
      const { url, stringToSign } = sign(request, credentials);
      assert.equal(inspect(url, credentials).signature, "Right");
      const [plus] = inspect(stringToSign.replace("GET&", "get&")).findings;
      assert.equal(plus.kind, "WrongMethod");
      for (const text of [undefined, null, 5, {}]) assert.equal(inspect(text).kind, "Nothing");
    },
  ],
  [
    "ramPolicy",
    ({ ramPolicy }) => {
      const policy = (Resource) => ({
        Version: "1",
        Statement: [{ Effect: "Allow", Action: ["ecs:StartImagePipelineExecution"], Resource: [Resource] }],
      });
      assert.deepEqual(ramPolicy(), policy("acs:ecs:*:*:imagepipeline/*"));
      const parts = { accountId: "1234567890123456", regionId: "cn-hangzhou", imagePipelineId: "ip-1" };
      assert.deepEqual(ramPolicy(parts), policy("acs:ecs:cn-hangzhou:1234567890123456:imagepipeline/ip-1"));
    },
  ],
];
