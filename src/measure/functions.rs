//! Functions: a scenario's function, called inside a harness, trial by trial.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::calls::Caller;
use super::{COUNTERS, MeasureError, Wanted, program, sample, surroundings};
use crate::harness::{self, Answer, Build, Hello, Recipe, Request, Session, Trouble};
use crate::model::{
    Caveat, CaveatKind, Failure, FunctionTarget, Metric, Readings, SampleEnd, Scenario, Settings, Shape, Trial,
};
use crate::platform::{Job, Outcome, Runner, RunnerError, facts};

/// How long a harness may take to say hello: the slowest start is a Java machine's on a loaded processor.
const GREETING: Duration = Duration::from_secs(30);
/// How long loading the user's file, or making its inputs, may take: neither is timed.
const LOADING: Duration = Duration::from_secs(60);
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
            caller: Caller::new(&target.language),
            floor: runner.floor(),
            unbounded: runner.group_missing().map(str::to_string),
            state: State::Idle(runner),
            introduced: None,
            threads: None,
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
        caveats
    }

    /// Writes the harness's files and finds what is needed; gives what is to be built.
    pub(super) fn prepare(&mut self) -> Result<Vec<Build>, MeasureError> {
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

    /// Which inputs a trial wants: several of a small size, and others in each round.
    pub(super) fn wanted(&self, trial: &Trial) -> Wanted {
        let seed = self.seed.wrapping_add(u64::from(trial.round).wrapping_mul(SEEDS_A_ROUND));
        Wanted { seed, count: harness::fresh_for(trial.size.n()) }
    }

    /// One trial: the function on its inputs, until it is warm and then some batches more.
    pub(super) fn run(
        &mut self,
        trial: &Trial,
        bundle: Option<&Path>,
        around: Surroundings<'_>,
    ) -> (SampleEnd, Readings) {
        let mut readings = Readings::default();
        if self.caller.reads_process(trial) {
            self.renew();
        }
        let live = self.live(around);
        let start = Instant::now();
        let failure = match live {
            Ok(live) => self.call(live, trial, bundle, around, &mut readings).err(),
            Err(failure) => Some(failure),
        };
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
        let shape = self.shapes.get(trial.input).copied().unwrap_or(Shape::Size);
        let path = bundle.map(Path::to_path_buf);
        let setup = Request::Setup { n: trial.size.n(), seed, count, shape, path };
        let patience = around.settings.timeout + SLACK;
        let before = live.pid.and_then(facts::cpu_time);
        let mut ask = |request: &Request| {
            let patience = if matches!(request, Request::Setup { .. }) { LOADING } else { patience };
            live.session.ask(request, patience, around.interrupt)
        };
        let called = self.caller.trial(trial, &setup, around.counters, live.pid, &mut ask, readings);
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
                if let (Some(before), Some(after)) = (before, after) {
                    readings.set(Metric::Cpu, after.saturating_sub(before).as_secs_f64());
                }
                Err(self.ended(*live, Trouble::Late, around.settings))
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

    /// The harness that runs, or a new one, out of the state: it comes back when its trial is over.
    fn live(&mut self, around: Surroundings<'_>) -> Result<Box<Live>, Failure> {
        let runner = match std::mem::replace(&mut self.state, State::Lost) {
            State::Live(live) => return Ok(live),
            State::Idle(runner) => runner,
            State::Lost => Runner::start(around.settings.process_limit).map_err(not_started)?,
        };
        self.caller.forget();
        let session = self.start(runner, around.settings)?;
        let mut live = Box::new(Live { session, pid: None });
        match self.greet(&mut live, around) {
            Ok(()) => Ok(live),
            Err(Trouble::Failed(reason)) => {
                self.rest(live.session.quit());
                Err(Failure::NotStarted { reason: self.masked(&reason) })
            }
            Err(trouble) => {
                let greeted = live.pid.is_some();
                let failure = self.ended(*live, trouble, around.settings);
                Err(self.never_ready(failure, greeted))
            }
        }
    }

    /// Where it can't even start, no size will change that.
    fn never_ready(&self, failure: Failure, greeted: bool) -> Failure {
        let reason = match failure {
            Failure::Protocol { reason } => reason,
            Failure::Exit { code, stderr } if stderr.is_empty() => format!("its harness exited with code {code}"),
            Failure::Exit { code, stderr } => format!("its harness exited with code {code}: {stderr}"),
            Failure::TimedOut { .. } => "its harness didn't get ready".into(),
            other => return other,
        };
        let advice = &self.recipe.advice;
        let reason = if greeted || advice.is_empty() { reason } else { format!("{reason}; {advice}") };
        Failure::NotStarted { reason }
    }

    fn start(&self, runner: Runner, settings: &Settings) -> Result<Session, Failure> {
        let program = match self.program.clone() {
            Some(program) => program,
            None => self.find(&self.recipe.words[0], &self.recipe.advice).map_err(not_started)?,
        };
        let arguments: Vec<OsString> = self.recipe.words.iter().map(OsString::from).collect();
        let joined =
            |(name, value): (&OsString, &OsString)| [name.as_os_str(), "=".as_ref(), value].into_iter().collect();
        let variables: Vec<OsString> = self.variables.iter().map(joined).collect();
        let job = Job {
            program: &program,
            folder: &self.home,
            stdin: None,
            stdout: None,
            talk: [OsString::new(), OsString::new()],
            arguments: &arguments,
            variables: &variables,
            timeout: FOREVER,
            memory_limit: settings.memory_limit.map(|limit| limit.0),
            output_limit: settings.output_limit.0,
            trace: false,
        };
        Session::start(runner, &job).map_err(not_started)
    }

    /// Hears hello, and has the user's file loaded.
    fn greet(&mut self, live: &mut Live, around: Surroundings<'_>) -> Result<(), Trouble> {
        let hello = match live.session.greeting(GREETING, around.interrupt) {
            Ok(Answer::Hello(hello)) => hello,
            Ok(_) => return Err(Trouble::Nonsense("it doesn't begin with hello".into())),
            Err(Trouble::Late) => {
                let words = "it says nothing: is it a harness, or the interpreter of this language?";
                return Err(Trouble::Nonsense(words.into()));
            }
            Err(trouble) => return Err(trouble),
        };
        live.pid = hello.pid;
        let start = Instant::now();
        match live.session.ask(&Request::Load, LOADING, around.interrupt)? {
            Answer::Ok => {}
            _ => return Err(Trouble::Nonsense("it doesn't answer `load`".into())),
        }
        let took = start.elapsed();
        self.introduced.get_or_insert_with(|| introduction(&hello, took));
        Ok(())
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

fn not_started(error: impl std::fmt::Display) -> Failure {
    Failure::NotStarted { reason: error.to_string() }
}

/// `python 3.11.7, clock=process_time gc=on; loading its file took 12 ms, which is not counted`
fn introduction(hello: &Hello, loading: Duration) -> String {
    let facts: Vec<String> = hello
        .facts
        .iter()
        .filter(|(name, _)| *name != "protocol")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let facts = if facts.is_empty() { String::new() } else { format!(", {}", facts.join(" ")) };
    let loading = crate::model::human_seconds(loading.as_secs_f64());
    format!("{} {}{facts}; loading its file took {loading}, which is not counted", hello.language, hello.version)
}

/// What the harness needs to know from its start, on top of the fixed surroundings.
fn variables(target: &FunctionTarget, home: &Path, counters: &Path) -> BTreeMap<OsString, OsString> {
    let mut variables = surroundings::base();
    let mut set = |name: &str, value: OsString| variables.insert(name.into(), value);
    set(COUNTERS, counters.into());
    set("SCALECHECK_IN", "3".into());
    set("SCALECHECK_OUT", "4".into());
    set("SCALECHECK_FILE", home.join(&target.file).into());
    set("SCALECHECK_FUNCTION", target.name.clone().into());
    if let Some(make) = &target.make {
        set("SCALECHECK_MAKE", make.clone().into());
    }
    variables.extend(target.env.iter().map(|(name, value)| (name.into(), value.into())));
    variables
}

impl Drop for Functions {
    fn drop(&mut self) {
        if let State::Live(live) = std::mem::replace(&mut self.state, State::Lost) {
            let _ = live.session.quit();
        }
    }
}
