//! The processes below the runner: finding them, adding up their memory, ending them all.

use core::cell::UnsafeCell;

use crate::group::Group;
use crate::sys::{self, MONOTONIC, O_RDONLY, Result, SIGKILL, SIGSTOP, Usage};
use crate::text::{Path, entry_names, leading_number, number_of, numbers, state_and_parent};

/// A process as last seen.
#[derive(Debug, Clone, Copy)]
struct Process {
    pid: i32,
    parent: i32,
    below: bool,
}

/// Room for a look at all processes of the machine; what doesn't fit is seen once others are gone.
const MOST: usize = 1 << 16;
/// Processes of one trial that are looked at for their memory.
const MOST_WATCHED: usize = 1024;
/// Ending everything takes no longer, in ns: what is left then hangs inside the kernel.
const PATIENCE: u64 = 10_000_000_000;

/// Untouched pages of it cost nothing.
struct Table(UnsafeCell<[Process; MOST]>);

// SAFETY: the runner has one thread, and `below` is the only function that borrows it.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new([Process { pid: 0, parent: 0, below: false }; MOST]));

/// Calls `visit` with every living process below the runner.
fn below(runner: i32, mut visit: impl FnMut(i32)) {
    // SAFETY: see `Table`; `visit` is a closure of this file and doesn't come back here.
    let table = unsafe { &mut *TABLE.0.get() };
    let mut count = 0;
    each_number(c"/proc", |pid| {
        if let (Some(place), Some((state, parent))) = (table.get_mut(count), look(pid))
            && state != b'Z'
        {
            *place = Process { pid, parent, below: false };
            count += 1;
        }
    });
    let seen = table.get_mut(..count).unwrap_or_default();
    mark(seen, runner);
    seen.iter().filter(|process| process.below).for_each(|process| visit(process.pid));
}

/// Marks everything whose line of parents leads to the runner. /proc is in the order of ids.
fn mark(seen: &mut [Process], runner: i32) {
    let mut changed = true;
    while changed {
        changed = false;
        for i in 0..seen.len() {
            let Process { parent, below, .. } = seen[i];
            let is_below = parent == runner
                || seen.binary_search_by_key(&parent, |other| other.pid).is_ok_and(|place| seen[place].below);
            if is_below && !below {
                seen[i].below = true;
                changed = true;
            }
        }
    }
}

fn look(pid: i32) -> Option<(u8, i32)> {
    let mut buffer = [0; 512];
    let path = Path::new().text("/proc/").number(pid as u64).text("/stat");
    state_and_parent(contents(&path, &mut buffer).ok()?)
}

fn contents<'a>(path: &Path, buffer: &'a mut [u8]) -> Result<&'a [u8]> {
    let file = sys::open(path.c_str(), O_RDONLY)?;
    sys::read_at_start(file.0, buffer)
}

/// Every entry of a folder that is a number.
pub fn each_number(folder: &core::ffi::CStr, mut visit: impl FnMut(i32)) {
    let Ok(folder) = sys::open(folder, O_RDONLY) else { return };
    let mut buffer = [0; 4096];
    while let Ok(filled) = sys::entries(folder.0, &mut buffer)
        && !filled.is_empty()
    {
        for name in entry_names(filled) {
            if let Some((pid, [])) = leading_number(name) {
                visit(pid as i32);
            }
        }
    }
}

/// The children of a process, quickly, by the kernel's own list of them.
fn each_child(pid: i32, mut visit: impl FnMut(i32)) {
    let folder = Path::new().text("/proc/").number(pid as u64).text("/task");
    each_number(folder.c_str(), |thread| {
        let mut buffer = [0; 4096];
        let path = Path::new().text("/proc/").number(pid as u64).text("/task/").number(thread as u64).text("/children");
        if let Ok(children) = contents(&path, &mut buffer) {
            numbers(children).for_each(|child| visit(child as i32));
        }
    });
}

/// Resident memory of everything below the runner, in bytes: of the target, and of those whose parents have ended, which
/// the runner has adopted. What several processes share counts once as soon as the plain sum is above the limit: only
/// then is the slower, exact look worth its time.
pub fn memory(runner: i32, page: u64, limit: u64) -> u64 {
    let mut known = [0; MOST_WATCHED];
    let (mut count, mut next, mut parent) = (0, 0, runner);
    loop {
        each_child(parent, |child| {
            if let Some(place) = known.get_mut(count) {
                *place = child;
                count += 1;
            }
        });
        match known.get(next) {
            Some(child) if next < count => parent = *child,
            _ => break,
        }
        next += 1;
    }
    let known = known.get(..count).unwrap_or_default();
    let plain = known.iter().map(|pid| resident(*pid, page)).sum();
    if plain <= limit { plain } else { known.iter().map(|pid| shared_out(*pid, page)).sum() }
}

fn resident(pid: i32, page: u64) -> u64 {
    let mut buffer = [0; 128];
    let path = Path::new().text("/proc/").number(pid as u64).text("/statm");
    let pages = contents(&path, &mut buffer).ok().and_then(|text| numbers(text).nth(1));
    pages.unwrap_or(0) * page
}

/// The same with shared pages divided among those who share them.
fn shared_out(pid: i32, page: u64) -> u64 {
    let mut buffer = [0; 1024];
    let path = Path::new().text("/proc/").number(pid as u64).text("/smaps_rollup");
    let kib = contents(&path, &mut buffer).ok().and_then(|text| number_of(text, "Pss:"));
    kib.map_or_else(|| resident(pid, page), |kib| kib * 1024)
}

/// The runner's own peak memory in bytes. (What `getrusage` says includes the main process, which has forked it.)
pub fn own_peak() -> u64 {
    let mut buffer = [0; 2048];
    let path = Path::new().text("/proc/self/status");
    let kib = contents(&path, &mut buffer).ok().and_then(|text| number_of(text, "VmHWM:"));
    kib.unwrap_or(0) * 1024
}

/// How many processes are alive below the runner.
pub fn count(runner: i32) -> u64 {
    let mut count = 0;
    below(runner, |_| count += 1);
    count
}

/// Ends everything below the runner and reaps it; `reaped` hears of each. Gives how many could not be ended.
///
/// A process that forks and ends all the time is gone from every list before a signal reaches it. So forking is
/// forbidden where the control group can do that; the runner's own children, where such a one comes up again and again,
/// are struck by the quickest list there is; and all others are stopped before any is killed.
pub fn end_all(runner: i32, group: Option<&mut Group>, mut reaped: impl FnMut(i32, i32, &Usage)) -> u64 {
    if let Some(group) = &group {
        group.forbid_forks();
    }
    let deadline = sys::clock(MONOTONIC) + PATIENCE;
    let mut pause = 50_000;
    let mut rounds = 0;
    while reap_ended(&mut reaped) && sys::clock(MONOTONIC) < deadline {
        each_child(runner, |child| sys::kill(child, SIGKILL));
        if rounds > 2 {
            below(runner, |pid| sys::kill(pid, SIGSTOP));
            below(runner, |pid| sys::kill(pid, SIGKILL));
        }
        rounds += 1;
        sys::nap(pause);
        pause = (pause * 2).min(2_000_000);
    }
    let left = if reap_ended(&mut reaped) { count(runner) } else { 0 };
    if let Some(group) = group {
        group.allow_forks();
    }
    left
}

/// Reaps every child that has ended. Whether there are others.
pub fn reap_ended(reaped: &mut impl FnMut(i32, i32, &Usage)) -> bool {
    loop {
        match sys::reap(-1) {
            Ok(Some((pid, status, usage))) => reaped(pid, status, &usage),
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}
