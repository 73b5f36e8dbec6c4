//! `dist/`: cargo, wasm-bindgen, wasm-opt and esbuild, in that order.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{Process, encoded_flags};
use crate::toolchain::{Choice, TARGET, Toolchain};
use crate::{npm, root, say};

/// Features that Node 20, Deno, Bun, workerd and browsers of 2023 can compile. `--all-features` is more than they can.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes `dist/`, and tells which compiler made it.
pub fn build(choice: Choice) -> Result<Toolchain> {
    npm::install(".")?;
    let toolchain = Toolchain::find(choice)?;
    let compiled = compile(toolchain)?;
    let glue = root().join("target/glue");
    let module = glue.join("core.wasm");
    // This program holds the options of each step, and the lockfile the version of wasm-opt.
    let inputs = [compiled.clone(), env::current_exe()?, root().join("package-lock.json")];
    if !inputs.iter().all(|input| npm::is_newer(&module, input)) {
        bind(&compiled, &glue)?;
        optimize(&glue.join("core_bg.wasm"), &module)?;
    }
    bundle(&glue, &module)?;
    Ok(toolchain)
}

fn compile(toolchain: Toolchain) -> Result<PathBuf> {
    say(&format!("Compiling the core for {TARGET}"));
    toolchain
        .cargo("rustc")
        .arguments(["--package", "ecs-image-pipeline", "--lib", "--release", "--locked", "--crate-type", "cdylib"])
        .variable("CARGO_ENCODED_RUSTFLAGS", encoded_flags(&flags()))
        .run()?;
    Ok(toolchain.target_folder().join(TARGET).join("release/ecs_image_pipeline.wasm"))
}

/// Panic messages hold source paths; those of this machine are none of the module's business.
fn flags() -> Vec<OsString> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .unwrap_or_default();
    [(home, "/cargo"), (root(), "/ecs-image-pipeline")]
        .into_iter()
        .map(|(from, to)| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(from);
            flag.push("=");
            flag.push(to);
            flag
        })
        .collect()
}

fn bind(compiled: &Path, glue: &Path) -> Result<()> {
    say("Making the JavaScript glue with wasm-bindgen");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("core").typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.bundler(true)?.generate(glue)
}

/// Makes a module smaller, and faster.
pub fn optimize(input: &Path, output: &Path) -> Result<()> {
    say("Optimizing with wasm-opt");
    // The new file takes its place whole, so that a run cut short leaves none that looks finished.
    let unfinished = output.with_extension("unfinished");
    Process::new(npm::tool("wasm-opt"))
        .arguments(["-Oz", "--converge", "--strip-debug", "--strip-producers", "--strip-target-features"])
        .arguments(WASM_FEATURES)
        .argument(input)
        .argument("-o")
        .argument(&unfinished)
        .run()?;
    fs::rename(&unfinished, output).context("could not keep the optimized module")
}

fn bundle(glue: &Path, module: &Path) -> Result<()> {
    say("Bundling dist/");
    let dist = root().join("dist");
    fs::remove_dir_all(&dist).or_else(|error| if dist.exists() { Err(error) } else { Ok(()) })?;
    let glue_alias = alias("#glue", &glue.join("core_bg.js"));
    let esbuild = |entry: &str, output: &str| {
        Process::new(npm::tool("esbuild"))
            .arguments([entry, "--bundle", "--format=esm", "--target=es2022", "--charset=utf8"])
            .arguments(["--legal-comments=none", "--log-level=warning", &format!("--outfile={output}")])
    };
    esbuild("src/js/index.ts", "dist/index.js")
        .argument(&glue_alias)
        .argument(alias("#core.wasm", module))
        .argument("--loader:.wasm=base64")
        .run()?;
    esbuild("src/js/workerd.ts", "dist/workerd.js").argument(&glue_alias).argument("--external:*.wasm").run()?;
    fs::copy(module, dist.join("ecs_image_pipeline.wasm"))?;
    Process::new(npm::tool("tsc")).arguments(["--project", "src/js/tsconfig.json"]).run()?;

    let page = dist.join("www");
    fs::create_dir_all(&page)?;
    esbuild("www/main.ts", "dist/www/main.js")
        .argument("--minify")
        .argument(alias("ecs-image-pipeline", &dist.join("index.js")))
        .run()?;
    for entry in fs::read_dir(root().join("www"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension != "ts") {
            let name = path.file_name().ok_or_else(|| anyhow!("a file without a name"))?;
            fs::copy(&path, page.join(name))?;
        }
    }
    Ok(())
}

fn alias(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(format!("--alias:{name}="));
    argument.push(path);
    argument
}
