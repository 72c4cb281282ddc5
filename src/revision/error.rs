//! What can go wrong with revisions: which one, what git or the build said, what to do.

use std::io;
use std::path::PathBuf;

/// Why a revision can't be measured.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no repository.
    #[error("`{}` is in no git repository that can be read ({reason}); run it inside one", folder.display())]
    NoRepository {
        /// Where it was looked for.
        folder: PathBuf,
        /// git's words.
        reason: String,
    },
    /// There is no such revision.
    #[error("`{revision}` is no revision of this repository{}", shallow_words(*shallow))]
    Unknown {
        /// As it was asked for.
        revision: String,
        /// The clone has only the newest commits.
        shallow: bool,
    },
    /// Two revisions have no commit in common.
    #[error("`{revision}`: it and HEAD have no commit in common{}", shallow_words(*shallow))]
    NoMergeBase {
        /// As it was asked for.
        revision: String,
        /// The clone has only the newest commits.
        shallow: bool,
    },
    /// git failed.
    #[error("git could not {doing} {revision}: {reason}")]
    Git {
        /// At what.
        doing: &'static str,
        /// Which revision.
        revision: String,
        /// git's words.
        reason: String,
    },
    /// The build failed.
    #[error("`{command}` does not build {revision}:\n{reason}")]
    Build {
        /// Which revision.
        revision: String,
        /// The build command.
        command: String,
        /// The end of what it said.
        reason: String,
    },
    /// A folder can't be written.
    #[error("`{}` can't be written: {reason}", path.display())]
    Place {
        /// The folder or file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
}

fn shallow_words(shallow: bool) -> &'static str {
    if shallow { "; the clone is shallow: `git fetch --unshallow` gets the rest" } else { "" }
}
