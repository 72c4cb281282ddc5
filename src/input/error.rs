//! Why an input could not be made.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::model::{Bytes, Size, human_seconds};

/// Why an input could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The folder of inputs can't be used.
    #[error("`{}` can't hold inputs: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The disk is full.
    #[error(
        "the disk is full: the input of n = {size} doesn't fit into `{}`; free some space, or measure smaller sizes",
        path.display()
    )]
    DiskFull {
        /// The folder.
        path: PathBuf,
        /// The size N.
        size: Size,
    },
    /// The inputs need more space than they may take.
    #[error(
        "the input of n = {size} takes inputs above their limit of {limit}; raise `disk_limit`, or measure smaller sizes"
    )]
    OverLimit {
        /// The size N.
        size: Size,
        /// The limit of all inputs together.
        limit: Bytes,
    },
    /// The user interrupted it.
    #[error("interrupted while the input of n = {size} was made")]
    Interrupted {
        /// The size N.
        size: Size,
    },
    /// The input's command could not be started.
    #[error("the input's command `{program}` can't be started: {reason}")]
    NotStarted {
        /// The program.
        program: String,
        /// The system's words.
        reason: io::Error,
    },
    /// The input's command failed.
    #[error("the input's command `{program}` failed at n = {size} ({end}){}", last_words(stderr))]
    Failed {
        /// The program.
        program: String,
        /// The size N.
        size: Size,
        /// How it ended.
        end: String,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// The input's command took too long.
    #[error("the input's command `{program}` took longer than {} at n = {size} and was ended", human_seconds(after.as_secs_f64()))]
    TimedOut {
        /// The program.
        program: String,
        /// The size N.
        size: Size,
        /// The time it was given.
        after: Duration,
    },
}

impl InputError {
    /// What a write into `folder` failed of.
    pub(crate) fn writing(folder: &Path, size: Size, reason: io::Error) -> InputError {
        match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                InputError::DiskFull { path: folder.to_path_buf(), size }
            }
            _ => InputError::Folder { path: folder.to_path_buf(), reason },
        }
    }
}

fn last_words(stderr: &str) -> String {
    let stderr = stderr.trim();
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}
