/** Programs that bundlers make of the installed package. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import nodeResolve from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import webpack from "webpack";

import { expected } from "./expected.mjs";
import { holdsModule } from "./inlined.mjs";
import { makeProject } from "./project.mjs";

const projects = fileURLToPath(new URL("projects", import.meta.url));
const isCommonJs = (entry) => entry.endsWith(".cjs");

/** Each makes one file of another, for Node, with the module in a file beside it where the program imports it. */
const bundlers = {
  esbuild: (project, entry, outfile) =>
    esbuild.build({
      absWorkingDir: project,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: isCommonJs(entry) ? "cjs" : "esm",
      loader: { ".wasm": "file" },
      minify: true,
      logLevel: "error",
    }),

  async webpack(project, entry, outfile) {
    const stats = await promisify(webpack)({
      context: project,
      entry: `./${entry}`,
      mode: "production",
      target: "node20",
      module: { rules: [{ test: /\.wasm$/, type: "asset/resource" }] },
      experiments: { outputModule: !isCommonJs(entry) },
      output: {
        path: dirname(outfile),
        filename: entry,
        module: !isCommonJs(entry),
        publicPath: isCommonJs(entry) ? "" : "auto",
      },
      performance: { hints: false },
    });
    assert.deepEqual(stats.toJson({ errors: true, warnings: true }).errors, []);
  },

  async rollup(project, entry, outfile) {
    const bundle = await rollup({ input: join(project, entry), plugins: [nodeResolve()], onwarn: ignoreEmpty });
    await bundle.write({ file: outfile, format: "es" });
  },
};

function ignoreEmpty(warning) {
  if (warning.code !== "EMPTY_BUNDLE") assert.fail(warning.message);
}

const inside = ["main.mjs", "required.cjs"];
/** What each bundler can without more plugins: Rollup knows neither `require` nor files beside the program. */
const programs = {
  esbuild: [...inside, "slim-file.mjs", "slim-required.cjs"],
  webpack: [...inside, "slim-url.mjs", "slim-required.cjs"],
  rollup: ["main.mjs"],
};

const wasm = readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url));

for (const [name, bundle] of Object.entries(bundlers)) {
  suite(name, () => {
    let project;
    before(() => {
      project = makeProject(name, join(projects, "shared"), join(projects, "program"));
    });

    async function bundled(entry, contents) {
      if (contents !== undefined) writeFileSync(join(project, entry), contents);
      const outfile = join(project, "out", entry);
      rmSync(dirname(outfile), { recursive: true, force: true });
      await bundle(project, entry, outfile);
      return outfile;
    }

    for (const entry of programs[name]) {
      test(entry, async () => {
        const file = await bundled(entry);
        assert.deepEqual(JSON.parse(execFileSync(process.execPath, [file], { cwd: "/", encoding: "utf8" })), expected);
        assert.equal(holdsModule(readFileSync(file, "utf8")), inside.includes(entry));
        const assets = readdirSync(dirname(file)).filter((asset) => asset.endsWith(".wasm"));
        assert.deepEqual(
          assets.map((asset) => readFileSync(join(dirname(file), asset))),
          inside.includes(entry) ? [] : [wasm],
        );
      });
    }

    for (const from of ["ecs-image-pipeline", "ecs-image-pipeline/slim"]) {
      for (const [what, contents, most] of /** @type {any[][]} */ ([
        // Rollup leaves a line break.
        ["of the package, imported for nothing", `import "${from}";`, 1],
        ["of functions that nobody calls", `import { init, sign, validate } from "${from}";`, 1],
        // Not the module, which is a hundred times as much.
        ["but a class", `import { ApiError } from "${from}"; console.log(ApiError.name);`, 5_000],
      ])) {
        test(`${from}: nothing is left ${what}`, async (t) => {
          const left = readFileSync(await bundled("unused.mjs", contents));
          t.diagnostic(`${name}, ${from}, nothing ${what}: ${left.length} bytes`);
          assert.ok(left.length <= most, `${left.length} bytes are left`);
          assert.doesNotMatch(left.toString(), /WebAssembly|TextEncoder|JSON\.parse/);
        });
      }
    }
  });
}
