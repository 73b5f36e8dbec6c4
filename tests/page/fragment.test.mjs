// The state of the page as the fragment of a URL: what it brings, what it can never hold, and what cannot break it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import fc from "fast-check";

import { importFromPage } from "./bundle.mjs";

const { choose, writeFragment, readFragment } = await importFromPage("fragment");

const ID = "ip-bp67acfmxazb4p0a1b2c";

/** @param {unknown} state JSON, unless it is a text or bytes */
const pack = (state) =>
  `#v1.${deflateRawSync(typeof state === "string" || Buffer.isBuffer(state) ? state : JSON.stringify(state)).toString("base64url")}`;

/** @param {string} fragment */
const unpack = (fragment) => inflateRawSync(Buffer.from(fragment.slice(4), "base64url")).toString();

/**
 * What a link to this form holds, as JSON, and the names of the fields that it leaves out.
 *
 * @param {{ fields?: Record<string, string>, tag?: string[][], secrets?: string[] }} form
 */
async function shared({ fields = {}, tag = [], secrets = [] }) {
  const { state, left } = choose({ tab: "sign", filling: { fields, tag }, secrets });
  return { text: unpack(await writeFragment(state)), left };
}

test("a link brings the form, and nothing but letters that a URL can have", async () => {
  const fields = {
    regionId: "cn-beijing",
    imagePipelineId: ID,
    signatureMethod: "ACS3-HMAC-SHA256",
    method: "POST",
    format: "XML",
    network: "vpc",
    endpoint: "http://127.0.0.1:8080",
  };
  const tag = [
    ["队伍 😀 &=#", ""],
    ["a", "中".repeat(128)],
  ];
  const { state, left } = choose({ tab: "policy", filling: { fields, tag }, secrets: [] });
  const fragment = await writeFragment(state);
  assert.match(fragment, /^#v1\.[\w-]+$/);
  assert.deepEqual(await readFragment(fragment), { tab: "policy", filling: { fields, tag } });
  assert.deepEqual(left, []);
  assert.deepEqual(JSON.parse(unpack(fragment)), {
    t: "policy",
    r: "cn-beijing",
    i: ID,
    a: "ACS3-HMAC-SHA256",
    m: "POST",
    f: "XML",
    n: "vpc",
    e: "http://127.0.0.1:8080",
    g: tag,
  });
});

describe("what a link can never hold", () => {
  test("fields that are not on the list", async () => {
    const names = ["clientToken", "timestamp", "signatureNonce", "ownerId", "accessKeyId", "accessKeySecret"];
    const { text, left } = await shared({ fields: Object.fromEntries(names.map((name) => [name, "1"])) });
    assert.equal(text, '{"t":"sign"}');
    assert.deepEqual(left, names);
  });

  test("a part of the credentials in the form, in a value that would otherwise be right", async () => {
    const letters = fc.stringMatching(/^[a-z0-9]{4,12}$/);
    await fc.assert(
      fc.asyncProperty(letters, letters, async (secret, other) => {
        const fields = {
          regionId: `c${secret}x`,
          imagePipelineId: `ip-${secret}`,
          endpoint: `https://${secret}.example`,
          method: "GET",
        };
        const tag = [
          [`a${secret}`, ""],
          ["b", `${secret}z`],
          ["kept", "too"],
        ];
        const { text, left } = await shared({ fields, tag, secrets: [`${other}!`, secret] });
        assert.equal(text, '{"t":"sign","m":"GET","g":[["kept","too"]]}');
        assert.deepEqual(left, ["regionId", "imagePipelineId", "endpoint", "tag[0].key", "tag[1].key"]);
      }),
    );
  });

  const credentials = {
    "an AccessKey ID": "LTAI5tSomebody",
    "a temporary AccessKey ID": "STS.NUsomebody",
    "a secret": "Zm9yYmlkZGVuIHNlY3JldCBvZiBtaW5l",
    "a signature": "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
    "a signature in hex": "0123456789abcdef0123456789abcdef01234567",
    "the name of a parameter": "Signature",
    "the name of a secret": "my password",
  };
  for (const [name, text] of Object.entries(credentials)) {
    test(`${name} in a tag, to write or to read`, async () => {
      const tag = [
        [text, ""],
        ["a", text],
        ["b", "c"],
      ];
      assert.equal((await shared({ tag })).text, '{"t":"sign","g":[["b","c"]]}');
      assert.deepEqual((await readFragment(pack({ t: "sign", g: tag }))).filling.tag, [["b", "c"]]);
    });
  }
});

test("values that are not of a field's form are not taken from a link", async () => {
  const tags = [["b", "c"], ["a", 1], ["a"], "a", null, ["x".repeat(129), ""], ["a", "\ud800"], ["a", "b", "c"]];
  const wrong = { r: "CN", m: "PUT", a: "HMAC-MD5", f: "YAML", n: 1, e: "https://a.example/path" };
  const unknown = { accessKeySecret: "x", s: "y", clientToken: "z", constructor: 1 };
  assert.deepEqual(await readFragment(pack({ t: "sign", i: ID, ...wrong, ...unknown, g: tags })), {
    tab: "sign",
    filling: { fields: { imagePipelineId: ID }, tag: [["b", "c"]] },
  });
  const many = Array.from({ length: 30 }, (_, index) => [`key${index}`, ""]);
  assert.equal((await readFragment(pack({ t: "sign", g: many }))).filling.tag.length, 20);
});

describe("a fragment of garbage is called so", () => {
  const broken = {
    "no letters": "#v1.",
    "not base64url": "#v1.%%%",
    "not deflated": "#v1.AAAA",
    "not JSON": pack("{"),
    "not UTF-8": pack(Buffer.from([0xff, 0xfe])),
    "no object": pack("[]"),
    null: pack("null"),
    "no tab": pack({ i: ID }),
    "an unknown tab": pack({ t: "toString" }),
    "cut off": pack({ t: "sign", i: ID }).slice(0, -6),
    "a bomb": pack(Buffer.alloc(50_000_000)),
    "too long": `#v1.${"A".repeat(100_000)}`,
  };
  for (const [name, fragment] of Object.entries(broken)) {
    test(name, async () => assert.equal(await readFragment(fragment), "broken"));
  }

  test("of another version, and of other fragments", async () => {
    assert.equal(await readFragment("#v2.AAAA"), "newer");
    for (const fragment of ["", "#", "#nothing", "#errors/None.Such", "#errors/%", "#%E0%A4%A"]) {
      assert.equal(await readFragment(fragment), undefined);
    }
  });

  test("fuzzed: it never throws, and what it reads has the form of a link", async () => {
    const state = fc.dictionary(fc.constantFrom("t", "r", "i", "g", "m", "e", "x"), fc.jsonValue());
    const fragments = fc.oneof(
      fc.string().map((text) => `#v1.${encodeURIComponent(text)}`),
      fc.base64String().map((text) => `#v1.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`),
      fc.jsonValue().map((value) => pack(JSON.stringify(value))),
      state.map((value) => pack({ ...value, t: "sign" })),
      fc.tuple(fc.nat(60), fc.string({ minLength: 1, maxLength: 1 })).map(([at, letter]) => {
        const text = pack({ t: "sign", i: ID, g: [["a", "b"]] });
        return text.slice(0, 4 + at) + letter + text.slice(5 + at);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fragments, async (fragment) => {
        const read = await readFragment(fragment);
        if (typeof read === "object") {
          const { state: chosen, left } = choose({ ...read, secrets: [] });
          assert.deepEqual([chosen, left], [read, []], "it could have been written");
        } else {
          assert.equal(read, "broken");
        }
      }),
      { numRuns: 500 },
    );
  });
});
