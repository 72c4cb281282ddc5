//! Finding programs, as a shell would.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::MeasureError;
use crate::platform::is_executable;

/// Whether a program is there: in PATH, or as a path.
#[must_use]
pub fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    find(program, Path::new("."), Path::new("."), &path).is_ok()
}

/// The absolute path of a program. A name is looked for in `path`; a relative path starts at `folder`, where the target
/// runs, and else at `home`, the scenario's folder.
pub(super) fn find(program: &str, folder: &Path, home: &Path, path: &OsStr) -> Result<PathBuf, MeasureError> {
    if program.is_empty() {
        return Err(MeasureError::EmptyCommand);
    }
    let is_name = !program.contains('/');
    let bases: Vec<PathBuf> =
        if is_name { std::env::split_paths(path).collect() } else { vec![folder.into(), home.into()] };
    let candidates: Vec<PathBuf> = bases.iter().map(|base| base.join(program)).filter(|p| p.is_file()).collect();
    if let Some(found) = candidates.iter().find(|candidate| is_executable(candidate)) {
        return Ok(std::path::absolute(found).unwrap_or_else(|_| found.clone()));
    }
    match candidates.first() {
        Some(found) => Err(MeasureError::NotExecutable { path: found.display().to_string() }),
        None => Err(missing(program, folder, is_name)),
    }
}

fn missing(program: &str, folder: &Path, is_name: bool) -> MeasureError {
    let place = if is_name { "in PATH".to_string() } else { format!("in {}", folder.display()) };
    MeasureError::Missing { program: program.to_string(), place }
}
