/** Servers that send what no HTTP server would: raw bytes, each attack at a port of its own. */
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/**
 * Listens on loopback. `attack(socket, request)` is called when the head of a request has arrived, or at once where `tls` or
 * `atOnce` says that none is waited for.
 */
export async function listen(attack, { atOnce = false, tls } = {}) {
  const sockets = new Set();
  const told = { connections: 0, requests: 0, sent: 0 };
  const serve = (socket) => {
    told.connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      told.sent += socket.bytesWritten - socket.writableLength;
      sockets.delete(socket);
    });
    if (atOnce) return void attack(socket, "");
    let head = "";
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      for (let end; (end = head.indexOf("\r\n\r\n")) >= 0; head = head.slice(end + 4)) {
        told.requests++;
        attack(socket, head.slice(0, end));
      }
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
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
