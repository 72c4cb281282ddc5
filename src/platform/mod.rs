//! What differs between operating systems, and everything unsafe.
//!
//! Comes in: programs to run, with limits. Goes out: what the kernel says of them and of the machine, as numbers and
//! texts. Never here: what a number means, whether a limit is wise, words for the user beyond an error's reason.
//!
//! Each system has one file or folder with the same names in it; elsewhere than on Linux they say that they can't.
#![expect(clippy::disallowed_methods, reason = "this room starts the runner")]

#[cfg_attr(target_os = "linux", path = "linux/mod.rs")]
#[cfg_attr(not(target_os = "linux"), path = "elsewhere.rs")]
mod system;

mod held_folder;

#[path = "runner/protocol.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the runner, which uses the other half")]
pub(crate) mod protocol;

#[cfg(test)]
#[path = "runner/text.rs"]
#[allow(dead_code, unreachable_pub, clippy::new_without_default, reason = "a part of the runner, tested here")]
mod runner_text;

#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "targets are counted on Linux only"))]
#[path = "shim/slots.rs"]
#[allow(dead_code, unreachable_pub, clippy::new_without_default, reason = "shared with the library that counts")]
mod slots;

pub(crate) use held_folder::HeldFolder;
pub(crate) use system::{
    Allocated, Conversation, Library, NamedPipe, Runner, bound, changes_rights, clock_resolution, count_instructions,
    facts, guard, in_own_group, is_executable, load, make_slots, read_slots, trace_children, write_library,
};

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// One run of a program, for the runner.
#[derive(Debug)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "read by the runner only"))]
pub(crate) struct Job<'a> {
    /// The program's path, absolute.
    pub(crate) program: &'a Path,
    /// Where it runs.
    pub(crate) folder: &'a Path,
    /// What its stdin reads; `None`: nothing.
    pub(crate) stdin: Option<&'a Path>,
    /// Where its stdout is kept; `None`: it is thrown away.
    pub(crate) stdout: Option<&'a Path>,
    /// What its descriptor 3 reads and its descriptor 4 writes; empty: it has none.
    pub(crate) talk: [OsString; 2],
    /// Its arguments, its own name first.
    pub(crate) arguments: &'a [OsString],
    /// Its variables, each `NAME=value`.
    pub(crate) variables: &'a [OsString],
    /// Wall time that it may take.
    pub(crate) timeout: Duration,
    /// Resident bytes that its processes may take together.
    pub(crate) memory_limit: Option<u64>,
    /// Bytes of stdout that are kept; more end it.
    pub(crate) output_limit: u64,
    /// Whether its system calls are counted, by tracing.
    pub(crate) trace: bool,
}

/// What became of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The runner's numbers.
    pub(crate) report: protocol::Report,
    /// The end of what it wrote to stderr.
    pub(crate) stderr: Vec<u8>,
}

/// What comes of listening to a process.
#[derive(Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "each system hears what it can")]
pub(crate) enum Heard {
    /// A line, without its end.
    Line(Vec<u8>),
    /// More than a line may hold, without an end; its start.
    TooLong(Vec<u8>),
    /// The process has ended; what it said last without ending the line.
    Ended(Box<Outcome>, Vec<u8>),
    /// It lives, but can't say anything more.
    Closed,
    /// Nothing came in time.
    Late,
    /// The flag was set.
    Interrupted,
}

/// Why there is no runner or no outcome.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunnerError {
    /// This build or system has none.
    #[error("commands are measured on Linux on x86-64 and aarch64 only")]
    #[allow(dead_code, reason = "each system knows its own errors")]
    Unsupported,
    /// It could not be started.
    #[error("the runner could not be started: {0}")]
    #[allow(dead_code, reason = "each system knows its own errors")]
    Start(String),
    /// It is gone or makes no sense.
    #[error("the runner ended unexpectedly: {0}")]
    #[allow(dead_code, reason = "each system knows its own errors")]
    Lost(String),
    /// The job can't be told to the kernel.
    #[error("{0}")]
    #[allow(dead_code, reason = "each system knows its own errors")]
    Job(String),
}
