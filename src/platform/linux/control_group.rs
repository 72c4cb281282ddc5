//! Where a control group that bounds the number of processes could be made.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A group to make, and the group that this process lives in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The folder to make.
    pub(super) group: PathBuf,
    /// Where the runner goes back to.
    pub(super) home: PathBuf,
}

/// Candidates, the likeliest first.
pub(super) fn places() -> Vec<Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{PREFIX}{}-{number}", std::process::id());
    let (Ok(memberships), Ok(mounts)) =
        (fs::read_to_string("/proc/self/cgroup"), fs::read_to_string("/proc/self/mountinfo"))
    else {
        return Vec::new();
    };
    let homes = homes(&memberships, &mounts, "pids");
    for home in &homes {
        remove_stale(home);
    }
    homes.iter().flat_map(|home| candidates(home, &name)).collect()
}

const PREFIX: &str = "scalecheck-";

/// Below this process's own group, else beside it: in version 2 a group with members can't limit its children.
fn candidates(home: &Path, name: &str) -> Vec<Place> {
    let bases = [Some(home), home.parent()];
    let usable = bases.into_iter().flatten().filter(|base| base.join("cgroup.procs").exists());
    usable.map(|base| Place { group: base.join(name), home: home.to_path_buf() }).collect()
}

/// Limits of memory that hold for this process, in bytes.
pub(super) fn memory_limits() -> Vec<u64> {
    let (Ok(memberships), Ok(mounts)) =
        (fs::read_to_string("/proc/self/cgroup"), fs::read_to_string("/proc/self/mountinfo"))
    else {
        return Vec::new();
    };
    let homes = homes(&memberships, &mounts, "memory");
    // A group's limit holds for all below it. Version 2 and version 1 name the file differently.
    let folders = homes.iter().flat_map(|home| home.ancestors());
    let files = folders.flat_map(|folder| ["memory.max", "memory.limit_in_bytes"].map(|name| folder.join(name)));
    files.filter_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok()).collect()
}

/// This process's groups of a controller.
fn homes(memberships: &str, mounts: &str, controller: &str) -> Vec<PathBuf> {
    let mut homes = Vec::new();
    for line in memberships.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let unified = controllers.is_empty();
        if unified || controllers.split(',').any(|name| name == controller) {
            homes.extend(mount_of(mounts, unified, controller).map(|mount| below(mount, path)));
        }
    }
    homes
}

/// Where the hierarchy is mounted, from `/proc/self/mountinfo`: id, parent, device, root, mount point, options ... -
/// type, source, super options.
fn mount_of<'a>(mounts: &'a str, unified: bool, controller: &str) -> Option<&'a str> {
    mounts.lines().find_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        let (kind, options) = (right.split(' ').next()?, right.split(' ').nth(2).unwrap_or(""));
        let fits =
            if unified { kind == "cgroup2" } else { kind == "cgroup" && options.split(',').any(|o| o == controller) };
        fits.then(|| left.split(' ').nth(4)).flatten()
    })
}

/// In a container the path may be one of the host's, which is not there.
fn below(mount: &str, path: &str) -> PathBuf {
    let full = Path::new(mount).join(path.trim_start_matches('/'));
    if full.is_dir() { full } else { PathBuf::from(mount) }
}

/// Removes empty groups of runners that were killed; a group with members can't be removed.
fn remove_stale(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// Processes and threads that an unprivileged user has now; `None` for root, whom the kernel doesn't bound by user.
pub(super) fn tasks_of_this_user() -> Option<u64> {
    let user = rustix::process::getuid();
    if user.is_root() {
        return None;
    }
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let statuses = processes.filter_map(|entry| fs::read_to_string(entry.path().join("status")).ok());
    Some(statuses.filter_map(|status| threads_of(&status, user.as_raw())).sum())
}

fn threads_of(status: &str, user: u32) -> Option<u64> {
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
    let is_theirs = field("Uid:")? == user.to_string();
    if is_theirs { field("Threads:")?.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
25 20 0:22 / /proc rw - proc proc rw
30 20 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
31 20 0:27 / /no/such/pids rw,relatime shared:10 - cgroup cgroup rw,pids
32 20 0:28 / /no/such/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
";

    #[test]
    fn both_versions_of_control_groups_are_found_where_they_are_mounted() {
        let homes = |text| homes(text, MOUNTS, "pids");
        assert_eq!(homes("8:pids:/\n1:cpu:/x\n"), [Path::new("/no/such/pids")]);
        assert_eq!(homes("0::/user.slice\n"), [Path::new("/no/such/unified")]);
        assert!(homes("1:cpu,cpuacct:/\nnonsense\n").is_empty());
        assert!(homes("").is_empty());
    }

    #[test]
    fn only_this_users_threads_are_counted() {
        let status = "Name:\tx\nUid:\t1000\t1000\t1000\t1000\nThreads:\t7\n";
        assert_eq!(threads_of(status, 1000), Some(7));
        assert_eq!(threads_of(status, 100), None);
        assert_eq!(threads_of("Name:\tx\n", 0), None);
    }
}
