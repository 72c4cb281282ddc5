//! What this machine is, from the kernel.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::Duration;

use super::control_group::memory_limits;

/// Kernel name and release.
pub(crate) fn kernel() -> String {
    let name = rustix::system::uname();
    format!("{} {}", name.sysname().to_string_lossy(), name.release().to_string_lossy())
}

/// The processor's model.
pub(crate) fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    // x86 names the model; on aarch64 some kernels name the hardware, and most only say numbers.
    ["model name", "Model", "Hardware"].iter().find_map(|name| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_string())
    })
}

/// Bytes of memory; the control group's where that allows less.
pub(crate) fn memory() -> u64 {
    let total = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    memory_limits().into_iter().chain(total.map(|kib| kib * 1024)).min().unwrap_or(0)
}

/// The frequency governor of the first core.
pub(crate) fn governor() -> Option<String> {
    let text = fs::read_to_string("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").ok()?;
    Some(text.trim().to_string())
}

/// Threads of a process.
pub(crate) fn threads(process: u32) -> Option<u64> {
    status(process, "Threads:")
}

/// User and system time of a process so far, in the kernel's ticks of 10 ms.
pub(crate) fn cpu_time(process: u32) -> Option<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let after = text.rsplit_once(')')?.1;
    let ticks: Vec<u64> = after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse().ok()).collect();
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    (ticks.len() == 2).then(|| Duration::from_millis(ticks.iter().sum::<u64>() * 1000 / per_second))
}

/// The file of the program that a process runs.
pub(crate) fn executable(process: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// What the kernel has done for a process so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KernelWork {
    /// CPU time that it took, in its ticks of 10 ms.
    pub(crate) time: Duration,
    /// Pages that it mapped without reading from disk.
    pub(crate) faults: u64,
    /// Read system calls, and the bytes that they gave.
    pub(crate) reads: [u64; 2],
    /// Write system calls, and the bytes that they took.
    pub(crate) writes: [u64; 2],
}

/// What the kernel has done for a process so far; `None` where it doesn't say.
pub(crate) fn kernel_work(process: u32) -> Option<KernelWork> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let words: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |place: usize| words.get(place)?.parse::<u64>().ok();
    let io = fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    let of = |name: &str| io.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    Some(KernelWork {
        time: Duration::from_millis(number(12)? * 1000 / per_second),
        faults: number(7)?,
        reads: [of("syscr:")?, of("rchar:")?],
        writes: [of("syscw:")?, of("wchar:")?],
    })
}

/// Peak resident memory of a process in bytes, since its start or since it was last forgotten.
pub(crate) fn peak_memory(process: u32) -> Option<u64> {
    status(process, "VmHWM:").map(|kib| kib * 1024)
}

/// Lets a process's peak memory start anew at what it has now (proc(5): 5 in `clear_refs`).
pub(crate) fn forget_peak_memory(process: u32) {
    // Where that is not allowed the peak is the one since the start, which is a bound too.
    let _ = fs::write(format!("/proc/{process}/clear_refs"), "5");
}

/// Which file of its disk it is: another one in its place has another number.
pub(crate) fn file_number(about: &Metadata) -> u64 {
    about.ino()
}

/// Whose it is.
pub(crate) fn owner(about: &Metadata) -> u32 {
    about.uid()
}

/// Whether this process was started so that a signal does nothing, as `nohup` starts it.
pub(crate) fn is_ignored(signal: i32) -> bool {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = text.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}

fn status(process: u32, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
