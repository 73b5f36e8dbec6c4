/** Runs each measurement in a process of its own, prints the tables, and writes them to `results.md`. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { TAG_COUNTS } from "./input.mjs";
import { table } from "./table.mjs";

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const VERSIONED = ["@alicloud/openapi-util", "@alicloud/pop-core", "@alicloud/ecs20140526", "@noble/hashes"];

function measured(part) {
  console.error(`\n==> Measuring: ${part}`);
  const path = fileURLToPath(new URL(`${part}.mjs`, import.meta.url));
  const output = execFileSync(process.execPath, ["--expose-gc", path], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output);
}

function native() {
  const entries = TAG_COUNTS.map((tags) => {
    const path = new URL(`../target/criterion/sign-${tags}/new/estimates.json`, import.meta.url);
    return [tags, JSON.parse(readFileSync(path, "utf8")).median.point_estimate / 1000];
  });
  return Object.fromEntries(entries);
}

/** The sizes of what has a budget. */
function sizes() {
  const { gzip } = JSON.parse(readFileSync(new URL("budget.json", import.meta.url), "utf8"));
  const entries = Object.keys(gzip).map((file) => {
    const content = readFileSync(new URL(`../dist/${file}`, import.meta.url));
    const [zipped, brotli] = [gzipSync(content, { level: 9 }), brotliCompressSync(content)];
    return [file, { raw: content.length, gzip: zipped.length, brotli: brotli.length }];
  });
  return Object.fromEntries(entries);
}

const fixed = (digits) => (value) => value.toFixed(digits);
const bytes = (value) => value.toLocaleString("en");

/** Microseconds at each number of tags, and how many times the first row's they are. */
function timesTable(times) {
  const [first] = Object.values(times);
  const heads = TAG_COUNTS.map((tags) => `${tags} tags, µs`);
  const ratios = TAG_COUNTS.map((tags) => `${tags} tags, ratio`);
  const rows = Object.entries(times).map(([name, row]) => [
    name,
    ...TAG_COUNTS.map((tags) => row[tags].toFixed(1)),
    ...TAG_COUNTS.map((tags) => (row[tags] / first[tags]).toFixed(2)),
  ]);
  return table(["", ...heads, ...ratios], rows);
}

const recordTable = (heads, records, format) =>
  table(
    ["", ...heads],
    Object.entries(records).map(([name, record]) => [name, ...Object.values(record).map(format)]),
  );

const signing = { ...measured("signing"), "the core as native code": native() };
const calls = measured("calls");
const functions = measured("functions");
const starts = measured("starts");
const workerd = measured("workerd");
const memory = measured("memory");

const text = `# Measurements

\`npm run bench\` makes this file. ${cpus()[0].model.trim()}, ${cpus().length} cores; Node ${process.version};
${VERSIONED.map((name) => `${name} ${versionOf(name)}`).join(", ")}.

## A request object to a signed request

${timesTable(signing)}

Microseconds of CPU time for one signature, with a fresh nonce and the time of day: medians of batches of 64 calls, five
rounds in turns in one process. The ratio is to the first row; over 1 is slower. A median leaves most of the garbage
collection out, for all alike.

Before each column is measured, every row has to give the same signature for a fixed time and nonce; those that are this
package or by hand, the same nine members (\`url\`, \`stringToSign\`, \`canonicalQuery\` and so on), all of which are used. So do
requests with characters that are easily encoded wrongly. This package validates the request on the way. Nothing by hand
does. The ordinary way sorts and joins the parameters, as most code does. The others by hand are written for this operation:
they need not sort, and keep the prepared key. WebCrypto is asynchronous; the CPU time leaves out its waiting.

The last two rows are the limits of this package: its core called in a loop from wasm, and as native code, both with the
nonce and the time given, with a typed request, and with an allocator that does not wipe. The difference between the first
row and the core in wasm is reading the request object, crossing the boundary in both ways, the nonce and the time.

## A whole call, but for the network

${timesTable(calls)}

A request object to the ID of the execution, over a transport that answers at once; each with its own client, made
beforehand. Measured as above. The signatures are checked to be equal, at the time and with the nonce that each client
chose; the official client signs one more header by ACS3-HMAC-SHA256, so there only parameters and headers are.

## The other functions

${recordTable(["µs"], functions, fixed(1))}

Microseconds of CPU time for one call. Measured as above.

## The start of a process to the first signature

${recordTable(["ms", "ms of CPU time", "MB of memory"], starts.results, fixed(1))}

Medians of ${starts.processes} fresh processes of each, in turns. What Node takes alone, for a module of the same kind, is
subtracted: it took ${starts.base.wall.toFixed(0)} ms, ${starts.base.cpu.toFixed(0)} ms of CPU time and ${starts.base.memory.toFixed(0)} MB. Memory is the largest resident set.

## The first request in workerd

${recordTable(["ready, ms", "first request, ms", "second request, ms"], workerd.results, fixed(1))}

Medians of ${workerd.starts} fresh Miniflare instances of each, in turns, on the wall clock. A request is answered with its
signed URL, which is checked. The way to workerd and back is in every row.

## Sizes

${recordTable(["bytes", "gzip", "brotli"], sizes(), bytes)}

The files in \`dist/\`. \`npm run size\` compares them with \`bench/budget.json\`.

## A million signatures

The wasm memory had ${bytes(memory.before)} bytes after the first signature and ${bytes(memory.after)} after
${bytes(memory.signatures)}, of requests with 5 tags; the JavaScript heap grew by ${bytes(memory.heapGrowth)} bytes.
`;
writeFileSync(new URL("results.md", import.meta.url), text);
console.log(text);
