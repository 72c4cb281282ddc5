//! The store: asks for an input, gives its file, and sees whether it is still what it was.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::model::{Bytes, Generator, Input, Size};
use crate::platform::HeldFolder;

use super::cache::{self, Held};
use super::error::InputError;
use super::own::{Own, What};
use super::stamp::INPUT;

/// Longest that an input's command may run.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Begins the names of the folders that runs make for their own files.
const RUN: &str = "run-";

/// The inputs of a run. Dropping it removes the run's own files and gives the others free for pruning.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    limit: Bytes,
    run: HeldFolder,
    pub(super) timeout: Duration,
    /// Set from elsewhere to end what is being made.
    interrupt: Arc<AtomicBool>,
    /// Entries of the cache that this run uses, by their folders.
    held: HashMap<PathBuf, Held>,
    /// Inputs of this run alone.
    pub(super) own: Vec<Own>,
    /// The target changes its inputs, so that all of them are this run's own.
    apart: bool,
}

impl Store {
    /// A store below `root`, which is made where it is absent, whose files take at most `limit` bytes.
    ///
    /// # Errors
    /// [`InputError::Folder`]
    pub fn open(root: &Path, limit: Bytes) -> Result<Store, InputError> {
        let opened = || -> io::Result<(PathBuf, HeldFolder)> {
            fs::create_dir_all(root)?;
            // Targets and commands run elsewhere: the paths that they are given must not depend on where we are.
            let root = fs::canonicalize(root)?;
            let run = HeldFolder::create(&root, RUN)?;
            run.sweep_beside(RUN)?;
            cache::prune(&root, limit.0)?;
            Ok((root, run))
        };
        let (root, run) = opened().map_err(|reason| InputError::Folder { path: root.to_path_buf(), reason })?;
        Ok(Store {
            root,
            limit,
            run,
            timeout: TIMEOUT,
            interrupt: Arc::default(),
            held: HashMap::new(),
            own: Vec::new(),
            apart: false,
        })
    }

    /// The same store, whose commands may run for `timeout`; 5 minutes unless told.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Store {
        self.timeout = timeout;
        self
    }

    /// The same store, whose making ends when `interrupt` is set.
    #[must_use]
    pub fn interrupted_by(mut self, interrupt: Arc<AtomicBool>) -> Store {
        self.interrupt = interrupt;
        self
    }

    /// The file of an input of N items: made now, or earlier where it still is what it was then. It stays where it is
    /// until the store is dropped.
    ///
    /// # Errors
    /// A full disk, the limit, an interrupt, a command that can't be started, fails or takes too long.
    pub fn make(&mut self, input: &Input, folder: &Path, size: Size, seed: u64) -> Result<PathBuf, InputError> {
        let place = match input {
            Input::Generated(generator) if !self.apart => self.shared(*generator, size, seed),
            _ => self.own(&What { input: input.clone(), folder: folder.to_path_buf(), size, seed }),
        };
        place.map(|place| place.join(INPUT))
    }

    /// Looks at an input that [`Store::make`] gave, once a target has had it. Whether the target has changed it, or what
    /// lies beside it: from then on all inputs are this run's own, and made anew before whoever asks next.
    pub fn was_changed(&mut self, input: &Path) -> bool {
        let Some(place) = input.parent() else { return false };
        let changed = match self.held.get(place) {
            // What another run has put in its place is not our target's doing.
            Some(held) => !held.is_untouched(place) && (held.is_at(place) || !place.exists()),
            None => self.own.iter().any(|own| own.place == place && !own.is_untouched()),
        };
        if changed {
            self.keep_apart();
        }
        changed
    }

    /// Makes all inputs for this run alone from now on: the target is known to change them.
    pub fn keep_apart(&mut self) {
        self.apart = true;
        for (place, held) in std::mem::take(&mut self.held) {
            if !held.is_untouched(&place) {
                // One that can't be removed is known by its seal.
                let _ = cache::discard(&self.root, &held, &place);
            }
        }
    }

    /// Whether the target is known to change its inputs.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        self.apart
    }

    fn shared(&mut self, generator: Generator, size: Size, seed: u64) -> Result<PathBuf, InputError> {
        let place = cache::path_of(&self.root, generator, size, seed);
        if self.held.get(&place).is_some_and(|held| held.is_untouched(&place)) {
            return Ok(place);
        }
        let failed = |reason| self.failed(size, reason);
        let held = match cache::hold(&place).map_err(failed)? {
            Some(held) => held,
            None => self.write_new(&place, generator, size, seed)?,
        };
        self.held.insert(place.clone(), held);
        Ok(place)
    }

    /// Writes beside and renames: another run sees the whole entry or none.
    fn write_new(&self, place: &Path, generator: Generator, size: Size, seed: u64) -> Result<Held, InputError> {
        let failed = |reason| self.failed(size, reason);
        let made = tempfile::tempdir_in(self.run.path()).map_err(failed)?.keep();
        let written = self.generated_into(generator, size, seed, &made.join(INPUT))?;
        self.make_room(written).map_err(failed)?;
        Held::new(&made).and_then(|ours| cache::put(&self.root, &made, ours, place)).map_err(failed)
    }

    /// The folder of this run's own files.
    pub(super) fn folder(&self) -> &Path {
        self.run.path()
    }

    pub(super) fn limit(&self) -> Bytes {
        self.limit
    }

    pub(super) fn interrupt(&self) -> &AtomicBool {
        &self.interrupt
    }

    pub(super) fn failed(&self, size: Size, reason: io::Error) -> InputError {
        InputError::writing(&self.root, size, reason)
    }

    /// Bytes that a new file may take, once everything that isn't held has gone.
    pub(super) fn room(&self) -> u64 {
        let held: u64 = self.held.values().map(Held::bytes).sum();
        self.limit.0.saturating_sub(self.own_bytes()).saturating_sub(held)
    }

    /// Removes what isn't held until there is room for so many bytes.
    pub(super) fn make_room(&self, bytes: u64) -> io::Result<()> {
        let most = self.limit.0.saturating_sub(self.own_bytes()).saturating_sub(bytes);
        if cache::filled(&self.root)? > most {
            cache::prune(&self.root, most)?;
        }
        Ok(())
    }
}
