/** Times of several functions, taken in turns in one process. */
import { measure } from "mitata";

const ROUNDS = 5;
// Always in batches: else the first call, which may be slow, would decide how a function is timed.
const BATCHES = { batch_samples: 64, batch_threshold: Infinity, warmup_threshold: Infinity, min_cpu_time: 50e6 };
const WARM_UP_CALLS = 1000;

/** Nanoseconds that all threads of this process have run. The clock on the wall would count other programs, too. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * The microseconds of CPU time of each function: the median of the rounds' medians.
 *
 * @param {Record<string, () => unknown>} functions
 * @returns {Promise<Record<string, number>>}
 */
export async function compare(functions) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (const run of Object.values(functions)) for (let i = 0; i < WARM_UP_CALLS; i++) await run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(functions)) {
      const { p50 } = await measure(run, { ...BATCHES, now: cpuTime });
      times[name].push(p50 / 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
