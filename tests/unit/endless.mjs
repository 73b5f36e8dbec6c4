/** Tries one value without end in some positions, in a process of its own: `node endless.mjs <name of the value>`. */
import * as api from "../../dist/index.js";
import { assertStillSigns, credentials, request } from "./example.mjs";

/** Values with more in them than can be read: what is done about them must be bounded in time and space. */
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

function run(value) {
  api.validate(value);
  api.validate({ ...request, tag: value, clientToken: value });
  for (const call of [
    () => api.sign({ ...request, regionId: value, tag: [value] }, value, value),
    () => api.sign(request, { ...credentials, accessKeySecret: value }),
    () => api.endpoint(value, value),
    () => api.toRequest(/** @type {any} */ ({ method: "GET", url: "https://a", headers: value })),
  ]) {
    try {
      call();
    } catch (error) {
      if (!(error instanceof api.ValidationError || error instanceof api.CredentialsError)) throw error;
    }
  }
  assertStillSigns(api);
  process.stdout.write("done");
}

const make = endlessValues[process.argv[2]];
if (make !== undefined) run(make());
