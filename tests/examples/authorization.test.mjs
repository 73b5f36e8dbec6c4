import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("both examples compare the token in the same way", () => {
  const [ours, theirs] = ["signed-url-page", "cloudflare-worker"].map((name) =>
    readFileSync(new URL(`../../examples/${name}/src/authorization.js`, import.meta.url), "utf8"),
  );
  assert.equal(ours, theirs);
});
