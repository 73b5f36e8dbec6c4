// Prints the bytes of what is shipped, and fails where a file is over its budget in budget.json. A script counts with the
// scripts that it imports or requires, each compressed by itself.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const read = (path) => readFileSync(new URL(path, import.meta.url));
const budget = JSON.parse(read("budget.json").toString());
const number = (value) => value.toLocaleString("en").padStart(9);

console.log(
  "bytes in dist/".padEnd(26) + ["raw", "gzip", "brotli", "budget"].map((title) => title.padStart(9)).join(""),
);

/** Returns the contents of a file in dist/ and of the scripts it loads. */
function loaded(file, found = new Map()) {
  const bytes = read(`../dist/${file}`);
  found.set(file, bytes);
  const script = /\.c?js$/.test(file) ? bytes.toString() : "";
  for (const [, next] of script.matchAll(/(?: from |require\()"\.\/([\w-]+\.c?js)"/g))
    if (!found.has(next)) loaded(next, found);
  return [...found.values()];
}

const sizes = [
  (bytes) => bytes.length,
  (bytes) => gzipSync(bytes, { level: 9 }).length,
  (bytes) => brotliCompressSync(bytes).length,
];
const over = [];
for (const [file, most] of Object.entries(budget.gzip)) {
  const files = loaded(file);
  const [raw, gzip, brotli] = sizes.map((size) => files.reduce((sum, bytes) => sum + size(bytes), 0));
  console.log(file.padEnd(26) + [raw, gzip, brotli, most].map(number).join(""));
  if (gzip > most)
    over.push(`${file} is ${number(gzip - most).trim()} bytes over its budget of ${number(most).trim()} (gzip)`);
}
if (over.length > 0) {
  console.error(`\n${over.join("\n")}\nCONTRIBUTING.md says how to find out why.`);
  process.exitCode = 1;
}
