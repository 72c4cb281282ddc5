//! What to measure next, and when to stop.
//!
//! Comes in: the scenario and everything measured and ruled so far. Goes out: the next trials, or why no more.
//! Never here: clocks, files, processes. The next step follows from the record alone, so that an interrupted run
//! goes on from its journal as if nothing had happened.

mod again;
mod climb;
mod counting;
mod denser;
mod early;
mod forecast;
mod ladder;
mod paired;
mod rounds;
#[cfg(test)]
mod tests;
mod tried;

pub use counting::{count, counting_budget};
pub use denser::candidates;
pub use forecast::{forecast, most_seconds};
pub use ladder::first_ladder;
pub use paired::{
    FEWEST_ROUNDS, PairedProgress, PairedStep, Side, fresh_round, half, last_round, next_pair, share_of_error,
};

use crate::model::{Fit, Record, Scenario, Sizes, Stop, Trial};
use std::time::Duration;
use tried::Tries;

/// What is known when the next step is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Every sample so far.
    pub record: &'a Record,
    /// How many samples the rulings rest on.
    pub judged: usize,
    /// The latest fits of what is declared; empty before the first ruling.
    pub fits: &'a [Fit],
    /// Whether every expectation and limit is ruled met or broken.
    pub decided: bool,
    /// Whether it is, and larger sizes could change no ruling: time, or all that is declared, is broken.
    pub refuted: bool,
    /// Whether a count of instructions that is not taken yet could settle all that is open.
    pub countable: bool,
    /// Time since the start of the run, but for passes that only count.
    pub elapsed: Duration,
}

/// The next step of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Run these trials in this order, then ask again.
    Measure(Vec<Trial>),
    /// Fit and judge what there is, then ask again.
    Judge,
    /// Count instructions, then ask again.
    Count,
    /// Measure no more.
    Stop(Stop),
}

/// Chooses the next step: first climb the ladder with one discarded trial a size, then rounds over all sizes that
/// work and fit the budget, with a look at the rulings after each. Before sizes that are dear the climb pauses for a
/// look: what is broken already needs no larger size. Where some rounds leave only times open that a count of instructions
/// may settle, it counts first: more rounds show the same bend once more.
#[must_use]
pub fn next(scenario: &Scenario, progress: Progress<'_>) -> Step {
    let tries = Tries::of(scenario, progress.record);
    if tries.cannot_start() {
        return Step::Stop(Stop::TooFewSizes);
    }
    match climb::next(scenario, &tries, progress.elapsed) {
        Some(trials) => early::next(scenario, &tries, progress, &trials).unwrap_or(Step::Measure(trials)),
        None => rounds::next(scenario, &tries, progress),
    }
}

/// Longest wall time of a trial: the timeout. In the climb over a range a sixth of the budget at most: a size that takes
/// longer could not have its rounds anyway, and one hanging size must not take all the time.
#[must_use]
pub fn trial_timeout(scenario: &Scenario, trial: &Trial) -> Duration {
    let settings = &scenario.settings;
    match scenario.sizes {
        Sizes::Range { .. } if trial.round == 0 => settings.timeout.min(settings.budget / 6),
        _ => settings.timeout,
    }
}
