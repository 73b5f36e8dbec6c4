import { known } from "./known.mjs";

console.log(JSON.stringify(known()));
