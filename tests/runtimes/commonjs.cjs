// For Node, Deno and Bun: runs the suite on the entry that is named, required.
const { readFileSync } = require("node:fs");
const process = require("node:process");

const [, , entry] = process.argv;
const wasm = () => readFileSync(require.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
const api = require(entry);
import("./suite.js")
  .then(({ runSuite }) => runSuite(api, entry.endsWith("/slim") ? async () => api.initSync(wasm()) : api.init))
  .then((outcome) => console.log(JSON.stringify(outcome)));
