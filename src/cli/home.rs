//! Where history, baselines, quarantine, floors and builds of revisions live: one folder, and one place that knows it.

use std::path::PathBuf;

use anyhow::Context;

use crate::history;

/// The folder: as `SCALECHECK_HOME` says, else `.scalecheck` at the root of the repository, else in the current folder.
/// It need not exist.
pub(super) fn home() -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("SCALECHECK_HOME").filter(|home| !home.is_empty()) {
        return Ok(PathBuf::from(home));
    }
    Ok(history::home(&std::env::current_dir().context("can't tell the current folder")?))
}
