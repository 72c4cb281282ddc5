//! The lock of an output folder: one run at a time.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::ArchiveError;

const LOCK_FILE: &str = ".scalecheck.lock";

/// Holds an output folder for this run. The system frees it when the process ends, however that happens.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the output folder, which is made where it is absent. That it can be written to is known from then on.
    ///
    /// # Errors
    /// [`ArchiveError::Busy`] while another run holds it, [`ArchiveError::Unwritable`] where nothing can be written.
    pub fn take(out: &Path) -> Result<Lock, ArchiveError> {
        let path = out.join(LOCK_FILE);
        fs::create_dir_all(out).map_err(|reason| ArchiveError::unwritable(out, reason))?;
        loop {
            let lock = Lock::try_take(out, &path)?;
            // The run before may have removed its file between our opening and locking it.
            if fs::read_to_string(&path).is_ok_and(|pid| pid.trim() == std::process::id().to_string()) {
                return Ok(lock);
            }
        }
    }

    fn try_take(out: &Path, path: &Path) -> Result<Lock, ArchiveError> {
        let unwritable = |reason| ArchiveError::unwritable(out, reason);
        let open = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open.map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(ArchiveError::Busy { path: out.to_path_buf(), pid: holder(&mut file) });
            }
            Err(TryLockError::Error(reason)) => return Err(unwritable(reason)),
        }
        let written = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        written.map_err(unwritable)?;
        Ok(Lock { file, path: path.to_path_buf() })
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut pid = String::new();
    file.rewind().ok()?;
    file.take(20).read_to_string(&mut pid).ok()?;
    pid.trim().parse().ok()
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Failing leaves an unlocked file behind, which the next run takes.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}
