/**
 * What `fetch` is over a network whose time is virtual.
 *
 * @param {ReturnType<typeof import('./virtual-time.mjs').createVirtualTime>} time
 * @param {(request: { method: string, url: string, headers: Record<string, string>, body: string }, now: number) =>
 *   import('./core.mjs').Outcome | Promise<import('./core.mjs').Outcome>} handle the gateway
 * @param {number} [latencyMs] how long a request and its answer are on the way together
 * @returns {typeof fetch}
 */
export function virtualFetch(time, handle, latencyMs = 50) {
  return async (url, { method = "GET", headers = {}, body = "", signal } = {}) => {
    const { host, pathname, search } = new URL(url);
    const sent = { accept: "*/*", ...Object.fromEntries(new Headers(headers)), host };
    await time.sleep(latencyMs, signal);
    signal?.throwIfAborted();
    const request = { method, url: pathname + search, headers: sent, body };
    const { answer, sentBytes, delayMs } = await time.real(() => handle(request, time.now()));
    await time.sleep(delayMs, signal);
    signal?.throwIfAborted();
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
