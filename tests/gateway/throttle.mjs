/**
 * Counts calls in windows that begin at whole multiples of their length: a client that has used one up is served again
 * in the next. Source: StartImagePipelineExecution reference page, 1000 calls in 60 seconds; page "API throttling":
 * throttled in one minute, call again from the next on. A refused call does not count: own choice, that is not
 * documented.
 *
 * @param {{ calls: number, windowMs: number }} limit
 * @returns {(key: string, now: number) => number | undefined} milliseconds until the next window, if this one is used up
 */
export function createThrottle({ calls, windowMs }) {
  const counts = new Map();
  return (key, now) => {
    const window = Math.floor(now / windowMs);
    const last = counts.get(key);
    const used = last?.window === window ? last.used : 0;
    if (used >= calls) return (window + 1) * windowMs - now;
    counts.set(key, { window, used: used + 1 });
    return undefined;
  };
}
