//! Mutation testing: a mistake is made in the core, one at a time, and the Rust tests must notice it.

use anyhow::Result;

use crate::process::Process;
use crate::{say, tools};

const CARGO_MUTANTS: &str = "27.1.0";

/// Tries every mistake in the files of `.cargo/mutants.toml`, or in one of them.
pub fn mutants(file: Option<&str>) -> Result<()> {
    let cargo_mutants = tools::tool("cargo-mutants", CARGO_MUTANTS)?;
    say("Mistakes in the core; what no test noticed will be in target/mutants.out/missed.txt");
    let mut process = Process::new(cargo_mutants).arguments(["mutants", "--output", "target"]);
    // An eighth of the usual cases: enough to notice.
    process = process.variable("PROPTEST_CASES", "32");
    if let Some(file) = file {
        // The settings name every file, so one is chosen by the names of the mistakes.
        process = process.arguments(["--re", &format!("^{file}:")]);
    }
    process.arguments(["--", "--package", "ecs-image-pipeline", "--lib", "--tests"]).run()
}
