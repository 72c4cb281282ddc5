//! Writing within bounds.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Refuses to write more than there is room for, or after an interrupt.
pub(super) struct Limited<'f> {
    file: &'f File,
    written: u64,
    room: u64,
    interrupt: &'f AtomicBool,
}

impl<'f> Limited<'f> {
    pub(super) fn new(file: &'f File, room: u64, interrupt: &'f AtomicBool) -> Limited<'f> {
        Limited { file, written: 0, room, interrupt }
    }

    /// Bytes so far, with those that were refused.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn is_over(&self) -> bool {
        self.written > self.room
    }
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written += bytes.len() as u64;
        if self.is_over() || self.interrupt.load(Ordering::Relaxed) {
            return Err(io::Error::other("over the limit, or interrupted"));
        }
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
