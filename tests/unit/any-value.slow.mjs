/** No value of any kind breaks the module or makes it throw anything but its two errors. The variable VALUES says how many are tried. */
import { suite, test } from "node:test";

import fc from "fast-check";

import * as api from "../../dist/index.js";
import { assertStillSigns } from "./example.mjs";
import { attempt } from "./odd-values.mjs";
import { positions } from "./positions.mjs";

const values = Math.ceil(Number(process.env.VALUES ?? 20_000) / positions.length);

const knownName = fc.constantFrom(
  "regionId",
  "imagePipelineId",
  "clientToken",
  "tag",
  "key",
  "value",
  "ownerId",
  "accessKeyId",
  "accessKeySecret",
  "securityToken",
  "method",
  "format",
  "endpoint",
  "timestamp",
  "signatureNonce",
  "network",
  "url",
  "headers",
  "body",
  "__proto__",
  "length",
  "then",
);
const halfOrWhole = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const anything = fc.anything({
  key: fc.oneof(knownName, fc.string({ unit: "binary" })),
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  values: [
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.string({ unit: "binary" }),
    fc.string({ unit: halfOrWhole }),
    fc.constantFrom(null, undefined, Symbol()),
  ],
  maxDepth: 4,
});

suite(`${values} values in every position`, () => {
  for (const [position, call] of positions) {
    test(position, () => {
      fc.assert(
        fc.property(anything, (value) => attempt(api, position, call, value)),
        { numRuns: values },
      );
      assertStillSigns(api);
    });
  }
});
