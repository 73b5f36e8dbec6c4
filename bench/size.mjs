// Prints the bytes of what is shipped, and the time from import to the first signature in a fresh process.
//
//   npm run size
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const FILES = ["ecs_image_pipeline.wasm", "index.js", "index.cjs", "workerd.js", "edge-light.js", "slim.js", "slim.cjs", "www/main.js", "www/style.css", "www/index.html"];
const PROCESSES = 15;

const url = (file) => new URL(`../dist/${file}`, import.meta.url);
const number = (value) => value.toLocaleString("en").padStart(9);

console.log("bytes in dist/".padEnd(26) + "raw".padStart(9) + "gzip".padStart(9) + "brotli".padStart(9));
for (const file of FILES) {
  const bytes = readFileSync(url(file));
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
  console.log(file.padEnd(26) + sizes.map(({ length }) => number(length)).join(""));
}

const script = `
  const start = performance.now();
  const { sign } = await import(${JSON.stringify(url("index.js").href)});
  const imported = performance.now();
  const request = { regionId: "cn-hangzhou", imagePipelineId: "ip-2ze5tsl5bp6nf2b3aaaa" };
  sign(request, { accessKeyId: "testid", accessKeySecret: "testsecret" });
  console.log(JSON.stringify([imported - start, performance.now() - imported]));`;

const times = Array.from({ length: PROCESSES }, () =>
  JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" })),
);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(1);

console.log(`\nmilliseconds in a fresh Node ${process.version}, median of ${PROCESSES} processes`);
console.log(`import                    ${median(times.map(([imported]) => imported)).padStart(9)}`);
console.log(`first sign after import   ${median(times.map(([, signed]) => signed)).padStart(9)}`);
console.log(`import to first signature ${median(times.map(([imported, signed]) => imported + signed)).padStart(9)}`);
