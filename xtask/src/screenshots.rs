//! Pictures of the page.

use anyhow::Result;

use crate::process::Process;
use crate::toolchain::Choice;
use crate::{build, npm, say, system};

/// Takes a picture of each state that the README and its readers want to see.
pub fn screenshots(choice: Choice) -> Result<()> {
    build::build(choice)?;
    npm::install("tests")?;
    if Process::new("fc-list").argument(":lang=zh-cn").output().is_none_or(|fonts| fonts.trim().is_empty()) {
        system::apt_install(&["fonts-noto-cjk"])?;
    }
    say("Taking pictures into www/screenshots");
    Process::new("node").argument("tests/page/screenshots.mjs").variable("CHROMIUM", system::chromium()?).run()
}
