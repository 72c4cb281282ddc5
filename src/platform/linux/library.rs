//! Libraries for targets, which this program carries inside.

use std::io;
use std::path::Path;

/// A library that is loaded into targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    /// Has the simulator tell its count before a fork and an execution.
    Milestones,
    /// Counts what is allocated.
    Allocations,
}

const MILESTONES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/milestones.so"));

const ALLOCATIONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/allocations.so"));

/// Writes a library where targets can load it.
pub(crate) fn write_library(library: Library, path: &Path) -> io::Result<()> {
    let image = match library {
        Library::Milestones => MILESTONES,
        Library::Allocations => ALLOCATIONS,
    };
    if image.is_empty() { Err(io::ErrorKind::Unsupported.into()) } else { std::fs::write(path, image) }
}

/// Whether a program runs with other rights than its user's: it is setuid or setgid.
pub(crate) fn changes_rights(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(program).is_ok_and(|about| about.permissions().mode() & 0o6000 != 0)
}
