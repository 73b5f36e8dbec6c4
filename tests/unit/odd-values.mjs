/** Values that no field takes, and what a call may do with them. Nothing here is Node's, so that every runtime can run it. */

const thrower = () => {
  throw new Error("from the caller");
};
const traps = Reflect.ownKeys(Reflect).filter((name) => typeof name === "string");
const right = { regionId: "cn-hangzhou", imagePipelineId: "ip-1", key: "k", accessKeyId: "id", accessKeySecret: "s" };
const throwing = (names) =>
  Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: thrower, enumerable: true }])));

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A list that reports the given length. */
const lying = (length) => new Proxy([{ key: "a" }], { get: (list, name) => (name === "length" ? length : list[name]) });

class Model {
  #id = 1;
  regionId = "cn-hangzhou";
  get imagePipelineId() {
    return this.#id;
  }
  toMap() {}
}

/**
 * By name; each is made anew, since some change as they are read.
 * @type {Record<string, () => unknown>}
 */
export const oddValues = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  "a fraction": () => 1.5,
  NaN: () => Number.NaN,
  "a BigInt": () => 2n ** 200n,
  "a symbol": () => Symbol("s"),
  "a function that throws": () => thrower,
  "empty text": () => "",
  NUL: () => "\0",
  "a text of 1 MB": () => "x".repeat(1_000_000),
  "a lone surrogate": () => "a\ud800",
  "a lone surrogate in a name": () => ({ "\udc00": 1, regionId: "\ud800" }),
  "an empty object": () => ({}),
  "no prototype": () => Object.assign(Object.create(null), right),
  "a class instance": () => new Model(),
  "a prototype whose getter needs its own instance": () => Object.create(new Map([["regionId", "a"]])),
  "__proto__ from JSON": () => JSON.parse('{"__proto__": {"regionId": "a"}, "constructor": {"prototype": null}}'),
  "a name of 1 MB": () => ({ ["n".repeat(1_000_000)]: 1 }),
  "10,000 members": () => Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])),
  "getters that throw": () => throwing(Object.keys(right)),
  "toJSON and the like that throw": () => ({ toJSON: thrower, toString: thrower, [Symbol.toPrimitive]: thrower }),
  "a boxed text": () => new String("cn-hangzhou"),
  "an invalid Date": () => new Date(Number.NaN),
  "a promise": () => Promise.resolve(1),
  "a detached buffer": () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    return bytes;
  },
  "a cyclic object": () => {
    const object = { regionId: "cn-hangzhou", tag: [] };
    object.tag.push(object, object.tag);
    return object;
  },
  "a list with holes": () => Object.assign([], { 1: { key: "a" }, length: 4 }),
  "the longest list": () => Object.assign([], { length: 2 ** 32 - 1 }),
  "10,000 tags": () => Array.from({ length: 10_000 }, (_, i) => ({ key: `k${i}` })),
  "deep nesting": () => Array.from({ length: 10_000 }).reduce((inner) => ({ tag: [inner] }), {}),
  ...Object.fromEntries(
    [-1, 0.5, Number.NaN, Infinity, "3", null].map((length) => [`a list of length ${length}`, () => lying(length)]),
  ),
  "a list of length BigInt": () => lying(5n),
  "a list of length Symbol": () => lying(Symbol()),
  ...Object.fromEntries(
    traps.map((trap) => [`a proxy that throws in ${trap}`, () => new Proxy({ ...right }, { [trap]: thrower })]),
  ),
  "a list proxy that throws in all": () => new Proxy([1], Object.fromEntries(traps.map((trap) => [trap, thrower]))),
  "a revoked proxy": () => revoked({}),
  "a revoked list": () => revoked([]),
  "a proxy with names it does not have": () => new Proxy({}, { ownKeys: () => ["regionId", "\ud800", Symbol()] }),
};

/** The functions that throw nothing, whatever they are given. */
const neverThrow = /^(validate|decode|explain|diagnose|inspect)\b/;

function check(holds, message) {
  if (!holds) throw new Error(message);
}

function checkIssues(issues, name) {
  check(Array.isArray(issues), `${name}: no list of issues`);
  for (const { path, code, severity, message } of issues) {
    check(/^[A-Z]\w+(\.\w+)*$/.test(code), `${name}: the code is ${code}`);
    check(/^(error|warning)$/.test(severity), `${name}: the severity is ${severity}`);
    for (const text of [path, message.en, message.zh])
      check(text.length < 1000 && !/\p{Surrogate}/u.test(text), `${name}: ${text}`);
  }
}

/** Makes one call of `positions.mjs`, which may fail in its documented ways only. */
export function attempt(api, name, call, value) {
  let result;
  try {
    result = call(api, value);
  } catch (error) {
    check(!neverThrow.test(name), `${name} threw ${error?.stack}`);
    check(error instanceof api.ValidationError || error instanceof api.CredentialsError, `${name}: ${error?.stack}`);
    check(error.issues.length > 0, `${name}: no issue`);
    checkIssues(error.issues, name);
    return;
  }
  if (name.startsWith("validate")) checkIssues(result, name);
}
