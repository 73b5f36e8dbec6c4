import { readFileSync } from "node:fs";

const toml = readFileSync(new URL("../../src/validation/rules.toml", import.meta.url), "utf8");

/** The rules' texts by name: `{ "wrong-type": { code, en, zh } }`. */
export const texts = Object.fromEntries(
  toml
    .split(/^\[/m)
    .slice(1)
    .map((table) => {
      const line = (key) => JSON.parse(table.match(new RegExp(`^${key} = (".*")$`, "m"))[1]);
      return [table.slice(0, table.indexOf("]")), { code: line("code"), en: line("en"), zh: line("zh") }];
    }),
);
