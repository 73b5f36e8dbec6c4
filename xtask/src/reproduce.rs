//! A second build of the module and its glue, in another folder: the same sources give the same bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::toolchain::Toolchain;
use crate::{build, root, say};

/// What the module is made of. Cargo wants to see every member of the workspace.
const SOURCES: [&str; 8] = ["Cargo.toml", "Cargo.lock", "build.rs", "src", "examples", "bench", "tests/fuzz", "xtask"];
const LEFT_OUT: [&str; 3] = ["node_modules", "corpus", "target"];

/// Fails where the module or the glue differs from those that are built elsewhere.
pub fn check(toolchain: Toolchain) -> Result<()> {
    say("Building the module in another folder");
    let elsewhere = root().join("target/built elsewhere, under a longer path");
    for source in SOURCES {
        let copy = elsewhere.join(source);
        fs::remove_dir_all(&copy).or_else(|error| if copy.is_dir() { Err(error) } else { Ok(()) })?;
        copy_all(&root().join(source), &copy).with_context(|| format!("could not copy {source}"))?;
    }
    let glue = build::glue(&elsewhere);
    let module = elsewhere.join(build::MODULE);
    build::optimize(&build::bind(&build::compile(toolchain, &elsewhere)?, &glue)?, &module)?;
    for (made, first) in [
        (module, root().join("dist").join(build::MODULE)),
        (glue.join(build::GLUE), build::glue(&root()).join(build::GLUE)),
    ] {
        let same = fs::read(&made)? == fs::read(&first)?;
        ensure!(same, "{} differs from {}: the build depends on its folder", made.display(), first.display());
    }
    Ok(())
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::copy(from, to)?;
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if !LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            copy_all(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
