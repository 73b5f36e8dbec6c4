// For Node, Deno and Bun: runs the suite on the entry that is named, required.
const { readFileSync } = require("node:fs");
const process = require("node:process");

const [, , entry] = process.argv;
const api = require(entry);

function runSlim(runSuite) {
  const bytes = readFileSync(require.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
  const fresh = () => {
    delete require.cache[require.resolve(entry)];
    return require(entry);
  };
  return runSuite(api, async () => api.initSync(bytes), { fresh, bytes });
}

import("./suite.js")
  .then(({ runSuite }) => (entry.endsWith("/slim") ? runSlim(runSuite) : runSuite(api, api.init)))
  .then((outcome) => console.log(JSON.stringify(outcome)));
