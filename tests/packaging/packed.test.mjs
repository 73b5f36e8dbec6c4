/** What is in the tarball, and what linters of packages say of it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { manifest, pack } from "./project.mjs";

/** A tool that ends with 0 if there is nothing to say. */
const tool = (name, ...words) =>
  promisify(execFile)(join(fileURLToPath(new URL("node_modules/.bin", import.meta.url)), name), words).catch((error) =>
    assert.fail(error.stdout + error.stderr),
  );

const hasCommonJs = "require" in manifest.exports["."];

test("the files, no more and no less", () => {
  assert.deepEqual(pack().files, [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "dist/create-api.d.ts",
    "dist/ecs_image_pipeline.wasm",
    "dist/errors.d.ts",
    "dist/flatten.d.ts",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/types.d.ts",
    "dist/workerd.d.ts",
    "dist/workerd.js",
    "package.json",
  ]);
});

test("publint --strict", async () => {
  await tool("publint", "--strict", pack().tarball);
});

test("attw: the types of each entry, for each way to resolve that Node 20 and bundlers have", async () => {
  const ignored = hasCommonJs ? [] : ["--ignore-rules", "cjs-resolves-to-esm"];
  const excluded = "./ecs_image_pipeline.wasm" in manifest.exports ? ["--exclude-entrypoints", "ecs_image_pipeline.wasm"] : [];
  await tool("attw", pack().tarball, "--profile", "node16", "--format", "ascii", ...ignored, ...excluded);
});
