//! The file that counting allocators count in.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::super::slots::{BYTES, HEAD, MOST, Slot};

/// What one process has allocated as one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allocated {
    /// Its id.
    pub(crate) process: u64,
    /// Calls that allocate.
    pub(crate) count: u64,
    /// Bytes that they asked for.
    pub(crate) bytes: u64,
    /// Bytes that were allocated at the end; negative where a forked process freed what it had inherited.
    pub(crate) live: i64,
    /// The most bytes at once.
    pub(crate) peak: i64,
}

/// Makes the file, empty.
pub(crate) fn make_slots(path: &Path) -> io::Result<()> {
    File::create(path)?.set_len(BYTES as u64)
}

/// What every process counted, in the order in which they began.
pub(crate) fn read_slots(path: &Path) -> io::Result<Vec<Allocated>> {
    let bytes = fs::read(path)?;
    let word = |at: usize| bytes.get(at..at + 8).and_then(|word| word.try_into().ok()).map_or(0, u64::from_ne_bytes);
    let begun = word(0) as usize;
    if begun > MOST {
        return Err(io::Error::other(format!("{begun} processes are more than the {MOST} that can be counted")));
    }
    let slot = |place: usize| {
        let at = HEAD + place * size_of::<Slot>();
        Allocated {
            process: word(at),
            count: word(at + 8),
            bytes: word(at + 16),
            live: word(at + 24).cast_signed(),
            peak: word(at + 32).cast_signed(),
        }
    };
    Ok((0..begun).map(slot).collect())
}
