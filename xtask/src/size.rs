//! What is shipped, in bytes, and what takes the room inside the module.

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::Choice;
use crate::{build, say, tools};

/// The tool that takes a module apart.
const TWIGGY: &str = "0.8.0";

pub fn size(choice: Choice, why: bool) -> Result<()> {
    build::build(choice)?;
    let table = table();
    if why {
        let twiggy = tools::tool("twiggy", TWIGGY)?;
        let named = build::named_module()?;
        say("The largest items of the module, then what would go with each");
        for command in [["top", "-n", "40"], ["dominators", "-d", "2"]] {
            Process::new(&twiggy).arguments(command).argument(&named).run()?;
        }
    }
    table
}

/// Prints the table; fails where a file is over its budget.
pub fn table() -> Result<()> {
    say("Sizes");
    Process::new("node").argument("bench/size.mjs").run()
}
