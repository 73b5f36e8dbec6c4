//! Where the target wasm32-unknown-unknown comes from.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Error, Result, bail};

use crate::process::Process;
use crate::{root, say, system};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's second Rust, which comes with the sources of the standard library, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// Which source of the target is wanted.
#[derive(Clone, Copy, PartialEq)]
pub enum Choice {
    First,
    Active,
    Rustup,
    Debian,
}

impl FromStr for Choice {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "active" => Self::Active,
            "rustup" => Self::Rustup,
            "debian" => Self::Debian,
            _ => bail!("--toolchain is active, rustup or debian"),
        })
    }
}

/// A compiler that has the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Toolchain {
    /// The compiler that built this program.
    Active,
    /// Debian's compiler, which builds the standard library from its sources along with the crate.
    Debian,
}

impl Toolchain {
    /// Finds the target, installing it if need be.
    pub fn find(choice: Choice) -> Result<Self> {
        let first = choice == Choice::First;
        if (first || choice == Choice::Active) && active_has_target() {
            return Ok(Self::Active);
        }
        if (first || choice == Choice::Rustup) && rustup_adds_target() {
            return Ok(Self::Active);
        }
        let mut why = String::new();
        if first || choice == Choice::Debian {
            if debian_is_complete() {
                return Ok(Self::Debian);
            }
            match system::apt_install(&DEBIAN_PACKAGES) {
                Ok(()) if debian_is_complete() => return Ok(Self::Debian),
                Ok(()) => why = format!("Debian's packages lack a part of: {}", DEBIAN_PACKAGES.join(", ")),
                Err(error) => why = error.to_string(),
            }
        }
        bail!(
            "the Rust target {TARGET} is missing. Install it with one of\n  rustup target add {TARGET}\n  \
             apt-get install {}\nand run this command again. {why}",
            DEBIAN_PACKAGES.join(" ")
        )
    }

    /// `cargo <command>` for the target.
    pub fn cargo(self, command: &str) -> Process {
        self.cargo_in(&root(), command)
    }

    /// The same in another folder that holds the project.
    pub fn cargo_in(self, project: &Path, command: &str) -> Process {
        let process = match self {
            Self::Active => Process::new("cargo").arguments([command, "--target", TARGET]),
            // Its own target folder: two compilers would build each other's work anew.
            Self::Debian => Process::new("/usr/bin/cargo")
                .arguments([command, "--target", TARGET, "-Zbuild-std=std,panic_abort"])
                .variable("RUSTC_BOOTSTRAP", "1")
                .variable("RUSTC", "/usr/bin/rustc")
                .variable("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
                .without_variable("RUSTUP_TOOLCHAIN"),
        };
        // Named, since CARGO_TARGET_DIR may say otherwise.
        process.folder(project).argument("--target-dir").argument(self.target_folder(project))
    }

    /// The folder in which cargo leaves what it made.
    pub fn target_folder(self, project: &Path) -> PathBuf {
        match self {
            Self::Active => project.join("target"),
            Self::Debian => project.join("target/debian"),
        }
    }
}

fn active_has_target() -> bool {
    let folder = Process::new("rustc").arguments(["--print", "target-libdir", "--target", TARGET]).output();
    folder.is_some_and(|folder| Path::new(&folder).is_dir())
}

fn rustup_adds_target() -> bool {
    if system::find_program("rustup").is_none() {
        return false;
    }
    say(&format!("Adding the Rust target {TARGET} with rustup"));
    match Process::new("rustup").arguments(["target", "add", TARGET]).run() {
        Ok(()) => active_has_target(),
        Err(error) => {
            eprintln!("{error:#}");
            false
        }
    }
}

fn debian_is_complete() -> bool {
    let sources = || {
        let sysroot = Process::new("/usr/bin/rustc").arguments(["--print", "sysroot"]).output()?;
        Some(Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file())
    };
    Path::new("/usr/bin/cargo").is_file() && Path::new(DEBIAN_LINKER).is_file() && sources() == Some(true)
}
