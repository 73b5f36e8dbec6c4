import { readFileSync } from "node:fs";

export const readmes = { "README.md": "en", "README.zh-CN.md": "zh" };

/** The first code block of a README that has this text in it. */
export function example(readme, part) {
  const text = readFileSync(new URL(`../../${readme}`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```\w+\n(.*?)\n```$/gms)].map(([, block]) => block);
  const found = blocks.find((block) => block.includes(part));
  if (found === undefined) throw new Error(`${readme} has no example with ${part}`);
  return found;
}
