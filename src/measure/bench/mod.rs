//! The bench: runs a scenario's command, trial by trial.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::measure::command::{Command, Filled, FilledStdin};
use crate::measure::functions::{Functions, Surroundings};
use crate::measure::hooks::Hook;
use crate::measure::passes::Counter;
use crate::measure::patterns::Patterns;
use crate::measure::{Executor, MeasureError, Wanted, counters, doubts::Doubts, sample};
use crate::model::{Caveat, Failure, Metric, Pass, Readings, Sample, SampleEnd, Scenario, Target, Trial, Values};
use crate::platform::{Job, Outcome, Runner, RunnerError};
use scratch::Scratch;

mod around;
mod counting;
mod scratch;

/// Runs a scenario's command or calls its function, trial by trial, in a process of its own that is small and that ends everything which a
/// target leaves behind. When the bench goes, so does all that it has started.
#[derive(Debug)]
pub struct Bench {
    scenario: Scenario,
    work: Work,
    floor: u64,
    scratch: Scratch,
    interrupt: Arc<AtomicBool>,
    start: Instant,
    target_time: Duration,
    preparing: Duration,
    doubts: Doubts,
    patterns: Patterns,
    /// What this bench counts, where it doesn't time.
    counts: Option<Pass>,
    /// What counts of a command.
    counter: Option<Counter>,
    /// Another bench that counts calls of the same function, once there is one.
    counting: Option<Box<Bench>>,
}

/// What is run.
#[derive(Debug)]
enum Work {
    /// A command, and the runner that starts it; `None` where it was lost.
    Command(Box<Command>, Option<Runner>),
    Function(Box<Functions>),
}

impl Bench {
    /// Gets ready to run a scenario's target; its own files go below `workspace`. Runs nothing of the scenario's yet.
    ///
    /// # Errors
    /// Where commands can't be measured here, where the program is missing or not executable (after [`Bench::setup`]
    /// where there is such a hook, which may build it), and where the workspace can't be written.
    pub fn start(scenario: &Scenario, workspace: &Path) -> Result<Bench, MeasureError> {
        let scratch = Scratch::new(workspace)?;
        let runner = start_runner(scenario)?;
        let floor = runner.floor();
        let work = match &scenario.target {
            Target::Command(target) => {
                let mut command = Command::new(scenario, target, &scratch.counters)?;
                if scenario.hooks.setup.is_none() {
                    command.resolve()?;
                }
                Work::Command(Box::new(command), Some(runner))
            }
            Target::Function(target) => Work::Function(Box::new(Functions::new(
                scenario,
                target,
                runner,
                scratch.folder.path(),
                &scratch.counters,
            )?)),
        };
        Ok(Bench {
            scenario: scenario.clone(),
            work,
            floor,
            scratch,
            interrupt: Arc::default(),
            start: Instant::now(),
            target_time: Duration::ZERO,
            preparing: Duration::ZERO,
            doubts: Doubts::default(),
            patterns: Patterns::new(&scenario.counters),
            counts: None,
            counter: None,
            counting: None,
        })
    }

    /// Whether it calls a function.
    pub(super) fn is_of_function(&self) -> bool {
        matches!(self.work, Work::Function(_))
    }

    /// Whether hooks stand around each trial.
    pub(super) fn has_trial_hooks(&self) -> bool {
        self.scenario.hooks.prepare.is_some() || self.scenario.hooks.conclude.is_some()
    }

    /// With a flag that, once set, ends the running trial or hook early and leaves nothing behind. The sample of that
    /// trial says that signal 2 ended it; it is no measurement and should not be kept.
    #[must_use]
    pub fn interrupted_by(mut self, flag: Arc<AtomicBool>) -> Bench {
        self.interrupt = flag;
        self
    }

    /// Runs the hook `setup`, then finds the program where it could not be there before.
    ///
    /// # Errors
    /// Where the hook fails, takes too long or is interrupted, and where there still is no program.
    pub fn setup(&mut self) -> Result<(), MeasureError> {
        let start = Instant::now();
        let ready = self.set_up();
        self.preparing += start.elapsed();
        ready
    }

    fn set_up(&mut self) -> Result<(), MeasureError> {
        if let Some(script) = self.scenario.hooks.setup.clone() {
            self.outer_hook("setup", &script)?;
            if let Work::Command(command, _) = &mut self.work {
                command.resolve()?;
            }
        }
        self.build()
    }

    /// Builds what calls a function.
    fn build(&mut self) -> Result<(), MeasureError> {
        let Work::Function(functions) = &mut self.work else { return Ok(()) };
        let builds = functions.prepare()?;
        for build in &builds {
            let hook = Hook { phase: "build", script: &build.script(), trial: None, stdin: None };
            self.hook(&hook).map_err(|reason| MeasureError::Build { reason: build.explained(&reason) })?;
        }
        match &mut self.work {
            Work::Function(functions) => functions.resolve(),
            Work::Command(..) => Ok(()),
        }
    }

    /// Runs the hook `cleanup`.
    ///
    /// # Errors
    /// Where the hook fails or takes too long.
    pub fn cleanup(&mut self) -> Result<(), MeasureError> {
        // What was set up is to be cleaned up after an interruption too.
        self.interrupt = Arc::default();
        self.scenario.hooks.cleanup.clone().map_or(Ok(()), |script| self.outer_hook("cleanup", &script))
    }

    /// The runner's own peak memory in bytes, which no reading of memory can be below.
    #[must_use]
    pub fn memory_floor(&self) -> u64 {
        match &self.work {
            Work::Command(..) => self.floor,
            Work::Function(functions) => functions.floor(),
        }
    }

    /// The language of a function, with what its harness says of itself.
    #[must_use]
    pub fn harness(&self) -> Option<(String, String)> {
        match &self.work {
            Work::Command(..) => None,
            Work::Function(functions) => functions.introduced(),
        }
    }

    /// Why no control group bounds the number of a trial's processes; `None`: one does.
    #[must_use]
    pub fn unbounded_processes(&self) -> Option<&str> {
        match &self.work {
            Work::Command(_, runner) => runner.as_ref().and_then(Runner::group_missing),
            Work::Function(functions) => functions.unbounded_processes(),
        }
    }

    /// Wall time that targets and hooks have taken.
    #[must_use]
    pub fn target_time(&self) -> Duration {
        self.target_time
    }

    /// Doubts about what was measured.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = self.doubts.caveats();
        if let Work::Function(functions) = &self.work {
            caveats.extend(functions.caveats());
        }
        caveats
    }

    /// A trial with the hooks around it.
    fn surrounded(&mut self, trial: &Trial, input: Option<&Path>) -> (SampleEnd, Readings) {
        let (prepare, conclude) = (self.scenario.hooks.prepare.clone(), self.scenario.hooks.conclude.clone());
        let values = match self.values(input, trial) {
            Ok(values) => values,
            Err(reason) => return failed(Failure::NotStarted { reason }),
        };
        if let Err(failure) = self.trial_hook("prepare", prepare.as_ref(), trial) {
            return failed(failure);
        }
        let (mut end, mut readings) = self.run(trial, input, &values);
        let forget = if self.is_of_function() { counters::empty } else { counters::remove };
        let reported = counters::collect(&self.scratch.counters, forget);
        if self.counts.is_none() {
            readings.0.extend(reported.0);
        }
        let concluded = self.trial_hook("conclude", conclude.as_ref(), trial);
        if let (SampleEnd::Completed, Err(failure)) = (&end, concluded) {
            end = SampleEnd::Failed(failure);
        }
        if !values.tmp.is_empty() {
            let _ = fs::remove_dir_all(&self.scratch.tmp);
        }
        (end, readings)
    }

    /// What the templates are filled with; makes the trial's empty folder where one is asked for.
    fn values(&self, input: Option<&Path>, trial: &Trial) -> Result<Values, String> {
        let utf8 = |path: &Path| {
            let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
            absolute.into_os_string().into_string().map_err(|path| format!("the path {} is not UTF-8", path.display()))
        };
        let mut tmp = String::new();
        if matches!(&self.work, Work::Command(command, _) if command.uses_tmp()) {
            let _ = fs::remove_dir_all(&self.scratch.tmp);
            fs::create_dir(&self.scratch.tmp).map_err(|error| format!("{{tmp}} can't be made: {error}"))?;
            tmp = utf8(&self.scratch.tmp)?;
        }
        Ok(Values { n: trial.size.n(), input: input.map(utf8).transpose()?, seed: self.scenario.seed, tmp })
    }

    fn run(&mut self, trial: &Trial, input: Option<&Path>, values: &Values) -> (SampleEnd, Readings) {
        let command = match &mut self.work {
            Work::Command(command, _) => command,
            Work::Function(functions) => {
                let (settings, counters) = (&self.scenario.settings, &*self.scratch.counters);
                let around = Surroundings { settings, interrupt: &self.interrupt, counters };
                let start = Instant::now();
                let (end, readings) = functions.run(trial, input, around);
                self.target_time += start.elapsed();
                return match self.counts {
                    None => (end, readings),
                    Some(pass) => {
                        let wall = readings.value(&Metric::trial_wall());
                        counting::counted(pass, end, readings, wall)
                    }
                };
            }
        };
        let filled = match command.fill(values) {
            Ok(filled) => filled,
            Err(error) => return failed(Failure::NotStarted { reason: error.to_string() }),
        };
        if let Some(pass) = self.counts {
            return self.count_filled(trial, filled, pass);
        }
        let size = input.map(|path| fs::metadata(path).map_or(0, |about| about.len()));
        match self.run_filled(trial, &filled) {
            Ok(outcome) => {
                let end = self.end(&outcome);
                let end = if end == SampleEnd::Completed { self.check(trial, values) } else { end };
                let mut readings = sample::readings(&outcome.report);
                sample::set_ratios(size, &mut readings);
                readings.0.extend(self.patterns.read(&self.scratch.stdout).0);
                (end, readings)
            }
            Err(reason) => failed(Failure::NotStarted { reason }),
        }
    }

    fn end(&self, outcome: &Outcome) -> SampleEnd {
        sample::end(outcome, &self.scenario.settings, &self.scenario.redact)
    }

    fn run_filled(&mut self, trial: &Trial, filled: &Filled) -> Result<Outcome, String> {
        let stdin = match &filled.stdin {
            FilledStdin::Empty => None,
            FilledStdin::File(path) => Some(path.as_path()),
            FilledStdin::Text(text) => {
                fs::write(&self.scratch.stdin, text).map_err(|error| format!("its stdin can't be written: {error}"))?;
                Some(self.scratch.stdin.as_path())
            }
        };
        let keeps = self.scenario.check.is_some() || !self.patterns.is_empty();
        let settings = &self.scenario.settings;
        let job = Job {
            program: &filled.program,
            folder: &filled.folder,
            stdin,
            stdout: keeps.then_some(&self.scratch.stdout),
            talk: [OsString::new(), OsString::new()],
            arguments: &filled.arguments,
            variables: &filled.variables,
            timeout: settings.timeout,
            memory_limit: settings.memory_limit.map(|limit| limit.0),
            output_limit: settings.output_limit.0,
            trace: self.counts == Some(Pass::System),
        };
        let runner = match &mut self.work {
            Work::Command(_, Some(runner)) => runner,
            Work::Function(_) => return Err("a function is no command".into()),
            Work::Command(_, lost) => lost.insert(start_runner(&self.scenario).map_err(|error| error.to_string())?),
        };
        let start = Instant::now();
        let outcome = runner.run(&job, &self.interrupt);
        self.target_time += start.elapsed();
        let outcome = outcome.map_err(|error| {
            if !matches!(error, RunnerError::Job(_)) {
                // The next trial gets a new one.
                if let Work::Command(_, runner) = &mut self.work {
                    *runner = None;
                }
            }
            error.to_string()
        })?;
        self.floor = self.floor.max(outcome.report.floor);
        self.doubts.see(trial, &outcome.report);
        Ok(outcome)
    }
}

fn failed(failure: Failure) -> (SampleEnd, Readings) {
    (SampleEnd::Failed(failure), Readings::default())
}

fn start_runner(scenario: &Scenario) -> Result<Runner, MeasureError> {
    Runner::start(scenario.settings.process_limit).map_err(|error| MeasureError::Runner(error.to_string()))
}

impl Executor for Bench {
    fn measure(&mut self, trial: &Trial, input: Option<&Path>) -> Sample {
        let at = self.start.elapsed();
        let (end, readings) = self.surrounded(trial, input);
        Sample { trial: *trial, at, end, readings }
    }

    fn wanted(&self, trial: &Trial) -> Option<Wanted> {
        match &self.work {
            Work::Command(..) => None,
            Work::Function(functions) => Some(functions.wanted(trial)),
        }
    }

    fn count(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: &mut dyn FnMut(Sample),
    ) {
        let start = Instant::now();
        self.count_in_company(pass, trials, timeout, ended);
        self.target_time += start.elapsed();
    }

    fn allow(&mut self, timeout: Duration) {
        self.scenario.settings.timeout = timeout;
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn preparing(&self) -> Duration {
        let starting = if let Work::Function(functions) = &self.work { functions.starting() } else { Duration::ZERO };
        self.preparing + starting
    }
}
