/** No value of the caller's breaks the module, is changed by it, or makes it throw anything but its two errors. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import vm from "node:vm";

import * as typed from "../../dist/index.js";
import { assertStillSigns, credentials, options, request } from "./example.mjs";
import { attempt, oddValues } from "./odd-values.mjs";
import { positions } from "./positions.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const api = /** @type {any} */ (typed);

suite("values in every position", () => {
  for (const [name, make] of Object.entries(oddValues)) {
    test(name, () => {
      for (const [position, call] of positions) attempt(api, position, call, make());
      assertStillSigns(api);
    });
  }
});

test("no arguments at all, and too many", () => {
  for (const [name, call] of Object.entries({ validate: api.validate, sign: api.sign, endpoint: api.endpoint })) {
    attempt(api, name, () => call(.../** @type {[]} */ ([])));
    attempt(api, name, () => call(.../** @type {[]} */ (Array(50).fill({}))));
  }
  assertStillSigns(api);
});

suite("lists that lie about their length", () => {
  for (const length of [-1, 0.5, Infinity, "x", {}, 5n]) {
    test(typeof length === "object" ? "an object" : `${typeof length} ${String(length)}`, () => {
      const list = () =>
        new Proxy([{ key: "a" }], { get: (target, name) => (name === "length" ? length : target[name]) });
      const issues = api.validate({ regionId: "", imagePipelineId: "ip-1", clientToken: "t", tag: list() });
      assert.ok(
        issues.some(({ path }) => path === "regionId"),
        "the region's issue is lost",
      );
      assert.deepEqual(
        issues.filter(({ path }) => path !== "regionId" && !path.startsWith("tag")),
        [],
      );
    });
  }
});

suite("what is read", () => {
  const read = (value) => api.sign(value, credentials, options).canonicalQuery;
  const right = { regionId: "cn-hangzhou", imagePipelineId: "ip-1", clientToken: "t", tag: [{ key: "k", value: "v" }] };
  const expected = read(right);
  const signsAsWell = (value) => {
    assert.deepEqual(api.validate(value), []);
    assert.equal(read(value), expected);
  };

  test("a class with fields and methods, as in the official SDK", () => {
    class Tag {
      constructor(map) {
        Object.assign(this, map);
      }
      key;
      value;
      static names() {
        return { key: "Key", value: "Value" };
      }
      toMap() {}
    }
    class Model {
      constructor(map) {
        Object.assign(this, map);
      }
      clientToken;
      imagePipelineId;
      ownerAccount;
      regionId;
      tag;
      static types() {}
      validate() {}
      toMap() {}
    }
    class Request extends Model {
      more() {}
    }
    signsAsWell(new Request({ ...right, tag: [new Tag(right.tag[0])] }));
  });

  test("methods that a prototype shows, as in ES5", () => {
    function Request() {
      Object.assign(this, right);
    }
    Request.prototype.toMap = Request.prototype.validate = () => {};
    Request.prototype.templateTag = null;
    signsAsWell(new Request());
  });

  test("getters and values of a prototype, and of its prototype", () => {
    class Base {
      get regionId() {
        return right.regionId;
      }
      get tag() {
        return right.tag;
      }
    }
    class Request extends Base {
      #id = right.imagePipelineId;
      get imagePipelineId() {
        return this.#id;
      }
    }
    Request.prototype.clientToken = right.clientToken;
    signsAsWell(new Request());
    signsAsWell(Object.create(right));
  });

  test("a prototype's misspelt field is told, too", () => {
    const misspelt = Object.assign(Object.create({ tags: [] }), right);
    assert.deepEqual(
      api.validate(misspelt).map(({ path, code }) => [path, code]),
      [["tags", "UnknownField"]],
    );
  });

  test("no prototype, frozen, sealed, behind a proxy, symbols beside", () => {
    signsAsWell(Object.assign(Object.create(null), right));
    signsAsWell(Object.freeze({ ...right, tag: Object.freeze(right.tag.map(Object.freeze)) }));
    signsAsWell(Object.seal({ ...right }));
    signsAsWell(new Proxy({ ...right, tag: new Proxy([new Proxy(right.tag[0], {})], {}) }, {}));
    signsAsWell({ ...right, [Symbol("a")]: 1 });
  });

  test("another realm", () => {
    const realm = vm.createContext();
    signsAsWell(vm.runInContext(`(${JSON.stringify(right)})`, realm));
    const at = (timestamp) => api.sign(request, credentials, { timestamp }).timestamp;
    assert.equal(at(vm.runInContext("new Date(1767323045000)", realm)), "2026-01-02T03:04:05Z");
    assert.equal(at(new (class extends Date {})(1_767_323_045_000)), "2026-01-02T03:04:05Z");
  });

  test("__proto__ from JSON is an unknown field and gives nothing", () => {
    const polluted = JSON.parse(
      '{"__proto__": {"regionId": "cn-hangzhou", "imagePipelineId": "ip-1", "clientToken": "t"}}',
    );
    assert.deepEqual(
      api
        .validate(polluted)
        .map(({ path, code }) => [path, code])
        .sort(),
      [
        ["__proto__", "UnknownField"],
        ["clientToken", "NoClientToken"],
        ["imagePipelineId", "MissingParameter"],
        ["regionId", "MissingParameter"],
      ],
    );
    assert.equal({}.regionId, undefined);
  });

  test("holes are tags without a key, and a member that throws costs itself alone", () => {
    const hole = Object.assign([], { 1: { key: "a" } });
    assert.deepEqual(
      api.validate({ ...right, tag: hole }).map(({ path, code }) => [path, code]),
      [["tag[0].key", "InvalidTagKey.Malformed"]],
    );
    const thrower = {
      ...right,
      tag: [
        {
          key: "a",
          get value() {
            throw new Error("x");
          },
        },
        { key: "aliyun" },
      ],
    };
    assert.deepEqual(
      api.validate(thrower).map(({ path, code }) => [path, code]),
      [
        ["tag[0].value", "Unreadable"],
        ["tag[1].key", "InvalidTagKey.Malformed"],
      ],
    );
  });
});

test("what is handed over is not changed, and not written to", () => {
  const writing = [
    "set",
    "defineProperty",
    "deleteProperty",
    "setPrototypeOf",
    "preventExtensions",
    "apply",
    "construct",
  ];
  const touched = [];
  const watch = (value) => {
    if (typeof value !== "object" || value === null) return value;
    const inner = Array.isArray(value)
      ? value.map(watch)
      : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, watch(member)]));
    return new Proxy(
      inner,
      Object.fromEntries(writing.map((trap) => [trap, (...all) => (touched.push(trap), Reflect[trap](...all))])),
    );
  };
  const all = [
    { ...request, tag: [{ key: "a", value: "b" }], templateTag: [{}], colour: {} },
    { ...credentials },
    { ...options, method: "POST" },
  ];
  const before = structuredClone(all);
  const [wrong, who, how] = watch(all);
  api.validate(wrong);
  for (const call of [
    () => api.sign(wrong, who, how),
    () => api.sign(request, wrong, how),
    () => api.sign(request, who, wrong),
    () => api.endpoint(wrong, how),
  ]) {
    assert.throws(call);
  }
  api.toRequest(watch(api.sign(watch(request), who, how)));
  assert.deepEqual(touched, []);
  assert.deepEqual(structuredClone(all), before);
});
