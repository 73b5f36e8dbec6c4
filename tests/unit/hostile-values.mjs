/** Values that a careless or a malicious caller could hand over. Each is made anew, since some change as they are read. */
import vm from "node:vm";

const thrower = () => {
  throw new Error("from the caller");
};
const traps = Reflect.ownKeys(Reflect).filter((name) => typeof Reflect[name] === "function");
const otherRealm = vm.createContext();
const inOtherRealm = (code) => vm.runInContext(`(${code})`, otherRealm);
const right = {
  regionId: "cn-hangzhou",
  imagePipelineId: "ip-1",
  key: "k",
  accessKeyId: "id",
  accessKeySecret: "secret",
};

function cyclic() {
  const object = { regionId: "cn-hangzhou", tag: [] };
  object.self = object;
  object.tag.push(object, object.tag);
  return object;
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A list that says of its length what it likes. */
const lying = (length) => new Proxy([{ key: "a" }], { get: (list, name) => (name === "length" ? length : list[name]) });

const endless = () => new Proxy({}, { get: endless, has: () => true });

/** Members of a class, as the request classes of the official SDK have them. */
class Model {
  static names() {
    return { regionId: "RegionId" };
  }
  regionId = "cn-hangzhou";
  imagePipelineId = undefined;
  validate() {}
  toMap() {}
}

/** For what is large and does not change. */
function once(make) {
  let made;
  return () => (made ??= make());
}

export const values = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  "minus zero": () => -0,
  "a fraction": () => 1.5,
  NaN: () => Number.NaN,
  infinity: () => -Infinity,
  "a huge number": () => Number.MAX_VALUE,
  bigint: () => 2n ** 200n,
  symbol: () => Symbol("s"),
  "symbol without name": () => Symbol(),
  "well-known symbol": () => Symbol.iterator,
  function: () => () => {},
  "async generator": () => async function* () {},
  class: () => class {},
  "a function that throws": () => thrower,
  "empty text": () => "",
  "a text of the boundary": () => "3:abc]}i1;x_[2;{",
  "a long text": () => "x".repeat(65_536),
  "a longer text": () => "x".repeat(65_537),
  "10 MB": once(() => "x".repeat(10_000_000)),
  "10 MB of CJK": once(() => "中".repeat(10_000_000)),
  "high surrogate": () => "a\ud800",
  "low surrogate": () => "\udfffa",
  "surrogates the wrong way round": () => "\ude00\ud83d",
  NUL: () => "\0",
  "all of Latin-1": () => String.fromCharCode(...Array(256).keys()),
  "empty object": () => ({}),
  "no prototype": () => Object.assign(Object.create(null), right),
  "null prototype below": () => Object.create(Object.create(null), { regionId: { value: "a", enumerable: true } }),
  cyclic,
  "cyclic list": () => {
    const list = [];
    list.push(list, { key: list }, list);
    return list;
  },
  "1e5 members": once(() => Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i]))),
  "2000 members on the prototype": once(() =>
    Object.create(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i]))),
  ),
  "long names": () => ({ ["n".repeat(1e6)]: 1, [`${"n".repeat(99)}😀`]: 2 }),
  "lone surrogates in names": () => ({ "\ud800": 1, "a\udc00b": 2, regionId: "\ud800" }),
  "strange names": () => ({ "": 1, " ": 2, "\0": 3, "5:regio": 4, constructor: 5, toString: 6, hasOwnProperty: 7 }),
  "__proto__ from JSON": () =>
    JSON.parse('{"__proto__": {"regionId": "a", "key": "b"}, "constructor": {"prototype": null}}'),
  "getters that throw": () =>
    Object.defineProperties(
      {},
      Object.fromEntries(Object.keys(right).map((name) => [name, { get: thrower, enumerable: true }])),
    ),
  "a getter that throws undefined": () => ({
    get regionId() {
      throw undefined;
    },
  }),
  "a getter that throws a proxy": () => ({
    get regionId() {
      throw revoked({});
    },
  }),
  "a getter that gives another value each time": () => ({
    n: 0,
    get regionId() {
      return this.n++ ? {} : "cn-hangzhou";
    },
  }),
  "toJSON and the like that throw": () => ({
    toJSON: thrower,
    toString: thrower,
    valueOf: thrower,
    [Symbol.toPrimitive]: thrower,
    then: thrower,
  }),
  "toStringTag that throws": () => ({
    get [Symbol.toStringTag]() {
      return thrower();
    },
  }),
  "toStringTag of a Date": () => ({ [Symbol.toStringTag]: "Date", ...right }),
  "toStringTag of a symbol": () => ({ [Symbol.toStringTag]: Symbol() }),
  "setter alone": () => ({
    set regionId(_) {
      thrower();
    },
  }),
  "symbol members": () => ({ [Symbol("a")]: 1, ...right }),
  frozen: () => Object.freeze({ ...right, tag: Object.freeze([Object.freeze({ key: "a" })]) }),
  "class instance": () => new Model(),
  "class instance with private parts": () =>
    new (class {
      #a = 1;
      get regionId() {
        return this.#a;
      }
    })(),
  "prototype whose getter needs its own instance": () => Object.create(new Map()),
  Map: () => new Map([["regionId", "a"]]),
  Set: () => new Set(["a"]),
  WeakMap: () => new WeakMap(),
  "boxed text": () => new String("cn-hangzhou"),
  "boxed number": () => new Number(1),
  "boxed symbol": () => Object(Symbol()),
  RegExp: () => /a/g,
  Error: () => new Error("x"),
  Promise: () => Promise.resolve(1),
  ArrayBuffer: () => new ArrayBuffer(8),
  "detached buffer": () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    return bytes;
  },
  "100 kB of bytes": once(() => new Uint8Array(1e5)),
  arguments: () =>
    (function () {
      return arguments;
    })("a", "b"),
  globalThis: () => globalThis,
  Proxy: () => Proxy,
  Date: () => new Date(0),
  "invalid Date": () => new Date(Number.NaN),
  "the last Date": () => new Date(8.64e15),
  "Date with members": () => Object.assign(new Date(), right),
  "Date behind a proxy": () => new Proxy(new Date(), {}),
  "Date.prototype": () => Date.prototype,
  "Date whose getTime throws": () =>
    Object.defineProperties(new Date(), {
      getTime: { value: thrower },
      valueOf: { value: thrower },
      [Symbol.toPrimitive]: { value: thrower },
    }),
  "Date of another realm": () => inOtherRealm("new Date(1767323045000)"),
  "invalid Date of another realm": () => inOtherRealm("new Date(NaN)"),
  "object of another realm": () =>
    inOtherRealm('{ regionId: "cn-hangzhou", imagePipelineId: "ip-1", tag: [{ key: "a" }] }'),
  "list of another realm": () => inOtherRealm('[{ key: "a" }, [], null]'),
  "function of another realm": () => inOtherRealm("function () {}"),
  "list with holes": () => [, { key: "a" }, , ,],
  "sparse list of 1e9": () => Object.assign([], { length: 1e9 }),
  "the longest list": () => Object.assign([], { length: 2 ** 32 - 1 }),
  "1e5 tags": once(() => Array.from({ length: 1e5 }, (_, i) => ({ key: `k${i}` }))),
  "list of everything": () => [null, undefined, 1, "a", true, 1n, Symbol(), thrower, {}, [], new Date(), cyclic()],
  "list with a getter that throws": () => Object.defineProperty([], 0, { get: thrower, enumerable: true }),
  "deep nesting": () => Array.from({ length: 10_000 }).reduce((inner) => ({ tag: [inner], key: inner }), {}),
  ...Object.fromEntries(
    traps.map((trap) => [`proxy that throws in ${trap}`, () => new Proxy({ ...right }, { [trap]: thrower })]),
  ),
  ...Object.fromEntries(
    traps.map((trap) => [`list proxy that throws in ${trap}`, () => new Proxy([{ key: "a" }], { [trap]: thrower })]),
  ),
  "proxy that throws in all": () => new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, thrower]))),
  "revoked proxy": () => revoked({}),
  "revoked list": () => revoked([]),
  "revoked function": () => revoked(() => {}),
  "member that is revoked": () => ({ ...right, regionId: revoked({}), key: revoked({}), tag: revoked([]) }),
  "proxy without end": endless,
  "proxy that has names it has not": () =>
    new Proxy(
      {},
      {
        ownKeys: () => ["regionId", "tag", "key"],
        getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
      },
    ),
  "proxy with a name twice": () => new Proxy({}, { ownKeys: () => ["a", "a"] }),
  "proxy with strange names": () => new Proxy({}, { ownKeys: () => [Symbol(), "\ud800"] }),
  ...Object.fromEntries(
    Object.entries({
      ...{
        "-1": -1,
        "1/2": 0.5,
        NaN: Number.NaN,
        Infinity,
        "1e300": 1e300,
        "2^32": 2 ** 32,
        "text 3": "3",
        "text x": "x",
        "text 0;]": "0;]",
        "no text": "",
      },
      ...{ null: null, undefined, true: true, bigint: 5n, symbol: Symbol(), object: {}, list: [] },
    }).map(([name, length]) => [`list of length ${name}`, () => lying(length)]),
  ),
};

/**
 * Values with more in them than can be read, or without end: what is done about them must be bounded in time and space,
 * so they are tried in a process that can be stopped.
 */
export const endlessValues = {
  "1000 members, each the object itself": () => {
    const object = {};
    for (let i = 0; i < 1000; i++) object[`k${i}`] = object;
    return object;
  },
  "100 elements, each the list itself": () => {
    const list = [];
    for (let i = 0; i < 100; i++) list[i] = list;
    return list;
  },
  "1000 long names, each the object itself": () => {
    const object = {};
    for (let i = 0; i < 1000; i++) object[`k${i}`.padEnd(100)] = object;
    return object;
  },
  "a proxy that has 1000 proxies": () => {
    const names = Array.from({ length: 1000 }, (_, i) => `k${i}`);
    const handler = {
      ownKeys: () => names,
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: () => new Proxy({}, handler),
    };
    return new Proxy({}, handler);
  },
  "a chain of prototypes without end": () => {
    const handler = { getPrototypeOf: () => new Proxy({}, handler) };
    return new Proxy({}, handler);
  },
  "a proxy that is its own prototype": () => {
    const proxy = new Proxy({}, { getPrototypeOf: () => proxy });
    return proxy;
  },
  "1e5 members on the prototype, 1000 own": () => {
    const many = (length, letter) => Object.fromEntries(Array.from({ length }, (_, i) => [letter + i, i]));
    return Object.assign(Object.create(many(1e5, "p")), many(1000, "o"));
  },
  "100 MB of bytes": () => new Uint8Array(1e8),
  "a boxed text of 100 MB": () => new String("x".repeat(1e8)),
};
