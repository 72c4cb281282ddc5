//! Sets of baselines: a folder a set, a file a scenario.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::BaselineError;
use super::file;
use crate::model::Baseline;

const FOLDER: &str = "baselines";

const SUFFIX: &str = "toml";

/// How deep names of scenarios go: a loop of links ends here.
const DEEPEST: usize = 16;

/// The folder of a set below `home`.
fn folder(home: &Path, name: &str) -> Result<PathBuf, BaselineError> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(fine) {
        return Err(BaselineError::Name(name.to_string()));
    }
    Ok(home.join(FOLDER).join(name))
}

/// The file of a scenario. Dots stay in the name: it is no extension that is added.
fn place(home: &Path, name: &str, scenario: &str) -> Result<PathBuf, BaselineError> {
    let below = Path::new(scenario);
    let stays = !scenario.is_empty() && below.components().all(|part| matches!(part, Component::Normal(_)));
    let path = folder(home, name)?.join(format!("{scenario}.{SUFFIX}"));
    let reason = || io::Error::new(io::ErrorKind::InvalidInput, "the scenario's name leads out of the folder");
    if stays { Ok(path) } else { Err(BaselineError::Disk { path, reason: reason() }) }
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> BaselineError {
    let path = path.to_path_buf();
    |reason| BaselineError::Disk { path, reason }
}

/// Writes a scenario's baseline into the set `name`, whole or not at all; returns its path.
///
/// # Errors
/// Where it can't be written; names that lead elsewhere.
pub fn save(home: &Path, name: &str, baseline: &Baseline) -> Result<PathBuf, BaselineError> {
    let path = place(home, name, &baseline.scenario)?;
    let folder = path.parent().unwrap_or(home);
    fs::create_dir_all(folder).map_err(disk(folder))?;
    let write = || -> io::Result<()> {
        // Opened by hand, because tempfile's own files are for their owner alone, whatever the umask says.
        let open = |path: &Path| fs::File::options().write(true).create_new(true).open(path);
        let mut part = tempfile::Builder::new().prefix(".baseline-").make_in(folder, open)?;
        io::Write::write_all(&mut part, file::to_text(baseline).as_bytes())?;
        part.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(disk(&path))?;
    Ok(path)
}

/// The baseline of a scenario in the set `name`; `None` where it has none.
///
/// # Errors
/// Files that can't be read or trusted.
pub fn load(home: &Path, name: &str, scenario: &str) -> Result<Option<Baseline>, BaselineError> {
    let path = place(home, name, scenario)?;
    match fs::read_to_string(&path) {
        Ok(text) => file::from_text(&text, name, &path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(BaselineError::Disk { path, reason }),
    }
}

/// Every baseline of the set, by the scenario's name.
///
/// # Errors
/// Sets that don't exist, files that can't be read or trusted.
pub fn all(home: &Path, name: &str) -> Result<Vec<Baseline>, BaselineError> {
    let (found, mut faults) = readable(home, name)?;
    if faults.is_empty() { Ok(found) } else { Err(faults.swap_remove(0)) }
}

/// Every baseline of the set that can be read and trusted, by the scenario's name, and why the others can't.
///
/// # Errors
/// Sets that don't exist.
pub fn readable(home: &Path, name: &str) -> Result<(Vec<Baseline>, Vec<BaselineError>), BaselineError> {
    let folder = folder(home, name)?;
    if !folder.is_dir() {
        return Err(BaselineError::Absent { name: name.to_string() });
    }
    let mut files = Vec::new();
    below(&folder, DEEPEST, &mut files).map_err(disk(&folder))?;
    files.sort();
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for path in &files {
        let read = fs::read_to_string(path).map_err(disk(path)).and_then(|text| file::from_text(&text, name, path));
        match read {
            Ok(baseline) => found.push(baseline),
            Err(fault) => faults.push(fault),
        }
    }
    found.sort_by(|a, b| a.scenario.cmp(&b.scenario));
    Ok((found, faults))
}

/// The scenarios of a set by their files, of which none need be readable.
fn scenarios(set: &Path) -> Result<Vec<String>, BaselineError> {
    let mut files = Vec::new();
    below(set, DEEPEST, &mut files).map_err(disk(set))?;
    files.sort();
    let name = |path: &PathBuf| Some(path.strip_prefix(set).ok()?.with_extension("").to_string_lossy().into_owned());
    Ok(files.iter().filter_map(name).collect())
}

fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && depth > 0 {
            below(&path, depth - 1, found)?;
        } else if path.extension().is_some_and(|extension| extension == SUFFIX) {
            found.push(path);
        }
    }
    Ok(())
}

/// The names of all sets, in order.
///
/// # Errors
/// Where the folder can't be read.
pub fn names(home: &Path) -> Result<Vec<String>, BaselineError> {
    let folder = home.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(reason) => return Err(BaselineError::Disk { path: folder, reason }),
    };
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Removes a scenario's baseline from the set, or the whole set where none is named.
///
/// # Errors
/// Where there is none, with those that there are, or where it can't be removed.
pub fn remove(home: &Path, name: &str, scenario: Option<&str>) -> Result<(), BaselineError> {
    let set = folder(home, name)?;
    if !set.is_dir() {
        return Err(BaselineError::NoSet { name: name.to_string(), there: names(home)? });
    }
    let path = match scenario {
        Some(scenario) => place(home, name, scenario)?,
        None => set.clone(),
    };
    if let Some(scenario) = scenario.filter(|_| !path.exists()) {
        let there = scenarios(&set)?;
        return Err(BaselineError::NoScenario { name: name.to_string(), scenario: scenario.to_string(), there });
    }
    let removed = if scenario.is_some() { fs::remove_file(&path) } else { fs::remove_dir_all(&path) };
    removed.map_err(disk(&path))
}
