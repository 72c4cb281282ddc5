//! Small things about files and processes.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::image;

/// Whether this user may execute it.
pub(crate) fn is_executable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok() && path.is_file()
}

/// Puts a program to be started into a process group of its own.
pub(crate) fn in_own_group(command: &mut Command) {
    command.process_group(0);
}

/// A program and its first arguments to which another program's path and arguments can be appended: it runs that, and
/// ends all that belongs to it should this process end, however that happens, or the first program be killed.
pub(crate) fn guard() -> io::Result<Vec<OsString>> {
    let main = std::process::id().to_string();
    Ok(vec![image::path()?.into(), "guard".into(), main.into()])
}
