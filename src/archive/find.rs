//! Finding evidence below folders.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::evidence::EVIDENCE_FILE;

/// How deep folders are searched: names of scenarios are short paths, and a loop of links ends here.
const DEEPEST: usize = 16;

/// Every evidence file below `paths`, each folder's in the order of their names. A path to a file is taken as it is.
///
/// # Errors
/// Paths that don't exist or can't be read.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ArchiveError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            below(path, DEEPEST, &mut found).map_err(|reason| ArchiveError::unreadable(path, reason))?;
        } else {
            fs::metadata(path).map_err(|reason| ArchiveError::unreadable(path, reason))?;
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && depth > 0 {
            below(&path, depth - 1, found)?;
        } else if path.file_name().is_some_and(|name| name == EVIDENCE_FILE) {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_found_in_order_below_folders_and_by_its_path() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b", "a/deep", "c"] {
            fs::create_dir_all(folder.path().join(name)).expect("a folder");
            fs::write(folder.path().join(name).join(EVIDENCE_FILE), "{}").expect("a file");
        }
        let all = find(&[folder.path().to_path_buf()]).expect("a list");
        let names = ["a/deep", "b", "c"].map(|name| folder.path().join(name).join(EVIDENCE_FILE));
        assert_eq!(all, names);
        assert_eq!(find(&[names[1].clone()]).expect("a list"), [names[1].clone()]);
        assert!(find(&[folder.path().join("absent")]).is_err());
    }
}
