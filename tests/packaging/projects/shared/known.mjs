import { sign, validate } from "ecs-image-pipeline";

import { knownOf } from "./known-of.mjs";

export const known = () => knownOf({ sign, validate });
