/** What is in the tarball, and what linters of packages say of it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { makeProject, pack } from "./project.mjs";

/** A tool that ends with 0 if there is nothing to say. */
const tool = (name, ...words) =>
  promisify(execFile)(join(fileURLToPath(new URL("node_modules/.bin", import.meta.url)), name), words).catch((error) =>
    assert.fail(error.stdout + error.stderr),
  );

test("the files, no more and no less", () => {
  assert.deepEqual(pack().files, [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "THREAT_MODEL.md",
    "dist/codes.d.cts",
    "dist/codes.d.ts",
    "dist/ecs_image_pipeline.wasm",
    "dist/ecs_image_pipeline.wasm.sha256",
    "dist/edge-light.js",
    "dist/errors.d.cts",
    "dist/errors.d.ts",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/slim.cjs",
    "dist/slim.d.cts",
    "dist/slim.d.ts",
    "dist/slim.js",
    "dist/types.d.cts",
    "dist/types.d.ts",
    "dist/workerd.js",
    "package.json",
  ]);
});

test("publint --strict", async () => {
  await tool("publint", "--strict", pack().tarball);
});

test("attw: the types of each entry, for each way to resolve, the one before `exports` too", async () => {
  await tool("attw", pack().tarball, "--format", "ascii", "--exclude-entrypoints", "ecs_image_pipeline.wasm");
});

test("the module, as it is", async () => {
  const project = makeProject("module");
  const { resolve } = createRequire(join(project, "main.cjs"));
  const bytes = readFileSync(resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
  assert.deepEqual(bytes, readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url)));
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), []);
});
