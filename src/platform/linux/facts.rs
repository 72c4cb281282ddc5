//! What this machine is, from the kernel.

use std::fs;

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
