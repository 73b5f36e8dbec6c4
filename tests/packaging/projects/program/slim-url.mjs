import { readFile } from "node:fs/promises";

import * as api from "ecs-image-pipeline/slim";

import { knownOf } from "./known-of.mjs";

// For bundlers that look for packages here, as webpack does.
await api.init(readFile(new URL("ecs-image-pipeline/ecs_image_pipeline.wasm", import.meta.url)));
console.log(JSON.stringify(knownOf(api)));
