//! A look at the rulings before the climb goes on to sizes that cost more than all below them together.
//!
//! A program that grows clearly faster than declared shows it long before the budget is gone, and no larger size could
//! take that back. A declaration that holds so far is another matter: it rules on the whole range, so the climb goes on.

use super::climb::Climb;
use super::rounds::{self, FIRST_LOOK};
use super::tried::Tries;
use super::{Progress, Step};
use crate::model::{Scenario, Sizes, Stop, Trial};

/// A step of the climb, with the rounds that follow it, is dear when it takes more than this share of the budget.
const DEAR: f64 = 0.1;

/// The largest size must cost this many times what the smallest does: below, start-up is what shows.
const GROWN: f64 = 10.0;

/// What to do before these trials of the climb, where a look is worth it first; `None`: go on climbing.
pub(super) fn next(scenario: &Scenario, tries: &Tries, progress: Progress<'_>, climbing: &[Trial]) -> Option<Step> {
    if !worth_a_look(scenario, tries, progress, climbing) {
        return None;
    }
    let fill: Vec<Trial> = Climb::of_each(scenario, tries, progress.elapsed)
        .filter_map(|(input, climb)| climb.fill().map(|size| Trial { size, input, round: climbing[0].round }))
        .collect();
    if !fill.is_empty() {
        return Some(Step::Measure(fill));
    }
    let done = tries.working().map(|(_, _, tried)| tried.measured).min().unwrap_or(0);
    if done < FIRST_LOOK {
        return Some(rounds::round(scenario, tries, done));
    }
    if progress.judged < progress.record.samples.len() {
        return Some(Step::Judge);
    }
    progress.refuted.then_some(Step::Stop(Stop::Decided))
}

/// Whether something is declared whose ruling the next trials would be dear to wait for.
fn worth_a_look(scenario: &Scenario, tries: &Tries, progress: Progress<'_>, climbing: &[Trial]) -> bool {
    let planned = matches!(scenario.sizes, Sizes::Range { .. })
        && scenario.settings.rounds.is_none()
        && scenario.settings.warmup <= 1
        && !scenario.expect.is_empty();
    let rounds = f64::from(FIRST_LOOK + 1);
    let cost: f64 = Climb::of_each(scenario, tries, progress.elapsed)
        .flat_map(|(input, climb)| {
            climbing.iter().filter(move |t| t.input == input).map(move |t| climb.foretold(t.size))
        })
        .sum();
    planned && rounds * cost > DEAR * scenario.settings.budget.as_secs_f64() && grown(tries)
}

/// Whether growth shows above start-up on every input; a function's own time has none in it.
fn grown(tries: &Tries) -> bool {
    tries.inputs().all(|(_, sizes)| {
        let mut seconds = sizes.values().filter(|tried| tried.works()).filter_map(|tried| tried.call);
        let first = seconds.next();
        first.zip(seconds.next_back()).is_some_and(|(first, last)| last > GROWN * first)
    })
}
