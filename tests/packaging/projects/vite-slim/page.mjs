import url from "ecs-image-pipeline/ecs_image_pipeline.wasm?url";
import { init, sign, validate } from "ecs-image-pipeline/slim";

import { knownOf } from "./known-of.mjs";

await init(fetch(url));
document.querySelector("output").textContent = JSON.stringify(knownOf({ sign, validate }));
