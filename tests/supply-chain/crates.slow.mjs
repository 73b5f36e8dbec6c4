/** The crates in the module are those that SECURITY.md lists. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

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
  const listed = [
    ...readFileSync(new URL("SECURITY.md", root), "utf8").matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) \| (.+) \|$/gm),
  ];
  for (const [, names, reason] of listed) assert.ok(reason.length > 10, names);
  const names = listed.flatMap(([, names]) => names.match(/[\w-]+/g));
  assert.deepEqual(names.sort(), [...inside].sort());
});
