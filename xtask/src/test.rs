//! The tests: those of every change, those that take long, and single files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use crate::process::Process;
use crate::toolchain::{Choice, Toolchain};
use crate::{build, deny, msrv, npm, reproduce, root, say, size, system};

const CRATE: &str = "ecs-image-pipeline";

/// Every behaviour that a change can break.
pub fn test(choice: Choice) -> Result<()> {
    build_all(choice)?;

    say("Format, lints and types");
    cargo(&["fmt", "--all", "--check"]).run()?;
    Process::new(npm::tool("biome")).arguments(["check", "--error-on-warnings"]).run()?;
    for project in ["tsconfig.json", "tests/tsconfig.json"] {
        Process::new(npm::tool("tsc")).arguments(["--project", project]).run()?;
    }

    say("Rust: tests and documentation");
    cargo(&["test", "--package", CRATE, "--locked"]).run()?;
    cargo(&["doc", "--no-deps", "--locked", "--package", CRATE]).variable("RUSTDOCFLAGS", "-D warnings").run()?;

    say("JavaScript: tests");
    let browsers = [("CHROMIUM", system::chromium()?)];
    // The page's snippets are run by these.
    system::program("curl")?;
    system::program("python3")?;
    node(&scripts(None, ".test.mjs")?, &browsers)?;

    size::table()
}

/// The tests of the package's functions. They need no browser.
pub fn unit(choice: Choice) -> Result<()> {
    build::build(choice)?;
    npm::install("tests")?;
    say("Unit tests");
    node(&scripts(Some("unit"), ".test.mjs")?, &[])
}

/// The named files: `tests/**/*.mjs`, or a Rust test `tests/*.rs`.
pub fn files(choice: Choice, files: &[String]) -> Result<()> {
    let (rust, scripts): (Vec<_>, Vec<_>) =
        files.iter().map(PathBuf::from).partition(|file| file.extension().is_some_and(|extension| extension == "rs"));
    for file in rust {
        let name = file.file_stem().unwrap_or_default();
        cargo(&["test", "--package", CRATE, "--locked", "--test"]).argument(name).run()?;
    }
    if scripts.is_empty() {
        return Ok(());
    }
    for file in &scripts {
        ensure!(root().join(file).is_file(), "there is no file {}", file.display());
    }
    build::build(choice)?;
    npm::install("tests")?;
    let mut browsers = Vec::new();
    let concerns = |folder: &str| scripts.iter().any(|file| file.to_string_lossy().contains(folder));
    if concerns("packaging") {
        npm::install("tests/packaging")?;
    }
    if concerns("next") {
        npm::install("tests/packaging/projects/next")?;
    }
    if concerns("page") || concerns("runtimes") || concerns("packaging") || concerns("examples") {
        browsers.push(("CHROMIUM", system::chromium()?));
    }
    if concerns("firefox") {
        browsers.push(("FIREFOX", system::firefox()?));
    }
    node(&scripts, &browsers)
}

/// What takes long, and rarely fails when the other tests pass.
pub fn slow(choice: Choice) -> Result<()> {
    let toolchain = build::build(choice)?;

    say("Rust: lints on wasm32");
    if toolchain == Toolchain::Debian && !Path::new("/usr/bin/cargo-clippy").is_file() {
        system::apt_install(&["rust-web-clippy"])?;
    }
    toolchain
        .cargo("clippy")
        .arguments(["--package", CRATE, "--locked"])
        .arguments(build::WASM_CRATE)
        .arguments(["--", "-D", "warnings"])
        .run()?;

    say("Rust: the crate as a package, and the corpus of the fuzz targets");
    cargo(&["package", "--locked", "--allow-dirty", "--package", CRATE]).run()?;
    cargo(&["test", "--package", "ecs-image-pipeline-fuzz", "--locked"]).run()?;
    reproduce::check(toolchain)?;

    npm::install("tests")?;
    npm::install("tests/packaging")?;
    npm::install("tests/packaging/projects/next")?;
    say("JavaScript: slow tests");
    node(&scripts(None, ".slow.mjs")?, &[("CHROMIUM", system::chromium()?), ("FIREFOX", system::firefox()?)])?;

    let gaps = [msrv::check()?, deny::check()?];
    for gap in gaps.into_iter().flatten() {
        say(&gap);
    }
    Ok(())
}

/// Everything that is compiled or installed, so that the tests' time is theirs.
fn build_all(choice: Choice) -> Result<()> {
    build::build(choice)?;
    npm::install("tests")?;
    say("Rust: lints, and compiling the tests");
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]).run()?;
    cargo(&["test", "--package", CRATE, "--locked", "--no-run"]).run()
}

fn node(files: &[PathBuf], variables: &[(&str, PathBuf)]) -> Result<()> {
    if files.is_empty() {
        bail!("there are no such tests");
    }
    let processors = std::thread::available_parallelism()?.to_string();
    let mut process = Process::new("node").arguments(["--test", "--test-reporter=spec"]);
    // Node leaves one processor idle by default.
    process = process.argument(format!("--test-concurrency={processors}")).arguments(files);
    for (name, value) in variables {
        process = process.variable(name, value);
    }
    process.run()
}

/// Every `tests/<folder>/*<ending>`, or those of one folder. Node's own patterns differ between its versions.
fn scripts(only: Option<&str>, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(root().join("tests"))? {
        let folder = folder?.path();
        if !folder.is_dir() || folder.ends_with("node_modules") || only.is_some_and(|only| !folder.ends_with(only)) {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let file = file?.path();
            if file.to_string_lossy().ends_with(ending) {
                files.push(file);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn cargo(arguments: &[&str]) -> Process {
    Process::new("cargo").arguments(arguments)
}
