//! Measuring: trials become samples.
//!
//! Comes in: a scenario, and trial by trial which size and input. Goes out: samples, one for every trial however it
//! ends, and what is known of the machine. Never here: printing, deciding what to measure next, judging a sample.
//!
//! [`Bench`] runs commands; [`Scripted`] makes samples up, for tests of everything that works on samples.
#![expect(clippy::disallowed_methods, reason = "this room starts programs and reads clocks")]

mod bench;
mod check;
mod command;
mod counters;
mod doctor;
mod doubts;
mod error;
mod hooks;
mod machine;
mod program;
mod sample;
mod scripted;
mod surroundings;

use std::path::Path;
use std::time::Duration;

pub use bench::Bench;
pub use doctor::{Ability, Checkup, Noise, checkup};
pub use error::MeasureError;
pub use machine::{machine, now};
pub use program::installed;
pub use scripted::{Mishap, Scripted};
pub use surroundings::{COUNTERS, SURROUNDINGS};

use crate::model::{Sample, Trial};

/// Something that can run trials.
pub trait Executor {
    /// Runs one trial, on the input file where the scenario has inputs. A trial that fails is a sample too.
    fn measure(&mut self, trial: &Trial, input: Option<&Path>) -> Sample;

    /// Allows each trial from now on this much wall time, in place of the scenario's timeout.
    fn allow(&mut self, timeout: Duration);

    /// Wall time since the run started.
    fn elapsed(&self) -> Duration;
}
