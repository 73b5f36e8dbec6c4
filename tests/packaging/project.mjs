/** Projects that have the package as its users have it: packed, and installed by npm. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "target/packaging");

/** The package's own package.json, for its name and its exports. */
export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const npm = (folder, ...words) =>
  execFileSync("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, encoding: "utf8" });

let packed;

/** Packs once in a process. The tarball's path, and the files in it. */
export function pack() {
  if (packed === undefined) {
    const folder = join(target, `tarball-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const [{ filename, files }] = JSON.parse(
      npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
    );
    packed = { tarball: join(folder, filename), files: files.map(({ path }) => path).sort() };
  }
  return packed;
}

/** A fresh folder under target/ with copies of the given folders' files, and the package installed in it. */
export function makeProject(name, ...sources) {
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  // So that tools that look further up do not take this repository's, which leads to the sources. Not in the project itself:
  // Next would take it for one in TypeScript, and install packages.
  writeFileSync(join(target, "tsconfig.json"), "{}");
  for (const source of sources) cpSync(source, folder, { recursive: true, verbatimSymlinks: true });
  npm(folder, "install", "--prefer-offline", "--no-save", "--no-package-lock", "--ignore-scripts", pack().tarball);
  return folder;
}

/** Each entry's name and the file that is its default, from the project's folder on. */
export function defaultFiles() {
  const defaultOf = (target) => (typeof target === "object" ? defaultOf(target.default) : target);
  return Object.fromEntries(
    Object.entries(manifest.exports).map(([entry, target]) => [
      entry.replace(".", manifest.name),
      defaultOf(target).replace(".", `./node_modules/${manifest.name}`),
    ]),
  );
}
