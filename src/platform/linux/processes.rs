//! Small things about files and processes.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
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

/// A program and its first arguments to which another's arguments can be appended: it runs that one, found as a shell in
/// this folder would find it, and lets nothing that it has started outlive it or this process.
pub(crate) fn bound(program: &str, folder: &Path) -> io::Result<Vec<OsString>> {
    let main = std::process::id().to_string();
    Ok(vec![image::path()?.into(), "bound".into(), main.into(), found(program, folder)?.into()])
}

fn found(program: &str, folder: &Path) -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = !program.contains('/');
    let bases: Vec<PathBuf> = if named { std::env::split_paths(&path).collect() } else { vec![folder.to_path_buf()] };
    let candidates: Vec<PathBuf> = bases.iter().map(|base| base.join(program)).filter(|path| path.is_file()).collect();
    match candidates.iter().find(|candidate| is_executable(candidate)) {
        Some(found) => std::path::absolute(found),
        None if candidates.is_empty() => Err(io::Error::from(io::ErrorKind::NotFound)),
        None => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
    }
}
