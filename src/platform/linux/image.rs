//! The runner's program, which this program carries inside: made executable, and started.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rustix::fs::MemfdFlags;

/// The runner's program; empty where this build has none.
const IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/scalecheck-runner"));

/// Whether this build has a runner.
pub(super) fn is_there() -> bool {
    !IMAGE.is_empty()
}

/// Starts the runner with one end of its socket as its stdin.
pub(super) fn start(socket: OwnedFd) -> io::Result<Child> {
    let mut command = Command::new(path()?);
    command.arg0("scalecheck-runner").env_clear().current_dir("/");
    command.stdin(Stdio::from(socket)).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// A path at which a process that this one has just made can execute the runner. It names a descriptor that is closed
/// by the execution itself.
pub(crate) fn path() -> io::Result<PathBuf> {
    static PROGRAM: OnceLock<Result<File, String>> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| executable().map_err(|error| error.to_string()));
    program.as_ref().map(path_of).map_err(|error| io::Error::other(error.clone()))
}

fn path_of(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// In memory; where executing from there is forbidden, in a file that has no name any more.
fn executable() -> io::Result<File> {
    in_memory().and_then(tried).or_else(|_| in_file(&std::env::temp_dir()).and_then(tried))
}

fn in_memory() -> io::Result<File> {
    let create = |flags| rustix::fs::memfd_create("scalecheck-runner", flags);
    // Kernels before 6.3 don't know EXEC; some later ones want it said.
    let memory = create(MemfdFlags::CLOEXEC | MemfdFlags::EXEC).or_else(|_| create(MemfdFlags::CLOEXEC))?;
    let mut file = File::from(memory);
    file.write_all(IMAGE)?;
    Ok(file)
}

fn in_file(folder: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = folder.join(format!("scalecheck-runner-{}", std::process::id()));
    let _ = fs::remove_file(&path);
    let mut writing = fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path)?;
    let reading = writing.write_all(IMAGE).and_then(|()| File::open(&path));
    fs::remove_file(&path)?;
    reading
}

/// The same file, once it has been seen to run: without its socket the runner ends at once.
fn tried(file: File) -> io::Result<File> {
    let mut command = Command::new(path_of(&file));
    let status = command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(file) } else { Err(io::Error::other(format!("it ended with {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runner_runs_from_memory_and_from_a_file_without_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        in_file(folder.path()).and_then(tried).expect("it runs");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
        in_memory().and_then(tried).expect("it runs");
    }
}
