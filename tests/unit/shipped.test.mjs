/** What the package is made of, and that nothing else comes along. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const manifest = JSON.parse(read("package.json"));

test("the npm package has no dependency and runs nothing when it is installed", () => {
  for (const kind of [
    "dependencies",
    "optionalDependencies",
    "peerDependencies",
    "bundleDependencies",
    "bundledDependencies",
  ]) {
    assert.equal(manifest[kind], undefined, kind);
  }
  for (const script of ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"]) {
    assert.equal(manifest.scripts[script], undefined, script);
  }
});

test("what is shipped imports only its own files", () => {
  const files = readdirSync(new URL("dist/", root)).filter((name) => /\.c?js$/.test(name));
  assert.ok(files.length >= 6);
  for (const file of files) {
    const script = read(`dist/${file}`);
    // A comment or a text may hold the word, so an import is looked for where a statement begins.
    const imports = [
      ...script.matchAll(/^\s*(?:import|export)\b[^"'`;]*?["']([^"']+)["']|\b(?:require|import)\(["']([^"']+)["']\)/gm),
    ];
    for (const [, from, called] of imports) assert.match(from ?? called, /^\.\//, file);
  }
});

test("the SHA-256 that is shipped beside the module is the module's", () => {
  const module = readFileSync(new URL("dist/ecs_image_pipeline.wasm", root));
  const sum = createHash("sha256").update(module).digest("hex");
  assert.equal(read("dist/ecs_image_pipeline.wasm.sha256"), `${sum}  ecs_image_pipeline.wasm\n`);
});
