//! Bundles: several inputs of one size in one file, for functions that are called many times.
//!
//! Each input stands behind a line with its length in bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::model::{Generator, Input, Size};

use super::error::InputError;
use super::generate::generate;
use super::store::Store;

/// The most that is written in one go.
const CHUNK: usize = 1 << 16;

impl Store {
    /// A file of `count` different inputs of N items, of the seeds from `seed` on; a command's input is always the one
    /// that it makes. The file of the last bundle is written anew: whoever was given it has read it by now.
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
            Input::Command(_) => {
                let made = self.make(input, folder, size, seed)?;
                wrap(&made, &path).map_err(|reason| self.failed(size, reason))?;
            }
        }
        Ok(path)
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
        let room = self.room().map_err(failed)?;
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

fn wrap(made: &Path, path: &Path) -> io::Result<()> {
    let mut from = File::open(made)?;
    let mut to = File::create(path)?;
    writeln!(to, "{}", fs::metadata(made)?.len())?;
    io::copy(&mut from, &mut to).map(drop)
}
