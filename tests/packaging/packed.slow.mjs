/** What linters of packages say of the tarball. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { pack } from "./project.mjs";

/** A tool that ends with 0 if there is nothing to say. */
const tool = (name, ...words) =>
  promisify(execFile)(join(fileURLToPath(new URL("node_modules/.bin", import.meta.url)), name), words).catch((error) =>
    assert.fail(error.stdout + error.stderr),
  );

test("publint --strict", async () => {
  await tool("publint", "--strict", pack().tarball);
});

test("attw: the types of each entry, for each way to resolve, the one before `exports` too", async () => {
  await tool("attw", pack().tarball, "--format", "ascii", "--exclude-entrypoints", "ecs_image_pipeline.wasm");
});
