/** Signatures that Alibaba Cloud published, and signatures that its SDKs put on the wire. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";

import { sign } from "../../dist/index.js";
import { stages } from "./core.mjs";
import { argumentsOf } from "./vector-arguments.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
const documents = read("official-documents.json");
const sdks = read("official-sdks.json");

/** The order in which parameters are given must not matter. */
const orders = (parameters) => [Object.entries(parameters), Object.entries(parameters).reverse()];

suite("documents: each stage", () => {
  for (const { name, method, accessKeySecret, parameters, ...expected } of documents.cases) {
    test(name, () => {
      const { stringToSign, signature } = expected;
      assert.ok(stringToSign || signature, "nothing to compare with");
      for (const pairs of orders(parameters)) {
        const actual = stages(method, accessKeySecret, pairs);
        if (stringToSign) assert.equal(actual.stringToSign, stringToSign);
        if (signature) assert.equal(actual.signature, signature);
      }
    });
  }
});

suite("SDKs: each stage", () => {
  for (const { name, method, params, canonicalQuery, stringToSign, signature } of sdks.cases) {
    test(name, () => {
      for (const pairs of orders(params)) {
        assert.deepEqual(stages(method, sdks.accessKeySecret, pairs), { canonicalQuery, stringToSign, signature });
      }
    });
  }
});

const sorted = (query) => [...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : 1));

suite("SDKs: sign", () => {
  const cases = sdks.cases.filter(({ sdk }) => sdk.startsWith("@alicloud/pop-core"));
  test("every kind of case is there", () => {
    const kinds = ["GET", "POST"].flatMap((method) =>
      ["ak", "sts"].flatMap((who) => ["minimal", "token", "tags"].map((what) => `pop-core|${method}|${who}|${what}`)),
    );
    assert.deepEqual(cases.map(({ name }) => name).sort(), kinds.sort());
  });

  for (const vector of cases) {
    test(vector.name, () => {
      const { method, params, canonicalQuery, stringToSign, signature, wire_path, wire_body } = vector;
      const signed = sign(...argumentsOf(vector, sdks.accessKeySecret));
      assert.equal(signed.method, method);
      assert.equal(signed.canonicalQuery, canonicalQuery);
      assert.equal(signed.stringToSign, stringToSign);
      assert.equal(signed.signature, signature);

      const sent = method === "GET" ? new URL(signed.url).search : signed.body;
      assert.deepEqual(sorted(sent), Object.entries({ ...params, Signature: signature }).sort(([a], [b]) => (a < b ? -1 : 1)));

      // pop-core, too, sends what it signed and the signature last, so the bytes are the same.
      assert.equal(signed.url, `https://ecs.${params.RegionId}.aliyuncs.com${wire_path}`);
      assert.equal(signed.body ?? "", wire_body);
    });
  }
});
