/** HTTP servers on a free port of loopback. */
import { createServer } from "node:http";

import sirv from "../node_modules/sirv/build.mjs";

/**
 * @param {import("node:http").RequestListener} answer
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>} `url` has no slash at its end
 */
export async function serve(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
    );
  return { url: `http://127.0.0.1:${port}`, port, close };
}

/** Serves the files of a folder as they are now. */
export function serveFiles(folder) {
  const files = sirv(folder, { dev: true });
  return serve((request, response) => files(request, response, () => response.writeHead(404).end()));
}
