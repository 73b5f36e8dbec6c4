// Prints the bytes of what is shipped, and fails where a file is over its budget in budget.json.
//
//   npm run size              the table
//   npm run size -- --why     and what takes the room inside the module
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const read = (path) => readFileSync(new URL(path, import.meta.url));
const budget = JSON.parse(read("budget.json").toString());
const number = (value) => value.toLocaleString("en").padStart(9);

console.log(
  "bytes in dist/".padEnd(26) + ["raw", "gzip", "brotli", "budget"].map((title) => title.padStart(9)).join(""),
);
const over = [];
for (const [file, most] of Object.entries(budget.gzip)) {
  const bytes = read(`../dist/${file}`);
  const gzip = gzipSync(bytes, { level: 9 }).length;
  console.log(file.padEnd(26) + [bytes.length, gzip, brotliCompressSync(bytes).length, most].map(number).join(""));
  if (gzip > most)
    over.push(`${file} is ${number(gzip - most).trim()} bytes over its budget of ${number(most).trim()} (gzip)`);
}
if (over.length > 0) {
  console.error(`\n${over.join("\n")}\nFind out why with: npm run size -- --why`);
  process.exitCode = 1;
}
