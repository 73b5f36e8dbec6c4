//! Inputs without end: libFuzzer on each target of `tests/fuzz`, then values of any kind on the JavaScript boundary.

use std::fs;

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::Choice;
use crate::{build, npm, root, say, tools};

const CARGO_FUZZ: &str = "0.13.2";

/// Fuzzes each target, or the named one, for so many seconds.
pub fn fuzz(seconds: u32, only: Option<&str>) -> Result<()> {
    let cargo_fuzz = tools::tool("cargo-fuzz", CARGO_FUZZ)?;
    let mut targets = Vec::new();
    for folder in fs::read_dir(root().join("tests/fuzz/corpus"))? {
        targets.push(folder?.file_name().to_string_lossy().into_owned());
    }
    targets.sort();
    targets.retain(|target| only.is_none_or(|only| only == target));
    for target in targets {
        say(&format!("Fuzzing {target} for {seconds} seconds"));
        // What is found goes there; the corpus of the repository stays small.
        let found = root().join("target/fuzz").join(&target);
        fs::create_dir_all(&found)?;
        Process::new(&cargo_fuzz)
            // The core has no `unsafe`, so a sanitizer, which needs a nightly compiler, would find nothing.
            .arguments(["fuzz", "run", "--fuzz-dir", "tests/fuzz", "--sanitizer", "none", "--features", "libfuzzer"])
            .argument(&target)
            .argument(&found)
            .argument(format!("tests/fuzz/corpus/{target}"))
            .arguments(["--", &format!("-max_total_time={seconds}"), "-max_len=8192", "-timeout=20", "-verbosity=0"])
            .arguments(["-print_final_stats=1"])
            // The profile is made for a small module.
            .variable("CARGO_PROFILE_RELEASE_LTO", "off")
            .variable("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3")
            .variable("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .run()?;
    }
    Ok(())
}

/// So many values of any kind, in each position where one of the caller's arrives.
pub fn values(choice: Choice, count: u32) -> Result<()> {
    build::build(choice)?;
    npm::install("tests")?;
    say(&format!("{count} values of any kind"));
    Process::new("node")
        .arguments(["--test", "--test-reporter=spec", "tests/unit/any-value.slow.mjs"])
        .variable("VALUES", count.to_string())
        .run()
}
