/** A program that uses the package compiles, however the package is resolved. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { consumer, diagnosticsOf, resolutions } from "./consumer.mjs";

for (const [name, options] of Object.entries(resolutions))
  test(name, () => assert.deepEqual(diagnosticsOf(consumer, options), []));
