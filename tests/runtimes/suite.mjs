/** The behaviour of the package, for any runtime: nothing here is Node's, and the API is an argument. */
import { answers } from "./cases/answers.mjs";
import { client } from "./cases/client.mjs";
import { errors } from "./cases/errors.mjs";
import { hostile } from "./cases/hostile.mjs";
import { signing } from "./cases/signing.mjs";
import { slim } from "./cases/slim.mjs";
import { starting } from "./cases/starting.mjs";
import { validation } from "./cases/validation.mjs";

/** Every case: its name, and a function of the API and of what starts it that throws if something is wrong. */
const cases = [...starting, ...signing, ...validation, ...errors, ...answers, ...client, ...hostile];

/**
 * Runs every case on one entry of the package.
 *
 * @param api What the entry exports.
 * @param start Starts it; it must do no harm twice.
 * @param parts Only for `./slim`; see `cases/slim.mjs`.
 * @returns {Promise<{ runtime: string, passed: number, failed: string[] }>}
 */
export async function runSuite(api, start, parts) {
  // Node has no navigator before version 21.
  const runtime = globalThis.navigator?.userAgent ?? `Node.js/${process.version}`;
  const outcome = { runtime, passed: 0, failed: [] };
  for (const [name, run] of [...cases, ...(parts ? slim(parts) : [])]) {
    try {
      await run(api, start);
      outcome.passed++;
    } catch (error) {
      outcome.failed.push(`${name}: ${error?.stack ?? error}`);
    }
  }
  return outcome;
}
