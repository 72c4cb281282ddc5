//! Functions: a scenario's function, called inside a harness, trial by trial.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::calls::Caller;
use super::passes::Instructions;
use super::{MeasureError, Wanted, program, sample};
use crate::harness::{self, Build, Recipe, Request, Session, Trouble};
use crate::model::{
    Caveat, CaveatKind, Failure, FunctionTarget, Metric, Readings, SampleEnd, Scenario, Settings, Shape, Trial,
};
use crate::platform::{Outcome, Runner, RunnerError, facts};
use idle::Idle;
use starting::{LOADING, not_started, variables};

mod counting;
mod idle;
mod starting;

/// Beyond a call's timeout: the harness makes its inputs ready first.
const SLACK: Duration = Duration::from_millis(500);
/// A session ends long before this.
const FOREVER: Duration = Duration::from_secs(30 * 24 * 3600);
/// Threads that a process may gain from trial to trial: pools of a language's own fill up.
const THREADS: u64 = 16;
/// Seeds from one round's to the next, so that no input comes twice.
const SEEDS_A_ROUND: u64 = 1 << 20;

/// A function, and the harness that calls it.
#[derive(Debug)]
pub(super) struct Functions {
    target: FunctionTarget,
    shapes: Vec<Shape>,
    seed: u64,
    redact: Vec<String>,
    home: PathBuf,
    scratch: PathBuf,
    variables: BTreeMap<OsString, OsString>,
    recipe: Recipe,
    program: Option<PathBuf>,
    state: State,
    caller: Caller,
    floor: u64,
    unbounded: Option<String>,
    /// The harness's own words about itself and what loading took, of its first start.
    introduced: Option<String>,
    threads: Option<(u64, u64)>,
    idle: Idle,
    /// What starting harnesses has taken, and loading into them.
    starting: Duration,
    /// What counts its instructions, where it isn't timed.
    instructions: Option<Instructions>,
}

/// Whether a harness runs.
#[derive(Debug)]
enum State {
    Idle(Runner),
    Live(Box<Live>),
    /// The runner is lost; the next trial gets a new one.
    Lost,
}

#[derive(Debug)]
struct Live {
    session: Session,
    pid: Option<u32>,
}

/// What an outer trial gives to a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) settings: &'a Settings,
    pub(super) interrupt: &'a AtomicBool,
    /// The file of counters.
    pub(super) counters: &'a Path,
}

impl Functions {
    /// Gets ready to call a scenario's function; its harness's files go into `scratch`.
    pub(super) fn new(
        scenario: &Scenario,
        target: &FunctionTarget,
        runner: Runner,
        scratch: &Path,
        counters: &Path,
    ) -> Result<Functions, MeasureError> {
        let home = std::path::absolute(&scenario.folder)
            .map_err(|error| MeasureError::Workspace { path: scenario.folder.clone(), reason: error.to_string() })?;
        let shapes = scenario.inputs.iter().map(crate::model::Input::shape).collect();
        Ok(Functions {
            shapes,
            seed: scenario.seed,
            redact: scenario.redact.clone(),
            variables: variables(target, &home, counters),
            recipe: harness::recipe(target, &home, scratch),
            target: target.clone(),
            home,
            scratch: scratch.to_path_buf(),
            program: None,
            caller: Caller::new(target, scenario.metrics()),
            floor: runner.floor(),
            unbounded: runner.group_missing().map(str::to_string),
            state: State::Idle(runner),
            introduced: None,
            threads: None,
            idle: Idle::of(&scenario.expect),
            starting: Duration::ZERO,
            instructions: None,
        })
    }

    /// Where relative paths start.
    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    pub(super) fn floor(&self) -> u64 {
        self.floor
    }

    pub(super) fn unbounded_processes(&self) -> Option<&str> {
        self.unbounded.as_deref()
    }

    /// Wall time that starting harnesses has taken, and loading into them.
    pub(super) fn starting(&self) -> Duration {
        self.starting
    }

    /// The language and what its harness says of itself.
    pub(super) fn introduced(&self) -> Option<(String, String)> {
        self.introduced.clone().map(|words| (self.target.language.to_string(), words))
    }

    /// Doubts about what was called.
    pub(super) fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if let Some((first, most)) = self.threads.filter(|(first, most)| *most >= first + THREADS) {
            let text = format!(
                "the function leaves threads behind: its process had {first} after the first trial and {most} at most, \
                 whose cost is counted with later calls"
            );
            caveats.push(Caveat::new(CaveatKind::Leftovers, text));
        }
        let differing: Vec<String> = self.caller.differing().iter().map(ToString::to_string).collect();
        if !differing.is_empty() {
            let text = format!("two calls on the same input give different results at n = {}", differing.join(", "));
            caveats.push(Caveat::new(CaveatKind::NonDeterministic, text));
        }
        if self.target.language.tells_allocations() && self.caller.reads_processes() {
            let text = "memory: the harness can't tell what a call holds; this is the peak of a new process that calls the \
                        function once, and what the process needs itself is in it";
            caveats.push(Caveat::new(CaveatKind::MemoryFloor, text));
        }
        caveats.extend(self.idle.caveat());
        caveats
    }

    /// Writes the harness's files and finds what is needed; gives what is to be built.
    pub(super) fn prepare(&mut self) -> Result<Vec<Build>, MeasureError> {
        if let Some(path) = self.recipe.source.as_ref().filter(|path| !path.exists()) {
            return Err(MeasureError::NoFile { path: path.clone() });
        }
        for (name, text) in &self.recipe.files {
            let path = self.scratch.join(name);
            fs::write(&path, text.as_bytes())
                .map_err(|error| MeasureError::Workspace { path, reason: error.to_string() })?;
        }
        let mut builds = self.recipe.builds.clone();
        for build in &mut builds {
            let found = self.find(&build.words[0], &build.advice)?;
            build.words[0] = found.to_string_lossy().into_owned();
        }
        if builds.is_empty() {
            self.resolve()?;
        }
        Ok(builds)
    }

    /// Finds the harness's program.
    pub(super) fn resolve(&mut self) -> Result<(), MeasureError> {
        self.program = Some(self.find(&self.recipe.words[0], &self.recipe.advice)?);
        Ok(())
    }

    fn find(&self, name: &str, advice: &str) -> Result<PathBuf, MeasureError> {
        let path = self.variables.get(&OsString::from("PATH")).cloned().unwrap_or_default();
        program::find(name, &self.home, &self.home, &path).map_err(|error| match error {
            MeasureError::Missing { program, place } => {
                MeasureError::Harness { program, place, advice: advice.to_string() }
            }
            other => other,
        })
    }

    /// Which inputs a trial wants: several of a small size where there may be so many, and others in each round.
    pub(super) fn wanted(&self, trial: &Trial) -> Wanted {
        let seed = self.seed.wrapping_add(u64::from(trial.round).wrapping_mul(SEEDS_A_ROUND));
        Wanted { seed, count: harness::fresh_for(self.shape(trial), trial.size.n()) }
    }

    /// What the function is given in a trial.
    fn shape(&self, trial: &Trial) -> Shape {
        self.shapes.get(trial.input).copied().unwrap_or(Shape::Size)
    }

    /// One trial: the function on its inputs, until it is warm and then some batches more; or its instructions counted.
    pub(super) fn run(
        &mut self,
        trial: &Trial,
        bundle: Option<&Path>,
        around: Surroundings<'_>,
    ) -> (SampleEnd, Readings) {
        let mut readings = Readings::default();
        let counts = self.instructions.is_some();
        if self.caller.reads_process(trial) && !counts {
            self.renew();
        }
        // A first process says only here whether it tells what a call holds: then it is a new one.
        let before = Instant::now();
        let live = self.live(around);
        self.starting += before.elapsed();
        let start = Instant::now();
        let failure = match live {
            Ok(live) => self.call(live, trial, bundle, around, &mut readings).err(),
            Err(failure) => Some(failure),
        };
        if failure.is_none() && !counts {
            self.idle.see(trial, &readings);
        }
        // What another trial here would take: starting and warming up are done.
        let took = start.elapsed().saturating_sub(self.caller.warming());
        readings.set(Metric::trial_wall(), took.as_secs_f64());
        (failure.map_or(SampleEnd::Completed, SampleEnd::Failed), readings)
    }

    fn call(
        &mut self,
        mut live: Box<Live>,
        trial: &Trial,
        bundle: Option<&Path>,
        around: Surroundings<'_>,
        readings: &mut Readings,
    ) -> Result<(), Failure> {
        let Wanted { seed, count } = self.wanted(trial);
        let shape = self.shape(trial);
        let path = bundle.map(Path::to_path_buf);
        let count = match bundle.map_or(Ok(count), bundled) {
            Ok(count) => count,
            Err(error) => {
                self.state = State::Live(live);
                return Err(Failure::Hook { phase: "input".into(), reason: error.to_string() });
            }
        };
        let n = trial.size.n();
        let count = if self.instructions.is_some() { count.min(harness::counted_for(n)) } else { count };
        let setup = Request::Setup { n, seed, count, shape, path };
        let before = live.pid.and_then(facts::cpu_time);
        // Fresh inputs are made before the calls, which takes about as long as making the first ones did.
        let mut making = SLACK;
        let mut ask = |request: &Request| {
            let sets_up = matches!(request, Request::Setup { .. });
            let patience = if sets_up { LOADING } else { around.settings.timeout + making };
            let start = Instant::now();
            let answer = live.session.ask(request, patience, around.interrupt);
            if sets_up {
                making = SLACK + start.elapsed();
            }
            answer
        };
        let called = match &mut self.instructions {
            None => self.caller.trial(trial, &setup, around.counters, live.pid, &mut ask, readings),
            Some(instructions) => counting::count(instructions, trial, &setup, &mut ask, readings),
        };
        match called {
            Ok(()) => {
                self.see_threads(live.pid);
                self.state = State::Live(live);
                Ok(())
            }
            // The function failed, not the harness: other sizes may work.
            Err(Trouble::Failed(reason)) => {
                self.state = State::Live(live);
                Err(Failure::Raised { reason: self.masked(&reason) })
            }
            Err(Trouble::Late) => {
                let after = live.pid.and_then(facts::cpu_time);
                let failure = self.ended(*live, Trouble::Late, around.settings);
                if self.caller.told_late(trial, readings) {
                    return Ok(());
                }
                if let (Some(before), Some(after)) = (before, after) {
                    readings.set(Metric::Cpu, after.saturating_sub(before).as_secs_f64());
                }
                Err(failure)
            }
            Err(trouble) => Err(self.ended(*live, trouble, around.settings)),
        }
    }

    fn see_threads(&mut self, pid: Option<u32>) {
        if let Some(now) = pid.and_then(facts::threads) {
            let (first, most) = self.threads.unwrap_or((now, now));
            self.threads = Some((first, most.max(now)));
        }
    }

    /// A harness that can't go on: ended with all that it has started, and what that is to the trial.
    fn ended(&mut self, live: Live, trouble: Trouble, settings: &Settings) -> Failure {
        let outcome = match live.session.end() {
            Ok((runner, outcome)) => {
                self.state = State::Idle(runner);
                outcome
            }
            Err(error) => return not_started(error),
        };
        let stderr = outcome.map(|outcome| sample::masked(&outcome.stderr, &self.redact)).unwrap_or_default();
        match trouble {
            Trouble::Late => Failure::TimedOut { after: settings.timeout },
            Trouble::Interrupted => Failure::Signal { signal: sample::SIGINT, stderr },
            Trouble::Ended(outcome, rest) => self.died(&outcome, &rest, settings),
            Trouble::Nonsense(reason) => Failure::Protocol { reason: self.masked(&reason) },
            Trouble::Closed => {
                Failure::Protocol { reason: "it has closed the descriptor that it answers on, and goes on".into() }
            }
            Trouble::Failed(reason) => Failure::Raised { reason: self.masked(&reason) },
            Trouble::Lost(error) => not_started(error),
        }
    }

    /// A harness that ended by itself, or that the runner ended, while it was asked something.
    fn died(&mut self, outcome: &Outcome, rest: &str, settings: &Settings) -> Failure {
        self.floor = self.floor.max(outcome.report.floor);
        let strict = Settings { ignore_failure: false, ..settings.clone() };
        match sample::end(outcome, &strict, &self.redact) {
            SampleEnd::Failed(failure) => failure,
            SampleEnd::Completed if rest.is_empty() => {
                Failure::Protocol { reason: "the process ended (exit code 0) in the middle of its work".into() }
            }
            SampleEnd::Completed => {
                let reason = format!("the process ended in the middle of a line: `{}`", rest.escape_debug());
                Failure::Protocol { reason: self.masked(&reason) }
            }
        }
    }

    /// Ends the harness that runs; the next trial starts another.
    fn renew(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Lost) {
            State::Live(live) => live.session.quit().map_or(State::Lost, State::Idle),
            other => other,
        };
    }

    fn rest(&mut self, runner: Result<Runner, RunnerError>) {
        self.state = runner.map_or(State::Lost, State::Idle);
    }

    fn masked(&self, text: &str) -> String {
        sample::masked(text.as_bytes(), &self.redact)
    }
}

/// How many inputs a bundle holds: a command may have made fewer than were wanted.
fn bundled(path: &Path) -> io::Result<u64> {
    let (mut file, mut count, mut line) = (BufReader::new(fs::File::open(path)?), 0, String::new());
    while file.read_line(&mut line)? > 0 {
        let length: i64 = line.trim_end().parse().map_err(io::Error::other)?;
        file.seek_relative(length)?;
        line.clear();
        count += 1;
    }
    Ok(count)
}

impl Drop for Functions {
    fn drop(&mut self) {
        if let State::Live(live) = std::mem::replace(&mut self.state, State::Lost) {
            let _ = live.session.quit();
        }
    }
}
