//! Systems on which commands can't be measured.

use std::sync::atomic::AtomicBool;

use std::time::Duration;

use super::{Heard, Job, Outcome, RunnerError};

/// Never made here.
#[derive(Debug)]
pub(crate) enum Runner {}

impl Runner {
    /// Says that it can't.
    pub(crate) fn start(_process_limit: u32) -> Result<Runner, RunnerError> {
        Err(RunnerError::Unsupported)
    }

    pub(crate) fn floor(&self) -> u64 {
        match *self {}
    }

    pub(crate) fn group_missing(&self) -> Option<&str> {
        match *self {}
    }

    pub(crate) fn run(&mut self, _job: &Job<'_>, _interrupt: &AtomicBool) -> Result<Outcome, RunnerError> {
        match *self {}
    }
}

/// Never made here.
#[derive(Debug)]
pub(crate) enum Conversation {}

impl Conversation {
    pub(crate) fn start(runner: Runner, _job: &Job<'_>) -> Result<Conversation, RunnerError> {
        match runner {}
    }

    pub(crate) fn say(&mut self, _line: &str) {
        match *self {}
    }

    pub(crate) fn hear(&mut self, _patience: Duration, _interrupt: &AtomicBool) -> Result<Heard, RunnerError> {
        match *self {}
    }

    pub(crate) fn end(self) -> Result<(Runner, Option<Outcome>), RunnerError> {
        match self {}
    }
}

pub(crate) mod facts {
    //! What is known of any machine.

    /// The system's name.
    pub(crate) fn kernel() -> String {
        std::env::consts::OS.to_string()
    }

    /// Not known.
    pub(crate) fn processor() -> Option<String> {
        None
    }

    /// Not known.
    pub(crate) fn memory() -> u64 {
        0
    }

    /// Not told apart.
    pub(crate) fn file_number(_about: &std::fs::Metadata) -> u64 {
        0
    }

    /// Not told apart.
    pub(crate) fn owner(_about: &std::fs::Metadata) -> u32 {
        0
    }

    /// Not known.
    pub(crate) fn is_ignored(_signal: i32) -> bool {
        false
    }

    /// Not known.
    pub(crate) fn threads(_process: u32) -> Option<u64> {
        None
    }

    /// Not known.
    pub(crate) fn cpu_time(_process: u32) -> Option<std::time::Duration> {
        None
    }

    /// Not known.
    pub(crate) fn executable(_process: u32) -> Option<std::path::PathBuf> {
        None
    }

    /// What the kernel has done for a process so far.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub(crate) struct KernelWork {
        /// CPU time that it took.
        pub(crate) time: std::time::Duration,
        /// Pages that it mapped without reading from disk.
        pub(crate) faults: u64,
        /// Read system calls, and the bytes that they gave.
        pub(crate) reads: [u64; 2],
        /// Write system calls, and the bytes that they took.
        pub(crate) writes: [u64; 2],
    }

    /// Not known.
    pub(crate) fn kernel_work(_process: u32) -> Option<KernelWork> {
        None
    }

    /// Not known.
    pub(crate) fn peak_memory(_process: u32) -> Option<u64> {
        None
    }

    /// Not possible.
    pub(crate) fn forget_peak_memory(_process: u32) {}

    /// Not known.
    pub(crate) fn governor() -> Option<String> {
        None
    }
}

mod processes {
    //! Small things about files and processes.

    use std::ffi::OsString;
    use std::io;
    use std::path::Path;
    use std::process::Command;

    pub(crate) fn is_executable(path: &Path) -> bool {
        path.is_file()
    }

    pub(crate) fn in_own_group(_command: &mut Command) {}

    pub(crate) fn guard() -> io::Result<Vec<OsString>> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(crate) fn bound(_program: &str, _folder: &Path) -> io::Result<Vec<OsString>> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

pub(crate) use processes::{bound, guard, in_own_group, is_executable};

/// A library that is loaded into targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    /// Has the simulator tell its count before a fork and an execution.
    Milestones,
    /// Counts what is allocated.
    Allocations,
}

/// What one process has allocated as one program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Allocated {
    /// Its id.
    pub(crate) process: u64,
    /// Calls that allocate.
    pub(crate) count: u64,
    /// Bytes that they asked for.
    pub(crate) bytes: u64,
    /// Bytes that were allocated at the end.
    pub(crate) live: i64,
    /// The most bytes at once.
    pub(crate) peak: i64,
    /// Whether it executed another program in its own place.
    pub(crate) is_replaced: bool,
    /// The name of the program, at most 15 bytes of it; empty for a forked process.
    pub(crate) name: String,
}

/// Says that it can't.
pub(crate) fn make_slots(_path: &std::path::Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Says that it can't.
pub(crate) fn read_slots(_path: &std::path::Path) -> std::io::Result<Vec<Allocated>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Says that it can't.
pub(crate) fn write_library(_library: Library, _path: &std::path::Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Not known.
pub(crate) fn changes_rights(_program: &std::path::Path) -> bool {
    false
}

/// Never made here.
#[derive(Debug)]
pub(crate) enum NamedPipe {}

/// Never made here.
#[derive(Debug)]
pub(crate) enum PipeReader {}

impl NamedPipe {
    /// Says that it can't.
    pub(crate) fn make(_path: &std::path::Path) -> std::io::Result<NamedPipe> {
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
    }

    pub(crate) fn reader(&self) -> std::io::Result<PipeReader> {
        match *self {}
    }

    pub(crate) fn end(self) {
        match self {}
    }
}

impl PipeReader {
    pub(crate) fn until_end(&mut self) -> String {
        match *self {}
    }
}

mod abilities {
    //! Nothing is known to be possible here.

    use std::io;
    use std::time::Duration;

    pub(crate) fn clock_resolution() -> Duration {
        Duration::from_nanos(1)
    }

    pub(crate) fn count_instructions() -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(crate) fn trace_children() -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(crate) fn load() -> Option<f64> {
        None
    }
}

pub(crate) use abilities::{clock_resolution, count_instructions, load, trace_children};
