//! The file that counting allocators count in.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::super::slots::{BYTES, HEAD, MOST, Slot};

/// What one process has allocated as one program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// Whether it executed another program in its own place.
    pub(crate) is_replaced: bool,
    /// The name of the program, at most 15 bytes of it; empty for a forked process.
    pub(crate) name: String,
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
            is_replaced: word(at + 40) == 1,
            name: name(bytes.get(at + 48..at + 64).unwrap_or_default()),
        }
    };
    Ok((0..begun).map(slot).collect())
}

/// The name at the start of these bytes, which the kernel ends with a line feed.
fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| matches!(byte, 0 | b'\n')).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
