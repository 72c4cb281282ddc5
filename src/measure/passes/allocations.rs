//! Counting allocations: an allocator that counts is loaded before the C library's.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::super::command::Filled;
use super::missing;
use crate::model::{Metric, Pass, Readings};
use crate::platform::{self, Allocated};

/// Programs whose memory is mostly managed by themselves, so that the C library's allocator says little of it.
const OWN_HEAPS: [&str; 6] = ["java", "node", "deno", "bun", "dotnet", "go"];

/// Python's own allocator takes the place of the C library's for small blocks; this makes it step aside.
const PYTHON: &str = "PYTHONMALLOC";

/// Counts by a library.
#[derive(Debug)]
pub(in crate::measure) struct Allocations {
    library: PathBuf,
    /// The file that all processes count in.
    file: PathBuf,
    /// Why the last program can't be counted, where that is known from its rights.
    unseen: Option<String>,
}

impl Allocations {
    pub(super) fn new(scratch: &Path) -> Result<Allocations, String> {
        let library = scratch.join("allocations.so");
        platform::write_library(platform::Library::Allocations, &library)
            .map_err(|error| format!("the library that counts can't be written: {error}"))?;
        Ok(Allocations { library, file: scratch.join("allocations"), unseen: None })
    }

    /// Has the library loaded.
    pub(super) fn prepare(&mut self, filled: &mut Filled) -> Result<(), String> {
        platform::make_slots(&self.file).map_err(|error| format!("the file of counts can't be made: {error}"))?;
        filled.variables.push(["SCALECHECK_ALLOCATIONS=".as_ref(), self.file.as_os_str()].into_iter().collect());
        if !filled.variables.iter().any(|variable| variable.to_string_lossy().starts_with(PYTHON)) {
            filled.variables.push(OsString::from(format!("{PYTHON}=malloc")));
        }
        filled.preload(&self.library);
        self.unseen = unseen(&filled.program);
        Ok(())
    }

    /// What all processes allocated together, and the largest one's peak.
    pub(super) fn read(&self) -> Readings {
        let allocated = match (&self.unseen, platform::read_slots(&self.file)) {
            (Some(reason), _) => Err(reason.clone()),
            (None, Err(error)) => Err(format!("the file of counts can't be read: {error}")),
            (None, Ok(slots)) => of_all(&slots),
        };
        let mut readings = Readings::default();
        match allocated {
            Err(reason) => return missing(Pass::Allocations, &reason),
            Ok(all) => {
                let values = [all.count as f64, all.bytes as f64, all.peak as f64, all.live as f64];
                for (name, value) in ["alloc.count", "alloc.bytes", "alloc.peak", "alloc.leaked"].iter().zip(values) {
                    readings.set(Metric::counter(name), value);
                }
            }
        }
        readings
    }
}

/// Why a program's allocations can't be seen.
fn unseen(program: &Path) -> Option<String> {
    platform::changes_rights(program)
        .then(|| "it is setuid or setgid, and no library is loaded into such programs".to_string())
}

/// The sum over all processes, with the largest peak. A process that executed another program leaks nothing by that.
fn of_all(slots: &[Allocated]) -> Result<Allocated, String> {
    let mut all = Allocated::default();
    for (place, slot) in slots.iter().enumerate() {
        all.count = all.count.saturating_add(slot.count);
        all.bytes = all.bytes.saturating_add(slot.bytes);
        all.peak = all.peak.max(slot.peak);
        let goes_on = slots[place + 1..].iter().any(|later| later.process == slot.process);
        if slot.is_replaced && !goes_on {
            return Err(format!("a program that {} executes loads no libraries: {BLIND}", called(slot)));
        }
        all.live += if goes_on { 0 } else { slot.live.max(0) };
    }
    if let Some(own) = slots.iter().find(|slot| OWN_HEAPS.contains(&slot.name.as_str())) {
        return Err(format!("`{}` manages its memory itself, which can't be counted", own.name));
    }
    match slots.len() {
        0 => Err(format!("it loads no libraries: {BLIND}")),
        _ if all.count == 0 => Err("none of its allocations pass the C library's allocator".to_string()),
        _ => Ok(all),
    }
}

/// Which programs load no libraries.
const BLIND: &str = "a static or setuid program, or one of another C library than this one's";

/// A process by its program's name.
fn called(slot: &Allocated) -> String {
    if slot.name.is_empty() { "a process of it".to_string() } else { format!("`{}`", slot.name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(process: u64, count: u64, live: i64, peak: i64) -> Allocated {
        Allocated { process, count, bytes: 10 * count, live, peak, ..Allocated::default() }
    }

    #[test]
    fn processes_add_up_and_what_another_program_replaced_leaks_nothing() {
        let shell = Allocated { is_replaced: true, ..slot(7, 3, 50, 80) };
        let all = of_all(&[shell, slot(8, 2, -20, 0), slot(7, 4, 30, 60)]).expect("counted");
        assert_eq!(all, slot(0, 9, 30, 80));
    }

    #[test]
    fn nothing_seen_is_not_nothing_allocated() {
        assert!(of_all(&[]).expect_err("static").contains("static"));
        assert!(of_all(&[slot(7, 0, 0, 0)]).expect_err("its own").contains("none of its allocations"));
        let named = |name: &str| Allocated { name: name.to_string(), ..slot(8, 5, 0, 9) };
        assert!(of_all(&[slot(7, 3, 0, 80), named("java")]).expect_err("its own").contains("`java` manages"));
        assert!(of_all(&[slot(7, 3, 0, 80), named("perl")]).is_ok());
    }

    #[test]
    fn a_program_that_never_came_to_count_is_missed() {
        let shell = Allocated { is_replaced: true, name: "sh".to_string(), ..slot(7, 3, 0, 80) };
        let seen = of_all(&[slot(8, 2, 0, 20), shell, slot(8, 1, 0, 0)]);
        assert!(seen.expect_err("blind").contains("`sh` executes loads no libraries"));
    }
}
