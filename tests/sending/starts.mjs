/** Starting builds over a network that fails. Needs nothing but JavaScript, so that it runs in any runtime. */
import { inVirtualTime, virtualFetch } from "./virtual-time.mjs";

/** A call that ended in an error is made again, so often at most, after so many milliseconds. */
const [ROUNDS, PAUSE] = [20, 30_000];
/** The documented calls a minute. */
const LIMIT = 1000;

/**
 * Starts a build of each of `count` templates, all at once. A call that ends in an error is made again with the ClientToken that
 * the error names, until it succeeds. For each template: its build, the code of each error, and how many requests were sent.
 */
export function startAll({ ImagePipelineClient, handle, now, count, credentials, signatureMethods }) {
  return inVirtualTime(now, async (real) => {
    // They share the limit of the account.
    const rateLimit = LIMIT / signatureMethods.length;
    // All are in the queue at once.
    const totalTimeout = 3_600_000;
    const fetch = virtualFetch(real, handle);
    const options = { regionId: "cn-hangzhou", credentials, rateLimit, totalTimeout, fetch };
    const clients = signatureMethods.map((signatureMethod) => new ImagePipelineClient({ ...options, signatureMethod }));

    async function start(number) {
      const imagePipelineId = `ip-${number}`;
      const tag = [{ key: "number", value: String(number) }];
      const codes = [];
      let attempts = 0;
      // One half leaves the token to the client.
      let token = number % 2 ? { clientToken: `token-${number}` } : {};
      while (codes.length < ROUNDS) {
        try {
          const started = await clients[(number >> 1) % clients.length].start({ imagePipelineId, tag, ...token });
          return { imagePipelineId, executionId: started.executionId, codes, attempts: attempts + started.attempts };
        } catch (error) {
          if (typeof error.clientToken !== "string") throw error;
          codes.push(`${error.name} ${error.code}`);
          attempts += error.attempts;
          token = { clientToken: error.clientToken };
          await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
      }
      return { imagePipelineId, codes, attempts };
    }

    const started = await Promise.all(Array.from({ length: count }, (_, number) => start(number)));
    return { started, elapsedMs: Date.now() - now };
  });
}
