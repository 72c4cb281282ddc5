//! Counting instructions: by valgrind, which simulates the target and everything that it starts.
//!
//! Of valgrind's tools cachegrind without its cache simulation is the cheapest: 3 times a native run's wait for a
//! sort of 100,000 lines against callgrind's 6, and 0.4 s against 0.3 s for a program that does nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use super::super::command::Filled;
use super::super::program;
use super::missing;
use crate::model::{Metric, Pass, Readings};
use crate::platform::{self, NamedPipe, Outcome};

/// What counts instructions on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Valgrind's cachegrind; the path of the program `valgrind`.
    Valgrind(PathBuf),
}

/// What would count instructions here.
///
/// # Errors
/// Why nothing can.
pub fn source() -> Result<Source, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = Path::new("/");
    let found = program::find("valgrind", here, here, &path).map(Source::Valgrind);
    found.map_err(|_| "valgrind is not installed".to_string())
}

/// Counts by valgrind.
#[derive(Debug)]
pub(in crate::measure) struct Instructions {
    valgrind: PathBuf,
    /// The pipe that every simulated process writes its words to: a file would be emptied by each new program.
    log: PathBuf,
    /// The library that makes it tell counts at milestones.
    library: PathBuf,
    pipe: Option<NamedPipe>,
    /// Who reads the pipe while the trial runs.
    listener: Option<JoinHandle<String>>,
}

impl Instructions {
    /// Gets ready; its own files go into `scratch`.
    ///
    /// # Errors
    /// Why this machine can't count instructions, in words.
    pub(in crate::measure) fn new(scratch: &Path) -> Result<Instructions, String> {
        let Source::Valgrind(valgrind) = source()?;
        let library = scratch.join("milestones.so");
        platform::write_library(platform::Library::Milestones, &library)
            .map_err(|error| format!("the library that it needs can't be written: {error}"))?;
        Ok(Instructions { valgrind, log: scratch.join("instructions"), library, pipe: None, listener: None })
    }

    /// Puts valgrind before the program, and listens to what it will say.
    pub(in crate::measure) fn prepare(&mut self, filled: &mut Filled) -> Result<(), String> {
        if platform::changes_rights(&filled.program) {
            return Err("it is setuid or setgid, and valgrind refuses such programs".to_string());
        }
        self.heard();
        self.pipe = Some(NamedPipe::make(&self.log).map_err(|error| unheard(&error))?);
        self.listen()?;
        let log: OsString = ["--log-file=".as_ref(), self.log.as_os_str()].into_iter().collect();
        let options = [
            "valgrind",
            "--command-line-only=yes",
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
            "--trace-children=yes",
            "--vgdb=no",
        ];
        let milestones: OsString = ["SCALECHECK_MILESTONES=".as_ref(), self.log.as_os_str()].into_iter().collect();
        filled.variables.push(milestones);
        filled.preload(&self.library);
        let program = std::mem::replace(&mut filled.program, self.valgrind.clone()).into_os_string();
        let own = filled.arguments.drain(..).skip(1);
        let before = options.into_iter().map(OsString::from).chain([log, program]);
        filled.arguments = before.chain(own).collect();
        Ok(())
    }

    /// Listens to what is said from now on.
    pub(in crate::measure) fn listen(&mut self) -> Result<(), String> {
        self.heard();
        if let Some(pipe) = &self.pipe {
            let mut reading = pipe.reader().map_err(|error| unheard(&error))?;
            self.listener = Some(std::thread::spawn(move || reading.until_end()));
        }
        Ok(())
    }

    /// What was said since; `None` where nobody listened.
    fn heard(&mut self) -> Option<String> {
        let listener = self.listener.take()?;
        self.pipe.as_mut()?.end();
        Some(listener.join().unwrap_or_default())
    }

    /// What a harness that was listened to has done between its looks at the processor's clock, before and after each of
    /// so many turns.
    ///
    /// # Errors
    /// Why that is not known, in words.
    pub(in crate::measure) fn between_clocks(&mut self, turns: u64) -> Result<u64, String> {
        between_clocks(&self.heard().unwrap_or_default(), turns as usize)
    }

    /// The sum over all processes, or why there is none.
    pub(super) fn read(&mut self, outcome: Option<&Outcome>) -> Readings {
        let words = self.heard();
        self.pipe = None;
        let left = outcome.is_some_and(|outcome| outcome.report.leftovers > 0);
        let count = match words {
            _ if left => Err("it left processes running, which were ended before their count was known".to_string()),
            Some(words) => sum(&words),
            None => Err("it was not started".to_string()),
        };
        let mut readings = Readings::default();
        match count {
            Ok(count) => readings.set(Metric::counter("instructions"), count as f64),
            Err(reason) => readings = missing(Pass::Instructions, &reason),
        }
        readings
    }
}

impl Drop for Instructions {
    fn drop(&mut self) {
        self.heard();
    }
}

fn unheard(error: &std::io::Error) -> String {
    format!("a pipe for valgrind's words can't be made: {error}")
}

/// What the words of valgrind, and of the library that is loaded into the target, say of all processes.
#[derive(Debug, Default)]
struct Words<'a> {
    /// What each process told at its end. A forked one includes what its parent had told by then.
    counts: BTreeMap<&'a str, u64>,
    /// The programs that each process executed, in their order.
    images: BTreeMap<&'a str, Vec<Image<'a>>>,
    /// Processes that were forked only to tell a count.
    snapshots: BTreeSet<&'a str>,
    /// Those of them that a harness made where it looked at the processor's clock.
    clocks: Vec<&'a str>,
    /// The same where it asked what it has used.
    usages: Vec<&'a str>,
}

/// What one process did as one program.
#[derive(Debug, Default)]
struct Image<'a> {
    /// The snapshot of the process that forked it; none where its count begins at nothing.
    forked: Option<&'a str>,
    /// Snapshots that were taken before it would have executed another program. Those of valgrind's own launcher, which
    /// is not simulated, have no count.
    executes: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        let mut words = Words::default();
        for line in text.lines() {
            let Some((id, said)) = line.strip_prefix("==").and_then(|rest| rest.split_once("== ")) else { continue };
            if said.starts_with("Cachegrind, ") {
                words.images.entry(id).or_default().push(Image::default());
            } else if let Some(snapshot) = said.strip_prefix("scalecheck-fork ") {
                words.snapshots.insert(snapshot);
                words.images.entry(id).or_default().push(Image { forked: Some(snapshot), executes: Vec::new() });
            } else if let Some(snapshot) = said.strip_prefix("scalecheck-exec ") {
                words.snapshots.insert(snapshot);
                if let Some(image) = words.images.get_mut(id).and_then(|images| images.last_mut()) {
                    image.executes.push(snapshot);
                }
            } else if let Some(snapshot) = said.strip_prefix("scalecheck-clock ") {
                words.snapshots.insert(snapshot);
                words.clocks.push(snapshot);
            } else if let Some(snapshot) = said.strip_prefix("scalecheck-usage ") {
                words.snapshots.insert(snapshot);
                words.usages.push(snapshot);
            } else if let Some(count) = count(said) {
                words.counts.insert(id, count);
            }
        }
        words
    }

    /// What one process did, as all the programs that it was.
    fn own(&self, id: &str, images: &[Image<'_>]) -> Result<u64, String> {
        let mut sum = 0u64;
        for (place, image) in images.iter().enumerate() {
            let is_last = place + 1 == images.len();
            let mut executes = image.executes.iter().rev();
            let end = if is_last { self.counts.get(id) } else { executes.find_map(|s| self.counts.get(s)) };
            let end = end.ok_or(if is_last { KILLED } else { REPLACED })?;
            let base = image.forked.map_or(Some(&0), |snapshot| self.counts.get(snapshot)).ok_or(FORKED)?;
            sum = sum.saturating_add(end.saturating_sub(*base));
        }
        Ok(sum)
    }
}

const KILLED: &str = "one of its processes was killed before its count was known";
const REPLACED: &str = "it executed another program in its own place, and what it had done before is not known";
const FORKED: &str = "it forked without the C library, and how much of the new process's count is its own is not known";

/// The sum of what all processes did themselves.
fn sum(text: &str) -> Result<u64, String> {
    let words = Words::of(text);
    let unseen = |id: &&&str| !words.images.contains_key(**id) && !words.snapshots.contains(**id);
    if words.counts.keys().any(|id| unseen(&id)) {
        return Err(FORKED.into());
    }
    let mut sum = 0u64;
    for (id, images) in words.images.iter().filter(|(id, _)| !words.snapshots.contains(*id)) {
        sum = sum.saturating_add(words.own(id, images)?);
    }
    if sum == 0 { Err("no process told its count".into()) } else { Ok(sum) }
}

/// What a harness counts in its turns, each between two looks at the clock; from its first look to its last one where
/// there are others, for the function may look at it too.
fn between_clocks(text: &str, turns: usize) -> Result<u64, String> {
    let words = Words::of(text);
    if !words.images.is_empty() || words.counts.keys().any(|id| !words.snapshots.contains(id)) {
        return Err("it starts processes, whose instructions are not its own".into());
    }
    // Who has a clock of the processor may ask for something else that it has used.
    let looked = if words.clocks.is_empty() { &words.usages } else { &words.clocks };
    let counts: Option<Vec<u64>> = looked.iter().map(|snapshot| words.counts.get(snapshot).copied()).collect();
    let counts = counts.ok_or("valgrind has told no count")?;
    let (looks, _) = counts.as_chunks::<2>();
    let between = |[told, from]: &[u64; 2], [to, _]: &[u64; 2]| to.saturating_sub(*from).saturating_sub(from - told);
    match looks {
        [] | [_] => Err("its harness reads no clock of the processor through the C library".into()),
        _ if looks.len() == 2 * turns => Ok(looks.chunks(2).map(|turn| between(&turn[0], &turn[1])).sum()),
        [first, .., last] => Ok(between(first, last)),
    }
}

/// `I   refs:      128,221`
fn count(said: &str) -> Option<u64> {
    let digits = said.strip_prefix('I')?.trim_start().strip_prefix("refs:")?;
    digits.chars().filter(|c| !matches!(c, ',' | ' ')).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "==7== Cachegrind, a cache profiler\n==7== Command: x\n==7== \n==7== I   refs:      1,128,221\n";

    #[test]
    fn what_a_fork_inherits_is_its_parents() {
        let forked = format!("==9== I refs: 1,000\n==8== scalecheck-fork 9\n==8== I refs: 1,300\n{ONE}");
        assert_eq!(sum(&forked), Ok(1_128_521));
        let large = "==7== Cachegrind, x\n==7== I refs: 9,007,199,254,740,993\n";
        assert_eq!(sum(large), Ok(9_007_199_254_740_993), "more than a double holds exactly");
        let huge = "==7== Cachegrind, x\n==7== I refs: 18,446,744,073,709,551,615\n";
        assert!(sum(&format!("{huge}{}", huge.replace("==7==", "==8=="))).is_ok(), "no overflow");
    }

    #[test]
    fn what_was_done_before_another_program_counts() {
        let head = "==7== Cachegrind, a cache profiler\n";
        let replaced = format!("{head}==9== I refs: 500\n==7== scalecheck-exec 9\n==7== scalecheck-exec 10\n{ONE}");
        assert_eq!(sum(&replaced), Ok(1_128_721));
        let failed = format!("{head}==9== I refs: 500\n==7== scalecheck-exec 9\n==7== I refs: 800\n");
        assert_eq!(sum(&failed), Ok(800), "an execution that failed ends nothing");
        let launcher = format!("==7== scalecheck-exec 5\n{ONE}");
        assert_eq!(sum(&launcher), Ok(1_128_221), "what was not simulated is no part of it");
    }

    #[test]
    fn a_harness_counts_between_its_looks_at_the_clock() {
        // Telling of a snapshot takes 10.
        let told = |id: u64, count: u64| format!("=={id}== I refs: {count}\n==7== scalecheck-clock {id}\n");
        let look = |count: u64| told(count, count) + &told(count + 1, count + 10);
        let [before, within, after, late] = [1_000, 1_200, 1_500, 1_600].map(look);
        assert_eq!(between_clocks(&format!("{before}{after}"), 1), Ok(480));
        assert_eq!(between_clocks(&format!("{before}{within}{after}"), 1), Ok(480), "the function looks too");
        assert_eq!(between_clocks(&format!("{before}{within}{after}{late}"), 2), Ok(180 + 80), "of two turns");
        assert!(between_clocks(&before, 1).expect_err("once").contains("no clock"));
        assert!(between_clocks("", 1).expect_err("never").contains("no clock"));
        let forked = "==12== I refs: 1,100\n==11== scalecheck-fork 12\n==11== I refs: 1,300\n";
        let forks = between_clocks(&format!("{before}{forked}{after}"), 1);
        assert!(forks.expect_err("forks").contains("starts processes"));
        let started = between_clocks(&format!("{before}==13== Cachegrind, a cache profiler\n{after}"), 1);
        assert!(started.expect_err("starts").contains("starts processes"));
    }

    #[test]
    fn what_was_not_counted_is_said() {
        let head = "==7== Cachegrind, a cache profiler\n";
        assert_eq!(sum(&format!("{head}{ONE}")), Err(REPLACED.to_string()));
        assert_eq!(sum(&format!("{ONE}==8== Cachegrind, a\n")), Err(KILLED.to_string()));
        assert_eq!(sum(&format!("{ONE}==8== I refs: 5\n")), Err(FORKED.to_string()));
        assert!(sum("").expect_err("silent").contains("no process"));
        assert!(sum("junk\n==x\n==7==\n==7== I refs: many\n").is_err());
    }
}
