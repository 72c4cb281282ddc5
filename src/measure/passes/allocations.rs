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
    /// Why the last program can't be counted, where that is known from its name or its rights.
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
    if platform::changes_rights(program) {
        return Some("it is setuid or setgid, and no library is loaded into such programs".to_string());
    }
    let name = program.file_name()?.to_string_lossy().into_owned();
    OWN_HEAPS.contains(&name.as_str()).then(|| format!("`{name}` manages its memory itself, which can't be counted"))
}

/// The sum over all processes, with the largest peak. A process that executed another program leaks nothing by that.
fn of_all(slots: &[Allocated]) -> Result<Allocated, String> {
    let mut all = Allocated { process: 0, count: 0, bytes: 0, live: 0, peak: 0 };
    for (place, slot) in slots.iter().enumerate() {
        all.count = all.count.saturating_add(slot.count);
        all.bytes = all.bytes.saturating_add(slot.bytes);
        all.peak = all.peak.max(slot.peak);
        let goes_on = slots[place + 1..].iter().any(|later| later.process == slot.process);
        all.live += if goes_on { 0 } else { slot.live.max(0) };
    }
    match slots.len() {
        0 => Err("it loads no libraries: a static program, or one of another C library than this one's".to_string()),
        _ if all.count == 0 => Err("none of its allocations pass the C library's allocator".to_string()),
        _ => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(process: u64, count: u64, live: i64, peak: i64) -> Allocated {
        Allocated { process, count, bytes: 10 * count, live, peak }
    }

    #[test]
    fn processes_add_up_and_what_another_program_replaced_leaks_nothing() {
        let all = of_all(&[slot(7, 3, 50, 80), slot(8, 2, -20, 0), slot(7, 4, 30, 60)]).expect("counted");
        assert_eq!(all, Allocated { process: 0, count: 9, bytes: 90, live: 30, peak: 80 });
    }

    #[test]
    fn nothing_seen_is_not_nothing_allocated() {
        assert!(of_all(&[]).expect_err("static").contains("static"));
        assert!(of_all(&[slot(7, 0, 0, 0)]).expect_err("its own").contains("none of its allocations"));
        assert!(unseen(Path::new("/usr/bin/java")).is_some_and(|reason| reason.contains("itself")));
        assert_eq!(unseen(Path::new("/usr/bin/perl")), None);
    }
}
