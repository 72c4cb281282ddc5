//! The files on disk: which there are, which are in use, which may go.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::model::{Generator, Size};

/// The version of what the generators write: another one means other files.
const VERSION: u32 = 1;

/// Ends the names of whole files.
const SUFFIX: &str = ".input";

/// The file of a built-in input below `root`.
pub(crate) fn path_of(root: &Path, generator: Generator, size: Size, seed: u64) -> PathBuf {
    // Only what fixes the content is in the name: nothing can go stale.
    root.join(format!("{}-{}-{seed}-v{VERSION}{SUFFIX}", generator.name(), size.n()))
}

/// Opens a whole file and holds it: while held, no run removes it. `None` where it isn't there.
pub(crate) fn hold(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = match File::options().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        file.lock_shared()?;
        // Another run may have removed it between our opening and holding it.
        if path.exists() {
            // The time of last use, by which files go. A file that can't be touched only goes sooner.
            let _ = file.set_modified(SystemTime::now());
            return Ok(Some(file));
        }
    }
}

/// A whole file of the cache.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

fn kept(root: &Path) -> io::Result<Vec<Kept>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let whole = entry.file_name().to_string_lossy().ends_with(SUFFIX);
        // What another run removes meanwhile is no fault.
        let Ok(about) = entry.metadata() else { continue };
        if whole && about.is_file() {
            let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push(Kept { path: entry.path(), bytes: about.len(), used });
        }
    }
    Ok(files)
}

/// Bytes of all whole files.
pub(crate) fn filled(root: &Path) -> io::Result<u64> {
    Ok(kept(root)?.iter().map(|file| file.bytes).sum())
}

/// Removes files that no run holds, least recently used first, until at most `most` bytes are left; returns how many
/// are.
pub(crate) fn prune(root: &Path, most: u64) -> io::Result<u64> {
    let mut files = kept(root)?;
    files.sort_by_key(|file| file.used);
    let mut filled: u64 = files.iter().map(|file| file.bytes).sum();
    for file in files {
        if filled <= most {
            break;
        }
        let Ok(opened) = File::open(&file.path) else { continue };
        if opened.try_lock().is_ok() && fs::remove_file(&file.path).is_ok() {
            filled -= file.bytes;
        }
    }
    Ok(filled)
}

/// Folders that runs make for their own files.
const RUN_PREFIX: &str = "run-";

/// A run's own folder, held by a lock that the system frees when the process ends.
#[derive(Debug)]
pub(crate) struct RunFolder {
    folder: tempfile::TempDir,
    _held: File,
}

const HELD: &str = ".held";

impl RunFolder {
    pub(crate) fn create(root: &Path) -> io::Result<RunFolder> {
        let folder = tempfile::Builder::new().prefix(RUN_PREFIX).tempdir_in(root)?;
        let mut held = File::create(folder.path().join(HELD))?;
        held.lock()?;
        write!(held, "{}", std::process::id())?;
        Ok(RunFolder { folder, _held: held })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of runs that ended without cleaning up: nobody holds them any more.
pub(crate) fn sweep(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let run = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(RUN_PREFIX));
        if !run {
            continue;
        }
        let Ok(held) = File::open(path.join(HELD)) else { continue };
        // Written only once it is locked: an empty one is being made at this moment.
        let made = held.metadata().is_ok_and(|about| about.len() > 0);
        if made && held.try_lock().is_ok() {
            // What can't be removed stays until a run that may.
            let _ = fs::remove_dir_all(&path);
        }
    }
    Ok(())
}
