// Runs `cargo xtask <arguments>` for npm's scripts. Each missing program gets one sentence, not a stack of errors.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 20;

const exists = (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

function missing() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    return `Node ${OLDEST_NODE} or later is needed, and this is ${process.versions.node}: see https://nodejs.org.`;
  }
  if (!exists("cargo")) return "Rust is missing (no cargo on the PATH): install it from https://rustup.rs.";
  if (process.platform !== "win32" && !exists("cc")) {
    return "A C compiler is missing (no cc on the PATH), with which Rust links: install gcc and libc6-dev, or Xcode's command line tools.";
  }
}

const sentence = missing();
if (sentence !== undefined) {
  console.error(sentence);
  process.exit(1);
}

const { status } = spawnSync("cargo", ["xtask", ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
