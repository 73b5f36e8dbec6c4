//! Every test, in one run.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::{Choice, Toolchain};
use crate::{build, deny, msrv, npm, reproduce, root, say, size, system};

pub fn test(choice: Choice) -> Result<()> {
    say("Rust: format, lints and tests");
    cargo(&["fmt", "--all", "--check"]).run()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]).run()?;
    cargo(&["test", "--workspace", "--locked"]).run()?;
    cargo(&["doc", "--no-deps", "--locked", "--package", "ecs-image-pipeline"])
        .variable("RUSTDOCFLAGS", "-D warnings")
        .run()?;
    cargo(&["package", "--locked", "--allow-dirty", "--package", "ecs-image-pipeline"]).run()?;
    let msrv_gap = msrv::check()?;

    let advisories_gap = deny::check()?;

    let toolchain = build::build(choice)?;
    reproduce::check(toolchain)?;

    say("Rust: lints on wasm32");
    if toolchain == Toolchain::Debian && !std::path::Path::new("/usr/bin/cargo-clippy").is_file() {
        system::apt_install(&["rust-web-clippy"])?;
    }
    toolchain
        .cargo("clippy")
        .arguments(["--package", "ecs-image-pipeline", "--locked"])
        .arguments(build::WASM_CRATE)
        .arguments(["--", "-D", "warnings"])
        .run()?;

    say("JavaScript: types");
    Process::new(npm::tool("tsc")).arguments(["--project", "tsconfig.json"]).run()?;

    say("JavaScript: tests");
    run_javascript(&javascript_tests()?)?;

    size::table()?;
    for gap in [msrv_gap, advisories_gap].into_iter().flatten() {
        say(&gap);
    }
    Ok(())
}

/// The packed package in real projects, with the one whose packages take longest to install.
pub fn test_packaging(choice: Choice) -> Result<()> {
    build::build(choice)?;
    npm::install("tests/packaging/projects/next")?;
    let folder = root().join("tests/packaging");
    let mut files = javascript_tests()?;
    files.retain(|file| file.starts_with(&folder));
    files.push(folder.join("next.mjs"));
    say("JavaScript: packaging tests");
    run_javascript(&files)
}

fn run_javascript(files: &[PathBuf]) -> Result<()> {
    npm::install("tests")?;
    npm::install("tests/packaging")?;
    // What the page gives away is run by these.
    for program in ["curl", "python3"] {
        if system::find_program(program).is_none() {
            system::apt_install(&[program])?;
        }
    }
    Process::new("node")
        .arguments(["--test", "--test-reporter=spec"])
        .arguments(files)
        .variable("CHROMIUM", system::chromium()?)
        .variable("FIREFOX", system::firefox()?)
        .run()
}

/// Every `tests/<folder>/<name>.test.mjs`. Node's own patterns differ between its versions.
fn javascript_tests() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(root().join("tests"))? {
        let folder = folder?.path();
        if !folder.is_dir() || folder.ends_with("node_modules") {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let file = file?.path();
            if file.to_string_lossy().ends_with(".test.mjs") {
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
