/** From the start of a process to its first signature, fresh processes in turns. Prints medians as JSON. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { credentials, fixed, requestWith } from "./input.mjs";
import { median } from "./measure.mjs";
import { sign } from "./peers/node-create-hmac.mjs";

const PROCESSES = 15;
const ALONE = "Node alone";
const COMMONJS = ", CommonJS";
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const text = JSON.stringify;
const given = `${text(requestWith(0))}, ${text(credentials)}`;
const { signature } = sign(requestWith(0), credentials, fixed);

const official = (client) => `
  import { answerWith, last, ${client} } from ${text(folder("peers/official-clients.mjs"))};
  answerWith(${text(text({ RequestId: "a", ExecutionId: "b" }))});
  await ${client}(${text(credentials)}, ${text(requestWith(0))})();
  if (!last) throw new Error("nothing was sent");`;
const signing = (load) => `
  ${load}
  if (sign(${given}, ${text(fixed)}).signature !== ${text(signature)}) throw new Error("another signature");`;

const { exports } = JSON.parse(readFileSync(folder("../package.json"), "utf8"));
const { node, require } = exports["."];
const scripts = {
  [ALONE]: ["module", ""],
  "this package": ["module", signing(`import { sign } from ${text(folder(`../${node.default}`))};`)],
  "by hand, node:crypto createHmac": [
    "module",
    signing(`import { sign } from ${text(folder("peers/node-create-hmac.mjs"))};`),
  ],
  "@alicloud/pop-core": ["module", official("popCore")],
  "@alicloud/ecs20140526": ["module", official("ecs20140526")],
  [ALONE + COMMONJS]: ["commonjs", ""],
  [`this package${COMMONJS}`]: [
    "commonjs",
    signing(`const { sign } = require(${text(folder(`../${require.default}`))});`),
  ],
};

const report = `;{
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify([(user + system) / 1000, process.resourceUsage().maxRSS / 1024]));
}`;
const results = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
for (let i = 0; i < PROCESSES; i++) {
  for (const [name, [type, script]] of Object.entries(scripts)) {
    const start = performance.now();
    const output = execFileSync(process.execPath, [`--input-type=${type}`, "--eval", script + report], {
      encoding: "utf8",
    });
    results[name].push([performance.now() - start, ...JSON.parse(output)]);
  }
}
const medians = (rows) => rows[0].map((_, column) => median(rows.map((row) => row[column])));
const record = ([wall, cpu, memory]) => ({ wall, cpu, memory });

const base = medians(results[ALONE]);
const differences = {};
for (const [name, rows] of Object.entries(results)) {
  if (name.startsWith(ALONE)) continue;
  const subtracted = medians(results[ALONE + (name.endsWith(COMMONJS) ? COMMONJS : "")]);
  differences[name] = record(medians(rows).map((value, column) => value - subtracted[column]));
}
console.log(JSON.stringify({ processes: PROCESSES, base: record(base), results: differences }));
