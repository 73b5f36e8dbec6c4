// V8 may take back the optimized code of a caller while a call into wasm is under way. V8 of Node 20 and 22 stops the whole
// process then if it has inlined that call and the call returns an externref.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const core = JSON.stringify(fileURLToPath(new URL("../../dist/index.js", import.meta.url)));
const example = JSON.stringify(fileURLToPath(new URL("example.mjs", import.meta.url)));

// `sign` asks for a nonce while wasm is running. From some call on, that changes what the optimized caller relies on.
const script = `
  import { sign } from ${core};
  import { credentials, request } from ${example};
  const randomUUID = crypto.randomUUID.bind(crypto);
  const relied = { on: 1 };
  let changes = 0;
  let calls = 0;
  crypto.randomUUID = () => {
    if (++calls > 50_000) relied.on = ++changes;
    return randomUUID();
  };
  const caller = () => sign(request, credentials).url.length + relied.on;
  for (let i = 0; i < 50_010; i++) caller();
  console.log(changes);`;

test("a caller that is deoptimized inside a call goes on", () => {
  const { status, signal, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  assert.deepEqual({ status, signal, stdout }, { status: 0, signal: null, stdout: "10\n" });
});
