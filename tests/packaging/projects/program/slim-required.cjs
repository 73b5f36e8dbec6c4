const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const api = require("ecs-image-pipeline/slim");
const file = require("ecs-image-pipeline/ecs_image_pipeline.wasm");

const { knownOf } = require("./known-of.mjs");

api.initSync(readFileSync(join(__dirname, file.default ?? file)));
console.log(JSON.stringify(knownOf(api)));
