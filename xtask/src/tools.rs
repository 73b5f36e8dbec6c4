//! Programs of others that tests and measurements need, each in its version, in `target/tools`.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::Process;
use crate::{root, say};

/// The path of a program, which is installed if it is not there.
pub fn tool(name: &str, version: &str) -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let program = tools.join("bin").join(name);
    let is_there = Process::new("cargo").arguments(["install", "--list", "--root"]).argument(&tools).output();
    if !is_there.is_some_and(|list| list.contains(&format!("{name} v{version}:"))) {
        say(&format!("Installing {name} {version}"));
        Process::new("cargo")
            .arguments(["install", name, "--version", version, "--locked", "--root"])
            .argument(&tools)
            .run()?;
    }
    Ok(program)
}
