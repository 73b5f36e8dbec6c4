//! Where the target wasm32-unknown-unknown comes from.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use xshell::{Cmd, Shell, cmd};

use crate::system;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's second Rust, which comes with the sources of the standard library, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// A compiler that has the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Toolchain {
    /// The compiler that built this program.
    Active,
    /// Debian's compiler, which builds the standard library from its sources along with the crate.
    Debian,
}

impl Toolchain {
    /// Finds the target, installing it if need be: rustup's, unless Debian's is asked for, or Debian's.
    pub fn find(sh: &Shell, debian: bool) -> Result<Self> {
        if !debian && (active_has_target(sh) || rustup_adds_target(sh)) {
            return Ok(Self::Active);
        }
        let is_complete = debian_is_complete(sh);
        let why = if is_complete { None } else { system::apt_install(sh, &DEBIAN_PACKAGES).err() };
        if is_complete || debian_is_complete(sh) {
            return Ok(Self::Debian);
        }
        bail!(
            "the Rust target {TARGET} is missing. Install it with one of\n  rustup target add {TARGET}\n  \
             apt-get install {}\nand run this command again. {}",
            DEBIAN_PACKAGES.join(" "),
            why.map(|error| error.to_string()).unwrap_or_default()
        )
    }

    /// `cargo <command>` for the target, in the shell's folder.
    pub fn cargo<'a>(self, sh: &'a Shell, command: &str) -> Cmd<'a> {
        let cargo = match self {
            Self::Active => cmd!(sh, "cargo {command}"),
            Self::Debian => cmd!(sh, "/usr/bin/cargo {command} -Zbuild-std=std,panic_abort")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTC", "/usr/bin/rustc")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
                .env_remove("RUSTUP_TOOLCHAIN"),
        };
        // The folder is named, since CARGO_TARGET_DIR may say otherwise.
        cargo.args(["--target", TARGET, "--target-dir"]).arg(self.target_folder(sh))
    }

    /// The folder in which cargo leaves what it made.
    pub fn target_folder(self, sh: &Shell) -> PathBuf {
        sh.current_dir().join(match self {
            Self::Active => "target",
            // Its own: two compilers would build each other's work anew.
            Self::Debian => "target/debian",
        })
    }
}

fn active_has_target(sh: &Shell) -> bool {
    let folder = cmd!(sh, "rustc --print target-libdir --target {TARGET}").ignore_stderr().read();
    folder.is_ok_and(|folder| Path::new(&folder).is_dir())
}

fn rustup_adds_target(sh: &Shell) -> bool {
    let added = cmd!(sh, "rustup target add {TARGET}").run().inspect_err(|error| eprintln!("{error}"));
    added.is_ok() && active_has_target(sh)
}

fn debian_is_complete(sh: &Shell) -> bool {
    let sysroot = cmd!(sh, "/usr/bin/rustc --print sysroot").ignore_stderr().read().unwrap_or_default();
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    [Path::new("/usr/bin/cargo"), Path::new(DEBIAN_LINKER), &sources].into_iter().all(Path::is_file)
}
