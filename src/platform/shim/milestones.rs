//! A library that is loaded into simulated targets: it makes the simulator tell its count at milestones.
//!
//! A simulator tells a process's count when that process ends. What a process has done before it executes another
//! program is then lost, and a forked process tells what its parent had done before as its own. So before each
//! execution, and before each fork, a snapshot is made: a fork that ends at once, whose count is the count at that
//! moment. A line in the log says whose snapshot it is: `==PID== scalecheck-fork SNAPSHOT`. In a harness there are two more
//! where it looks at its processor's clock, or at what it has used, which it does right before and right after the calls
//! that it times: what lies between the two is what telling of a snapshot takes.
#![no_std]

#[path = "call.rs"]
mod call;
#[path = "execute.rs"]
mod execute;

use core::ffi::{c_char, c_int, c_void};
use core::sync::atomic::{AtomicBool, Ordering};

use call::{call, close, number, open, variable};
use execute::at_start;

/// The variable that names the simulator's log.
const LOG: &[u8] = b"SCALECHECK_MILESTONES";
/// The variable that only harnesses find.
const ANSWERS: &[u8] = b"SCALECHECK_OUT";
/// Variables that a reset environment gets back.
const KEPT: [&[u8]; 2] = [b"LD_PRELOAD", LOG];

/// What comes before the execution of another program.
fn before_execution() {
    tell(b"scalecheck-exec", snapshot());
}

/// Nothing need be done: whoever reads the log takes the last count.
fn execution_failed() {}

unsafe extern "C" {
    static environ: *const *const c_char;
    fn __errno_location() -> *mut c_int;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

fn plain(number: usize) -> isize {
    // SAFETY: only for calls without arguments.
    unsafe { call(number, [0; 6]) }
}

/// Ends a copy of this process at once; its id.
fn snapshot() -> isize {
    const SIGCHLD: usize = 17;
    // SAFETY: a plain fork: the new process has a copy of everything and does nothing with it.
    let copy = unsafe { call(number::CLONE, [SIGCHLD, 0, 0, 0, 0, 0]) };
    if copy == 0 {
        loop {
            // SAFETY: ending takes a number only.
            unsafe { call(number::EXIT_GROUP, [0; 6]) };
        }
    }
    if copy > 0 {
        const EINTR: isize = -4;
        // SAFETY: nothing is written where the pointers are null.
        while unsafe { call(number::WAIT4, [copy as usize, 0, 0, 0, 0, 0]) } == EINTR {}
    }
    copy
}

/// Writes `==PID== WHAT SNAPSHOT` into the log.
fn tell(what: &[u8], snapshot: isize) {
    const O_WRONLY: usize = 1;
    let Some(log) = at_start(1) else { return };
    let mut line = Line { bytes: [0; 96], length: 0 };
    line.text(b"==");
    line.number(plain(number::GETPID) as u64);
    line.text(b"== ");
    line.text(what);
    line.text(b" ");
    line.number(snapshot as u64);
    line.text(b"\n");
    let file = open(log, O_WRONLY);
    if file >= 0 {
        // SAFETY: so many bytes are there.
        unsafe { call(number::WRITE, [file as usize, line.bytes.as_ptr() as usize, line.length, 0, 0, 0]) };
        close(file);
    }
}

struct Line {
    bytes: [u8; 96],
    length: usize,
}

impl Line {
    fn text(&mut self, text: &[u8]) {
        for byte in text {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = *byte;
                self.length += 1;
            }
        }
    }

    fn number(&mut self, number: u64) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.text(&[b'0' + (number % 10) as u8]);
    }
}

/// In place of the C library's: with a snapshot before it.
#[unsafe(no_mangle)]
pub extern "C" fn fork() -> c_int {
    let copy = snapshot();
    let next = core::ptr::without_provenance_mut(usize::MAX);
    // SAFETY: the next definition of `fork` is the C library's, and takes nothing.
    let child = unsafe {
        let own = dlsym(next, c"fork".as_ptr());
        if own.is_null() {
            return -1;
        }
        core::mem::transmute::<*mut c_void, extern "C" fn() -> c_int>(own)()
    };
    if child == 0 {
        tell(b"scalecheck-fork", copy);
    }
    child
}

/// Whether this program is a harness.
static HARNESS: AtomicBool = AtomicBool::new(false);

/// Learns what this program is, before it runs.
extern "C" fn begin() {
    // SAFETY: the C library keeps its environment so.
    HARNESS.store(unsafe { variable(environ.cast(), ANSWERS) }.is_some(), Ordering::Relaxed);
}

#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;

/// A harness looks at its processor's clock.
fn look(what: &[u8]) {
    if HARNESS.load(Ordering::Relaxed) {
        tell(what, snapshot());
        tell(what, snapshot());
    }
}

/// The kernel's answer as the C library gives it.
fn answered(result: isize) -> c_int {
    if result >= 0 {
        return 0;
    }
    // SAFETY: the C library's own place for the error.
    unsafe { *__errno_location() = -result as c_int };
    -1
}

/// In place of the C library's: with a snapshot before it where a harness looks at its processor's clock.
///
/// # Safety
/// As `clock_gettime`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(which: c_int, time: *mut c_void) -> c_int {
    const PROCESS_CPUTIME: c_int = 2;
    const THREAD_CPUTIME: c_int = 3;
    if matches!(which, PROCESS_CPUTIME | THREAD_CPUTIME) {
        look(b"scalecheck-clock");
    }
    // SAFETY: the caller's promise.
    answered(unsafe { call(number::CLOCK_GETTIME, [which as usize, time as usize, 0, 0, 0, 0]) })
}

/// In place of the C library's, in the same way: the clock of those that have no other one.
///
/// # Safety
/// As `getrusage`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrusage(who: c_int, usage: *mut c_void) -> c_int {
    const SELF: c_int = 0;
    if who == SELF {
        look(b"scalecheck-usage");
    }
    // SAFETY: the caller's promise.
    answered(unsafe { call(number::GETRUSAGE, [who as usize, usage as usize, 0, 0, 0, 0]) })
}
