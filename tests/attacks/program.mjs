// For Node, Deno and Bun: starts a build at each endpoint of the file that is named.
import { readFileSync } from "node:fs";
import process from "node:process";
import { inspect } from "node:util";

import * as api from "ecs-image-pipeline";

import { startAll } from "./starts.mjs";

const unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(String(error)));
const memory = () => process.memoryUsage().rss;
const told = await startAll(api, JSON.parse(readFileSync(process.argv[2], "utf8")), { inspect, memory });
await new Promise((resolve) => setTimeout(resolve, 100));
console.log(JSON.stringify({ told, unhandled }));
process.exit(0);
