//! The shared file that counting allocators count in: its layout, for both sides.

use core::sync::atomic::{AtomicI64, AtomicU64};

/// Processes of one trial that have a slot.
pub const MOST: usize = 4096;
/// Bytes before the first slot: the number of processes that have asked for one, as a 64-bit number.
pub const HEAD: usize = 64;
/// Bytes of the file.
pub const BYTES: usize = HEAD + MOST * size_of::<Slot>();

/// What one process has allocated as one program.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Slot {
    /// The process.
    pub process: AtomicU64,
    /// Calls that allocate.
    pub count: AtomicU64,
    /// Bytes that they asked for.
    pub bytes: AtomicU64,
    /// Bytes that are allocated now; a forked process may free what it has not allocated itself.
    pub live: AtomicI64,
    /// The most of `live`.
    pub peak: AtomicI64,
    /// 1 from before it executes another program in its place, unless that fails. Where no later slot is of this
    /// process then, no library was loaded into that program.
    pub replaced: AtomicU64,
    /// The kernel's name of the program, as the bytes of text that end with a zero; none of a forked process.
    pub name: [AtomicU64; 2],
}

impl Slot {
    /// With nothing in it.
    #[must_use]
    pub const fn new() -> Slot {
        Slot {
            process: AtomicU64::new(0),
            count: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            live: AtomicI64::new(0),
            peak: AtomicI64::new(0),
            replaced: AtomicU64::new(0),
            name: [const { AtomicU64::new(0) }; 2],
        }
    }
}
