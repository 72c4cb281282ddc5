//! Finding scenario files below folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::name::{NameError, check_name};

/// A scenario file that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its path below the searched folder, without `.toml`, with `/` between parts.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Why the search ended without a list.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A path that can't be looked into.
    #[error("`{}` can't be searched for scenarios: {reason}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The system's words.
        reason: std::io::Error,
    },
    /// A link in the place of a scenario that leads to no file.
    #[error("`{}` is a link that leads to no scenario: {reason}; mend the link or take it away", path.display())]
    Dangling {
        /// The link.
        path: PathBuf,
        /// The system's words.
        reason: std::io::Error,
    },
    /// Two files would write into the same folder of the output.
    #[error(
        "two scenarios are named `{name}`: `{}` and `{}`; name their common folder instead, or run them apart",
        first.display(), second.display()
    )]
    SameName {
        /// The name.
        name: String,
        /// The one.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A file whose name can't be a scenario's.
    #[error("`{}`: {reason}", path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// What is wrong with the name.
        reason: NameError,
    },
}

/// Folders that hold what tools made, not what people wrote. Hidden ones are skipped as well.
const SKIPPED_FOLDERS: [&str; 3] = ["target", "node_modules", "scalecheck-out"];

/// TOML files of other tools, which stand at the top of many projects.
const OTHER_TOOLS: [&str; 6] =
    ["Cargo.toml", "pyproject.toml", "rustfmt.toml", "clippy.toml", "rust-toolchain.toml", "ruff.toml"];

/// Deepest folder that is searched.
const DEEPEST: usize = 64;

/// Every scenario file below `paths`, sorted by name; a path to a file counts as itself, under its file name. With
/// `filters`, only those whose name contains one of them. A file that is found twice is listed once.
///
/// # Errors
/// Paths that don't exist or can't be read, names that can't be scenarios', two files of one name.
pub fn discover(paths: &[PathBuf], filters: &[String]) -> Result<Vec<Found>, DiscoverError> {
    let mut search = Search::default();
    for path in paths {
        let about = fs::metadata(path).map_err(|reason| unreadable(path, reason))?;
        if about.is_dir() {
            search.folder(path, path, 0)?;
        } else {
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            search.file(&name, path)?;
        }
    }
    let wanted = |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
    let found = search.by_name.into_iter().filter(|(name, _)| wanted(name));
    Ok(found.map(|(name, path)| Found { name, path }).collect())
}

#[derive(Default)]
struct Search {
    by_name: BTreeMap<String, PathBuf>,
    /// True paths of files and folders already visited: symbolic links may lead to them again.
    seen: BTreeSet<PathBuf>,
}

impl Search {
    fn folder(&mut self, folder: &Path, top: &Path, depth: usize) -> Result<(), DiscoverError> {
        let truly = fs::canonicalize(folder).map_err(|reason| unreadable(folder, reason))?;
        if depth > DEEPEST || !self.seen.insert(truly) {
            return Ok(());
        }
        let mut entries = fs::read_dir(folder)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|reason| unreadable(folder, reason))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = entry.path();
            if name.starts_with('.') {
                continue;
            }
            // Follows symbolic links. A scenario that one no longer leads to must not go missing in silence.
            let about = match fs::metadata(&path) {
                Ok(about) => about,
                Err(reason) if name.ends_with(".toml") => return Err(DiscoverError::Dangling { path, reason }),
                Err(_) => continue,
            };
            if about.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_ref()) {
                self.folder(&path, top, depth + 1)?;
            } else if about.is_file() && name.ends_with(".toml") && !OTHER_TOOLS.contains(&name.as_ref()) {
                let below = path.strip_prefix(top).unwrap_or(&path).to_path_buf();
                self.file(&below, &path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, below: &Path, path: &Path) -> Result<(), DiscoverError> {
        let truly = fs::canonicalize(path).map_err(|reason| unreadable(path, reason))?;
        if !self.seen.insert(truly) {
            return Ok(());
        }
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let joined = parts.join("/");
        let name = joined.strip_suffix(".toml").unwrap_or(&joined).to_string();
        check_name(&name).map_err(|reason| DiscoverError::Name { path: path.to_path_buf(), reason })?;
        if let Some(first) = self.by_name.insert(name.clone(), path.to_path_buf()) {
            return Err(DiscoverError::SameName { name, first, second: path.to_path_buf() });
        }
        Ok(())
    }
}

fn unreadable(path: &Path, reason: std::io::Error) -> DiscoverError {
    DiscoverError::Unreadable { path: path.to_path_buf(), reason }
}
