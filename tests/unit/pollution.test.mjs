/** Members that someone has added to Object.prototype change no answer. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";

import * as api from "../../dist/index.js";
import { credentials, options, request } from "./example.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { decode, diagnose, inspect, ramPolicy, sign } = /** @type {any} */ (api);

const signed = sign(request, credentials, options);
const echo = signed.stringToSign.replace("cn-hangzhou", "cn-beijing");
const body = JSON.stringify({
  Code: "SignatureDoesNotMatch",
  Message: `Specified signature is not matched with our calculation. server string to sign is:${echo}`,
});
const date = "Fri, 02 Jan 2026 03:04:05 GMT";
const expired = '{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired."}';
// The platform's own constructors may read what was added.
const headers = new Headers({ date });
const response = new Response(body, { status: 400, headers });
const of = (body) => ({ status: 400, headers: { date }, body });

const calls = {
  "decode, plain headers": () => decode(of(body)),
  "decode, Headers": () => decode({ ...of(body), headers }),
  "decode, a Map": () => decode({ ...of(body), headers: new Map([["date", date]]) }),
  "decode, a Response": () => decode({ status: response.status, headers: response.headers, body }),
  "decode, an object whose class has the members": () => {
    class Answer {
      get status() {
        return 400;
      }
      get headers() {
        return headers;
      }
      get body() {
        return body;
      }
    }
    return decode(new Answer());
  },
  "decode, nothing": () => decode({}),
  "diagnose, a body": () => diagnose(signed, body),
  "diagnose, an object": () => diagnose(signed, JSON.parse(body)),
  "diagnose, an error": () => diagnose(signed, decode(of(body)).error),
  "diagnose, an outcome": () => diagnose(signed, decode(of(body))),
  "diagnose, an error about the clock": () => diagnose(signed, decode(of(expired)).error),
  "diagnose, nothing": () => diagnose({}, ""),
  inspect: () => inspect(signed.url, {}),
  ramPolicy: () => ramPolicy({}),
  sign: () => sign(request, credentials, options),
};
const before = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, call()]));

const names = [
  "accessKeySecret",
  "canonicalRequest",
  "code",
  "date",
  "details",
  "error",
  "explanation",
  "get",
  "headers",
  "message",
  "redirect",
  "serverCanonicalRequest",
  "serverStringToSign",
  "serverTime",
  "status",
  "stringToSign",
  "timestamp",
];
const values = { "a text": "polluted", "a number": 400, "an object": {}, "a function": () => "polluted" };

/** Each with a value and with a getter that returns a fresh one. */
function polluted(name, value, run) {
  for (const property of [
    { value, writable: true },
    { get: () => (typeof value === "object" ? { ...value } : value) },
  ]) {
    Object.defineProperty(Object.prototype, name, { ...property, configurable: true });
    try {
      run();
    } finally {
      delete Object.prototype[name];
    }
  }
}

suite("Object.prototype", () => {
  for (const name of [...names, "body"]) {
    for (const [kind, value] of Object.entries(values)) {
      test(`${name}: ${kind}`, () => {
        const found = {};
        polluted(name, value, () => {
          for (const [call, run] of Object.entries(calls)) (found[call] ??= []).push(run());
        });
        for (const call of Object.keys(calls)) assert.deepEqual(found[call], [before[call], before[call]], call);
      });
    }
  }
});

test("sign reads no inherited member, whatever else the credentials have", () => {
  const more = { ...credentials, expiration: "2026-01-02T04:04:05Z" };
  const given = { signatureNonce: "n", timestamp: "2026-01-02T03:04:05Z" };
  const expected = sign(request, more, given);
  const members = { endpoint: "https://evil.example", method: "POST", format: "XML" };
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
    try {
      assert.deepEqual(sign(request, more, given), expected, name);
    } finally {
      delete Object.prototype[name];
    }
  }
});
