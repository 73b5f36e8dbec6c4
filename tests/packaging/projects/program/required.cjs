const api = require("ecs-image-pipeline");

const { knownOf } = require("./known-of.mjs");

console.log(JSON.stringify(knownOf(api)));
