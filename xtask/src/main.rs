//! The build and the tests, see [`HELP`].

mod bench;
mod build;
mod npm;
mod printable;
mod slow;
mod system;
mod test;
mod toolchain;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use xshell::Shell;

const HELP: &str = "\
cargo xtask <command> [--debian]

  build            make dist/: the package's files and, in dist/www, the page
  test [FILE...]   build and run the tests of every change, or the named files
  test --unit      build and run tests/unit, which needs no browser
  test --slow      build and run what takes long: every bundler, fuzz replay, supply chain, oldest Rust
  bench            build and measure speed beside other ways to sign, into bench/results.md
  reproduce        build, and build the module once more in another folder: are the bytes the same?

--debian takes the wasm32-unknown-unknown target of Debian's Rust, even where rustup has it.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let sh = &Shell::new()?;
    sh.change_dir(root());
    let (options, words): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|argument| argument == "--debian");
    let debian = !options.is_empty();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["build"] => build::build(sh, debian).map(drop),
        ["test"] => test::test(sh, debian),
        ["test", "--unit"] => test::unit(sh, debian),
        ["test", "--slow"] => slow::slow(sh, debian),
        ["test", files @ ..] if !files.iter().any(|file| file.starts_with('-')) => test::files(sh, debian, files),
        ["bench"] => bench::bench(sh, debian),
        ["reproduce"] => slow::reproduce(sh, build::build(sh, debian)?),
        _ => bail!("{HELP}"),
    }
}

/// The project's folder.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// Tells what happens next.
fn say(text: &str) {
    eprintln!("\n==> {text}");
}
