import { signature } from "../js/example.mjs";

/** What projects/shared/known.mjs gives. */
export const expected = { signature, path: "regionId", code: "MissingParameter" };
