/**
 * A clock that stands still while anything is done, and then goes on to the next moment that someone waits for. Needs
 * nothing but JavaScript, so that it runs in any runtime.
 *
 * @param {object} options
 * @param {number} options.now where it begins, in milliseconds since 1970-01-01T00:00:00Z
 * @param {() => Promise<void>} options.settle ends when all that can be done without waiting is done
 */
export function createVirtualTime({ now, settle }) {
  /** @type {Map<number, Set<() => void>>} */
  const waiting = new Map();
  const moments = [];
  let busy = 0;

  function sleep(ms, signal) {
    return new Promise((resolve) => {
      const end = () => {
        signal?.removeEventListener("abort", end);
        waiting.get(moment)?.delete(end);
        resolve();
      };
      if (signal?.aborted) return resolve();
      const moment = now + Math.max(0, Math.ceil(ms));
      if (!waiting.has(moment)) {
        waiting.set(moment, new Set());
        insert(moments, moment);
      }
      waiting.get(moment).add(end);
      return signal?.addEventListener("abort", end);
    });
  }

  /** Does something that takes real time; the clock stands still meanwhile. */
  async function real(work) {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  }

  /** Lets time pass until `promise` is settled; or until so many milliseconds have passed. */
  async function run(promise, ms = Infinity) {
    const last = now + ms;
    let settled = false;
    const end = () => (settled = true);
    promise.then(end, end);
    for (;;) {
      do await settle();
      while (busy > 0);
      if (settled) return promise;
      if (ms === Infinity && moments.length === 0) throw new Error("Nobody waits for anything, and it has not ended.");
      if (!(moments.at(-1) <= last)) {
        now = last;
        return undefined;
      }
      const moment = moments.pop();
      const ends = waiting.get(moment);
      waiting.delete(moment);
      // Who was told to stop waiting leaves an empty moment.
      if (ends.size === 0) continue;
      now = moment;
      for (const end of ends) end();
    }
  }

  /** How many wait. */
  const sleeping = () => [...waiting.values()].reduce((sum, ends) => sum + ends.size, 0);

  return { now: () => now, sleep, sleeping, real, run };
}

// Into numbers that fall, so that the next one is the last.
function insert(moments, moment) {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle] > moment) low = middle + 1;
    else high = middle;
  }
  moments.splice(low, 0, moment);
}
