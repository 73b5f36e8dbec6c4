// The request as Rust: compiled with this crate, and run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { startGateway } from "../gateway/gateway.mjs";
import { accounts, assertAccepted, take, VARIANTS, variablesOf } from "./taken.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
before(async () => {
  gateway = await startGateway({ accounts });
});
after(() => gateway?.close());

test("Rust, each variant compiled with this crate", { timeout: 300_000 }, async () => {
  // A package of its own beside this one, with the versions that are locked here.
  const project = join(root, "target/snippets");
  mkdirSync(join(project, "src/bin"), { recursive: true });
  writeFileSync(
    join(project, "Cargo.toml"),
    '[package]\nname = "snippets"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\necs-image-pipeline = { path = "../.." }\nuuid = { version = "1", features = ["v4"] }\n',
  );
  writeFileSync(join(project, "Cargo.lock"), readFileSync(join(root, "Cargo.lock")));
  const programs = { ...VARIANTS, literal: VARIANTS.post };
  for (const [name, variant] of Object.entries(programs)) {
    const text = take("rust", variant, { endpoint: gateway.url, isLiteral: name === "literal" });
    assert.equal(text.includes("secret of"), name === "literal");
    writeFileSync(join(project, `src/bin/${name}.rs`), text);
  }
  const target = join(project, "target");
  await run("cargo", ["build", "--quiet", "--target-dir", target], { cwd: project });
  for (const [name, variant] of Object.entries(programs)) {
    const env = name === "literal" ? { PATH: process.env.PATH } : variablesOf(variant);
    const command = `set -o pipefail; '${target}/debug/${name}' | curl --silent --noproxy '*' --config -`;
    const { stdout } = await run("bash", ["-c", command], { env });
    assertAccepted(gateway.requests.at(-1), variant, stdout);
  }
});
