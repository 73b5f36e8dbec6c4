//! The crate, natively and with the boundary to JavaScript, with the oldest Rust that its manifest promises.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::Process;
use crate::toolchain::TARGET;
use crate::{build, root, say};

/// Fails where that Rust cannot be had, too.
pub fn msrv() -> Result<()> {
    match check()? {
        None => Ok(()),
        Some(gap) => bail!("{gap}"),
    }
}

/// Checks the crate. What is returned says why it was not checked.
pub fn check() -> Result<Option<String>> {
    let version = promised()?;
    say(&format!("Rust {version}, the oldest that is promised"));
    if !is_installed(&version) && !install(&version) {
        return Ok(Some(format!(
            "Not checked with Rust {version}, which rustup cannot install here. \
             Clippy knows the promise, but looks at the functions of the standard library alone."
        )));
    }
    cargo_check(&version).run()?;
    if !add_target(&version) {
        return Ok(Some(format!(
            "The boundary was not checked with Rust {version}: rustup cannot add {TARGET} to it here."
        )));
    }
    cargo_check(&version).arguments(build::WASM_CRATE).arguments(["--target", TARGET]).run()?;
    Ok(None)
}

fn cargo_check(version: &str) -> Process {
    Process::new("rustup")
        .arguments(["run", version, "cargo", "check", "--package", "ecs-image-pipeline", "--lib", "--locked"])
        // Its own target folder: two compilers would build each other's work anew.
        .argument("--target-dir")
        .argument(root().join("target/msrv"))
        .variable("RUSTFLAGS", "-D warnings")
}

fn promised() -> Result<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    Ok(version.context("Cargo.toml has no rust-version")?.to_owned())
}

fn is_installed(version: &str) -> bool {
    // `run` by itself would install, and say nothing of a failure.
    let list = Process::new("rustup").arguments(["toolchain", "list"]).output().unwrap_or_default();
    list.lines().any(|line| line.starts_with(&format!("{version}-")))
}

fn install(version: &str) -> bool {
    rustup(&["toolchain", "install", version, "--profile", "minimal"])
}

fn add_target(version: &str) -> bool {
    rustup(&["target", "add", TARGET, "--toolchain", version])
}

fn rustup(arguments: &[&str]) -> bool {
    Process::new("rustup").arguments(arguments).run().inspect_err(|error| eprintln!("{error:#}")).is_ok()
}
