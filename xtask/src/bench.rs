//! Measurements of speed beside other ways to sign, into `bench/results.md`.

use std::fs;

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::{Choice, TARGET};
use crate::{build, npm, root, say};

const PACKAGE: &str = "ecs-image-pipeline-bench";

pub fn bench(choice: Choice) -> Result<()> {
    let toolchain = build::build(choice)?;
    npm::install("bench")?;

    say(&format!("Compiling the core in a loop for {TARGET}"));
    toolchain.cargo("build").arguments(["--package", PACKAGE, "--lib", "--release", "--locked"]).run()?;
    let compiled = toolchain.target_folder(&root()).join(TARGET).join("release/ecs_image_pipeline_bench.wasm");
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder)?;
    build::optimize(&compiled, &folder.join("core.wasm"))?;

    say("Measuring: native");
    Process::new("cargo")
        .arguments(["bench", "--package", PACKAGE, "--bench", "native", "--locked"])
        .variable("CRITERION_HOME", root().join("target/criterion"))
        .run()?;
    Process::new("node").argument("bench/bench.mjs").run()
}
