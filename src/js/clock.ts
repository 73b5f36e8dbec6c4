/** Time, as a client sees it. */
import type { Clock } from "./types.js";

/** `setTimeout` ends at once if it is given more. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Timers may end a few milliseconds early by the platform's clock. */
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
      const timer = setTimeout(end, Math.min(ms, LONGEST_TIMER));
      signal.addEventListener("abort", end);
    }),
};

/** The time of a clock; `undefined` where it has none. */
export function timeOf(clock: Clock): number | undefined {
  try {
    const now: unknown = clock.now();
    return typeof now === "number" && !Number.isNaN(now) ? Math.floor(now) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Resolves when the time has passed. A sleep that fails, or ends though its clock has not moved on, is that of a stub: the
 * platform's timer takes its place. Without that, it never resolves.
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
