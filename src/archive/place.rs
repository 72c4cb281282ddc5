//! Places on disk: a scenario's folder below the output, and files that are whole or not there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::error::ArchiveError;

/// The folder of the scenario `name` below `out`.
///
/// # Errors
/// Names with a part that leads out of `out`: `..`, an absolute path.
pub fn folder_of(out: &Path, name: &str) -> Result<PathBuf, ArchiveError> {
    let below = Path::new(name);
    let stays = !name.is_empty() && below.components().all(|part| matches!(part, Component::Normal(_)));
    if stays { Ok(out.join(below)) } else { Err(ArchiveError::ClimbsOut { name: name.to_string(), out: out.into() }) }
}

/// Writes a file so that readers see the old content or the new, never a part: on a full disk, after a crash.
///
/// # Errors
/// Whatever keeps the new content from reaching the disk; the old file is then untouched.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), ArchiveError> {
    write_and_rename(path, content).map_err(|reason| ArchiveError::unwritable(path, reason))
}

fn write_and_rename(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Opened by hand, because tempfile's own files are for their owner alone, whatever the umask says.
    let open = |path: &Path| File::options().write(true).create_new(true).open(path);
    let mut file = tempfile::Builder::new().prefix(".scalecheck-").suffix(".part").make_in(folder, open)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(())
}

/// Makes a rename last through a power cut, where the file system can.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // Not every file system syncs folders; the file itself is whole either way.
        let _ = folder.sync_all();
    }
}
