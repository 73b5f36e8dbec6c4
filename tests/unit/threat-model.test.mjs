/** The threat model names tests; they are there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

test("each test that the threat model names is there, and each line of its table names one", () => {
  const model = readFileSync(new URL("../../THREAT_MODEL.md", import.meta.url), "utf8");
  const threats = model.split("| threat | what is done |")[1].split("\n\n")[0].trim().split("\n").slice(1);
  assert.ok(threats.length >= 6);
  for (const threat of threats) assert.match(threat, /\(.*`[\w./ -]+`.*\) \|$/, threat);
  const named = [
    ...model.split("## Who is trusted")[1].matchAll(/`([\w-]+\.rs|(?:[\w-]+\/)+(?:[\w-]+\.(?:rs|test\.mjs))?)`/g),
  ].map(([, name]) => name);
  assert.ok(named.length >= 12, named.join());
  for (const name of named) assert.ok(existsSync(new URL(`../${name}`, import.meta.url)), name);
});
