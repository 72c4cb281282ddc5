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

    /// Not known.
    pub(crate) fn threads(_process: u32) -> Option<u64> {
        None
    }

    /// Not known.
    pub(crate) fn cpu_time(_process: u32) -> Option<std::time::Duration> {
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
}

pub(crate) use processes::{guard, in_own_group, is_executable};

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
