/** A module of the page that needs no document, for Node. */
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/**
 * @param {string} name of `www/<name>.ts`
 * @returns {Promise<any>} what it exports
 */
export async function importFromPage(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../www/${name}.ts`, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
