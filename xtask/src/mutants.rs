//! Mutation testing: a mistake is made in the core, one at a time, and the Rust tests must notice it.

use anyhow::Result;

use crate::process::Process;
use crate::{say, tools};

const CARGO_MUTANTS: &str = "27.1.0";

/// Tries every mistake in the files of `.cargo/mutants.toml`, or in one file.
pub fn mutants(file: Option<&str>) -> Result<()> {
    let cargo_mutants = tools::tool("cargo-mutants", CARGO_MUTANTS)?;
    say("Mistakes in the core; what no test noticed will be in target/mutants.out/missed.txt");
    let mut process = Process::new(cargo_mutants).arguments(["mutants", "--output", "target"]);
    if let Some(file) = file {
        // The settings name every file, so one takes their place.
        process = process.arguments(["--no-config", "--profile", "mutants", "--file", file]);
    }
    process.arguments(["--", "--package", "ecs-image-pipeline", "--lib", "--tests"]).run()
}
