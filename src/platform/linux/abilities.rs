//! What this kernel lets this user do.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::time::ClockId;

/// The step of the clock that trials are timed with.
pub(crate) fn clock_resolution() -> Duration {
    let step = rustix::time::clock_getres(ClockId::Monotonic);
    Duration::new(u64::try_from(step.tv_sec).unwrap_or(0), u32::try_from(step.tv_nsec).unwrap_or(0))
}

/// Whether instructions can be counted by the processor; else the kernel's reason.
pub(crate) fn count_instructions() -> io::Result<()> {
    const HARDWARE: u32 = 0;
    const INSTRUCTIONS: u64 = 1;
    const DISABLED: u64 = 1;
    const EXCLUDE_KERNEL_AND_HYPERVISOR: u64 = 1 << 5 | 1 << 6;
    // The first published size of the structure: type, size, config, period, sample type, read format, flags, then two
    // fields that are not used.
    let attributes: [u64; 8] =
        [u64::from(HARDWARE) | 64 << 32, INSTRUCTIONS, 0, 0, 0, DISABLED | EXCLUDE_KERNEL_AND_HYPERVISOR, 0, 0];
    #[expect(unsafe_code, reason = "the library has no wrapper for this call")]
    // SAFETY: the structure is as long as it says and lives during the call; this process, any processor, no group.
    let fd = unsafe { libc::syscall(libc::SYS_perf_event_open, attributes.as_ptr(), 0, -1, -1, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    #[expect(unsafe_code, reason = "the descriptor comes from a raw call")]
    // SAFETY: the kernel has just given this descriptor to us alone.
    drop(unsafe { <std::os::fd::OwnedFd as std::os::fd::FromRawFd>::from_raw_fd(fd as i32) });
    Ok(())
}

/// Whether a child can be traced, which gives exact peaks of memory; else the kernel's reason.
pub(crate) fn trace_children() -> io::Result<()> {
    let mut child =
        Command::new("sleep").arg("60").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let traced = seize(&child);
    child.kill()?;
    child.wait()?;
    traced
}

fn seize(child: &Child) -> io::Result<()> {
    let none = std::ptr::null_mut::<libc::c_void>();
    #[expect(unsafe_code, reason = "the library has no wrapper for this call")]
    // SAFETY: the child is ours and not waited for; the call takes no memory.
    let result = unsafe { libc::ptrace(libc::PTRACE_SEIZE, child.id().cast_signed(), none, none) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// How many processes wanted a processor lately (over a minute).
pub(crate) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}
