//! Every test, in one run.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::{Choice, Toolchain};
use crate::{build, msrv, npm, root, say, system};

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

    let toolchain = build::build(choice)?;

    say("Rust: lints on wasm32");
    if toolchain == Toolchain::Debian && !std::path::Path::new("/usr/bin/cargo-clippy").is_file() {
        system::apt_install(&["rust-web-clippy"])?;
    }
    toolchain
        .cargo("clippy")
        .arguments(["--package", "ecs-image-pipeline", "--locked", "--", "-D", "warnings"])
        .run()?;

    say("JavaScript: types");
    Process::new(npm::tool("tsc")).arguments(["--project", "tsconfig.json"]).run()?;

    npm::install("tests")?;
    let chromium = system::chromium()?;
    say("JavaScript: tests");
    Process::new("node")
        .arguments(["--test", "--test-reporter=spec"])
        .arguments(javascript_tests()?)
        .variable("CHROMIUM", chromium)
        .run()?;

    say("Sizes");
    Process::new("node").argument("bench/size.mjs").run()?;
    if let Some(gap) = msrv_gap {
        say(&gap);
    }
    Ok(())
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
