//! `dist/`: cargo, wasm-opt and esbuild, in that order.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{Process, encoded_flags};
use crate::toolchain::{Choice, TARGET, Toolchain};
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

/// Makes `dist/`, and tells which compiler made it.
pub fn build(choice: Choice) -> Result<Toolchain> {
    npm::install(".")?;
    let toolchain = Toolchain::find(choice)?;
    say(&format!("Compiling the core for {TARGET}"));
    let compiled = compile(toolchain, &root())?;
    let compiled = bind(&compiled, &glue(&root()))?;
    let module = root().join("target/core.wasm");
    // This program holds the options of each step, and the lockfile the version of wasm-opt.
    let inputs = [compiled.clone(), env::current_exe()?, root().join("package-lock.json")];
    if !inputs.iter().all(|input| npm::is_newer(&module, input)) {
        optimize(&compiled, &module)?;
    }
    bundle(&module)?;
    Ok(toolchain)
}

/// The module of the project in a folder, as the compiler leaves it.
pub fn compile(toolchain: Toolchain, project: &Path) -> Result<PathBuf> {
    toolchain
        .cargo_in(project, "rustc")
        .arguments(["--package", "ecs-image-pipeline", "--lib", "--release", "--locked", "--crate-type", "cdylib"])
        .arguments(WASM_CRATE)
        .variable("CARGO_ENCODED_RUSTFLAGS", encoded_flags(&flags(project)))
        .run()?;
    Ok(compiled(toolchain, project))
}

fn compiled(toolchain: Toolchain, project: &Path) -> PathBuf {
    toolchain.target_folder(project).join(TARGET).join("release").join(MODULE)
}

/// The folder of the glue, in a folder that holds the project.
pub fn glue(project: &Path) -> PathBuf {
    project.join("target/glue")
}

/// Makes the glue of wasm-bindgen: `core_bg.js`, its declarations, and the module `core_bg.wasm`, whose path is returned.
pub fn bind(compiled: &Path, glue: &Path) -> Result<PathBuf> {
    say("Making the glue with wasm-bindgen");
    Bindgen::new()
        .input_path(compiled)
        .out_name("core")
        .bundler(true)?
        .typescript(true)
        .remove_producers_section(true)
        .generate(glue)?;
    let script = glue.join(GLUE);
    let written = fs::read_to_string(&script)?;
    ensure!(
        written.matches(ASSIGNED).count() == 1,
        "the glue sets the members of results in another way than expected"
    );
    fs::write(&script, as_function(&written.replace(ASSIGNED, DEFINED)))?;
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
pub fn optimize(input: &Path, output: &Path) -> Result<()> {
    say("Optimizing with wasm-opt");
    wasm_opt(input, output, &["--strip-debug", "--strip-producers", "--strip-target-features"])
}

/// The module once more, with the names of its functions.
pub fn named_module() -> Result<PathBuf> {
    let output = root().join("target/core.named.wasm");
    wasm_opt(&compiled(Toolchain::find(Choice::First)?, &root()), &output, &["-g"])?;
    Ok(output)
}

fn wasm_opt(input: &Path, output: &Path, options: &[&str]) -> Result<()> {
    // The new file takes its place whole, so that a run cut short leaves none that looks finished.
    let unfinished = output.with_extension("unfinished");
    Process::new(npm::tool("wasm-opt"))
        .arguments(["--flatten", "--rereloop", "-Oz", "--converge"])
        .arguments(options)
        .arguments(WASM_FEATURES)
        .argument(input)
        .argument("-o")
        .argument(&unfinished)
        .run()?;
    fs::rename(&unfinished, output).context("could not keep the optimized module")
}

fn bundle(module: &Path) -> Result<()> {
    say("Bundling dist/");
    let dist = root().join("dist");
    fs::remove_dir_all(&dist).or_else(|error| if dist.exists() { Err(error) } else { Ok(()) })?;
    let printable_module = root().join("target/core.txt");
    fs::write(&printable_module, printable::encode(&fs::read(module)?)).context("could not write the module's text")?;
    let esbuild = |entry: &str, output: &str| {
        Process::new(npm::tool("esbuild"))
            .arguments([entry, "--bundle", "--target=es2022", "--charset=utf8", "--legal-comments=none"])
            .arguments(["--log-level=warning", &format!("--outfile={output}")])
            .argument(alias("#core.wasm", module))
            .argument(alias("#core.txt", &printable_module))
            .argument(alias("#make-glue", &glue(&root()).join(GLUE)))
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
        esbuild(&format!("src/js/{entry}.ts"), &format!("dist/{output}"))
            .arguments([&format!("--format={format}"), &format!("--platform={platform}"), "--minify-syntax"])
            .argument(alias("#shared", &beside("shared")))
            .argument(alias("#bytes", &beside("bytes")))
            .arguments(module.map(|module| alias("#module", &source.join(module).with_extension("ts"))))
            .arguments(["--external:./shared.*", "--external:./bytes.*", "--loader:.wasm=base64"])
            .arguments(["--external:*_pipeline.wasm", "--external:*_pipeline.wasm?module"])
            .run()?;
    }
    wrap(&dist, "index", "node.js")?;
    wrap(&dist, "slim", "node-slim.js")?;
    fs::copy(module, dist.join(MODULE))?;
    let sum: String = Sha256::digest(fs::read(module)?).iter().map(|byte| format!("{byte:02x}")).collect();
    eprintln!("SHA-256 of {MODULE}: {sum}");
    fs::write(dist.join(MODULE).with_extension("wasm.sha256"), format!("{sum}  {MODULE}\n"))?;
    declare(&dist)?;

    let page = dist.join("www");
    fs::create_dir_all(&page)?;
    esbuild("www/main.ts", "dist/www/main.js")
        .arguments(["--format=esm", "--minify"])
        .argument(alias("ecs-image-pipeline", &dist.join("index.js")))
        .run()?;
    Process::new(npm::tool("esbuild"))
        .arguments([
            "www/style.css",
            "--minify",
            "--charset=utf8",
            "--log-level=warning",
            "--outfile=dist/www/style.css",
        ])
        .run()?;
    let www = root().join("www");
    let html = fs::read_to_string(www.join("index.html"))?;
    let lines: Vec<&str> = html.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect();
    fs::write(page.join("index.html"), lines.join("\n"))?;
    fs::copy(www.join("icon.svg"), page.join("icon.svg"))?;
    Ok(())
}

/// Makes the ES module of an entry for Node: it exports what the CommonJS entry does, so that each class is there once.
fn wrap(dist: &Path, entry: &str, output: &str) -> Result<()> {
    let script = fs::read_to_string(dist.join(entry).with_extension("js"))?;
    let (_, exported) = script.rsplit_once("\nexport {").context("the entry exports nothing")?;
    let names = exported.trim_end().trim_end_matches("};").split(',');
    let names: Vec<&str> = names.filter_map(|name| name.split_whitespace().last()).collect();
    fs::write(dist.join(output), format!("export {{ {} }} from \"./{entry}.cjs\";\n", names.join(", ")))?;
    Ok(())
}

/// The types, for ES modules and for CommonJS.
fn declare(dist: &Path) -> Result<()> {
    Process::new(npm::tool("tsc")).arguments(["--project", "src/js/tsconfig.json"]).run()?;
    for name in ["index", "slim", "types", "codes", "errors"] {
        let declared = fs::read_to_string(root().join("target/types").join(name).with_extension("d.ts"))?;
        // The classes are all that is exported of it.
        let declared = declared.replace("\"#shared\"", "\"./errors.js\"");
        let file = dist.join(name);
        fs::write(file.with_extension("d.ts"), &declared)?;
        fs::write(file.with_extension("d.cts"), declared.replace(".js\";", ".cjs\";"))?;
    }
    Ok(())
}

fn alias(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(format!("--alias:{name}="));
    argument.push(path);
    argument
}
