//! What a target writes: read as it comes, kept within bounds.

use core::mem::MaybeUninit;

use crate::protocol::STDERR_KEPT;
use crate::sys::{self, EAGAIN, EINTR, Fd, Result};

/// Read at once. Small enough to stay in the first-level cache and off the memory floor.
const CHUNK: usize = 16 << 10;
/// Chunks between two looks at the clock.
const CHUNKS_AT_ONCE: usize = 64;

/// Reads what is there, up to about a MiB, and hands it on. `false`: there is more.
fn drain(fd: i32, mut take: impl FnMut(&[u8])) -> bool {
    let mut buffer = [MaybeUninit::uninit(); CHUNK];
    for _ in 0..CHUNKS_AT_ONCE {
        match sys::read_into(fd, &mut buffer) {
            Ok([]) | Err(EAGAIN) => return true,
            Ok(bytes) => take(bytes),
            Err(EINTR) => {}
            Err(_) => return true,
        }
    }
    false
}

/// The pipe that takes stderr of every target, and the end of what came.
#[derive(Debug)]
pub struct Stderr {
    pub reading: Fd,
    pub writing: Fd,
    kept: [u8; STDERR_KEPT],
    length: usize,
}

impl Stderr {
    pub fn new() -> Result<Stderr> {
        let (reading, writing) = sys::pipe()?;
        Ok(Stderr { reading, writing, kept: [0; STDERR_KEPT], length: 0 })
    }

    /// Forgets the last trial. A target may have made the pipe non-blocking, which the next would inherit.
    pub fn reset(&mut self) {
        self.drain();
        self.length = 0;
        sys::set_flags(self.writing.0, 0);
    }

    /// Keeps the end of what is there. `false`: there is more.
    pub fn drain(&mut self) -> bool {
        let (kept, length) = (&mut self.kept, &mut self.length);
        drain(self.reading.0, |bytes| keep_end(kept, length, bytes))
    }

    /// The end of what came.
    pub fn end(&self) -> &[u8] {
        self.kept.get(..self.length).unwrap_or_default()
    }
}

/// Appends to what is kept; what is older goes where there is no room.
fn keep_end(kept: &mut [u8; STDERR_KEPT], length: &mut usize, bytes: &[u8]) {
    let bytes = bytes.get(bytes.len().saturating_sub(STDERR_KEPT)..).unwrap_or_default();
    let surplus = (*length + bytes.len()).saturating_sub(STDERR_KEPT);
    kept.copy_within(surplus..*length, 0);
    *length -= surplus;
    if let Some(place) = kept.get_mut(*length..*length + bytes.len()) {
        place.copy_from_slice(bytes);
        *length += bytes.len();
    }
}

/// A pipe for stdout and the file that keeps it.
#[derive(Debug)]
pub struct Capture {
    pub reading: Fd,
    pub writing: Fd,
    file: Fd,
    limit: u64,
    pub bytes: u64,
    pub error: i32,
}

impl Capture {
    pub fn new(file: Fd, limit: u64) -> Result<Capture> {
        let (reading, writing) = sys::pipe()?;
        Ok(Capture { reading, writing, file, limit, bytes: 0, error: 0 })
    }

    /// Keeps what is there. `false`: there is more.
    pub fn drain(&mut self) -> bool {
        let (file, bytes, error) = (self.file.0, &mut self.bytes, &mut self.error);
        let limit = self.limit;
        drain(self.reading.0, |chunk| {
            let room = limit.saturating_sub(*bytes) as usize;
            *bytes += chunk.len() as u64;
            let kept = chunk.get(..room.min(chunk.len())).unwrap_or_default();
            if *error == 0 {
                *error = sys::write_all(file, kept).err().unwrap_or(0);
            }
        })
    }

    /// Whether more came than is kept.
    pub fn is_over(&self) -> bool {
        self.bytes > self.limit
    }
}
