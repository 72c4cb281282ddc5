//! Finding programs, as a shell would.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

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

/// Bytes that are read of a program at once.
const CHUNK: usize = 1 << 16;
/// Bytes of a digest that are kept: enough that two programs of one name never share them.
const KEPT: usize = 6;

/// A file as it was when it was read: its place, length and time of change.
type Seen = (PathBuf, u64, Option<SystemTime>);

/// What a program holds, in a few characters; `None` where it can't be read. Nothing is run for it, and each file is read
/// once: all scenarios of a run ask for the same few.
pub(super) fn digest(program: &Path) -> Option<String> {
    static KNOWN: Mutex<Option<HashMap<Seen, String>>> = Mutex::new(None);
    let path = fs::canonicalize(program).ok()?;
    let about = fs::metadata(&path).ok()?;
    let key = (path, about.len(), about.modified().ok());
    // A panic elsewhere leaves the map whole: it only grows by finished digests.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(digest) = known.get(&key) {
        return Some(digest.clone());
    }
    let digest = read(&key.0).ok()?;
    known.insert(key, digest.clone());
    Some(digest)
}

fn read(path: &Path) -> io::Result<String> {
    let (mut file, mut hash, mut chunk) = (File::open(path)?, Sha256::new(), vec![0; CHUNK]);
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            length => hash.update(&chunk[..length]),
        }
    }
    let bytes = hash.finalize();
    Ok(bytes.iter().take(KEPT).fold(String::new(), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

fn missing(program: &str, folder: &Path, is_name: bool) -> MeasureError {
    let place = if is_name { "in PATH".to_string() } else { format!("in {}", folder.display()) };
    MeasureError::Missing { program: program.to_string(), place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upgrade_in_the_same_place_and_of_the_same_length_is_another_program() {
        let folder = tempfile::tempdir().expect("OK because tests may write there");
        let path = folder.path().join("interpreter");
        let put = |text: &str, second: u64| {
            fs::write(&path, text).expect("OK because the folder is there");
            let changed = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(second);
            File::options().write(true).open(&path).and_then(|file| file.set_modified(changed)).expect("OK as above");
            digest(&path)
        };
        let before = put("version 1", 1);
        assert_eq!(before.as_ref().map(String::len), Some(2 * KEPT));
        assert_eq!(put("version 1", 2), before);
        assert_ne!(put("version 2", 3), before);
        assert_eq!(digest(&folder.path().join("nowhere")), None);
    }
}
