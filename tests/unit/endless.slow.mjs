/** Values without end: each call on them is bounded in time and memory. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { endlessValues } from "./endless.mjs";

const program = fileURLToPath(new URL("endless.mjs", import.meta.url));

for (const name of Object.keys(endlessValues)) {
  test(name, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=1024", program, name], {
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
    assert.equal(stdout, "done");
  });
}
