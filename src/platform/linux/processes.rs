//! Small things about files and processes.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::process::{Pid, Signal};

/// Whether this user may execute it.
pub(crate) fn is_executable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok() && path.is_file()
}

/// Puts a program to be started into a process group of its own.
pub(crate) fn in_own_group(command: &mut Command) {
    command.process_group(0);
}

/// Kills the process group that a process leads. The leader must not have been waited for, or its number may have
/// become another's.
pub(crate) fn kill_group(leader: u32) {
    if let Some(pid) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::kill_process_group(pid, Signal::KILL);
    }
}
