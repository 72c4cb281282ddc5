//! Starting the runner from inside this program.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::MemfdFlags;

/// The runner's program; empty where this build has none.
pub(super) const IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/scalecheck-runner"));

/// Starts the runner with one end of its socket as its stdin.
pub(super) fn start(socket: OwnedFd) -> io::Result<Child> {
    let second = socket.try_clone()?;
    start_from_memory(socket).or_else(|_| start_from_file(second))
}

fn start_from_memory(socket: OwnedFd) -> io::Result<Child> {
    let file = memory_file()?;
    // The child still has the descriptor when it executes what it names.
    spawn(Path::new(&format!("/proc/self/fd/{}", file.as_raw_fd())), socket)
}

fn memory_file() -> io::Result<File> {
    let create = |flags| rustix::fs::memfd_create("scalecheck-runner", flags);
    // Kernels before 6.3 don't know EXEC; some later ones want it said.
    let memory = create(MemfdFlags::CLOEXEC | MemfdFlags::EXEC).or_else(|_| create(MemfdFlags::CLOEXEC))?;
    let mut file = File::from(memory);
    file.write_all(IMAGE)?;
    Ok(file)
}

/// Where executing from memory is forbidden: from a file that is gone once it runs.
fn start_from_file(socket: OwnedFd) -> io::Result<Child> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = free_path();
    fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path)?.write_all(IMAGE)?;
    let child = spawn(&path, socket);
    fs::remove_file(&path)?;
    child
}

fn free_path() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("scalecheck-runner-{}-{number}", std::process::id()))
}

fn spawn(program: &Path, socket: OwnedFd) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.arg0("scalecheck-runner").env_clear().current_dir("/");
    command.stdin(Stdio::from(socket)).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_runner_from_a_file_ends_with_its_socket_and_leaves_no_file() {
        let (ours, theirs) = UnixStream::pair().expect("the test's own step");
        let mut child = start_from_file(theirs.into()).expect("the test's own step");
        drop(ours);
        assert!(child.wait().expect("the test's own step").success());
        let prefix = format!("scalecheck-runner-{}-", std::process::id());
        let left = fs::read_dir(std::env::temp_dir()).expect("the test's own step").flatten();
        assert_eq!(left.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)).count(), 0);
    }
}
