/** The timers and the clock of the platform, faked, so that hours pass in seconds. Needs nothing but JavaScript. */

// Node's `setTimeout` takes a millisecond at least.
const later = globalThis.setImmediate ?? globalThis.setTimeout;
const settle = () => new Promise((resolve) => later(resolve, 0));

/**
 * Does some work in virtual time, which passes only while the work waits for a timer.
 *
 * @template T
 * @param {number} now where time begins, in milliseconds since 1970-01-01T00:00:00Z
 * @param {(real: <U>(work: () => U | Promise<U>) => Promise<U>) => Promise<T>} work is given a function for what takes
 *   real time; the clock stands still meanwhile
 * @returns {Promise<T>}
 */
export async function inVirtualTime(now, work) {
  // It calls `setTimeout` as it is loaded, which workerd allows within a request only.
  const { install } = await import("@sinonjs/fake-timers");
  let busy = 0;
  async function real(work) {
    busy++;
    try {
      return await work();
    } finally {
      busy--;
    }
  }
  const clock = install({ now, toFake: ["Date", "setTimeout", "clearTimeout"] });
  try {
    let settled = false;
    const done = work(real);
    const end = () => (settled = true);
    done.then(end, end);
    for (;;) {
      do await settle();
      while (busy > 0);
      if (settled) return await done;
      if (clock.countTimers() === 0) throw new Error("Nothing waits for a timer, and the work has not ended.");
      clock.next();
    }
  } finally {
    clock.uninstall();
  }
}

/**
 * Waits a number of milliseconds; rejects with the signal's reason when it is aborted.
 *
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function wait(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/**
 * `fetch` over a network whose time is virtual.
 *
 * @param {<U>(work: () => U | Promise<U>) => Promise<U>} real see `inVirtualTime`
 * @param {(request: { method: string, url: string, headers: Record<string, string>, body: string }, now: number) =>
 *   import('../gateway/core.mjs').Outcome | Promise<import('../gateway/core.mjs').Outcome>} handle the gateway
 * @param {number} [latencyMs] how long a request and its answer are on the way together
 * @returns {(url: string, init?: RequestInit) => Promise<Response>}
 */
export function virtualFetch(real, handle, latencyMs = 50) {
  return async (url, { method = "GET", headers = {}, body = "", signal } = {}) => {
    const { host, pathname, search } = new URL(url);
    const sent = { accept: "*/*", ...Object.fromEntries(new Headers(headers)), host };
    await wait(latencyMs, signal);
    const request = { method, url: pathname + search, headers: sent, body: /** @type {string} */ (body) };
    const { answer, sentBytes, delayMs } = await real(() => handle(request, Date.now()));
    await wait(delayMs, signal);
    if (!answer) throw new TypeError("fetch failed");
    return new Response(sentBytes === undefined ? answer.body : brokenOff(answer.body, sentBytes), answer);
  };
}

function brokenOff(text, bytes) {
  const sent = new TextEncoder().encode(text).subarray(0, bytes);
  let first = true;
  return new ReadableStream({
    pull(controller) {
      if (!first || sent.length === 0) return controller.error(new TypeError("terminated"));
      first = false;
      return controller.enqueue(sent);
    },
  });
}
