/** A whole call, from a request object to the ID of the execution, but for the network. Prints microseconds as JSON. */
import assert from "node:assert/strict";

import { decode, sign } from "../dist/index.js";
import { credentials, requestWith, TAG_COUNTS } from "./input.mjs";
import { compare } from "./measure.mjs";
import * as official from "./peers/official-clients.mjs";
import { signatureOf } from "./peers/openapi-util.mjs";

const EXECUTION = "exec-5fb8facb8ed7427cabcd";
const BODY = JSON.stringify({ RequestId: "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E", ExecutionId: EXECUTION });
official.answerWith(BODY);

let lastUrl;
async function send(url, _init) {
  lastUrl = url;
  return { status: 200, headers: {}, text: async () => BODY };
}

async function thisPackage(request, options = undefined) {
  const signed = sign(request, credentials, options);
  const { status, headers, text } = await send(signed.url, signed);
  return decode({ status, headers, body: await text() });
}

/** Shows that each client sent what this package signs, at the same time and with the same nonce. */
async function check(request, functions) {
  assert.equal((await functions["this package: sign, decode"]()).executionId, EXECUTION);
  assert.ok(lastUrl.includes("&Signature="));

  const sent = async (name) => {
    const answer = await functions[name]();
    assert.equal((answer.body ?? answer).executionId ?? answer.ExecutionId, EXECUTION, name);
    return Object.fromEntries(new URL(official.last.url).searchParams);
  };
  const expected = (/** @type {any} */ { Timestamp, SignatureNonce }) => {
    const options = { timestamp: Timestamp, signatureNonce: SignatureNonce };
    return Object.fromEntries(new URL(sign(request, credentials, options).url).searchParams);
  };
  const popCore = await sent("@alicloud/pop-core");
  assert.deepEqual(popCore, expected(popCore));

  // It signs POST and the format in lower case.
  const v2 = await sent("@alicloud/ecs20140526, HMAC-SHA1");
  const { Signature, ...parameters } = v2;
  assert.deepEqual({ ...expected(v2), Format: "json", Signature }, v2);
  assert.equal(Signature, signatureOf(parameters, "POST", credentials.accessKeySecret));

  // It signs with another algorithm, in headers: the operation's own parameters are left to compare.
  const acs3 = await sent("@alicloud/ecs20140526, its default ACS3-HMAC-SHA256");
  assert.match(official.last.options.headers.Authorization, /^ACS3-HMAC-SHA256 .*Signature=[0-9a-f]{64}$/);
  const own = Object.entries(expected(v2)).filter(([name]) => name in acs3);
  assert.deepEqual(Object.fromEntries(own), acs3);
  assert.equal(Object.keys(acs3).length, 3 + 2 * (request.tag?.length ?? 0));
  // This package does not send what kind of credentials it has.
  const { headers } = official.last.options;
  const options = { ...byAcs3, timestamp: headers["x-acs-date"], signatureNonce: headers["x-acs-signature-nonce"] };
  const signed = sign(request, credentials, options);
  assert.deepEqual(Object.fromEntries(new URL(signed.url).searchParams), acs3);
  for (const [name, value] of Object.entries(signed.headers))
    if (name !== "authorization") assert.equal(headers[name], value, name);
  const names = (text) => text.replace("x-acs-credentials-provider;", "").replace(/Signature=.*/, "");
  assert.equal(names(signed.headers.authorization), names(headers.Authorization));
  assert.equal((await functions["this package: sign by ACS3-HMAC-SHA256, decode"]()).executionId, EXECUTION);
}

/** @type {import("../dist/index.js").SignOptions} */
const byAcs3 = { signatureMethod: "ACS3-HMAC-SHA256" };
const results = {};
for (const tags of TAG_COUNTS) {
  const request = requestWith(tags);
  const functions = {
    "this package: sign, decode": () => thisPackage(request),
    "this package: sign by ACS3-HMAC-SHA256, decode": () => thisPackage(request, byAcs3),
    "@alicloud/pop-core": official.popCore(credentials, request),
    "@alicloud/ecs20140526, HMAC-SHA1": official.ecs20140526(credentials, request, "v2"),
    "@alicloud/ecs20140526, its default ACS3-HMAC-SHA256": official.ecs20140526(credentials, request),
  };
  await check(request, functions);
  for (const [name, time] of Object.entries(await compare(functions))) (results[name] ??= {})[tags] = time;
}
console.log(JSON.stringify(results));
