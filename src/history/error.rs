//! What can go wrong with the history: which file, what was found, what to do. No run ever fails over it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the history can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The file is no history, or no longer.
    #[error(
        "the history `{0}` is damaged ({reason}); move it away (mv '{0}' '{0}.damaged') and the next run begins a new \
         one, or take back a copy with `scalecheck history import`", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's words, or ours.
        reason: String,
    },
    /// Another process has held the file for longer than we wait.
    #[error("the history `{}` is held by another process; wait for it to end and try again", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// A later version of scalecheck has changed the file's layout.
    #[error(
        "the history `{}` has the layout {found} of a newer scalecheck; this one knows up to {known}: update scalecheck, \
         or name another folder in SCALECHECK_HOME", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// Nothing may be written there.
    #[error("the history `{}` can't be written ({reason}); make it writable, or name another folder in SCALECHECK_HOME", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// No space is left.
    #[error("the history `{}` can't grow: the disk is full; free some space, or `scalecheck history prune --keep 365`", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// There is none yet.
    #[error("there is no history at `{}`: `scalecheck run` begins one", path.display())]
    Absent {
        /// The file.
        path: PathBuf,
    },
    /// Anything else that SQLite reports.
    #[error("the history `{}`: {reason}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        reason: String,
    },
    /// A line to import is no night.
    #[error("line {line} is no night: {reason}; expected lines that `scalecheck history export` wrote")]
    NoNight {
        /// The line, from 1.
        line: usize,
        /// What was found.
        reason: String,
    },
    /// The lines to import can't be read, or those exported can't be written.
    #[error("{0}")]
    Stream(#[from] std::io::Error),
}

impl HistoryError {
    /// What SQLite says, as one of ours.
    pub(super) fn of(path: &Path, error: &rusqlite::Error) -> HistoryError {
        let (path, reason) = (path.to_path_buf(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => HistoryError::Damaged { path, reason },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => HistoryError::Locked { path },
            Some(ErrorCode::DiskFull) => HistoryError::Full { path },
            Some(
                ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure,
            ) => HistoryError::Unwritable { path, reason },
            _ => HistoryError::Other { path, reason },
        }
    }
}
