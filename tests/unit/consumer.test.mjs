/** A program that uses the package compiles, and wrong uses do not; `consumer.slow.mjs` has every way to resolve it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { consumer, diagnosticsOf, resolutions } from "./consumer.mjs";

test("the only errors are those that are added", () => {
  const wrong = `${consumer}\nvalidate(1);\n// @ts-expect-error: there is none\nvalidate(request);`;
  const found = diagnosticsOf(wrong, resolutions["nodenext, DOM"]);
  assert.equal(found.length, 2, found.join("\n"));
  assert.match(found[0], /not assignable/);
  assert.match(found[1], /Unused '@ts-expect-error'/);
});
