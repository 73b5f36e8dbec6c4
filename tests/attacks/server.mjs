/** Servers that send what no HTTP server would: raw bytes, each attack at a port of its own. */
import { createServer } from "node:net";

/**
 * Listens on loopback. `attack(socket)` is called when the head of a request has arrived.
 *
 * @param {(socket: import("node:net").Socket) => void} attack
 */
export async function listen(attack) {
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  const told = { requests: 0, sent: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      told.sent += socket.bytesWritten - socket.writableLength;
      sockets.delete(socket);
    });
    let head = "";
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      for (let end; (end = head.indexOf("\r\n\r\n")) >= 0; head = head.slice(end + 4)) {
        told.requests++;
        attack(socket);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return {
    port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
    told,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends a chunk over and over, as fast as it is taken; at most `times`. */
export async function pump(socket, chunk, times = Infinity) {
  for (let i = 0; i < times && socket.writable; i++) {
    if (!socket.write(chunk)) {
      await new Promise((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", resolve);
      });
    }
  }
}

/** Sends a chunk every so often, for ever. */
export function drip(socket, chunk, everyMs) {
  const timer = setInterval(() => socket.write(chunk), everyMs);
  socket.on("close", () => clearInterval(timer));
}
