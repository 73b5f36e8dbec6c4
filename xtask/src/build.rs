//! `dist/`: cargo, wasm-opt and esbuild, in that order.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use crate::toolchain::{TARGET, Toolchain};
use crate::{npm, printable, root, say};

/// Features that Node 20, Deno, Bun, workerd and browsers of 2023 can compile. `--all-features` is more than they can.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The module's file in `dist/`.
pub const MODULE: &str = "ecs_image_pipeline.wasm";

/// The script by which the module and JavaScript reach each other, in the folder `glue`.
pub const GLUE: &str = "core_bg.js";

/// The crate as the npm package has it.
pub const WASM_CRATE: [&str; 2] = ["--features", "wasm"];

/// Makes `dist/`, and returns which compiler made it.
pub fn build(sh: &Shell, debian: bool) -> Result<Toolchain> {
    npm::install(sh, ".")?;
    let toolchain = Toolchain::find(sh, debian)?;
    let bound = compile(sh, toolchain)?;
    let module = toolchain.target_folder(sh).join("core.wasm");
    // This program holds the options of each step, and the lockfile the version of wasm-opt.
    let inputs = [compiled(sh, toolchain), env::current_exe()?, root().join("package-lock.json")];
    if !inputs.iter().all(|input| npm::is_newer(&module, input)) {
        optimize(sh, &bound, &module)?;
    }
    bundle(sh, &module)?;
    Ok(toolchain)
}

/// The folder of the glue: `core_bg.js`, its declarations, and the module `core_bg.wasm`.
pub fn glue(sh: &Shell) -> PathBuf {
    sh.current_dir().join("target/glue")
}

fn compiled(sh: &Shell, toolchain: Toolchain) -> PathBuf {
    toolchain.target_folder(sh).join(TARGET).join("release").join(MODULE)
}

/// Compiles the project in the shell's folder, and makes the glue of wasm-bindgen. Returns the path of the module.
pub fn compile(sh: &Shell, toolchain: Toolchain) -> Result<PathBuf> {
    say(&format!("Compiling the core for {TARGET}"));
    toolchain
        .cargo(sh, "rustc")
        .args(["--package", "ecs-image-pipeline", "--lib", "--release", "--locked", "--crate-type", "cdylib"])
        .args(WASM_CRATE)
        // In this form, spaces in paths do no harm.
        .env("CARGO_ENCODED_RUSTFLAGS", flags(&sh.current_dir()).join(OsStr::new("\u{1f}")))
        .run()?;
    let glue = glue(sh);
    Bindgen::new()
        .input_path(compiled(sh, toolchain))
        .out_name("core")
        .bundler(true)?
        .typescript(true)
        .remove_producers_section(true)
        .generate(&glue)?;
    let script = glue.join(GLUE);
    let written = sh.read_file(&script)?;
    ensure!(
        written.matches(ASSIGNED).count() == 1,
        "the glue sets the members of results in another way than expected"
    );
    sh.write_file(&script, as_function(&written.replace(ASSIGNED, DEFINED)))?;
    Ok(glue.join("core_bg.wasm"))
}

/// The glue as one function, which returns what it exported. As a module it would make a TextDecoder when it is imported,
/// which not every runtime has, and bundlers would keep it for whoever imports a class.
fn as_function(glue: &str) -> String {
    let name = |line: &str| {
        let (kind, rest) = line.strip_prefix("export ")?.split_once(' ')?;
        let end = rest.find(['(', ' ', '{'])?;
        ["function", "class"].contains(&kind).then(|| rest[..end].to_owned())
    };
    let names: Vec<String> = glue.lines().filter_map(name).collect();
    let body = glue.replace("\nexport ", "\n");
    format!("export function makeGlue() {{\n{body}\nreturn {{ {} }};\n}}\n", names.join(", "))
}

/// How serde-wasm-bindgen's glue gives an object a member.
const ASSIGNED: &str = "    arg0[arg1] = arg2;\n";
/// An accessor that other code has put on `Object.prototype` would get the value, or throw.
const DEFINED: &str = "    if (arg1 in arg0) Object.defineProperty(arg0, arg1, \
                       { value: arg2, configurable: true, enumerable: true, writable: true });\n    \
                       else arg0[arg1] = arg2;\n";

/// A small stack, since it is wiped after each call: no input that was found uses more than 6 KB.
const STACK: &str = "-Clink-arg=-zstack-size=16384";
/// Calls count for more than by default, so that small functions that call nothing are inlined. A threshold would be that
/// of the hashes too, which gain the most from their own.
const INLINING: &str = "-Cllvm-args=-inline-call-penalty=45";

/// Panic messages hold source paths; those of this machine are none of the module's business.
fn flags(project: &Path) -> Vec<OsString> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .unwrap_or_default();
    [(home.as_path(), "/cargo"), (project, "/ecs-image-pipeline")]
        .into_iter()
        .map(|(from, to)| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(from);
            flag.push("=");
            flag.push(to);
            flag
        })
        .chain([STACK.into(), INLINING.into()])
        .collect()
}

/// Makes a module smaller, and faster.
pub fn optimize(sh: &Shell, input: &Path, output: &Path) -> Result<()> {
    say("Optimizing with wasm-opt");
    // The new file takes its place whole, so that a run cut short leaves none that looks finished.
    let unfinished = output.with_extension("unfinished");
    let wasm_opt = npm::tool("wasm-opt");
    cmd!(sh, "{wasm_opt} --flatten --rereloop -Oz --converge --strip-debug --strip-producers --strip-target-features")
        .args(WASM_FEATURES)
        .args([input, Path::new("-o"), &unfinished])
        .run()?;
    fs::rename(&unfinished, output).context("could not keep the optimized module")
}

fn bundle(sh: &Shell, module: &Path) -> Result<()> {
    say("Bundling dist/");
    let dist = root().join("dist");
    sh.remove_path(&dist)?;
    let printable_module = root().join("target/core.txt");
    sh.write_file(&printable_module, printable::encode(&sh.read_binary_file(module)?))?;
    let esbuild = |entry: &str, output: &str| {
        cmd!(sh, "node_modules/.bin/esbuild {entry} --outfile={output} --charset=utf8 --log-level=warning").quiet()
    };
    let script = |entry: &str, output: &str| {
        esbuild(entry, output)
            .args(["--bundle", "--target=es2022", "--legal-comments=none"])
            .arg(alias("#core.wasm", module))
            .arg(alias("#core.txt", &printable_module))
            .arg(alias("#make-glue", &glue(sh).join(GLUE)))
    };
    let source = root().join("src/js/module");
    for (entry, module, output) in [
        ("shared", None, "shared.js"),
        ("shared", None, "shared.cjs"),
        // CommonJS is Node's, where the start counts and not the size.
        ("module/printable", None, "bytes.js"),
        ("module/base64", None, "bytes.cjs"),
        ("index", Some("inside"), "index.js"),
        ("index", Some("inside"), "index.cjs"),
        ("index", Some("workerd"), "workerd.js"),
        ("index", Some("edge-light"), "edge-light.js"),
        ("slim", Some("given"), "slim.js"),
        ("slim", Some("given"), "slim.cjs"),
    ] {
        let is_commonjs = output.ends_with(".cjs");
        let (extension, format, platform) = if is_commonjs { ("cjs", "cjs", "node") } else { ("js", "esm", "browser") };
        let beside = |name: &str| Path::new(".").join(name).with_extension(extension);
        script(&format!("src/js/{entry}.ts"), &format!("dist/{output}"))
            .args([&format!("--format={format}"), &format!("--platform={platform}"), "--minify-syntax"])
            .arg(alias("#shared", &beside("shared")))
            .arg(alias("#bytes", &beside("bytes")))
            .args(module.map(|module| alias("#module", &source.join(module).with_extension("ts"))))
            .args(["--external:./shared.*", "--external:./bytes.*", "--loader:.wasm=base64"])
            .args(["--external:*_pipeline.wasm", "--external:*_pipeline.wasm?module"])
            .run()?;
    }
    wrap(sh, &dist, "index", "node.js")?;
    wrap(sh, &dist, "slim", "node-slim.js")?;
    sh.copy_file(module, dist.join(MODULE))?;
    let sum: String = Sha256::digest(sh.read_binary_file(module)?).iter().map(|byte| format!("{byte:02x}")).collect();
    eprintln!("SHA-256 of {MODULE}: {sum}");
    sh.write_file(dist.join(MODULE).with_extension("wasm.sha256"), format!("{sum}  {MODULE}\n"))?;
    declare(sh, &dist)?;

    script("www/main.ts", "dist/www/main.js")
        .args(["--format=esm", "--minify"])
        .arg(alias("ecs-image-pipeline", &dist.join("index.js")))
        .run()?;
    esbuild("www/style.css", "dist/www/style.css").arg("--minify").run()?;
    let html = sh.read_file("www/index.html")?;
    let lines: Vec<&str> = html.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect();
    sh.write_file("dist/www/index.html", lines.join("\n"))?;
    sh.copy_file("www/icon.svg", "dist/www/icon.svg")?;
    Ok(())
}

/// Makes the ES module of an entry for Node: it exports what the CommonJS entry does, so that each class is there once.
fn wrap(sh: &Shell, dist: &Path, entry: &str, output: &str) -> Result<()> {
    let script = sh.read_file(dist.join(entry).with_extension("js"))?;
    let (_, exported) = script.rsplit_once("\nexport {").context("the entry exports nothing")?;
    let names = exported.trim_end().trim_end_matches("};").split(',');
    let names: Vec<&str> = names.filter_map(|name| name.split_whitespace().last()).collect();
    sh.write_file(dist.join(output), format!("export {{ {} }} from \"./{entry}.cjs\";\n", names.join(", ")))?;
    Ok(())
}

/// The types, for ES modules and for CommonJS.
fn declare(sh: &Shell, dist: &Path) -> Result<()> {
    cmd!(sh, "node_modules/.bin/tsc --project src/js/tsconfig.json").run()?;
    for name in ["index", "slim", "types", "codes", "errors"] {
        let declared = sh.read_file(format!("target/types/{name}.d.ts"))?;
        // The classes are all that is exported of it.
        let declared = declared.replace("\"#shared\"", "\"./errors.js\"");
        let file = dist.join(name);
        sh.write_file(file.with_extension("d.ts"), &declared)?;
        sh.write_file(file.with_extension("d.cts"), declared.replace(".js\";", ".cjs\";"))?;
    }
    Ok(())
}

fn alias(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(format!("--alias:{name}="));
    argument.push(path);
    argument
}
