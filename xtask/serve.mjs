// Serves dist/www on loopback, at the port that the variable PORT names or at the first free one from 8080 on.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import sirv from "sirv";

const FIRST_PORT = 8080;
const LAST_PORT = 8099;

const files = sirv(fileURLToPath(new URL("../dist/www", import.meta.url)), { dev: true });
const server = createServer((request, response) => files(request, response, () => void response.writeHead(404).end()));

const asked = process.env.PORT;
if (asked !== undefined && !(Number(asked) >= 1 && Number(asked) <= 65_535)) {
  console.error(`PORT must be a number from 1 to 65535, not "${asked}".`);
  process.exit(1);
}

let port = Number(asked ?? FIRST_PORT);
server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code === "EADDRINUSE" && asked === undefined && port < LAST_PORT) {
    server.listen(++port, "127.0.0.1");
    return;
  }
  console.error(`Port ${port}: ${error.message}. Name another one: PORT=9000 npm start`);
  process.exit(1);
});
server.on("listening", () => console.log(`The page is at http://127.0.0.1:${port}/ (Ctrl-C stops it)`));
server.listen(port, "127.0.0.1");
