/** The declarations of each entry, checked by the oldest TypeScript that the package supports. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript-5.0";

test("TypeScript 5.0 takes the declarations of each entry", () => {
  assert.match(ts.version, /^5\.0\./);
  const entries = ["index", "slim"].flatMap((name) => [`${name}.d.ts`, `${name}.d.cts`]);
  const files = entries.map((name) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url)));
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipDefaultLibCheck: true,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const found = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  assert.deepEqual(found, []);
});
