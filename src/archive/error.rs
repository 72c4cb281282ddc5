//! What can go wrong with files of the archive: which file, what was found, what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::human_bytes;

/// Why something could not be stored or read back.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file can't be read.
    #[error("`{}` can't be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The file is far larger than evidence ever is.
    #[error("`{}` holds {}; evidence holds at most {}", path.display(), human_bytes(*bytes as f64), human_bytes(*most as f64))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, at least.
        bytes: u64,
        /// The largest that is read.
        most: u64,
    },
    /// The file is something else.
    #[error("`{}` is no evidence: {found}; expected an evidence.json that `scalecheck run` wrote", path.display())]
    NotEvidence {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        found: String,
    },
    /// A version of scalecheck wrote it that this one doesn't know.
    #[error("`{}` has the schema `{found}`; this scalecheck reads `{known}`: {advice}", path.display())]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: String,
        /// The schema that is read.
        known: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The file ends in the middle.
    #[error("`{}` is cut off after line {line}; measure again with `scalecheck run`", path.display())]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Its last line.
        line: usize,
    },
    /// The file was edited after it was written.
    #[error(
        "`{}` was changed after scalecheck wrote it: its checksum no longer fits; \
         take back the change or measure again with `scalecheck run`", path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The file is JSON of another shape.
    #[error("`{}`, line {line}: {reason}; measure again with `scalecheck run`", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What was found and expected.
        reason: String,
    },
    /// The file can't be written; what stood there before is still whole.
    #[error("`{}` can't be written: {}", path.display(), words(reason))]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// Another run writes into the output folder.
    #[error(
        "another run{} writes into `{}`; wait for it, or choose another folder with --out",
        pid.map(|pid| format!(" (process {pid})")).unwrap_or_default(), path.display()
    )]
    Busy {
        /// The output folder.
        path: PathBuf,
        /// The other run's process, where it could be read.
        pid: Option<u32>,
    },
    /// A scenario's name that leads out of the output folder.
    #[error("the scenario's name `{name}` leads out of `{}`; rename its file", out.display())]
    ClimbsOut {
        /// The name.
        name: String,
        /// The output folder.
        out: PathBuf,
    },
    /// The scenario was changed since the unfinished run began.
    #[error(
        "`{}` is of another definition of this scenario: what was measured then doesn't belong to it now; \
         run without --resume", path.display()
    )]
    OtherDefinition {
        /// The journal.
        path: PathBuf,
    },
}

impl ArchiveError {
    pub(crate) fn unreadable(path: &Path, reason: io::Error) -> ArchiveError {
        ArchiveError::Unreadable { path: path.to_path_buf(), reason }
    }

    pub(crate) fn unwritable(path: &Path, reason: io::Error) -> ArchiveError {
        ArchiveError::Unwritable { path: path.to_path_buf(), reason }
    }

    /// What serde says of a text, as one of ours.
    pub(crate) fn of_json(path: &Path, error: &serde_json::Error) -> ArchiveError {
        let path = path.to_path_buf();
        if error.is_eof() {
            return ArchiveError::CutOff { path, line: error.line() };
        }
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or(&reason).to_string();
        ArchiveError::Malformed { path, line: error.line(), reason }
    }
}

fn words(reason: &io::Error) -> String {
    match reason.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("the disk is full ({reason}); free some space, or choose another folder with --out")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("{reason}; choose another folder with --out")
        }
        _ => reason.to_string(),
    }
}
