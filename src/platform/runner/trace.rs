//! Tracing: the target and all that it starts are stopped at each system call, and what the calls open is counted.

use core::cell::UnsafeCell;

use crate::machine::opens;
use crate::protocol::Report;
use crate::sys::{self, Result};
use crate::text::{Path, number_of};
use crate::tree::each_number;

/// Threads whose call under way is remembered; two of the same remainder take each other's place.
const MOST: usize = 1 << 14;
/// Descriptors of which it is known whether they are stream sockets.
const SOCKETS: usize = 4096;
/// Bits of process ids: Linux has no larger ones.
const IDS: usize = 1 << 22;

/// A call that a thread has entered.
#[derive(Debug, Clone, Copy)]
struct Entered {
    thread: i32,
    number: u64,
    arguments: [u64; 2],
}

/// What is known of threads and descriptors. Untouched pages of it cost nothing.
struct Known {
    seen: [u64; IDS / 64],
    entered: [Entered; MOST],
    streams: [u64; SOCKETS / 64],
}

struct Shared(UnsafeCell<Known>);

// SAFETY: the runner has one thread, and only a tracer borrows it, of which there is one.
unsafe impl Sync for Shared {}

static KNOWN: Shared = Shared(UnsafeCell::new(Known {
    seen: [0; IDS / 64],
    entered: [Entered { thread: 0, number: 0, arguments: [0; 2] }; MOST],
    streams: [0; SOCKETS / 64],
}));

/// What happened when the tracer looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing more now.
    Nothing,
    /// The target itself has ended, with this status.
    Ended(i32),
    /// There is nobody left.
    Nobody,
}

/// Traces one target.
#[derive(Debug)]
pub struct Tracer {
    target: i32,
}

impl Tracer {
    /// For a target that has asked to be traced and is about to be seen.
    pub fn new(target: i32, report: &mut Report) -> Tracer {
        // Three streams, and the target itself.
        (report.descriptors, report.processes) = (3, 1);
        Tracer { target }
    }

    /// Handles everything that has stopped or ended.
    pub fn look(&mut self, report: &mut Report) -> Seen {
        // SAFETY: see `Shared`.
        let known = unsafe { &mut *KNOWN.0.get() };
        loop {
            match sys::reap(-1) {
                Ok(Some((thread, status, _))) if status & 0xff == 0x7f => {
                    self.stopped(known, thread, status, report);
                }
                Ok(Some((thread, status, _))) => {
                    known.forget(thread);
                    if thread == self.target {
                        return Seen::Ended(status);
                    }
                }
                Ok(None) => return Seen::Nothing,
                Err(_) => return Seen::Nobody,
            }
        }
    }

    fn stopped(&self, known: &mut Known, thread: i32, status: i32, report: &mut Report) {
        const SYSCALL: i32 = 5 | 0x80;
        const STOPS: core::ops::RangeInclusive<i32> = 19..=22;
        let (signal, event) = (status >> 8 & 0xff, status >> 16);
        let mut pass_on = 0;
        if known.is_new(thread) {
            if thread == self.target && sys::trace_all_of(thread).is_err() {
                report.trace_error = sys::EINVAL as u64;
            }
        } else if event != 0 {
            count_birth(thread, event, report);
        } else if signal == SYSCALL {
            known.call(thread, report);
        } else if !STOPS.contains(&signal) {
            pass_on = signal;
        }
        sys::trace_on(thread, pass_on);
    }
}

/// A process or thread more.
fn count_birth(thread: i32, event: i32, report: &mut Report) {
    const FORK: i32 = 1;
    const VFORK: i32 = 2;
    const CLONE: i32 = 3;
    match event {
        FORK | VFORK => report.processes += 1,
        CLONE => match sys::trace_message(thread) {
            Ok(born) if is_thread(born) => report.threads += 1,
            _ => report.processes += 1,
        },
        _ => {}
    }
}

/// Whether it is a control call that makes no descriptor: neither `F_DUPFD` nor `F_DUPFD_CLOEXEC`.
fn is_other_control(call: &Entered) -> bool {
    call.number == opens::FCNTL && !matches!(call.arguments[1], 0 | 1030)
}

/// The descriptors that a thread's process has open.
fn open_now(thread: i32) -> u64 {
    let folder = Path::new().text("/proc/").number(thread as u64).text("/fd");
    let mut count = 0;
    each_number(folder.c_str(), |_| count += 1);
    count
}

/// Whether it is a thread of a process that has others.
fn is_thread(id: u64) -> bool {
    let mut buffer = [0; 1024];
    let path = Path::new().text("/proc/").number(id).text("/status");
    let file = sys::open(path.c_str(), sys::O_RDONLY);
    let group = file.and_then(|file| {
        let text = sys::read_at_start(file.0, &mut buffer)?;
        number_of(text, "Tgid:").ok_or(sys::EINVAL)
    });
    group.is_ok_and(|group| group != id)
}

impl Known {
    fn is_new(&mut self, thread: i32) -> bool {
        let Some(word) = self.seen.get_mut(thread as usize / 64) else { return false };
        let bit = 1 << (thread as usize % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    fn forget(&mut self, thread: i32) {
        if let Some(word) = self.seen.get_mut(thread as usize / 64) {
            *word &= !(1 << (thread as usize % 64));
        }
    }

    /// A call is entered or left.
    fn call(&mut self, thread: i32, report: &mut Report) {
        const ENTRY: u8 = 1;
        const EXIT: u8 = 2;
        let Ok(info) = sys::trace_call(thread) else { return };
        let place = &mut self.entered[thread as usize % MOST];
        match info.op {
            ENTRY => {
                report.calls += 1;
                *place = Entered { thread, number: info.words[0], arguments: [info.words[1], info.words[2]] };
            }
            EXIT if place.thread == thread => {
                let entered = *place;
                let result: Result<u64> =
                    if (info.words[0] as i64) < 0 { Err(-(info.words[0] as i64) as i32) } else { Ok(info.words[0]) };
                self.opened(entered, result, report);
            }
            _ => {}
        }
    }

    /// What a call has opened. The kernel hands out the lowest free descriptor: one of number n means n + 1 open ones.
    fn opened(&mut self, call: Entered, result: Result<u64>, report: &mut Report) {
        const EINPROGRESS: i32 = 115;
        const KIND: u64 = 0xf;
        const STREAM: u64 = 1;
        let mut open = |number: u64| report.descriptors = report.descriptors.max(number + 1);
        if call.number == opens::CONNECT {
            report.connections +=
                u64::from(matches!(result, Ok(_) | Err(EINPROGRESS)) && self.is_stream(call.arguments[0]));
        } else if let (Ok(number), true) = (result, opens::ONE.contains(&call.number)) {
            open(number);
            if call.number == opens::SOCKET {
                self.set_stream(number, call.arguments[1] & KIND == STREAM);
            }
        } else if let (Ok(_), true) = (result, opens::PIPES.contains(&call.number)) {
            let pair = sys::trace_peek(call.thread, call.arguments[0]).unwrap_or(0);
            open(pair & 0xffff_ffff);
            open(pair >> 32);
        } else if result.is_ok() && opens::SOME.contains(&call.number) && !is_other_control(&call) {
            report.descriptors = report.descriptors.max(open_now(call.thread));
        }
    }

    fn is_stream(&self, descriptor: u64) -> bool {
        self.streams.get(descriptor as usize / 64).is_some_and(|word| word >> (descriptor % 64) & 1 == 1)
    }

    fn set_stream(&mut self, descriptor: u64, is_stream: bool) {
        if let Some(word) = self.streams.get_mut(descriptor as usize / 64) {
            *word = *word & !(1 << (descriptor % 64)) | u64::from(is_stream) << (descriptor % 64);
        }
    }
}
