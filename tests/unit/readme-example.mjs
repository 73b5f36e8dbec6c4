import { readFileSync } from "node:fs";

/** The first example under a heading of a README. */
export function example(readme, heading, language = "js") {
  const text = readFileSync(new URL(`../../${readme}`, import.meta.url), "utf8");
  return text.split(`\n## ${heading}\n`)[1].split(`\`\`\`${language}\n`)[1].split("\n```")[0];
}
