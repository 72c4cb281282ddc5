//! The bench: runs a scenario's command, trial by trial.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::command::{Command, Filled, FilledStdin};
use super::hooks::{Hook, Hooks, TIMEOUT};
use super::{Executor, MeasureError, check, counters, doubts::Doubts, program, sample, surroundings};
use crate::model::{Caveat, Check, Failure, Readings, Sample, SampleEnd, Scenario, Template, Trial, Values};
use crate::platform::{Job, Runner, RunnerError};

/// Runs a scenario's command, trial by trial, in a process of its own that is small and that ends everything which a
/// target leaves behind. When the bench goes, so does all that it has started.
#[derive(Debug)]
pub struct Bench {
    scenario: Scenario,
    command: Command,
    runner: Option<Runner>,
    floor: u64,
    scratch: Scratch,
    interrupt: Arc<AtomicBool>,
    start: Instant,
    target_time: Duration,
    doubts: Doubts,
}

/// The bench's own files, in a folder that goes with it.
#[derive(Debug)]
struct Scratch {
    _folder: tempfile::TempDir,
    counters: PathBuf,
    stdout: PathBuf,
    stdin: PathBuf,
    tmp: PathBuf,
}

impl Scratch {
    fn new(workspace: &Path) -> Result<Scratch, MeasureError> {
        let failed =
            |error: std::io::Error| MeasureError::Workspace { path: workspace.into(), reason: error.to_string() };
        fs::create_dir_all(workspace).map_err(failed)?;
        let base = std::path::absolute(workspace).map_err(failed)?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(base).map_err(failed)?;
        let file = |name| folder.path().join(name);
        let (counters, stdout, stdin, tmp) = (file("counters"), file("stdout"), file("stdin"), file("tmp"));
        Ok(Scratch { _folder: folder, counters, stdout, stdin, tmp })
    }
}

impl Bench {
    /// Gets ready to run a scenario's command; its own files go below `workspace`. Runs nothing of the scenario's yet.
    ///
    /// # Errors
    /// Where commands can't be measured here, where the program is missing or not executable (after [`Bench::setup`]
    /// where there is such a hook, which may build it), and where the workspace can't be written.
    pub fn start(scenario: &Scenario, workspace: &Path) -> Result<Bench, MeasureError> {
        let scratch = Scratch::new(workspace)?;
        let mut command = Command::new(scenario, &scratch.counters)?;
        if scenario.hooks.setup.is_none() {
            command.resolve()?;
        }
        let runner = start_runner(scenario)?;
        Ok(Bench {
            scenario: scenario.clone(),
            command,
            floor: runner.floor(),
            runner: Some(runner),
            scratch,
            interrupt: Arc::default(),
            start: Instant::now(),
            target_time: Duration::ZERO,
            doubts: Doubts::default(),
        })
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
        if let Some(script) = self.scenario.hooks.setup.clone() {
            self.outer_hook("setup", &script)?;
            self.command.resolve()?;
        }
        Ok(())
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
        self.floor
    }

    /// Why no control group bounds the number of a trial's processes; `None`: one does.
    #[must_use]
    pub fn unbounded_processes(&self) -> Option<&str> {
        self.runner.as_ref().and_then(Runner::group_missing)
    }

    /// Wall time that targets and hooks have taken.
    #[must_use]
    pub fn target_time(&self) -> Duration {
        self.target_time
    }

    /// Doubts about what was measured.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        self.doubts.caveats()
    }

    fn outer_hook(&mut self, phase: &str, script: &str) -> Result<(), MeasureError> {
        let hook = Hook { phase, script, trial: None, stdin: None };
        self.hook(&hook).map_err(|reason| MeasureError::Hook { phase: phase.to_string(), reason })
    }

    fn hook(&mut self, hook: &Hook<'_>) -> Result<(), String> {
        let start = Instant::now();
        let variables = surroundings::base();
        let (folder, interrupt) = (self.command.home(), &*self.interrupt);
        let path = variables.get(OsStr::new("PATH")).cloned().unwrap_or_default();
        let shell = program::find("sh", folder, folder, &path).map_err(|error| error.to_string())?;
        let hooks = Hooks { folder, shell: &shell, variables: &variables, timeout: TIMEOUT, interrupt };
        let done = hooks.run(hook);
        self.target_time += start.elapsed();
        done
    }

    fn trial_hook(&mut self, phase: &str, script: Option<&String>, trial: &Trial) -> Result<(), Failure> {
        let Some(script) = script else { return Ok(()) };
        let hook = Hook { phase, script, trial: Some((trial.size.n(), trial.round)), stdin: None };
        self.hook(&hook).map_err(|reason| Failure::Hook { phase: phase.to_string(), reason })
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
        let (mut end, mut readings) = self.run(trial, &values);
        counters::collect(&self.scratch.counters, &mut readings);
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
        if self.command.uses_tmp() {
            let _ = fs::remove_dir_all(&self.scratch.tmp);
            fs::create_dir(&self.scratch.tmp).map_err(|error| format!("{{tmp}} can't be made: {error}"))?;
            tmp = utf8(&self.scratch.tmp)?;
        }
        Ok(Values { n: trial.size.n(), input: input.map(utf8).transpose()?, seed: self.scenario.seed, tmp })
    }

    fn run(&mut self, trial: &Trial, values: &Values) -> (SampleEnd, Readings) {
        let filled = match self.command.fill(values) {
            Ok(filled) => filled,
            Err(error) => return failed(Failure::NotStarted { reason: error.to_string() }),
        };
        match self.run_filled(trial, &filled) {
            Ok((SampleEnd::Completed, readings)) => (self.check(trial, values), readings),
            Ok(other) => other,
            Err(reason) => failed(Failure::NotStarted { reason }),
        }
    }

    fn run_filled(&mut self, trial: &Trial, filled: &Filled) -> Result<(SampleEnd, Readings), String> {
        let stdin = match &filled.stdin {
            FilledStdin::Empty => None,
            FilledStdin::File(path) => Some(path.as_path()),
            FilledStdin::Text(text) => {
                fs::write(&self.scratch.stdin, text).map_err(|error| format!("its stdin can't be written: {error}"))?;
                Some(self.scratch.stdin.as_path())
            }
        };
        let settings = &self.scenario.settings;
        let job = Job {
            program: &filled.program,
            folder: &filled.folder,
            stdin,
            stdout: self.scenario.check.is_some().then_some(&self.scratch.stdout),
            arguments: &filled.arguments,
            variables: &filled.variables,
            timeout: settings.timeout,
            memory_limit: settings.memory_limit.map(|limit| limit.0),
            output_limit: settings.output_limit.0,
        };
        let runner = match &mut self.runner {
            Some(runner) => runner,
            lost => lost.insert(start_runner(&self.scenario).map_err(|error| error.to_string())?),
        };
        let start = Instant::now();
        let outcome = runner.run(&job, &self.interrupt);
        self.target_time += start.elapsed();
        let outcome = outcome.map_err(|error| {
            if !matches!(error, RunnerError::Job(_)) {
                // The next trial gets a new one.
                self.runner = None;
            }
            error.to_string()
        })?;
        self.floor = self.floor.max(outcome.report.floor);
        self.doubts.see(trial, &outcome.report);
        Ok((sample::end(&outcome, settings, &self.scenario.redact), sample::readings(&outcome.report)))
    }

    /// Whether the output of a completed trial is right.
    fn check(&mut self, trial: &Trial, values: &Values) -> SampleEnd {
        let Some(expected) = self.scenario.check.clone() else { return SampleEnd::Completed };
        if let Ok(fingerprint) = check::fingerprint(&self.scratch.stdout) {
            self.doubts.see_output(trial, fingerprint);
        }
        let wrong = match &expected {
            Check::Output(text) => check::differs_from_text(&self.scratch.stdout, &text.fill(values)),
            Check::File(path) => {
                let path = self.command.home().join(path.fill(values));
                check::differs_from_file(&self.scratch.stdout, &path)
            }
            Check::Command(command) => self.check_by_command(command, trial, values),
        };
        wrong.map_or(SampleEnd::Completed, |reason| SampleEnd::Failed(Failure::WrongOutput { reason }))
    }

    fn check_by_command(&mut self, command: &Template, trial: &Trial, values: &Values) -> Option<String> {
        let script = command.fill(values);
        let stdin = self.scratch.stdout.clone();
        let trial = Some((trial.size.n(), trial.round));
        let hook = Hook { phase: "check", script: &script, trial, stdin: Some(&stdin) };
        self.hook(&hook).err().map(|reason| format!("the command that checks it {reason}"))
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

    fn allow(&mut self, timeout: Duration) {
        self.scenario.settings.timeout = timeout;
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}
