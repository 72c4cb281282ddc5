//! A machine that others use too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A loop that keeps one core busy until dropped.
pub(crate) struct Busy {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<u64>>,
}

impl Busy {
    /// Starts it, where wanted.
    pub(crate) fn start(wanted: bool) -> Busy {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let spin = move || {
            let mut turns = 0u64;
            while !seen.load(Ordering::Relaxed) {
                turns = std::hint::black_box(turns.wrapping_add(1));
            }
            turns
        };
        Busy { stop, thread: wanted.then(|| std::thread::spawn(spin)) }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
