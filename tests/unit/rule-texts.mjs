import { readFileSync } from "node:fs";

import { parse } from "smol-toml";

/**
 * The rules' texts by name: `{ "wrong-type": { code, en, zh } }`.
 * @type {Record<string, { code: string, en: string, zh: string }>}
 */
export const texts = /** @type {any} */ (
  parse(readFileSync(new URL("../../src/messages/rules.toml", import.meta.url), "utf8"))
);
