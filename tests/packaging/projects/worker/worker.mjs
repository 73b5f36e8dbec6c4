import { known } from "./known.mjs";

export default {
  fetch: () => Response.json(known()),
};
