//! What lies in an input's folder, so that a change of it is seen.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::platform::facts::file_number;

/// The name of the input in its folder.
pub(super) const INPUT: &str = "input";

/// The cache's own file in an entry, which others touch.
pub(super) const ENTRY: &str = ".entry";

/// Every file of a folder as it was at one moment. Looking takes microseconds, and reads no content: a program that
/// writes into a file sets its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp(Vec<Seen>);

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    name: String,
    bytes: u64,
    modified: SystemTime,
    number: u64,
}

impl Stamp {
    /// What lies in this folder now.
    pub(super) fn of(folder: &Path) -> io::Result<Stamp> {
        let mut seen = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != ENTRY {
                seen.push(Seen::of(&entry.path(), name)?);
            }
        }
        seen.sort();
        Ok(Stamp(seen))
    }

    /// Whether it is still so.
    pub(super) fn holds(&self, folder: &Path) -> bool {
        Stamp::of(folder).is_ok_and(|now| now == *self)
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(|seen| seen.bytes).sum()
    }

    /// The same in words, for a later process: where it holds nothing but the input.
    pub(super) fn seal(&self) -> Option<String> {
        let [Seen { name, bytes, modified, .. }] = self.0.as_slice() else { return None };
        let since = modified.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        (name == INPUT).then(|| format!("{bytes} bytes, modified {} ns", since.as_nanos()))
    }
}

impl Seen {
    fn of(path: &Path, name: String) -> io::Result<Seen> {
        // A link counts as what it leads to, or as itself where that is gone.
        let about = fs::metadata(path).or_else(|_| fs::symlink_metadata(path))?;
        let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Ok(Seen { name, bytes: about.len(), modified, number: file_number(&about) })
    }
}
