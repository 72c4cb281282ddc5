//! Inputs of one run alone, each in a folder of its own: what commands made, and all that a target is known to change.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::model::{CommandInput, Generator, Input, Size};

use super::command;
use super::error::InputError;
use super::generate::generate;
use super::limited::Limited;
use super::stamp::{INPUT, Stamp};
use super::store::Store;

/// All that fixes an input.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct What {
    pub(super) input: Input,
    /// Where its command runs.
    pub(super) folder: PathBuf,
    pub(super) size: Size,
    pub(super) seed: u64,
}

/// An input of this run.
#[derive(Debug)]
pub(super) struct Own {
    what: What,
    pub(super) place: PathBuf,
    /// What lies there; `None` until it is whole.
    stamp: Option<Stamp>,
}

impl Own {
    pub(super) fn is_untouched(&self) -> bool {
        self.stamp.as_ref().is_some_and(|stamp| stamp.holds(&self.place))
    }
}

impl Store {
    /// The folder of an input of this run alone, which is made anew where it is no longer what it was.
    pub(super) fn own(&mut self, what: &What) -> Result<PathBuf, InputError> {
        let known = self.own.iter().position(|own| own.what == *what);
        let at = known.unwrap_or(self.own.len());
        if let Some(own) = self.own.get_mut(at) {
            if own.is_untouched() {
                return Ok(own.place.clone());
            }
            own.stamp = None;
        } else {
            // The same place whenever it is made: a path of another length would be another argument.
            let place = self.folder().join(format!("{at}-{}", what.size.n()));
            self.own.push(Own { what: what.clone(), place, stamp: None });
        }
        let place = self.own[at].place.clone();
        self.fill(what, &place)?;
        let stamp = Stamp::of(&place).map_err(|reason| self.failed(what.size, reason))?;
        self.own[at].stamp = Some(stamp);
        self.make_room(0).map_err(|reason| self.failed(what.size, reason))?;
        Ok(place)
    }

    /// Bytes of all of them.
    pub(super) fn own_bytes(&self) -> u64 {
        self.own.iter().filter_map(|own| own.stamp.as_ref()).map(Stamp::bytes).sum()
    }

    /// Makes an input in a folder that holds nothing else.
    fn fill(&self, what: &What, place: &Path) -> Result<(), InputError> {
        let What { input, folder, size, seed } = what;
        emptied(place).map_err(|reason| self.failed(*size, reason))?;
        let path = place.join(INPUT);
        match input {
            Input::Generated(generator) => self.generated_into(*generator, *size, *seed, &path).map(drop),
            Input::Command(command) => self.commanded_into(command, folder, *size, *seed, &path).map(drop),
        }
    }

    /// What a generator writes, in this file; its bytes.
    pub(super) fn generated_into(
        &self,
        generator: Generator,
        size: Size,
        seed: u64,
        path: &Path,
    ) -> Result<u64, InputError> {
        let file = File::create(path).map_err(|reason| self.failed(size, reason))?;
        let mut limited = Limited::new(&file, self.room(), self.interrupt());
        let made = generate(generator, size, seed, &mut limited);
        let error = match made {
            Ok(()) => return Ok(limited.written()),
            Err(_) if self.interrupt().load(Ordering::Relaxed) => InputError::Interrupted { size },
            Err(_) if limited.is_over() => InputError::OverLimit { size, limit: self.limit() },
            Err(reason) => self.failed(size, reason),
        };
        no_part(path);
        Err(error)
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
        let (room, timeout, interrupt) = (self.room(), self.timeout, self.interrupt());
        let order = command::Order { command, folder, size, seed, path, timeout, room, interrupt };
        let made = command::run(&order).map_err(|error| match error {
            command::End::OverRoom => InputError::OverLimit { size, limit: self.limit() },
            command::End::Writing(reason) => self.failed(size, reason),
            command::End::Command(error) => error,
        });
        if made.is_err() {
            no_part(path);
        }
        made
    }
}

/// A part of an input is no input; what can't be removed goes with the run's folder.
fn no_part(path: &Path) {
    let _ = fs::remove_file(path);
}

/// A folder with nothing in it.
fn emptied(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => fs::create_dir(place),
    }
}
