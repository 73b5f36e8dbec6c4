/** Abort signals of callers. */

/** The functions that the single listener of each signal calls. Node warns of more than ten listeners. */
const listening = new WeakMap<AbortSignal, { abort: () => void; all: Set<() => void> }>();

/** Calls a function when a signal aborts. The returned function unsubscribes. */
export function listen(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return () => {};
  let found = listening.get(signal);
  if (found === undefined) {
    const all = new Set<() => void>();
    found = { abort: () => all.forEach((call) => call()), all };
    listening.set(signal, found);
    signal.addEventListener("abort", found.abort);
  }
  const { abort, all } = found;
  all.add(call);
  return () => {
    all.delete(call);
    if (all.size === 0 && listening.delete(signal)) signal.removeEventListener("abort", abort);
  };
}

/** Checks for an `AbortSignal`, which may be of another realm. */
export function isSignal(value: unknown): value is AbortSignal {
  try {
    const signal = value as AbortSignal | null | undefined;
    return typeof signal?.addEventListener === "function" && typeof signal.removeEventListener === "function";
  } catch {
    return false;
  }
}
