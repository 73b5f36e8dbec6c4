//! Programs from Debian's packages.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};

use crate::process::Process;
use crate::say;

/// Installs Debian packages; fails where there is no apt-get, or where this user may not install.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if find_program("apt-get").is_none() {
        bail!("there is no apt-get here to install {list}");
    }
    if Process::new("id").argument("-u").output().is_none_or(|id| id != "0") {
        bail!("installing {list} needs root: sudo apt-get install {list}");
    }
    say(&format!("Installing Debian packages: {list}"));
    let apt_get =
        |arguments: &[&str]| Process::new("apt-get").variable("DEBIAN_FRONTEND", "noninteractive").arguments(arguments);
    apt_get(&["update", "-q"]).run()?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments).run()
}

/// A program that tests run: the one that is installed, or Debian's of the same name.
pub fn program(name: &str) -> Result<PathBuf> {
    find_program(name).map_or_else(
        || {
            apt_install(&[name])?;
            find_program(name).ok_or_else(|| anyhow!("{name} is still missing"))
        },
        Ok,
    )
}

/// Chromium for the browser tests: the one that `CHROMIUM` names, one that is installed, or Debian's.
pub fn chromium() -> Result<PathBuf> {
    browser("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"], "chromium")
}

/// Firefox for the browser tests: the one that `FIREFOX` names, one that is installed, or Debian's.
pub fn firefox() -> Result<PathBuf> {
    browser("FIREFOX", &["firefox-esr", "firefox"], "firefox-esr")
}

fn browser(variable: &str, programs: &[&str], package: &str) -> Result<PathBuf> {
    let installed =
        || std::env::var_os(variable).map(PathBuf::from).or_else(|| programs.iter().copied().find_map(find_program));
    if let Some(path) = installed() {
        return Ok(path);
    }
    match (apt_install(&[package]), installed()) {
        (Ok(()), Some(path)) => Ok(path),
        (result, _) => {
            let why = result.err().map(|error| error.to_string()).unwrap_or_default();
            bail!("the browser tests need {package}: install it, or name it in the variable {variable}. {why}")
        }
    }
}

/// A program on the path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
