/** The worker, watched: `/memory` collects garbage and tells the bytes of its wasm memory. */
import "./watch.mjs";
import worker from "./worker.js";

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/memory") {
      // V8 collects what is garbage while so much is asked for.
      for (let i = 0; i < 100; i++) new Uint8Array(8_000_000).fill(i);
      return Response.json(globalThis.memory.buffer.byteLength);
    }
    globalThis.pass();
    return worker.fetch(request, env, context);
  },
};
