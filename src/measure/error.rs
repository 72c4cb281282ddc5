//! Why a scenario can't be measured at all.

use std::path::PathBuf;

use crate::model::{Caveat, CaveatKind};

/// Why a scenario can't be measured at all. What fails in a single trial is a sample instead.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// There is no runner here.
    #[error("{0}")]
    Runner(String),
    /// The target's program is nowhere.
    #[error("no program `{program}` {place}: install it, or correct the first word of the command")]
    Missing {
        /// As the scenario names it.
        program: String,
        /// Where it was looked for.
        place: String,
    },
    /// The target's program may not be executed.
    #[error("`{path}` is not executable: chmod +x it, or run it by its interpreter")]
    NotExecutable {
        /// What was found.
        path: String,
    },
    /// The program that calls functions of a language is nowhere.
    #[error("no program `{program}` {place}, which this needs: {advice}")]
    Harness {
        /// The interpreter, compiler or harness.
        program: String,
        /// Where it was looked for.
        place: String,
        /// What to do.
        advice: String,
    },
    /// The file of the function is nowhere.
    #[error("there is no file {}: correct FILE in LANGUAGE:FILE:NAME, or let the hook `setup` make it", path.display())]
    NoFile {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// What calls the function could not be built.
    #[error("the function can't be built: the compiler {reason}")]
    Build {
        /// How it ended, and the end of what it wrote.
        reason: String,
    },
    /// The command is empty.
    #[error("the command is empty: name the program to run")]
    EmptyCommand,
    /// The folder for scratch files can't be used.
    #[error("can't use {path} for scratch files: {reason}")]
    Workspace {
        /// The folder or file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// The `setup` or `cleanup` hook failed.
    #[error("the hook `{phase}` {reason}")]
    Hook {
        /// Which.
        phase: String,
        /// How it ended, and the end of what it wrote.
        reason: String,
    },
}

impl From<MeasureError> for Caveat {
    /// For what fails after everything is measured.
    fn from(error: MeasureError) -> Caveat {
        Caveat::new(CaveatKind::HookFailed, error.to_string())
    }
}
