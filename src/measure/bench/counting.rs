//! A bench that counts: another one of the same scenario, whose trials take no times.

use std::sync::Arc;

use super::{Bench, Work};
use crate::measure::command::Filled;
use crate::measure::passes::{Counter, Instructions, missing, only};
use crate::model::{Failure, FunctionTarget, Metric, Pass, Readings, SampleEnd, Trial};

impl Bench {
    /// Another bench of the same scenario that counts.
    pub(in crate::measure) fn counting(&self, pass: Pass) -> Result<Bench, String> {
        if let Some(reason) = self.scenario.target.function().and_then(|function| uncountable(pass, function)) {
            return Err(reason);
        }
        let bench = Bench::start(&self.scenario, &self.scratch.workspace).map_err(|error| error.to_string())?;
        let mut bench = bench.interrupted_by(Arc::clone(&self.interrupt));
        let scratch = bench.scratch.folder.path();
        match (&mut bench.work, &self.work) {
            (Work::Function(functions), Work::Function(built)) => functions.counts(built, Instructions::new(scratch)?),
            (Work::Command(command, _), _) => {
                command.resolve().map_err(|error| error.to_string())?;
                bench.counter = Some(Counter::new(pass, scratch)?);
            }
            (Work::Function(_), Work::Command(..)) => unreachable!("OK because both are of one scenario"),
        }
        bench.counts = Some(pass);
        // What counts may need much more memory than the target itself.
        bench.scenario.settings.memory_limit = None;
        bench.start = self.start;
        Ok(bench)
    }

    /// The bench that counts calls of a function, or a new one.
    pub(in crate::measure) fn take_counting(&mut self, pass: Pass) -> Result<Box<Bench>, String> {
        self.counting
            .take()
            .filter(|bench| bench.counts == Some(pass))
            .map_or_else(|| self.counting(pass).map(Box::new), Ok)
    }

    /// Keeps it for what is counted later.
    pub(in crate::measure) fn keep_counting(&mut self, bench: Option<Box<Bench>>) {
        self.counting = bench;
    }

    /// A trial that only counts: its output was checked where it was timed.
    pub(super) fn count_filled(&mut self, trial: &Trial, mut filled: Filled, pass: Pass) -> (SampleEnd, Readings) {
        let prepared = self.counter.as_mut().map_or(Ok(()), |counter| counter.prepare(&mut filled));
        if let Err(reason) = prepared {
            return (SampleEnd::Completed, missing(pass, &reason));
        }
        let outcome = self.run_filled(trial, &filled);
        let readings = self.counter.as_mut().map(|counter| counter.read(outcome.as_ref().ok()));
        let end = match &outcome {
            Ok(outcome) => self.end(outcome),
            Err(reason) => SampleEnd::Failed(Failure::NotStarted { reason: reason.clone() }),
        };
        let wall = outcome.ok().map(|outcome| outcome.report.wall as f64 / 1e9);
        counted(pass, end, readings.unwrap_or_default(), wall)
    }
}

/// What a trial gave that only counts.
pub(super) fn counted(pass: Pass, end: SampleEnd, counted: Readings, wall: Option<f64>) -> (SampleEnd, Readings) {
    let mut readings = only(pass, &end, counted);
    if let Some(wall) = wall {
        // What counting costs tells which sizes fit into the time that is left for it.
        readings.set(Metric::Wall, wall);
    }
    (end, readings)
}

/// Why a pass can't count of a function; `None`: it can.
fn uncountable(pass: Pass, function: &FunctionTarget) -> Option<String> {
    match pass {
        Pass::Instructions if function.counts_instructions() => None,
        Pass::Instructions => Some(format!(
            "functions of {} are compiled while they run, and are other instructions each time; only the shipped harness \
             runs them without its compiler",
            function.language
        )),
        Pass::System | Pass::Allocations => Some("of a function this can't be counted, only of a command".to_string()),
    }
}
