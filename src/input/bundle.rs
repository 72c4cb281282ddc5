//! Bundles: several inputs of one size in one file, for functions that are called many times.
//!
//! Each input stands behind a line with its length in bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::model::{CommandInput, Generator, Input, Size};

use super::error::InputError;
use super::generate::generate;
use super::store::Store;

/// The most that is written in one go.
const CHUNK: usize = 1 << 16;
/// Wall time after which a command makes no further input: starting a thousand programs would take longer than all
/// that is timed.
const MAKING: Duration = Duration::from_millis(20);

impl Store {
    /// A file of at most `count` different inputs of N items, of the seeds from `seed` on: of a generator as many; of a
    /// command those that it makes in a little time, and one where the seed changes nothing. The file of the last bundle
    /// is written anew: whoever was given it has read it by now.
    ///
    /// # Errors
    /// As [`Store::make`].
    pub fn bundle(
        &mut self,
        input: &Input,
        folder: &Path,
        size: Size,
        seed: u64,
        count: u64,
    ) -> Result<PathBuf, InputError> {
        let path = self.folder().join("bundle");
        match input {
            Input::Generated(generator) => self.bundle_of(*generator, size, seed, count, &path)?,
            Input::Command(command) => {
                let made = self.make(input, folder, size, seed)?;
                let mut file = File::create(&path).map_err(|reason| self.failed(size, reason))?;
                wrap(&made, &mut file).map_err(|reason| self.failed(size, reason))?;
                if count > 1 {
                    self.others(command, folder, size, seed..seed.saturating_add(count), &made, &mut file)?;
                }
            }
        }
        Ok(path)
    }

    /// Gives the last bundle another name in the run's folder, so that the next one leaves it alone.
    ///
    /// # Errors
    /// [`InputError::Failed`] where the file can't be renamed.
    pub fn set_aside(&self, bundle: &Path, size: Size, input: usize) -> Result<PathBuf, InputError> {
        let path = self.folder().join(format!("bundle-{input}-{size}"));
        fs::rename(bundle, &path).map_err(|reason| self.failed(size, reason))?;
        Ok(path)
    }

    /// Adds what a command makes of the seeds behind the first, whose input is `first`. A processor learns the branches
    /// of one small input by heart, and small sizes would look cheaper than they are.
    fn others(
        &self,
        command: &CommandInput,
        folder: &Path,
        size: Size,
        seeds: std::ops::Range<u64>,
        first: &Path,
        file: &mut File,
    ) -> Result<(), InputError> {
        let (start, path) = (Instant::now(), self.folder().join("bundled"));
        for seed in seeds.skip(1) {
            self.commanded_into(command, folder, size, seed, &path)?;
            let same = same(first, &path).map_err(|reason| self.failed(size, reason))?;
            if !same {
                wrap(&path, file).map_err(|reason| self.failed(size, reason))?;
            }
            if same || start.elapsed() >= MAKING {
                break;
            }
        }
        // What can't be removed goes with the run's folder.
        let _ = fs::remove_file(&path);
        Ok(())
    }

    fn bundle_of(
        &self,
        generator: Generator,
        size: Size,
        seed: u64,
        count: u64,
        path: &Path,
    ) -> Result<(), InputError> {
        let failed = |reason| self.failed(size, reason);
        let room = self.room();
        let mut file = BufWriter::with_capacity(CHUNK, File::create(path).map_err(failed)?);
        let (mut one, mut written) = (Vec::new(), 0);
        for i in 0..count {
            if self.interrupt().load(Ordering::Relaxed) {
                return Err(InputError::Interrupted { size });
            }
            one.clear();
            generate(generator, size, seed.wrapping_add(i), &mut one).map_err(failed)?;
            written += one.len() as u64;
            if written > room {
                return Err(InputError::OverLimit { size, limit: self.limit() });
            }
            writeln!(file, "{}", one.len()).and_then(|()| file.write_all(&one)).map_err(failed)?;
        }
        file.flush().map_err(failed)
    }
}

/// Adds a file's content behind its length.
fn wrap(made: &Path, to: &mut File) -> io::Result<()> {
    let mut from = File::open(made)?;
    writeln!(to, "{}", from.metadata()?.len())?;
    io::copy(&mut from, to).map(drop)
}

/// Whether two files hold the same. They are small where this is asked: larger inputs come alone.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::metadata(one)?.len() == fs::metadata(other)?.len() && fs::read(one)? == fs::read(other)?)
}
