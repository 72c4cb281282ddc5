//! The socket to the main process.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::protocol::{HEAD, LARGEST_BODY};
use crate::sys::{self, EINTR, EINVAL, Result};

/// The descriptor of the socket: the runner's stdin.
pub const CONTROL: i32 = 0;

/// What the main process says.
#[derive(Debug)]
pub struct Frame<'a> {
    pub kind: u32,
    pub body: &'a [u8],
}

/// Untouched pages of it cost nothing.
struct Buffer(UnsafeCell<[u8; HEAD + LARGEST_BODY]>);

// SAFETY: `Channel::take` hands it out once.
unsafe impl Sync for Buffer {}

static BUFFER: Buffer = Buffer(UnsafeCell::new([0; HEAD + LARGEST_BODY]));
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The runner's end.
#[derive(Debug)]
pub struct Channel {
    buffer: &'static mut [u8],
}

impl Channel {
    /// The only channel; `None` the second time.
    pub fn take() -> Option<Channel> {
        if TAKEN.swap(true, Ordering::Relaxed) {
            return None;
        }
        // SAFETY: nobody else has it, by TAKEN.
        Some(Channel { buffer: unsafe { &mut *BUFFER.0.get() } })
    }

    /// Waits for the next frame; an error where the other end is gone or talks nonsense.
    pub fn receive(&mut self) -> Result<Frame<'_>> {
        let mut filled = 0;
        let mut wanted = HEAD;
        while filled < wanted {
            // Never beyond this frame: an INTERRUPT that came too late may stand before the next one.
            let until = if filled < HEAD { HEAD } else { wanted };
            let place = self.buffer.get_mut(filled..until).ok_or(EINVAL)?;
            match sys::read(CONTROL, place) {
                Ok(0) => return Err(EINVAL),
                Ok(n) => filled += n,
                Err(EINTR) => {}
                Err(error) => return Err(error),
            }
            if filled == HEAD {
                wanted = HEAD + self.word(1) as usize;
            }
        }
        Ok(Frame { kind: self.word(0), body: self.buffer.get(HEAD..wanted).ok_or(EINVAL)? })
    }

    fn word(&self, index: usize) -> u32 {
        let bytes = self.buffer.as_chunks::<4>().0.get(index).copied().unwrap_or_default();
        u32::from_ne_bytes(bytes)
    }

    /// Sends a frame whose body is in two parts.
    pub fn send(&mut self, kind: u32, first: &[u8], second: &[u8]) -> Result<()> {
        let length = first.len() + second.len();
        let head = [kind.to_ne_bytes(), (length as u32).to_ne_bytes()];
        let mut place = self.buffer.iter_mut();
        for byte in head.as_flattened().iter().chain(first).chain(second) {
            *place.next().ok_or(EINVAL)? = *byte;
        }
        sys::send_all(CONTROL, self.buffer.get(..HEAD + length).ok_or(EINVAL)?)
    }
}

/// What came while a trial runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// End the trial.
    Interrupt,
    /// The main process is gone.
    Gone,
}

/// Reads what came while a trial runs: an INTERRUPT, or the end.
pub fn word_during_trial() -> Word {
    let mut head = [0; HEAD];
    match sys::read(CONTROL, &mut head) {
        Ok(HEAD) => Word::Interrupt,
        _ => Word::Gone,
    }
}
