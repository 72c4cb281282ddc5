//! Rounds: every size once, in shuffled order, until everything is decided or more would not help.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::tried::Tries;
use super::{Progress, Step, again, denser};
use crate::model::{Scenario, Size, Sizes, Stop, Trial};

/// Rounds before the first look: three show the noise.
pub(super) const FIRST_LOOK: u32 = 3;

/// Rounds at every size before more sizes are worth more than more rounds.
const USUAL: u32 = 5;

/// Wall seconds from which on the rounds up to the usual ones take as long as a count does: then that comes first.
const DEAR: f64 = 1.0;

/// Rounds after which repeats teach nothing: what is left is not noise.
const MOST: u32 = 9;

/// The next round, a look at the rulings, or the end.
pub(super) fn next(scenario: &Scenario, tries: &Tries, progress: Progress<'_>) -> Step {
    if too_few(scenario, tries) {
        return Step::Stop(Stop::TooFewSizes);
    }
    if let Some(trials) = warm_up(scenario, tries) {
        return Step::Measure(trials);
    }
    let done = tries.working().map(|(_, _, tried)| tried.measured).min().unwrap_or(0);
    if let Some(rounds) = scenario.settings.rounds {
        return if done < rounds { round(scenario, tries, done) } else { look(progress, Stop::RoundsDone) };
    }
    if done < FIRST_LOOK {
        return round(scenario, tries, done);
    }
    if progress.judged < progress.record.samples.len() {
        return Step::Judge;
    }
    let left = scenario.settings.budget.as_secs_f64() - progress.elapsed.as_secs_f64();
    if let Some(trials) = again::next(tries, progress, done, left) {
        return trials;
    }
    if progress.decided {
        return Step::Stop(Stop::Decided);
    }
    if tries.round_seconds() > left {
        return Step::Stop(Stop::BudgetSpent);
    }
    let dear = f64::from(USUAL - FIRST_LOOK) * tries.round_seconds() > DEAR;
    if progress.countable && (done >= USUAL || dear) {
        return Step::Count;
    }
    if done < USUAL {
        return round(scenario, tries, done);
    }
    match denser::next(scenario, tries, progress, left) {
        Some(trial) => Step::Measure(vec![trial]),
        None if done < MOST => round(scenario, tries, done),
        None => Step::Stop(Stop::Hopeless),
    }
}

fn look(progress: Progress<'_>, stop: Stop) -> Step {
    if progress.judged < progress.record.samples.len() { Step::Judge } else { Step::Stop(stop) }
}

/// A range needs three sizes that work to say anything about growth; a list as many as the user gave it, up to three.
fn too_few(scenario: &Scenario, tries: &Tries) -> bool {
    let wanted = match &scenario.sizes {
        Sizes::List(list) => list.len().min(3),
        Sizes::Range { from, to } => 3.min((to.n() - from.n()) as usize + 1),
    };
    tries.inputs().any(|(input, _)| tries.working().filter(|(of, _, _)| *of == input).count() < wanted)
}

/// Discarded trials beyond the climb's own, where the scenario asks for more.
fn warm_up(scenario: &Scenario, tries: &Tries) -> Option<Vec<Trial>> {
    let missing = |warmups: u32| scenario.settings.warmup.saturating_sub(warmups);
    let trials: Vec<Trial> = tries
        .working()
        .flat_map(|(input, size, tried)| (0..missing(tried.warmups)).map(move |_| Trial { size, input, round: 0 }))
        .collect();
    (!trials.is_empty()).then_some(trials)
}

/// The round after `done`: every size that has not had it yet. A list keeps its order; a range is shuffled, so that
/// the machine's drift hits no size more than another.
pub(super) fn round(scenario: &Scenario, tries: &Tries, done: u32) -> Step {
    let round = done + 1;
    let mut trials: Vec<Trial> = tries
        .working()
        .filter(|(_, _, tried)| tried.measured < round)
        .map(|(input, size, _)| Trial { size, input, round })
        .collect();
    match &scenario.sizes {
        Sizes::List(list) => trials.sort_by_key(|trial| place(list, trial.size)),
        Sizes::Range { .. } => {
            trials.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(scenario.seed ^ u64::from(round)));
        }
    }
    Step::Measure(trials)
}

fn place(list: &[Size], size: Size) -> usize {
    list.iter().position(|listed| *listed == size).unwrap_or(list.len())
}
