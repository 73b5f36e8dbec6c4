import { signature } from "../unit/example.mjs";

/** What projects/shared/known.mjs gives. */
export const expected = { signature, path: "regionId", code: "MissingParameter" };
