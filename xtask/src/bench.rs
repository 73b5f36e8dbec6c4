//! Measurements of speed beside other ways to sign, into `bench/results.md`.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::toolchain::TARGET;
use crate::{build, npm, root, say};

const PACKAGE: &str = "ecs-image-pipeline-bench";

pub fn bench(sh: &Shell, debian: bool) -> Result<()> {
    let toolchain = build::build(sh, debian)?;
    npm::install(sh, "bench")?;

    say(&format!("Compiling the core in a loop for {TARGET}"));
    toolchain.cargo(sh, "build").args(["--package", PACKAGE, "--lib", "--release", "--locked"]).run()?;
    let compiled = toolchain.target_folder(sh).join(TARGET).join("release/ecs_image_pipeline_bench.wasm");
    build::optimize(sh, &compiled, &sh.create_dir("target/bench")?.join("core.wasm"))?;

    say("Measuring: native");
    cmd!(sh, "cargo bench --package {PACKAGE} --bench native --locked")
        .env("CRITERION_HOME", root().join("target/criterion"))
        .run()?;
    Ok(cmd!(sh, "node bench/bench.mjs").run()?)
}
