import { readFile } from "node:fs/promises";

import file from "ecs-image-pipeline/ecs_image_pipeline.wasm";
import * as api from "ecs-image-pipeline/slim";

import { knownOf } from "./known-of.mjs";

await api.init(readFile(new URL(file, import.meta.url)));
console.log(JSON.stringify(knownOf(api)));
