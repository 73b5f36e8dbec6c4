/** No value of the caller's breaks the module, is changed by it, or makes it throw anything but its two errors. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import * as api from "../../dist/index.js";
import { attempt } from "./attempt.mjs";
import { assertStillSigns, credentials, freshApi, options, request } from "./example.mjs";
import { endlessValues, values } from "./hostile-values.mjs";
import { positions } from "./positions.mjs";

suite("values in every position", () => {
  for (const [name, make] of Object.entries(values)) {
    test(name, () => {
      for (const [position, call] of positions) {
        attempt(api, position, call, make());
        assertStillSigns(api);
      }
    });
  }
});

test("no arguments at all", () => {
  for (const name of ["validate", "sign", "endpoint", "toRequest"]) {
    attempt(api, name, () => api[name]());
    attempt(api, name, () => api[name](...Array(50).fill({})));
  }
  assertStillSigns(api);
});

suite("values without end", { concurrency: true }, () => {
  const program = fileURLToPath(new URL("./endless.mjs", import.meta.url));
  for (const name of Object.keys(endlessValues)) {
    test(name, async () => {
      const run = promisify(execFile)(process.execPath, ["--max-old-space-size=1024", program, name], {
        timeout: 60_000,
        killSignal: "SIGKILL",
      });
      const outcome = await run.then(
        ({ stdout }) => stdout,
        ({ killed, stderr }) => (killed ? "still busy after a minute" : stderr),
      );
      assert.equal(outcome, "done");
    });
  }
});

suite("lists that lie about their length", () => {
  for (const length of [-1, 0.5, Number.NaN, Infinity, 1e300, 2 ** 53, "x", "0;]", {}, 5n]) {
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
    signsAsWell(values["object of another realm"]().constructor.assign(values["object of another realm"](), right));
    const at = (timestamp) => api.sign(request, credentials, { timestamp }).timestamp;
    assert.equal(at(values["Date of another realm"]()), "2026-01-02T03:04:05Z");
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
    const hole = [, { key: "a" }];
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

test("memory stays as it is over many calls", async (t) => {
  const cores = [];
  const { Instance } = WebAssembly;
  const copy = await freshApi();
  WebAssembly.Instance = (...all) => {
    const instance = new Instance(...all);
    cores.push(instance.exports);
    return instance;
  };
  try {
    assertStillSigns(copy);
  } finally {
    WebAssembly.Instance = Instance;
  }
  assert.equal(cores.length, 1);
  const tables = Object.values(cores[0]).filter((value) => value instanceof WebAssembly.Table);
  assert.deepEqual(tables, [], "a table may grow, too");
  const size = () => cores[0].memory.buffer.byteLength;

  const long = "x".repeat(60_000);
  const round = () => {
    copy.sign({ ...request, clientToken: undefined, ownerAccount: long }, credentials, { method: "POST" });
    copy.validate({
      regionId: long,
      imagePipelineId: 1,
      tag: Array.from({ length: 100 }, (_, i) => ({ key: `aliyun${i % 50}`, [`x${i}`]: 1 })),
    });
    copy.toRequest(copy.sign(request, credentials));
    for (const wrong of [
      () => copy.sign({}, {}),
      () => copy.sign(request, {}),
      () => copy.endpoint(long),
      () => copy.toRequest({ url: "x", method: "y" }),
    ]) {
      assert.throws(wrong);
    }
  };
  for (let i = 0; i < 50; i++) round();
  const warm = size();
  for (let i = 0; i < 400; i++) round();
  t.diagnostic(`${warm / 65_536} pages`);
  assert.equal(size(), warm);
  assert.ok(warm < 16 * 2 ** 20);
  assertStillSigns(copy);
});
