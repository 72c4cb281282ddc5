//! The files that a bench needs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::measure::MeasureError;

/// The bench's own files, in a folder that goes with it.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) folder: tempfile::TempDir,
    pub(super) workspace: PathBuf,
    pub(super) counters: PathBuf,
    pub(super) stdout: PathBuf,
    pub(super) stdin: PathBuf,
    pub(super) tmp: PathBuf,
}

impl Scratch {
    pub(super) fn new(workspace: &Path) -> Result<Scratch, MeasureError> {
        let failed =
            |error: std::io::Error| MeasureError::Workspace { path: workspace.into(), reason: error.to_string() };
        fs::create_dir_all(workspace).map_err(failed)?;
        let base = std::path::absolute(workspace).map_err(failed)?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(&base).map_err(failed)?;
        let file = |name| folder.path().join(name);
        let (counters, stdout, stdin, tmp) = (file("counters"), file("stdout"), file("stdin"), file("tmp"));
        Ok(Scratch { folder, workspace: base, counters, stdout, stdin, tmp })
    }
}
