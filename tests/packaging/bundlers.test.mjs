/** Programs that bundlers make of the installed package. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import nodeResolve from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import webpack from "webpack";

import { expected } from "./expected.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));

/** Each makes one file of another. */
const bundlers = {
  esbuild: (project, entry, outfile) =>
    esbuild.build({ absWorkingDir: project, entryPoints: [entry], outfile, bundle: true, format: "esm", minify: true, logLevel: "error" }),

  async rollup(project, entry, outfile) {
    const bundle = await rollup({ input: join(project, entry), plugins: [nodeResolve()], onwarn: ignoreEmpty });
    await bundle.write({ file: outfile, format: "es" });
  },

  async webpack(project, entry, outfile) {
    const stats = await promisify(webpack)({
      context: project,
      entry: `./${entry}`,
      mode: "production",
      output: { path: join(outfile, ".."), filename: outfile.slice(outfile.lastIndexOf("/") + 1) },
      performance: { hints: false },
    });
    assert.deepEqual(stats.toJson({ errors: true, warnings: true }).errors, []);
  },
};

function ignoreEmpty(warning) {
  if (warning.code !== "EMPTY_BUNDLE") assert.fail(warning.message);
}

for (const [name, bundle] of Object.entries(bundlers)) {
  suite(name, () => {
    let project;
    before(() => {
      project = makeProject(name, join(projects, "shared"), join(projects, "program"));
    });

    async function bundled(entry) {
      const outfile = join(project, "out", entry);
      await bundle(project, entry, outfile);
      return outfile;
    }

    test("signs and validates", async () => {
      const file = await bundled("main.mjs");
      assert.deepEqual(JSON.parse(execFileSync(process.execPath, [file], { cwd: "/" })), expected);
      // It would be found if it were there.
      assert.ok(readFileSync(file, "utf8").includes("AGFzbQEAAAAB"), "the module is not where it is looked for");
    });

    for (const entry of ["unused-package.mjs", "unused-names.mjs"]) {
      test(`${entry}: nothing is left of it`, async (t) => {
        const { size } = statSync(await bundled(entry));
        t.diagnostic(`${name}, ${entry}: ${size} bytes`);
        assert.ok(size <= 1, `${size} bytes are left`);
      });
    }
  });
}
