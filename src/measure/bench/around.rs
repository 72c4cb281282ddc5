//! What runs around trials: hooks, and the check of what was printed.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Instant;

use super::{Bench, Work};
use crate::measure::hooks::{Hook, Hooks, TIMEOUT};
use crate::measure::{MeasureError, check, program, surroundings};
use crate::model::{Check, Failure, SampleEnd, Template, Trial, Values};

impl Bench {
    pub(super) fn outer_hook(&mut self, phase: &str, script: &str) -> Result<(), MeasureError> {
        let hook = Hook { phase, script, trial: None, stdin: None };
        self.hook(&hook).map_err(|reason| MeasureError::Hook { phase: phase.to_string(), reason })
    }

    pub(super) fn hook(&mut self, hook: &Hook<'_>) -> Result<(), String> {
        let start = Instant::now();
        let variables = surroundings::base();
        let (folder, interrupt) = (self.home(), &*self.interrupt);
        let path = variables.get(OsStr::new("PATH")).cloned().unwrap_or_default();
        let shell = program::find("sh", folder, folder, &path).map_err(|error| error.to_string())?;
        let hooks = Hooks { folder, shell: &shell, variables: &variables, timeout: TIMEOUT, interrupt };
        let done = hooks.run(hook);
        self.target_time += start.elapsed();
        done
    }

    /// Where relative paths start.
    pub(super) fn home(&self) -> &Path {
        match &self.work {
            Work::Command(command, _) => command.home(),
            Work::Function(functions) => functions.home(),
        }
    }

    pub(super) fn trial_hook(&mut self, phase: &str, script: Option<&String>, trial: &Trial) -> Result<(), Failure> {
        let Some(script) = script else { return Ok(()) };
        let hook = Hook { phase, script, trial: Some((trial.size.n(), trial.round)), stdin: None };
        self.hook(&hook).map_err(|reason| Failure::Hook { phase: phase.to_string(), reason })
    }

    /// Whether the output of a completed trial is right.
    pub(super) fn check(&mut self, trial: &Trial, values: &Values) -> SampleEnd {
        let Some(expected) = self.scenario.check.clone() else { return SampleEnd::Completed };
        if let Ok(fingerprint) = check::fingerprint(&self.scratch.stdout) {
            self.doubts.see_output(trial, fingerprint);
        }
        let wrong = match &expected {
            Check::Output(text) => check::differs_from_text(&self.scratch.stdout, &text.fill(values)),
            Check::File(path) => {
                let path = self.home().join(path.fill(values));
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
