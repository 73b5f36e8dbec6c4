//! Programs from Debian's packages.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use xshell::{Shell, cmd};

/// Installs Debian packages; fails where there is no apt-get, or where this user may not install.
pub fn apt_install(sh: &Shell, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if find_program("apt-get").is_none() {
        bail!("there is no apt-get here to install {list}");
    }
    if cmd!(sh, "id -u").read()? != "0" {
        bail!("installing {list} needs root: sudo apt-get install {list}");
    }
    let _variable = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(sh, "apt-get update -q").run()?;
    Ok(cmd!(sh, "apt-get install -q -y --no-install-recommends {packages...}").run()?)
}

/// A program that tests run: the one that is installed, or Debian's of the same name.
pub fn program(sh: &Shell, name: &str) -> Result<PathBuf> {
    find_program(name).map_or_else(
        || {
            apt_install(sh, &[name])?;
            find_program(name).ok_or_else(|| anyhow!("{name} is still missing"))
        },
        Ok,
    )
}

/// Chromium for the browser tests: the one that `CHROMIUM` names, one that is installed, or Debian's.
pub fn chromium(sh: &Shell) -> Result<PathBuf> {
    browser(sh, "CHROMIUM", &["chromium", "chromium-browser", "google-chrome"], "chromium")
}

/// Firefox for the browser tests: the one that `FIREFOX` names, one that is installed, or Debian's.
pub fn firefox(sh: &Shell) -> Result<PathBuf> {
    browser(sh, "FIREFOX", &["firefox-esr", "firefox"], "firefox-esr")
}

fn browser(sh: &Shell, variable: &str, programs: &[&str], package: &str) -> Result<PathBuf> {
    let installed =
        || env::var_os(variable).map(PathBuf::from).or_else(|| programs.iter().copied().find_map(find_program));
    if let Some(path) = installed() {
        return Ok(path);
    }
    match (apt_install(sh, &[package]), installed()) {
        (Ok(()), Some(path)) => Ok(path),
        (result, _) => {
            let why = result.err().map(|error| error.to_string()).unwrap_or_default();
            bail!("the browser tests need {package}: install it, or name it in the variable {variable}. {why}")
        }
    }
}

/// A program on the path.
fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
