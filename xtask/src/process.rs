//! Other programs, run in the project's folder, with errors that name the command.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program with its arguments and environment.
pub struct Process {
    command: Command,
}

impl Process {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(crate::root());
        Self { command }
    }

    /// In another folder than the project's.
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn arguments<I: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = I>) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_variable(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it, its output to the terminal.
    pub fn run(mut self) -> Result<()> {
        let line = self.line();
        let status = self.command.status().with_context(|| format!("could not start: {line}"))?;
        if !status.success() {
            bail!("{line}\nended with {status}");
        }
        Ok(())
    }

    /// Runs it in the place of this program, where the system can, so that a signal reaches it.
    pub fn replace(mut self) -> Result<()> {
        #[cfg(unix)]
        {
            let error = std::os::unix::process::CommandExt::exec(&mut self.command);
            Err(error).with_context(|| format!("could not start: {}", self.line()))
        }
        #[cfg(not(unix))]
        self.run()
    }

    /// Runs it for what it prints. `None` if it cannot be started or fails.
    pub fn output(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// Flags for rustc in the form that survives spaces in paths.
pub fn encoded_flags(flags: &[OsString]) -> OsString {
    flags.join(OsStr::new("\u{1f}"))
}
