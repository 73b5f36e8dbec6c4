//! npm packages, installed when the lockfile is newer than what is there.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::root;

/// Installs the packages of a folder of the project, unless they are there.
pub fn install(sh: &Shell, folder: &str) -> Result<()> {
    let path = root().join(folder);
    if !is_newer(&path.join("node_modules/.package-lock.json"), &path.join("package-lock.json")) {
        // The project's packages are all for development, and NODE_ENV=production would leave them out.
        cmd!(sh, "npm ci --include=dev --no-audit --no-fund --loglevel=error --prefix {folder}").run()?;
    }
    Ok(())
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
