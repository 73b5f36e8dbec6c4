//! What takes long, and rarely fails when the other tests pass.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use crate::test::{CRATE, node, scripts};
use crate::toolchain::{TARGET, Toolchain};
use crate::{build, npm, say, system};

const CARGO_DENY: &str = "0.20.2";

/// Runs all of it.
pub fn slow(sh: &Shell, debian: bool) -> Result<()> {
    let toolchain = build::build(sh, debian)?;

    say("Rust: lints on wasm32");
    if toolchain == Toolchain::Debian && !Path::new("/usr/bin/cargo-clippy").is_file() {
        system::apt_install(sh, &["rust-web-clippy"])?;
    }
    let clippy = toolchain.cargo(sh, "clippy").args(["--package", CRATE, "--locked"]).args(build::WASM_CRATE);
    clippy.args(["--", "-D", "warnings"]).run()?;

    say("Rust: the corpus of the fuzz targets");
    cmd!(sh, "cargo test --package ecs-image-pipeline-fuzz --locked").run()?;
    reproduce(sh, toolchain)?;

    for folder in ["tests", "tests/packaging", "tests/packaging/projects/next"] {
        npm::install(sh, folder)?;
    }
    say("JavaScript: slow tests");
    let browsers = [("CHROMIUM", system::chromium(sh)?), ("FIREFOX", system::firefox(sh)?)];
    node(sh, &scripts(sh, None, ".slow.mjs")?, &browsers)?;

    for gap in [oldest_rust(sh)?, crates(sh)?].into_iter().flatten() {
        say(&gap);
    }
    Ok(())
}

/// Makes the crate's package, and builds the module and its glue from it: the same sources give the same bytes.
pub fn reproduce(sh: &Shell, toolchain: Toolchain) -> Result<()> {
    say("Rust: the crate as a package, and the module from there");
    let target = "target/built elsewhere, under a longer path";
    cmd!(sh, "cargo package --locked --allow-dirty --package {CRATE} --target-dir {target}").run()?;
    let id = cmd!(sh, "cargo pkgid --package {CRATE}").read()?;
    let (_, version) = id.rsplit_once(['#', '@']).context("the crate has no version")?;

    let elsewhere = &Shell::new()?;
    elsewhere.change_dir(sh.current_dir().join(format!("{target}/package/{CRATE}-{version}")));
    let module = elsewhere.current_dir().join(build::MODULE);
    build::optimize(elsewhere, &build::compile(elsewhere, toolchain)?, &module)?;
    for (made, first) in [
        (module, Path::new("dist").join(build::MODULE)),
        (build::glue(elsewhere).join(build::GLUE), build::glue(sh).join(build::GLUE)),
    ] {
        let same = sh.read_binary_file(&made)? == sh.read_binary_file(&first)?;
        ensure!(same, "{} differs from {}: the build depends on its folder", made.display(), first.display());
    }
    Ok(())
}

/// Checks the crate, natively and with the boundary to JavaScript, with the oldest Rust that is promised. Returns why it did not.
fn oldest_rust(sh: &Shell) -> Result<Option<String>> {
    let version = env!("CARGO_PKG_RUST_VERSION");
    say(&format!("Rust {version}, the oldest that is promised"));
    let rustup =
        |arguments: &[&str]| cmd!(sh, "rustup {arguments...}").run().inspect_err(|error| eprintln!("{error}")).is_ok();
    // `run` by itself would install, and say nothing of a failure.
    let list = cmd!(sh, "rustup toolchain list").ignore_stderr().read().unwrap_or_default();
    let is_installed = list.lines().any(|line| line.starts_with(&format!("{version}-")));
    if !is_installed && !rustup(&["toolchain", "install", version, "--profile", "minimal"]) {
        return Ok(Some(format!(
            "Not checked with Rust {version}, which rustup cannot install here. \
             Clippy knows the promise, but looks at the functions of the standard library alone."
        )));
    }
    let check = || {
        // Its own target folder: two compilers would build each other's work anew.
        cmd!(sh, "rustup run {version} cargo check --package {CRATE} --lib --locked --target-dir target/msrv")
            .env("RUSTFLAGS", "-D warnings")
    };
    check().run()?;
    if !rustup(&["target", "add", TARGET, "--toolchain", version]) {
        return Ok(Some(format!(
            "The boundary was not checked with Rust {version}: rustup cannot add {TARGET} to it here."
        )));
    }
    check().args(build::WASM_CRATE).args(["--target", TARGET]).run()?;
    Ok(None)
}

/// Checks licences, duplicate versions and sources of every crate, and what is known against them, by the rules in
/// `.cargo/deny.toml`. Returns why known weaknesses were not looked for.
fn crates(sh: &Shell) -> Result<Option<String>> {
    say("Crates: licences, duplicate versions, sources, known weaknesses");
    cmd!(sh, "cargo install cargo-deny@{CARGO_DENY} --locked --root target/tools").run()?;
    let deny = || cmd!(sh, "target/tools/bin/cargo-deny --workspace");
    deny().args(["check", "licenses", "bans", "sources"]).run()?;
    if deny().args(["fetch", "db"]).run().is_err() {
        return Ok(Some(
            "Known weaknesses of crates were not looked for: RustSec's database, https://github.com/RustSec/advisory-db, \
             is out of reach. `cargo deny --workspace check` looks for them where it is not."
                .to_owned(),
        ));
    }
    deny().args(["check", "--disable-fetch", "advisories"]).run()?;
    Ok(None)
}
