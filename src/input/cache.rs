//! The inputs kept from run to run: which there are, which are in use, which may go.
//!
//! Each has a folder of its own, an entry, so that what a target writes beside it is found and goes with it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::stamp::{ENTRY, Stamp};
use crate::model::{Generator, Size};
use crate::platform::facts::file_number;

/// The version of what the generators write, and of how it is kept: another one means other entries.
const VERSION: u32 = 2;

/// In the names of all that is kept.
const KEPT: &str = ".input";

/// Held while an entry is put in its place or taken away.
const LOCK: &str = ".lock";

/// The entry of a built-in input below `root`.
pub(super) fn path_of(root: &Path, generator: Generator, size: Size, seed: u64) -> PathBuf {
    // Only what fixes the content is in the name: nothing can go stale.
    root.join(format!("{}-{}-{seed}-v{VERSION}{KEPT}", generator.name(), size.n()))
}

/// An entry in use: while it is held, no run removes it to make room.
#[derive(Debug)]
pub(super) struct Held {
    entry: File,
    stamp: Stamp,
}

impl Held {
    /// Holds an entry that is just being made in this folder, and seals it.
    pub(super) fn new(folder: &Path) -> io::Result<Held> {
        let stamp = Stamp::of(folder)?;
        let mut entry = File::create_new(folder.join(ENTRY))?;
        entry.lock_shared()?;
        entry.write_all(stamp.seal().unwrap_or_default().as_bytes())?;
        Ok(Held { entry, stamp })
    }

    pub(super) fn bytes(&self) -> u64 {
        self.stamp.bytes()
    }

    /// Whether the entry is what it was when it was held.
    pub(super) fn is_untouched(&self, path: &Path) -> bool {
        self.stamp.holds(path)
    }

    /// Whether this entry is still the one that is held, and not another that took its place.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let number = |about: io::Result<fs::Metadata>| about.ok().map(|about| file_number(&about));
        number(self.entry.metadata()) == number(fs::metadata(path.join(ENTRY)))
    }
}

/// Holds an entry, where it is there and as it was written. Whatever became of it, a target of another run that changed
/// its input or a crash before all was on disk, is never taken for the input.
pub(super) fn hold(path: &Path) -> io::Result<Option<Held>> {
    let entry = match File::options().read(true).write(true).open(path.join(ENTRY)) {
        Ok(entry) => entry,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(error),
    };
    entry.lock_shared()?;
    let mut sealed = Vec::new();
    (&entry).take(100).read_to_end(&mut sealed)?;
    let Ok(stamp) = Stamp::of(path) else { return Ok(None) };
    let held = Held { entry, stamp };
    // Another run may have removed it between our opening and holding it.
    let whole = held.stamp.seal().is_some_and(|seal| seal.as_bytes() == sealed) && held.is_at(path);
    if whole {
        // The time of last use, by which entries go. One that can't be touched only goes sooner.
        let _ = held.entry.set_modified(SystemTime::now());
    }
    Ok(whole.then_some(held))
}

/// Puts what was made in the folder `made` in an entry's place; where another run has done so meanwhile, that one's is
/// taken.
pub(super) fn put(root: &Path, made: &Path, ours: Held, path: &Path) -> io::Result<Held> {
    let _alone = alone(root)?;
    if let Some(theirs) = hold(path)? {
        fs::remove_dir_all(made)?;
        return Ok(theirs);
    }
    remove(path)?;
    fs::rename(made, path)?;
    Ok(ours)
}

/// Takes an entry away that is no longer what it was, unless another has already taken its place.
pub(super) fn discard(root: &Path, held: &Held, path: &Path) -> io::Result<()> {
    let _alone = alone(root)?;
    if held.is_at(path) || !path.join(ENTRY).exists() { remove(path) } else { Ok(()) }
}

fn alone(root: &Path) -> io::Result<File> {
    let lock = File::create(root.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Something kept: an entry with all that lies in it, or what an earlier version left.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl Kept {
    /// What keeps it in use.
    fn lock(&self) -> PathBuf {
        if self.path.is_dir() { self.path.join(ENTRY) } else { self.path.clone() }
    }
}

fn kept(root: &Path) -> io::Result<Vec<Kept>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().contains(KEPT));
        if !named {
            continue;
        }
        let mut one = Kept { bytes: 0, used: SystemTime::UNIX_EPOCH, path };
        // What another run removes meanwhile is no fault.
        one.bytes = bytes_below(&one.path).unwrap_or(0);
        one.used = fs::metadata(one.lock()).and_then(|about| about.modified()).unwrap_or(one.used);
        all.push(one);
    }
    Ok(all)
}

fn bytes_below(path: &Path) -> io::Result<u64> {
    let about = fs::symlink_metadata(path)?;
    if !about.is_dir() {
        return Ok(about.len());
    }
    fs::read_dir(path)?.map(|entry| bytes_below(&entry?.path())).sum()
}

/// Bytes of all that is kept.
pub(super) fn filled(root: &Path) -> io::Result<u64> {
    Ok(kept(root)?.iter().map(|kept| kept.bytes).sum())
}

/// Removes what no run holds, least recently used first, until at most `most` bytes are left; returns how many are.
pub(super) fn prune(root: &Path, most: u64) -> io::Result<u64> {
    let mut all = kept(root)?;
    all.sort_by_key(|kept| kept.used);
    let mut filled: u64 = all.iter().map(|kept| kept.bytes).sum();
    for kept in all {
        if filled <= most {
            break;
        }
        let opened = File::open(kept.lock());
        let free = match &opened {
            Ok(opened) => opened.try_lock().is_ok(),
            // One that has lost its own file is held by nobody.
            Err(error) => error.kind() == ErrorKind::NotFound,
        };
        if free && remove(&kept.path).is_ok() {
            filled -= kept.bytes;
        }
    }
    Ok(filled)
}
