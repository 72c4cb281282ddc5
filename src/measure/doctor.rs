//! What this machine can measure, and how noisy it is.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::{MeasureError, program, source, surroundings};
use crate::platform::{self, Job, Outcome, Runner, facts, protocol};
use crate::stats::sample::{median, quantile};

/// Trials of a program that does nothing.
const SPAWNS: usize = 200;
/// Trials of a fixed piece of work.
const TASKS: usize = 21;
/// The work: it takes some ten milliseconds, of every shell.
const TASK: &str = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
/// A start that takes so many times the interpreter's own is a detour worth telling.
const DETOUR: f64 = 2.0;

/// What was found out about this machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkup {
    /// How noisy it is; else why that can't be measured.
    pub noise: Result<Noise, String>,
    /// What it lets this user measure.
    pub abilities: Vec<Ability>,
    /// What would make readings better, with what was seen; empty where nothing would.
    pub hints: Vec<String>,
}

/// How noisy a machine is just now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Median wall time from start to end of a program that does nothing.
    pub spawn: Duration,
    /// Its least.
    pub least_spawn: Duration,
    /// Spread of the CPU time of a fixed piece of work of some ten milliseconds: half the middle 68%, as a part of the
    /// median (a normal deviate's standard deviation).
    pub cpu_spread: f64,
    /// The same of its wall time.
    pub wall_spread: f64,
    /// The step of the clock.
    pub clock: Duration,
    /// The runner's own peak memory in bytes, which no reading of memory can be below.
    pub memory_floor: u64,
}

/// Something that a machine may let a user do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// What.
    pub name: &'static str,
    /// What it is good for.
    pub purpose: &'static str,
    /// Why it can't be used here; `None` where it can.
    pub missing: Option<String>,
}

/// Examines this machine: runs some hundred small programs, which takes a second or two.
#[must_use]
pub fn checkup() -> Checkup {
    let mut runner = Runner::start(4096).map_err(|error| MeasureError::Runner(error.to_string()));
    let noise = match &mut runner {
        Ok(runner) => noise(runner).map_err(|reason| format!("can't run anything: {reason}")),
        Err(error) => Err(error.to_string()),
    };
    let group = runner.as_ref().map_or_else(|error| Some(error.to_string()), |r| r.group_missing().map(str::to_string));
    let mut hints = hints(noise.as_ref().ok());
    hints.extend(runner.as_mut().ok().and_then(shim));
    Checkup { noise, abilities: abilities(group), hints }
}

fn noise(runner: &mut Runner) -> Result<Noise, String> {
    let mut spawns = trials(runner, &["true"], SPAWNS)?.into_iter().map(|trial| trial.wall).collect::<Vec<_>>();
    let tasks = trials(runner, &["sh", "-c", TASK], TASKS)?;
    let spread = |of: fn(&protocol::Report) -> u64| {
        let mut values: Vec<f64> = tasks.iter().map(|report| of(report) as f64).collect();
        relative_spread(&mut values)
    };
    spawns.sort_unstable();
    Ok(Noise {
        spawn: Duration::from_nanos(spawns[spawns.len() / 2]),
        least_spawn: Duration::from_nanos(spawns[0]),
        cpu_spread: spread(|report| report.cpu),
        wall_spread: spread(|report| report.wall),
        clock: platform::clock_resolution(),
        memory_floor: runner.floor(),
    })
}

/// Half the range of the middle 68%, as a part of the median; 0 for nothing.
fn relative_spread(values: &mut [f64]) -> f64 {
    match (quantile(values, 0.16), quantile(values, 0.84), median(values)) {
        (Some(low), Some(high), Some(middle)) if middle > 0.0 => (high - low) / 2.0 / middle,
        _ => 0.0,
    }
}

/// The reports of so many runs, after one that doesn't count.
fn trials(runner: &mut Runner, argv: &[&str], count: usize) -> Result<Vec<protocol::Report>, String> {
    run(runner, argv, None)?;
    (0..count).map(|_| run(runner, argv, None).map(|outcome| outcome.report)).collect()
}

fn run(runner: &mut Runner, argv: &[&str], stdout: Option<&Path>) -> Result<Outcome, String> {
    let variables = surroundings::base();
    let (root, path) = (Path::new("/"), variables.get(&OsString::from("PATH")).cloned().unwrap_or_default());
    let program = program::find(argv[0], root, root, &path).map_err(|error| error.to_string())?;
    let arguments: Vec<OsString> = argv.iter().map(OsString::from).collect();
    let variables: Vec<OsString> =
        variables.iter().map(|(name, value)| [name.as_os_str(), "=".as_ref(), value].into_iter().collect()).collect();
    let job = Job {
        talk: [std::ffi::OsString::new(), std::ffi::OsString::new()],
        program: &program,
        folder: root,
        stdin: None,
        stdout,
        arguments: &arguments,
        variables: &variables,
        timeout: Duration::from_secs(10),
        memory_limit: None,
        output_limit: 4096,
        trace: false,
    };
    let outcome = runner.run(&job, &AtomicBool::new(false)).map_err(|error| error.to_string())?;
    let done = outcome.report.why == protocol::WHY_ENDED && outcome.report.status == 0;
    if done { Ok(outcome) } else { Err(format!("`{}` failed", argv.join(" "))) }
}

fn abilities(group_missing: Option<String>) -> Vec<Ability> {
    let told = |name, purpose, missing: io::Result<()>| Ability {
        name,
        purpose,
        missing: missing.err().map(|error| reason(name, &error)),
    };
    vec![
        told("perf", "the processor's own counters, which differ from run to run", platform::count_instructions()),
        Ability {
            name: "instructions",
            purpose: "exact counts of work by valgrind, which settle times",
            missing: source().err(),
        },
        told("ptrace", "counts of system calls and of what they open", platform::trace_children()),
        Ability { name: "control group", purpose: "holds fork bombs", missing: group_missing },
    ]
}

/// The kernel's reason, and what it means here.
fn reason(name: &str, error: &io::Error) -> String {
    let meaning = match (name, error.kind()) {
        ("perf", io::ErrorKind::NotFound) => ": the processor's counters are not there, as in most virtual machines",
        ("perf", io::ErrorKind::PermissionDenied) => ": see /proc/sys/kernel/perf_event_paranoid",
        ("ptrace", io::ErrorKind::PermissionDenied) => {
            ": see /proc/sys/kernel/yama/ptrace_scope, or the container's profile"
        }
        _ => "",
    };
    format!("{error}{meaning}")
}

fn hints(noise: Option<&Noise>) -> Vec<String> {
    let mut hints = Vec::new();
    let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
    if let Some(load) = platform::load().filter(|load| *load > 0.5 * cores) {
        hints.push(format!(
            "{load:.1} processes wanted a processor over the last minute; there are {cores}: stop what else runs"
        ));
    }
    if let Some(governor) = facts::governor().filter(|governor| governor != "performance") {
        hints.push(format!("the frequency governor is `{governor}`: `performance` makes times steadier"));
    }
    if let Some(noise) = noise.filter(|noise| noise.cpu_spread > 0.05) {
        hints.push(format!("CPU times spread by {:.0}%: counts decide what times can't", noise.cpu_spread * 100.0));
    }
    hints
}

/// Whether `python3` takes a detour, such as pyenv's, before the interpreter starts.
fn shim(runner: &mut Runner) -> Option<String> {
    let folder = tempfile::tempdir().ok()?;
    let file = folder.path().join("executable");
    run(runner, &["python3", "-c", "import sys; print(sys.executable)"], Some(&file)).ok()?;
    let interpreter = PathBuf::from(std::fs::read_to_string(&file).ok()?.trim());
    let mut cpu = |program: &str| {
        let reports = trials(runner, &[program, "-c", "pass"], 3).ok()?;
        median(&mut reports.iter().map(|report| report.cpu as f64 / 1e6).collect::<Vec<_>>())
    };
    let (shim, own) = (cpu("python3")?, cpu(interpreter.to_str()?)?);
    (shim > DETOUR * own).then(|| {
        format!(
            "`python3` takes {shim:.0} ms of CPU to start, the interpreter itself {own:.0} ms: name {} in scenarios",
            interpreter.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_the_middle_and_outliers_do_not_count() {
        let mut steady: Vec<f64> = vec![10.0; 20];
        assert_eq!(relative_spread(&mut steady), 0.0);
        steady.push(1000.0);
        assert_eq!(relative_spread(&mut steady), 0.0);
        let mut even: Vec<f64> = (0..=100).map(|i| 50.0 + f64::from(i)).collect();
        assert!((relative_spread(&mut even) - 0.34).abs() < 0.01);
        assert_eq!(relative_spread(&mut []), 0.0);
    }

    #[test]
    fn what_is_missing_is_told_with_what_it_means() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        assert!(reason("perf", &missing).contains("virtual machines"));
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(reason("perf", &denied).contains("perf_event_paranoid"));
        assert!(reason("ptrace", &denied).contains("ptrace_scope"));
    }
}
