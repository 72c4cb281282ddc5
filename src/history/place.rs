//! Where history and baselines live: `.scalecheck/` at the root of the repository, else in the current folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::HistoryError;

/// The history's file in its folder.
pub const HISTORY_FILE: &str = "history.sqlite";

const FOLDER: &str = ".scalecheck";

/// What git is to leave alone there; baselines, beside it, are there to be committed.
const IGNORED: &str = "# What is this machine's own; baselines and quarantine beside it are committed.\n/history.sqlite*\n/floor.json\n/.gitignore\n";

/// The folder for runs that start in `start`: it need not exist.
#[must_use]
pub fn home(start: &Path) -> PathBuf {
    let root = start.ancestors().find(|folder| folder.join(".git").exists());
    root.unwrap_or(start).join(FOLDER)
}

/// Makes the folder, with the file that keeps git away from the history.
///
/// # Errors
/// Where it can't be written.
pub fn prepare_home(home: &Path) -> Result<(), HistoryError> {
    let unwritable =
        |reason: std::io::Error| HistoryError::Unwritable { path: home.into(), reason: reason.to_string() };
    fs::create_dir_all(home).map_err(unwritable)?;
    let ignore = home.join(".gitignore");
    if ignore.exists() { Ok(()) } else { fs::write(ignore, IGNORED).map_err(unwritable) }
}
