/** The boundary between JavaScript and the module: which types cross, and that the usual way gives what the plain one does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import fc from "fast-check";
import * as api from "../../dist/index.js";
import binaryen from "../../node_modules/binaryen/index.js";

/** The package without its types: these tests give it what the types forbid, too. */
const { sign } = /** @type {any} */ (api);

test("no export returns an object by itself, at which V8 of Node 20 and 22 may stop the process", () => {
  const module = binaryen.readBinary(readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url)));
  const results = new Map();
  for (let index = 0; index < module.getNumExports(); index++) {
    const { kind, name, value } = binaryen.getExportInfo(module.getExportByIndex(index));
    if (kind !== binaryen.ExternalFunction) continue;
    results.set(name, binaryen.getFunctionInfo(module.getFunction(value)).results);
  }
  assert.ok(results.size > 20 && results.has("sign"));
  const objects = [...results].filter(([, result]) => result === binaryen.externref).map(([name]) => name);
  assert.deepEqual(objects, []);
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\0", "\u0001", "a\0b", "\f", "\ud800", "a b", "中"),
);
const odd = fc.oneof(text, fc.constantFrom(undefined, null, 1, true, [], {}, new Date(0)));
/** Mostly one of the right values. */
const mostly = (/** @type {any[]} */ ...right) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: odd });
const tag = fc.record({ key: mostly("a", "b", "键"), value: mostly(undefined, "", "1") });
const tags = fc.oneof(fc.constant(undefined), fc.uniqueArray(tag, { maxLength: 3, selector: ({ key }) => key }), odd);
const request = fc.record(
  {
    action: mostly(undefined, "StartImagePipelineExecution"),
    regionId: mostly("cn-hangzhou"),
    imagePipelineId: mostly("ip-1"),
    clientToken: mostly(undefined, "token"),
    tag: tags,
    ownerAccount: mostly(undefined, "owner@example.com"),
    ownerId: mostly(undefined, undefined, 7),
    more: mostly(undefined),
  },
  { requiredKeys: ["regionId", "imagePipelineId"] },
);
const credentials = fc.record({
  accessKeyId: mostly("id"),
  accessKeySecret: mostly("secret"),
  securityToken: mostly(undefined, "token"),
  sessionToken: mostly(undefined),
});
const options = fc.record({
  timestamp: mostly("2026-01-02T03:04:05Z"),
  signatureNonce: mostly("nonce", "a\fb"),
  method: mostly(undefined, "GET", "POST"),
  format: mostly(undefined, "JSON", "XML"),
  signatureMethod: mostly(undefined, "HMAC-SHA1", "ACS3-HMAC-SHA256"),
  endpoint: mostly(undefined, "ecs.example.com", "x/y"),
});

/** An object of a class takes the plain way. */
class Plain {
  constructor(members) {
    Object.assign(this, members);
  }
}

function outcome(...all) {
  try {
    return sign(...all);
  } catch (error) {
    return { name: error.name, issues: error.issues };
  }
}

test("the usual way signs and refuses as the plain one", (t) => {
  t.mock.method(crypto, "randomUUID", () => "7d444840-9dc0-11d1-b245-5ffdce74fad2");
  t.mock.method(Date, "now", () => 1_767_323_045_000);
  let usual = 0;
  fc.assert(
    fc.property(request, credentials, options, (request, credentials, options) => {
      const found = outcome(request, credentials, options);
      assert.deepEqual(found, outcome(new Plain(request), credentials, options));
      if (found.url) usual++;
    }),
    { numRuns: 2_000 },
  );
  assert.ok(usual > 100, String(usual));
});
