/** Values that no field takes, in every place where a value arrives. */
import { assert } from "chai";

import { assertStillSigns, request } from "../../unit/example.mjs";
import { positions } from "../../unit/positions.mjs";

class Model {
  #id = "ip-1";
  regionId = "cn-hangzhou";
  clientToken = "t";
  get imagePipelineId() {
    return this.#id;
  }
  toMap() {}
}

const thrower = () => {
  throw new Error("from the caller");
};

const values = {
  "a lone surrogate": () => "a\ud800",
  "a lone surrogate in a name": () => ({ "\udc00": 1 }),
  "a getter that throws": () => Object.defineProperty({}, "regionId", { get: thrower, enumerable: true }),
  "a class instance": () => new Model(),
  BigInt: () => 2n ** 70n,
  Symbol: () => Symbol("s"),
  "a function": () => thrower,
  NaN: () => Number.NaN,
  "an invalid Date": () => new Date(Number.NaN),
  Map: () => new Map([["regionId", "a"]]),
  bytes: () => new Uint8Array(100),
  "a text of 1 MB": () => "x".repeat(1_000_000),
  "a cyclic object": () => {
    const object = { tag: [] };
    object.tag.push(object, object.tag);
    return object;
  },
  "a proxy that throws in all": () =>
    new Proxy(
      {},
      Object.fromEntries(
        Reflect.ownKeys(Reflect)
          .filter((name) => typeof name === "string")
          .map((trap) => [trap, thrower]),
      ),
    ),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  "no prototype": () => Object.assign(Object.create(null), request),
};

const issuesAt = (issues) => issues.map(({ path, code }) => [path, code]);

export const hostile = [
  ...Object.entries(values).map(([name, make]) => [
    `in every place: ${name}`,
    (api) => {
      for (const [position, call] of positions) {
        try {
          call(api, make());
        } catch (error) {
          assert.notMatch(position, /^validate/);
          assert.isTrue(
            error instanceof api.ValidationError || error instanceof api.CredentialsError,
            `${position}: ${error?.stack}`,
          );
          assert.isNotEmpty(error.issues);
        }
        assertStillSigns(api);
      }
    },
  ]),
  ["a class instance is read as it is", ({ validate }) => assert.deepEqual(validate(new Model()), [])],
  [
    "each is told by its path",
    ({ validate }) => {
      const wrong = {
        regionId: "cn\ud800",
        imagePipelineId: 1n,
        get clientToken() {
          return thrower();
        },
        tag: [{ key: "a", value: new Model() }],
      };
      assert.sameDeepMembers(issuesAt(validate(wrong)), [
        ["regionId", "LoneSurrogate"],
        ["imagePipelineId", "WrongType"],
        ["clientToken", "Unreadable"],
        ["tag[0].value", "WrongType"],
      ]);
    },
  ],
];
