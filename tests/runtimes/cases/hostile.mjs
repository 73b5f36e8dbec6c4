/** Values that no field takes, in every place where a value arrives. */
import { assert } from "chai";

import { assertStillSigns } from "../../unit/example.mjs";
import { attempt, oddValues } from "../../unit/odd-values.mjs";
import { positions } from "../../unit/positions.mjs";

const issuesAt = (issues) => issues.map(({ path, code }) => [path, code]);

/** Those that an engine may treat in its own way. */
const names = [
  "a BigInt",
  "a symbol",
  "a lone surrogate",
  "no prototype",
  "a class instance",
  "getters that throw",
  "an invalid Date",
  "a detached buffer",
  "a cyclic object",
  "deep nesting",
  "a list proxy that throws in all",
  "a revoked proxy",
];

export const hostile = [
  ...names.map((name) => [
    `in every place: ${name}`,
    (api) => {
      for (const [position, call] of positions) attempt(api, position, call, oddValues[name]());
      assertStillSigns(api);
    },
  ]),
  [
    "a class instance is read as it is",
    ({ validate }) => {
      class Model {
        #id = "ip-1";
        regionId = "cn-hangzhou";
        clientToken = "t";
        get imagePipelineId() {
          return this.#id;
        }
        toMap() {}
      }
      assert.deepEqual(validate(new Model()), []);
    },
  ],
  [
    "each issue has its path",
    ({ validate }) => {
      const wrong = {
        regionId: "cn\ud800",
        imagePipelineId: 1n,
        get clientToken() {
          throw new Error("from the caller");
        },
        tag: [{ key: "a", value: new Map() }],
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
