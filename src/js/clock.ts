/** The clock of a client. */
import type { Clock } from "./types.js";

/** Maximum delay of `setTimeout`, in milliseconds. A longer one ends immediately. */
const MAX_DELAY = 2 ** 31 - 1;
/** Tolerance in milliseconds: timers may end early by the platform's clock. */
const TOLERANCE = 20;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, MAX_DELAY));
      signal.addEventListener("abort", end);
    }),
};

/** Returns the time of a clock; `undefined` if it has none. */
export function timeOf(clock: Clock): number | undefined {
  try {
    const now: unknown = clock.now();
    return typeof now === "number" && !Number.isNaN(now) ? Math.floor(now) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Resolves when the time has passed. A sleep that fails, or ends while its clock stands still, is a stub: the
 * platform's timer replaces it. Without a platform timer, it never resolves.
 */
export async function passed(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  for (const timer of clock === systemClock ? [clock] : [clock, systemClock]) {
    const begin = timeOf(timer) ?? 0;
    try {
      await timer.sleep(ms, signal);
    } catch (error) {
      if (signal.aborted) return;
      failed(error);
      continue;
    }
    if (signal.aborted || timer === systemClock || (timeOf(timer) ?? 0) - begin >= ms - TOLERANCE) return;
  }
  await new Promise<never>(() => {});
}
