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

/// Writes a file so that readers see the old content or the new, never a part, even on a full disk. It is not waited for
/// until it lasts through a power cut: what can be rendered again needs no such care, which costs ten milliseconds a file.
///
/// # Errors
/// Whatever keeps the new content from being written; the old file is then untouched.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), ArchiveError> {
    write_and_rename(path, content, |_| Ok(())).map_err(|reason| ArchiveError::unwritable(path, reason))
}

/// Writes a file as [`write_whole`] does, and so that it lasts: what was measured can't be had again.
pub(super) fn write_lasting(path: &Path, content: &[u8]) -> Result<(), ArchiveError> {
    let written =
        write_and_rename(path, content, File::sync_all).map_err(|reason| ArchiveError::unwritable(path, reason));
    written.map(|()| sync_folder(parent(path)))
}

fn write_and_rename(path: &Path, content: &[u8], settle: fn(&File) -> io::Result<()>) -> io::Result<()> {
    let folder = parent(path);
    fs::create_dir_all(folder)?;
    // Opened by hand, because tempfile's own files are for their owner alone, whatever the umask says.
    let open = |path: &Path| File::options().write(true).create_new(true).open(path);
    let mut file = tempfile::Builder::new().prefix(".scalecheck-").suffix(".part").make_in(folder, open)?;
    file.write_all(content)?;
    settle(file.as_file())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The folder that a file is in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a rename last through a power cut, where the file system can.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // Not every file system syncs folders; the file itself is whole either way.
        let _ = folder.sync_all();
    }
}
