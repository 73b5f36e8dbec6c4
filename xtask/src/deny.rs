//! cargo-deny: licences, duplicate versions and sources of every crate, and what is known against them. Its rules are in
//! `.cargo/deny.toml`.

use anyhow::{Result, bail};

use crate::process::Process;
use crate::{say, tools};

const CARGO_DENY: &str = "0.20.2";

/// Checks what needs no network. What is returned says why known weaknesses were not looked for.
pub fn check() -> Result<Option<String>> {
    say("Crates: licences, duplicate versions, sources, known weaknesses");
    // cargo-deny reads every crate of the lockfile, those for other platforms too.
    Process::new("cargo").arguments(["fetch", "--locked"]).run()?;
    cargo_deny()?.arguments(["--offline", "check", "licenses", "bans", "sources"]).run()?;
    if cargo_deny()?.arguments(["fetch", "db"]).output().is_none() {
        return Ok(Some(
            "Known weaknesses of crates were not looked for: RustSec's database, https://github.com/RustSec/advisory-db, \
             is out of reach. `cargo xtask advisories` looks for them where it is not."
                .to_owned(),
        ));
    }
    cargo_deny()?.arguments(["check", "--disable-fetch", "advisories"]).run()?;
    Ok(None)
}

/// Looks for known weaknesses; fails where the database cannot be had, too.
pub fn advisories() -> Result<()> {
    match check()? {
        None => Ok(()),
        Some(gap) => bail!("{gap}"),
    }
}

fn cargo_deny() -> Result<Process> {
    Ok(Process::new(tools::tool("cargo-deny", CARGO_DENY)?).argument("--workspace"))
}
