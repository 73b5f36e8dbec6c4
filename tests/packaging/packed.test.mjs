/** The tarball: its files, and that Node runs it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { makeProject, pack } from "./project.mjs";

test("the files, no more and no less", () => {
  assert.deepEqual(pack().files, [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "THREAT_MODEL.md",
    "dist/bytes.cjs",
    "dist/bytes.js",
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
    "dist/node-slim.js",
    "dist/node.js",
    "dist/shared.cjs",
    "dist/shared.js",
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

test("Node imports and requires each entry of the installed package", () => {
  const project = makeProject("packed");
  const print = "console.log(entries.map(({ sign }) => typeof sign).join());";
  const run = (type, program) =>
    execFileSync(process.execPath, [`--input-type=${type}`, "--eval", program], { cwd: project, encoding: "utf8" });
  const names = JSON.stringify(["ecs-image-pipeline", "ecs-image-pipeline/slim"]);
  const imported = `const entries = await Promise.all(${names}.map((name) => import(name))); ${print}`;
  const required = `const entries = ${names}.map((name) => require(name)); ${print}`;
  assert.equal(run("module", imported), "function,function\n");
  assert.equal(run("commonjs", required), "function,function\n");
});

test("each class is there once in Node, whatever imports or requires it", () => {
  const project = makeProject("classes");
  const program = `
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    const names = ["ecs-image-pipeline", "ecs-image-pipeline/slim"];
    const entries = [...names.map((name) => require(name)), ...(await Promise.all(names.map((name) => import(name))))];
    const classes = Object.keys(entries[0]).filter((name) => name.endsWith("Error"));
    const caught = entries.map(({ sign }) => { try { sign({}, {}); } catch (error) { return error; } });
    console.log(JSON.stringify({
      classes,
      codes: caught.map(({ code }) => code),
      same: classes.every((name) => entries.every((entry) => entry[name] === entries[0][name])),
      instances: entries.every(({ ImagePipelineError }) => caught.every((error) => error instanceof ImagePipelineError)),
    }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: project,
    encoding: "utf8",
  });
  const [invalid, unready] = ["ERR_INVALID_REQUEST", "ERR_NOT_INITIALIZED"];
  assert.deepEqual(JSON.parse(output), {
    classes: ["AbortedError", "ApiError", "CredentialsError", "ImagePipelineError", "NetworkError", "ValidationError"],
    codes: [invalid, unready, invalid, unready],
    same: true,
    instances: true,
  });
});

test("each class is there once for a bundler and a browser", async () => {
  const entries = await Promise.all(
    ["index.js", "slim.js"].map((file) => import(String(new URL(`../../dist/${file}`, import.meta.url)))),
  );
  const classes = entries.map((entry) => Object.entries(entry).filter(([name]) => name.endsWith("Error")));
  assert.equal(classes[0].length, 6);
  assert.deepEqual(classes[0], classes[1]);
});

test("what Node imports has the names of what others import", async () => {
  for (const [node, other] of [
    ["node.js", "index.js"],
    ["node-slim.js", "slim.js"],
  ]) {
    const [ours, theirs] = await Promise.all(
      [node, other].map((file) => import(String(new URL(`../../dist/${file}`, import.meta.url)))),
    );
    assert.deepEqual(Object.keys(ours), Object.keys(theirs));
  }
});

test("the module, as it is", async () => {
  const project = makeProject("module");
  const { resolve } = createRequire(join(project, "main.cjs"));
  const bytes = readFileSync(resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
  assert.deepEqual(bytes, readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url)));
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ module }) => module);
  assert.deepEqual([...new Set(imported)], ["./core_bg.js"]);
});
