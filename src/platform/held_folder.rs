//! Folders that belong to a process for as long as it lives.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::facts;

/// The file by whose lock a folder is held.
const HELD: &str = ".held";

/// A folder of this process alone, held by a lock that the system frees when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct HeldFolder {
    folder: tempfile::TempDir,
    _held: File,
}

impl HeldFolder {
    /// Makes one below `root`, whose name begins with `prefix`.
    pub(crate) fn create(root: &Path, prefix: &str) -> io::Result<HeldFolder> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(root)?;
        let mut held = File::create(folder.path().join(HELD))?;
        held.lock()?;
        write!(held, "{}", std::process::id())?;
        Ok(HeldFolder { folder, _held: held })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes its neighbours of the same prefix and owner whose processes ended without removing them: nobody holds
    /// them any more. What can't be removed stays until somebody comes who may.
    pub(crate) fn sweep_beside(&self, prefix: &str) -> io::Result<()> {
        let owner = facts::owner(&fs::metadata(self.path())?);
        for entry in fs::read_dir(self.path().parent().unwrap_or(self.path()))? {
            let path = entry?.path();
            let named = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
            // Others may have put anything here: links and pipes among it.
            let ours = |about: fs::Metadata| about.is_dir() && facts::owner(&about) == owner;
            if named && fs::symlink_metadata(&path).is_ok_and(ours) && is_left(&path) {
                let _ = fs::remove_dir_all(&path);
            }
        }
        Ok(())
    }
}

/// Whether nobody holds this folder that somebody once held.
fn is_left(folder: &Path) -> bool {
    let Ok(held) = File::open(folder.join(HELD)) else { return false };
    // Written only once it is locked: an empty one is being made at this moment.
    let made = held.metadata().is_ok_and(|about| about.len() > 0);
    made && held.try_lock().is_ok()
}
