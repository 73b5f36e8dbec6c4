import { sign, validate } from "ecs-image-pipeline";
