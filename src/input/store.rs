//! The store: asks for an input, gives its file.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::model::{Bytes, CommandInput, Generator, Input, Size};

use super::cache::{self, RunFolder};
use super::command;
use super::error::InputError;
use super::generate::generate;

/// Longest that an input's command may run.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The inputs of a run. Dropping it removes the run's own files and gives the others free for pruning.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    limit: Bytes,
    run: RunFolder,
    timeout: Duration,
    /// Set from elsewhere to end what is being made.
    interrupt: Arc<AtomicBool>,
    /// Files of built-in inputs that this run uses.
    held: HashMap<PathBuf, File>,
    /// Files that commands made.
    made: Vec<Made>,
    /// Bytes of those files.
    made_bytes: u64,
}

#[derive(Debug)]
struct Made {
    command: CommandInput,
    folder: PathBuf,
    size: Size,
    seed: u64,
    path: PathBuf,
}

impl Store {
    /// A store below `root`, which is made where it is absent, whose files take at most `limit` bytes.
    ///
    /// # Errors
    /// [`InputError::Folder`]
    pub fn open(root: &Path, limit: Bytes) -> Result<Store, InputError> {
        let opened = || -> io::Result<(PathBuf, RunFolder)> {
            fs::create_dir_all(root)?;
            // Targets and commands run elsewhere: the paths that they are given must not depend on where we are.
            let root = fs::canonicalize(root)?;
            cache::sweep(&root)?;
            cache::prune(&root, limit.0)?;
            let run = RunFolder::create(&root)?;
            Ok((root, run))
        };
        let (root, run) = opened().map_err(|reason| InputError::Folder { path: root.to_path_buf(), reason })?;
        let (held, made, interrupt) = (HashMap::new(), Vec::new(), Arc::default());
        Ok(Store { root, limit, run, timeout: TIMEOUT, interrupt, held, made, made_bytes: 0 })
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

    /// The file of an input of N items: made now, or earlier. Commands run in `folder`, the scenario's. Files stay
    /// where they are until the store is dropped.
    ///
    /// # Errors
    /// A full disk, the limit, an interrupt, a command that can't be started, fails or takes too long.
    pub fn make(&mut self, input: &Input, folder: &Path, size: Size, seed: u64) -> Result<PathBuf, InputError> {
        match input {
            Input::Generated(generator) => self.generated(*generator, size, seed),
            Input::Command(command) => self.commanded(command, folder, size, seed),
        }
    }

    fn generated(&mut self, generator: Generator, size: Size, seed: u64) -> Result<PathBuf, InputError> {
        let path = cache::path_of(&self.root, generator, size, seed);
        if self.held.contains_key(&path) && path.exists() {
            return Ok(path);
        }
        loop {
            let held = cache::hold(&path).map_err(|reason| InputError::writing(&self.root, size, reason))?;
            if let Some(file) = held {
                self.held.insert(path.clone(), file);
                return Ok(path);
            }
            self.write_new(&path, generator, size, seed)?;
        }
    }

    /// Writes beside and renames: another run sees the whole file or none.
    fn write_new(&mut self, path: &Path, generator: Generator, size: Size, seed: u64) -> Result<(), InputError> {
        let failed = |reason| InputError::writing(&self.root, size, reason);
        let file = tempfile::NamedTempFile::new_in(self.run.path()).map_err(failed)?;
        let room = self.room().map_err(failed)?;
        let mut limited = Limited { file: file.as_file(), written: 0, room, interrupt: &self.interrupt };
        match generate(generator, size, seed, &mut limited) {
            Ok(()) => {}
            Err(_) if self.interrupt.load(Ordering::Relaxed) => return Err(InputError::Interrupted { size }),
            Err(_) if limited.written > limited.room => return Err(InputError::OverLimit { size, limit: self.limit }),
            Err(reason) => return Err(failed(reason)),
        }
        let written = limited.written;
        let filled = cache::filled(&self.root).map_err(failed)?;
        if filled + written + self.made_bytes > self.limit.0 {
            cache::prune(&self.root, self.limit.0 - self.made_bytes - written).map_err(failed)?;
        }
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
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
    pub(super) fn room(&self) -> io::Result<u64> {
        let held: io::Result<u64> = self.held.values().map(|file| Ok(file.metadata()?.len())).sum();
        Ok(self.limit.0.saturating_sub(self.made_bytes).saturating_sub(held?))
    }

    fn commanded(
        &mut self,
        command: &CommandInput,
        folder: &Path,
        size: Size,
        seed: u64,
    ) -> Result<PathBuf, InputError> {
        let known = self
            .made
            .iter()
            .find(|made| made.size == size && made.seed == seed && made.command == *command && made.folder == folder);
        if let Some(made) = known {
            return Ok(made.path.clone());
        }
        let path = self.run.path().join(format!("command-{}-{}", self.made.len(), size.n()));
        self.made_bytes += self.commanded_into(command, folder, size, seed, &path)?;
        let folder = folder.to_path_buf();
        self.made.push(Made { command: command.clone(), folder, size, seed, path: path.clone() });
        let room = self.limit.0.saturating_sub(self.made_bytes);
        cache::prune(&self.root, room).map_err(|reason| InputError::writing(&self.root, size, reason))?;
        Ok(path)
    }

    /// What a command makes, in this file; its bytes.
    pub(super) fn commanded_into(
        &self,
        command: &CommandInput,
        folder: &Path,
        size: Size,
        seed: u64,
        path: &Path,
    ) -> Result<u64, InputError> {
        let room = self.room().map_err(|reason| InputError::writing(&self.root, size, reason))?;
        let (timeout, interrupt) = (self.timeout, &*self.interrupt);
        let order = command::Order { command, folder, size, seed, path, timeout, room, interrupt };
        let made = command::run(&order).map_err(|error| match error {
            command::End::OverRoom => InputError::OverLimit { size, limit: self.limit },
            command::End::Writing(reason) => InputError::writing(&self.root, size, reason),
            command::End::Command(error) => error,
        });
        if made.is_err() {
            // A part of an input is no input; what can't be removed goes with the run's folder.
            let _ = fs::remove_file(path);
        }
        made
    }
}

/// Refuses to write more than there is room for, or after an interrupt.
struct Limited<'f> {
    file: &'f File,
    written: u64,
    room: u64,
    interrupt: &'f AtomicBool,
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written += bytes.len() as u64;
        if self.written > self.room || self.interrupt.load(Ordering::Relaxed) {
            return Err(io::Error::other("over the limit, or interrupted"));
        }
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
