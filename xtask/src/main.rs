//! The project's own commands, see [`HELP`].

mod bench;
mod build;
mod deny;
mod fuzz;
mod msrv;
mod mutants;
mod npm;
mod printable;
mod process;
mod reproduce;
mod screenshots;
mod size;
mod system;
mod test;
mod toolchain;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use process::Process;
use toolchain::Choice;

const HELP: &str = "\
cargo xtask <command> [--toolchain active|rustup|debian]

  build            make dist/: the package's files and, in dist/www, the page
  start            build, serve the page and print its address
  test [FILE...]   build and run the tests of every change, or the named files
  test --unit      build and run tests/unit, which needs no browser
  test --slow      build and run what takes long: every bundler, fuzz replay, supply chain, oldest Rust
  msrv             check the crate with the oldest Rust that is promised
  bench            build and measure speed beside other ways to sign, into bench/results.md
  screenshots      build and take the pictures of the page, into www/screenshots
  size [--why]     build, print sizes and check them against their budget; and what takes the room in the module
  advisories       look for known weaknesses of the crates
  mutants [--file PATH]
                   make mistakes in the core, one at a time, which its tests must notice; takes hours
  reproduce        build, and build the module once more in another folder: are the bytes the same?
  fuzz [--seconds N] [--target NAME]
                   give each target of tests/fuzz, or the one, changed inputs for N seconds (60)
  values [--count N]
                   give the functions of the package N values of any kind (1000000)

--toolchain says where the wasm32-unknown-unknown target comes from; by default the first that works is taken, in the
order given.";

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
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let (mut choice, mut why, mut unit, mut slow) = (Choice::First, false, false, false);
    let mut files = Vec::new();
    let (mut seconds, mut count, mut target) = (60, 1_000_000, None);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), command.as_str()) {
            ("--toolchain", _) => choice = arguments.next().unwrap_or_default().parse()?,
            ("--why", "size") => why = true,
            ("--unit", "test") => unit = true,
            ("--slow", "test") => slow = true,
            (file, "test") if !file.starts_with('-') => files.push(argument),
            ("--file", "mutants") => target = arguments.next(),
            ("--seconds", "fuzz") => seconds = arguments.next().unwrap_or_default().parse()?,
            ("--target", "fuzz") => target = arguments.next(),
            ("--count", "values") => count = arguments.next().unwrap_or_default().parse()?,
            _ => bail!("{HELP}"),
        }
    }
    match command.as_str() {
        "build" => build::build(choice).map(drop),
        "start" => start(choice),
        "test" if unit => test::unit(choice),
        "test" if slow => test::slow(choice),
        "test" if files.is_empty() => test::test(choice),
        "test" => test::files(choice, &files),
        "msrv" => msrv::msrv(),
        "bench" => bench::bench(choice),
        "screenshots" => screenshots::screenshots(choice),
        "size" => size::size(choice, why),
        "advisories" => deny::advisories(),
        "mutants" => mutants::mutants(target.as_deref()),
        "reproduce" => build::build(choice).and_then(reproduce::check),
        "fuzz" => fuzz::fuzz(seconds, target.as_deref()),
        "values" => fuzz::values(choice, count),
        _ => bail!("{HELP}"),
    }
}

fn start(choice: Choice) -> Result<()> {
    build::build(choice)?;
    say("Serving the page; Ctrl-C stops it");
    Process::new("node").argument("xtask/serve.mjs").replace()
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
