//! Counting: how each pass changes the target's command, and what its trials give.

mod allocations;
mod instructions;
mod system;
mod team;

pub use instructions::{Source, source};

use std::path::Path;

use super::command::Filled;
use crate::model::{Metric, Pass, Readings};
use crate::platform::{self, Outcome};
use allocations::Allocations;
pub(super) use instructions::Instructions;
pub(super) use team::only;

/// What one pass needs around its trials.
#[derive(Debug)]
pub(super) enum Counter {
    Instructions(Instructions),
    /// The runner counts by itself.
    System,
    Allocations(Allocations),
}

impl Counter {
    /// Gets ready; its own files go into `scratch`.
    ///
    /// # Errors
    /// Why this machine can't count so, in words.
    pub(super) fn new(pass: Pass, scratch: &Path) -> Result<Counter, String> {
        match pass {
            Pass::Instructions => Instructions::new(scratch).map(Counter::Instructions),
            Pass::System => Ok(Counter::System),
            Pass::Allocations => Allocations::new(scratch).map(Counter::Allocations),
        }
    }

    /// Changes a trial's command so that it is counted.
    pub(super) fn prepare(&mut self, filled: &mut Filled) -> Result<(), String> {
        match self {
            Counter::Instructions(counter) => counter.prepare(filled),
            Counter::Allocations(counter) => counter.prepare(filled),
            Counter::System => traceable(filled),
        }
    }

    /// What the trial gave.
    pub(super) fn read(&mut self, outcome: Option<&Outcome>) -> Readings {
        match self {
            Counter::Instructions(counter) => counter.read(outcome),
            Counter::Allocations(counter) => counter.read(),
            Counter::System => system::read(outcome),
        }
    }
}

/// Whether tracing changes nothing that a program may do.
fn traceable(filled: &Filled) -> Result<(), String> {
    if platform::changes_rights(&filled.program) {
        return Err("it is setuid or setgid, and would lose those rights where it is traced".to_string());
    }
    Ok(())
}

/// Readings that say why none of a pass's metrics has a value.
pub(super) fn missing(pass: Pass, reason: &str) -> Readings {
    let mut readings = Readings::default();
    for name in pass.metrics() {
        readings.set_missing(Metric::counter(name), reason);
    }
    readings
}
