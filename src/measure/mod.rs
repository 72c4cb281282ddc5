//! Measuring: trials become samples.
//!
//! Comes in: a scenario, and trial by trial which size and input. Goes out: samples, one for every trial however it
//! ends, and what is known of the machine. Never here: printing, deciding what to measure next, judging a sample.
//!
//! [`Bench`] runs commands and calls functions; [`Scripted`] makes samples up, for tests of everything that works on samples.
#![expect(clippy::disallowed_methods, reason = "this room starts programs and reads clocks")]

mod bench;
mod calls;
mod check;
mod command;
mod counters;
mod doctor;
mod doubts;
mod error;
mod functions;
mod hooks;
mod machine;
mod passes;
mod patterns;
mod program;
mod sample;
mod scripted;
mod surroundings;
mod told;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use bench::Bench;
pub use doctor::{Ability, Checkup, Noise, checkup};
pub use error::MeasureError;
pub use machine::{cores, machine, now};
pub use passes::{Source, source};
pub use program::installed;
pub use scripted::{Mishap, Scripted};
pub use surroundings::{COUNTERS, SURROUNDINGS, fixed};

use crate::model::{Pass, Sample, Trial};

/// The inputs of a trial of a function, which is called many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The first one's seed; the others have the next ones.
    pub seed: u64,
    /// How many at most.
    pub count: u64,
}

/// Something that can run trials.
pub trait Executor {
    /// Runs one trial, on the input file where the scenario has inputs. A trial that fails is a sample too.
    fn measure(&mut self, trial: &Trial, input: Option<&Path>) -> Sample;

    /// The inputs that a trial wants in one file, each behind its length; `None`: the one input itself.
    fn wanted(&self, _trial: &Trial) -> Option<Wanted> {
        None
    }

    /// Counts in trials of their own, each of which may take `timeout`, and hands over each sample as its trial ends. Where
    /// nothing can be counted the samples say why.
    fn count(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: &mut dyn FnMut(Sample),
    );

    /// Allows each trial from now on this much wall time, in place of the scenario's timeout.
    fn allow(&mut self, timeout: Duration);

    /// Wall time since the run started.
    fn elapsed(&self) -> Duration;

    /// Wall time of it that went into what is no trial: setup, building, starting a harness and loading into it.
    fn preparing(&self) -> Duration {
        Duration::ZERO
    }
}
