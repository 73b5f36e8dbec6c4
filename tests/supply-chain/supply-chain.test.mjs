/** What the package is made of, and that nothing else comes along. Licences and duplicates are cargo-deny's. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const manifest = JSON.parse(read("package.json"));

/** Every lockfile of npm in the project. */
function lockfiles(folder = "") {
  return readdirSync(new URL(`./${folder}`, root), { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "target", "dist", ".git"].includes(entry.name)) return [];
    if (entry.isDirectory()) return lockfiles(`${folder}${entry.name}/`);
    return entry.name === "package-lock.json" ? [folder + entry.name] : [];
  });
}

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

test("what is shipped imports its own files alone", () => {
  const files = readdirSync(new URL("dist/", root)).filter((name) => /\.c?js$/.test(name));
  assert.ok(files.length >= 6);
  for (const file of files) {
    const script = read(`dist/${file}`);
    // The texts of the catalogue are in it, too, so an import is looked for where a statement begins.
    const imports = [
      ...script.matchAll(/^\s*(?:import|export)\b[^"'`;]*?["']([^"']+)["']|\b(?:require|import)\(["']([^"']+)["']\)/gm),
    ];
    for (const [, from, called] of imports) assert.match(from ?? called, /^\.\//, file);
  }
});

suite("npm lockfiles", () => {
  const files = lockfiles();
  test("each folder with a manifest has one", () => assert.ok(files.length >= 5, files.join()));
  for (const file of files) {
    test(file, () => {
      const { lockfileVersion, packages } = JSON.parse(read(file));
      assert.equal(lockfileVersion, 3);
      const installed = Object.entries(packages).filter(([path, { link }]) => path !== "" && !link);
      assert.ok(installed.length > 0);
      for (const [path, { integrity, resolved }] of installed) {
        assert.match(integrity ?? "none", /^sha512-[A-Za-z0-9+/]{86}==$/, path);
        // A place of its own would be asked in place of the registry that npm is set up with.
        assert.equal(resolved, undefined, path);
      }
    });
  }
});

test("Cargo.lock: each crate of another is of crates.io and has a checksum", () => {
  const crates = read("Cargo.lock").split("[[package]]").slice(1);
  const own = ["ecs-image-pipeline", "ecs-image-pipeline-bench", "ecs-image-pipeline-fuzz", "xtask"];
  const found = [];
  for (const crate of crates) {
    const field = (name) => new RegExp(`^${name} = "(.*)"$`, "m").exec(crate)?.[1];
    if (field("source") === undefined) {
      found.push(field("name"));
      continue;
    }
    assert.equal(field("source"), "registry+https://github.com/rust-lang/crates.io-index", field("name"));
    assert.match(field("checksum") ?? "none", /^[0-9a-f]{64}$/, field("name"));
  }
  assert.deepEqual(found.sort(), own);
});

test("the crates in the module are those that SECURITY.md lists, each with a reason", () => {
  const tree = execFileSync(
    "cargo",
    [
      ...["tree", "--locked", "--package", "ecs-image-pipeline", "--no-default-features", "--features", "wasm"],
      ...[
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
      ],
    ],
    { cwd: fileURLToPath(root), encoding: "utf8" },
  );
  const inside = new Set(
    tree
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]),
  );
  inside.delete("ecs-image-pipeline");
  const listed = [...read("SECURITY.md").matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) \| (.+) \|$/gm)];
  for (const [, names, reason] of listed) assert.ok(reason.length > 10, names);
  const names = listed.flatMap(([, names]) => names.match(/[\w-]+/g));
  assert.deepEqual(names.sort(), [...inside].sort());
});

test("the SHA-256 that is shipped beside the module is the module's", () => {
  const module = readFileSync(new URL("dist/ecs_image_pipeline.wasm", root));
  const sum = createHash("sha256").update(module).digest("hex");
  assert.equal(read("dist/ecs_image_pipeline.wasm.sha256"), `${sum}  ecs_image_pipeline.wasm\n`);
});
