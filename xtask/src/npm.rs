//! npm packages, installed when the lockfile is newer than what is there.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::Process;
use crate::{root, say};

/// Installs the packages of a folder of the project, unless they are there.
pub fn install(folder: &str) -> Result<()> {
    let folder = root().join(folder);
    if is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json")) {
        return Ok(());
    }
    say(&format!("Installing npm packages in {}", folder.display()));
    // The project's packages are all for development, and NODE_ENV=production would leave them out.
    let flags = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"];
    Process::new("npm").arguments(flags).argument(folder).run()
}

/// The path of a command from the project's npm packages.
pub fn tool(name: &str) -> PathBuf {
    root().join("node_modules/.bin").join(name)
}

/// Whether a file exists and is at least as new as the other.
pub fn is_newer(file: &Path, other: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    matches!((time(file), time(other)), (Some(one), Some(other)) if one >= other)
}
