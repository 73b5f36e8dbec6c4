//! The tests: those of every change, and single files.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::{build, npm, root, say, system};

pub const CRATE: &str = "ecs-image-pipeline";

/// Every behaviour that a change can break.
pub fn test(sh: &Shell, debian: bool) -> Result<()> {
    // All is compiled and installed first, so that the tests' time is theirs.
    build::build(sh, debian)?;
    npm::install(sh, "tests")?;
    say("Rust: lints, and compiling the tests");
    cmd!(sh, "cargo clippy --workspace --all-targets --locked -- -D warnings").run()?;
    cmd!(sh, "cargo test --package {CRATE} --locked --no-run").run()?;

    say("Format, lints and types");
    cmd!(sh, "cargo fmt --all --check").run()?;
    cmd!(sh, "node_modules/.bin/biome check --error-on-warnings").run()?;
    cmd!(sh, "node_modules/.bin/tsc --project tsconfig.json").run()?;
    cmd!(sh, "node_modules/.bin/tsc --project tests/tsconfig.json").run()?;

    say("Rust: tests and documentation");
    cmd!(sh, "cargo test --package {CRATE} --locked").run()?;
    cmd!(sh, "cargo doc --no-deps --locked --package {CRATE}").env("RUSTDOCFLAGS", "-D warnings").run()?;

    say("JavaScript: tests");
    let browsers = [("CHROMIUM", system::chromium(sh)?)];
    // The page's snippets are run by these.
    system::program(sh, "curl")?;
    system::program(sh, "python3")?;
    node(sh, &scripts(sh, None, ".test.mjs")?, &browsers)?;

    say("Sizes");
    Ok(cmd!(sh, "node bench/size.mjs").run()?)
}

/// The tests of the package's functions. They need no browser.
pub fn unit(sh: &Shell, debian: bool) -> Result<()> {
    build::build(sh, debian)?;
    npm::install(sh, "tests")?;
    say("Unit tests");
    node(sh, &scripts(sh, Some("unit"), ".test.mjs")?, &[])
}

/// The named files: `tests/**/*.mjs`, or a Rust test `tests/*.rs`.
pub fn files(sh: &Shell, debian: bool, files: &[&str]) -> Result<()> {
    let (rust, scripts): (Vec<_>, Vec<_>) =
        files.iter().map(PathBuf::from).partition(|file| file.extension().is_some_and(|extension| extension == "rs"));
    for name in rust.iter().filter_map(|file| file.file_stem()) {
        cmd!(sh, "cargo test --package {CRATE} --locked --test {name}").run()?;
    }
    if scripts.is_empty() {
        return Ok(());
    }
    for file in &scripts {
        ensure!(root().join(file).is_file(), "there is no file {}", file.display());
    }
    build::build(sh, debian)?;
    npm::install(sh, "tests")?;
    let mut browsers = Vec::new();
    let concerns = |name: &str| scripts.iter().any(|file| file.to_string_lossy().contains(name));
    if concerns("packaging") {
        npm::install(sh, "tests/packaging")?;
    }
    if concerns("next") {
        npm::install(sh, "tests/packaging/projects/next")?;
    }
    if concerns("page") || concerns("runtimes") || concerns("packaging") || concerns("examples") {
        browsers.push(("CHROMIUM", system::chromium(sh)?));
    }
    if concerns("firefox") {
        browsers.push(("FIREFOX", system::firefox(sh)?));
    }
    if concerns("screenshots") && cmd!(sh, "fc-list :lang=zh-cn").ignore_stderr().read().unwrap_or_default().is_empty()
    {
        system::apt_install(sh, &["fonts-noto-cjk"])?;
    }
    node(sh, &scripts, &browsers)
}

/// Runs the tests in files of JavaScript.
pub fn node(sh: &Shell, files: &[PathBuf], variables: &[(&str, PathBuf)]) -> Result<()> {
    if files.is_empty() {
        bail!("there are no such tests");
    }
    // Node leaves one processor idle by default.
    let processors = std::thread::available_parallelism()?.to_string();
    let node = cmd!(sh, "node --test --test-reporter=spec --test-concurrency={processors} {files...}");
    Ok(node.envs(variables.iter().cloned()).quiet().run()?)
}

/// Returns every `tests/<folder>/*<ending>`, or those of one folder. Node's own patterns differ between its versions.
pub fn scripts(sh: &Shell, only: Option<&str>, ending: &str) -> Result<Vec<PathBuf>> {
    let is_searched = |folder: &Path| {
        folder.is_dir() && !folder.ends_with("node_modules") && only.is_none_or(|only| folder.ends_with(only))
    };
    let mut files = Vec::new();
    for folder in sh.read_dir("tests")?.into_iter().filter(|folder| is_searched(folder)) {
        files.extend(sh.read_dir(folder)?.into_iter().filter(|file| file.to_string_lossy().ends_with(ending)));
    }
    Ok(files)
}
