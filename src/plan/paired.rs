//! Two sides in interleaved rounds: which sizes, in which order, and when to look.
//!
//! Within a round every size runs on both sides, one right after the other, so that whatever the machine does meanwhile
//! hits both alike; who comes first changes from size to size and from round to round (ABBA), so that following the
//! other gives neither an advantage.

use std::time::Duration;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::climb;
use super::tried::Tries;
use crate::model::{Change, Comparison, Record, Scenario, Size, Sizes, Standing, Stop, Trial};

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before.
    Old,
    /// After.
    New,
}

/// What is known when the next step is chosen.
#[derive(Debug, Clone, Copy)]
pub struct PairedProgress<'a> {
    /// Every sample so far: old, new.
    pub records: (&'a Record, &'a Record),
    /// Time that each side's climb took so far.
    pub climbed: (Duration, Duration),
    /// Time since the start.
    pub elapsed: Duration,
    /// Looks at the comparison so far, and after how many rounds the last one was.
    pub looks: (u32, u32),
    /// What the last look said.
    pub seen: Option<&'a Comparison>,
}

/// The next step of a paired run.
#[derive(Debug, Clone, PartialEq)]
pub enum PairedStep {
    /// Run these trials in this order, then ask again.
    Measure(Vec<(Side, Trial)>),
    /// Compare what there is, at this share of the error.
    Look(f64),
    /// Measure no more.
    Stop(Stop),
}

/// A size of an input, and the one side that reaches it where the other doesn't.
type Place = (usize, Size, Option<Side>);

/// Rounds before the first look: fewer tell little of their own scatter.
pub const FEWEST_ROUNDS: u32 = 6;
/// Rounds that the ladder must leave time for.
const KEPT: u32 = 8;
/// Rounds that a size gets which only one side reaches: its own curve needs them, the comparison has no use for them.
const ALONE: u32 = 3;
/// Share of the time that the first rounds may take; the rest is for fresh ones that confirm what fails.
const FIRST_PART: f64 = 0.6;
/// Differences that need not be told apart any further, as a share.
const CLOSE: f64 = 0.03;

/// The scenario as one side's ladder is planned: half of the time, and rounds enough to resolve something.
#[must_use]
pub fn half(scenario: &Scenario) -> Scenario {
    let mut half = scenario.clone();
    half.settings.budget = scenario.settings.budget / 2;
    half.settings.rounds = Some(scenario.settings.rounds.unwrap_or(KEPT));
    half
}

/// Chooses the next step of a paired run. `old` and `new` are as [`half`] gives them and ask for the same sizes.
#[must_use]
pub fn next_pair(old: &Scenario, new: &Scenario, rounds: Option<u32>, progress: &PairedProgress<'_>) -> PairedStep {
    let tries = (Tries::of(old, progress.records.0), Tries::of(new, progress.records.1));
    if tries.0.cannot_start() || tries.1.cannot_start() {
        return PairedStep::Stop(Stop::TooFewSizes);
    }
    let climb = climbing(old, new, &tries, progress);
    if !climb.is_empty() {
        return PairedStep::Measure(climb);
    }
    let followed = following(old, &tries);
    if !followed.is_empty() {
        return PairedStep::Measure(followed);
    }
    let common = common(old, &tries);
    if common.is_empty() {
        return PairedStep::Stop(Stop::TooFewSizes);
    }
    let done = done(&common, &tries);
    let wanted = rounds.unwrap_or_else(|| look_after(progress.looks.0));
    if progress.looks.1 >= done && done > 0 && progress.looks.0 > 0 {
        if rounds.is_some_and(|rounds| done >= rounds) {
            return PairedStep::Stop(Stop::RoundsDone);
        }
        if progress.seen.is_some_and(settled) {
            return PairedStep::Stop(Stop::Decided);
        }
    }
    let budget = 2.0 * old.settings.budget.as_secs_f64();
    let spent = progress.elapsed.as_secs_f64() + tries.0.round_seconds() + tries.1.round_seconds();
    let out_of_time = rounds.is_none() && spent > FIRST_PART * budget && done >= ALONE;
    if done >= wanted || out_of_time {
        return if progress.looks.1 < done {
            PairedStep::Look(share_of_error(progress.looks.0))
        } else {
            PairedStep::Stop(Stop::BudgetSpent)
        };
    }
    PairedStep::Measure(interleaved(old.seed, &common, done + 1))
}

/// A round of fresh trials over the sizes that both sides reach, whatever was measured before.
#[must_use]
pub fn fresh_round(old: &Scenario, new: &Scenario, records: (&Record, &Record), number: u32) -> Vec<(Side, Trial)> {
    let tries = (Tries::of(old, records.0), Tries::of(new, records.1));
    interleaved(old.seed, &common(old, &tries), number)
}

/// The last round that was begun.
#[must_use]
pub fn last_round(records: (&Record, &Record)) -> u32 {
    let of = |record: &Record| record.samples.iter().map(|s| s.trial.round).max().unwrap_or(0);
    of(records.0).max(of(records.1))
}

/// Looks come after 6, 9, 14, 21 ... rounds: each with half as much again, so that there are few of them.
fn look_after(looks: u32) -> u32 {
    (0..looks).fold(FEWEST_ROUNDS, |rounds, _| rounds + rounds.div_ceil(2))
}

/// The share of the error that a look may spend; over all looks ever taken they sum to 1 (6 / pi^2 times 1 / k^2).
#[must_use]
pub fn share_of_error(looks: u32) -> f64 {
    let k = f64::from(looks + 1);
    6.0 / (std::f64::consts::PI * std::f64::consts::PI * k * k)
}

/// Whether more rounds could tell nothing worth knowing: everything is shown to be better or worse, or so near to equal
/// that the rest is not worth the time. Costs that nobody declared (memory) don't keep the run going.
fn settled(comparison: &Comparison) -> bool {
    let close = |low: f64, high: f64| low > -CLOSE && high < CLOSE;
    let shown = |change| matches!(change, Change::Better | Change::Worse);
    comparison.metrics.first().is_some_and(|metric| {
        let bent = shown(metric.growth.change);
        let whole = metric.constant.is_some_and(|c| {
            // What grows otherwise has another ratio at each size: their mean is known well enough soon.
            let known = bent && c.ratio.high - c.ratio.low < CLOSE;
            shown(c.change) || known || close(c.ratio.low - 1.0, c.ratio.high - 1.0)
        });
        let late = metric.growth.late;
        // Where the whole curve is known to differ, the answer is there; how far it bends is not worth the wait.
        let level = metric.exact || close(late.low, late.high) || metric.constant.is_some_and(|c| shown(c.change));
        let growth = bent || (matches!(metric.growth.change, Change::Equal { .. }) && level);
        whole && growth && comparison.standing == Standing::Paired
    })
}

/// The next trials of the sides whose climb isn't over, in turns.
fn climbing(
    old: &Scenario,
    new: &Scenario,
    tries: &(Tries, Tries),
    progress: &PairedProgress<'_>,
) -> Vec<(Side, Trial)> {
    let of = |side, scenario: &Scenario, tries: &Tries, climbed| {
        let trials = climb::next(scenario, tries, climbed).unwrap_or_default();
        trials.into_iter().map(move |trial| (side, trial)).collect::<Vec<_>>()
    };
    let mut trials = of(Side::Old, old, &tries.0, progress.climbed.0);
    let other = of(Side::New, new, &tries.1, progress.climbed.1);
    let pairs = progress.records.0.samples.len().midpoint(progress.records.1.samples.len());
    // Following the other side must not be what only one of them does.
    if pairs.is_multiple_of(2) {
        trials.extend(other);
        return trials;
    }
    other.into_iter().chain(trials).collect()
}

/// Sizes that only one side has tried, where the other is likely to reach them too: two ladders that differ by what
/// chance made of a forecast have less in common than they could. A size above all that a side tried is likely to be
/// reached where even quadratic growth would get there in a quarter of the time that a trial may take.
fn following(scenario: &Scenario, tries: &(Tries, Tries)) -> Vec<(Side, Trial)> {
    let longest = scenario.settings.timeout.min(scenario.settings.budget / 6).as_secs_f64() / 4.0;
    let missing = |side: Side, own: &Tries, other: &Tries| {
        let mut trials = Vec::new();
        for ((input, mine), (_, theirs)) in own.inputs().zip(other.inputs()) {
            let top = mine.iter().rev().find(|(_, tried)| tried.works());
            let Some((top, seconds)) = top.and_then(|(size, tried)| Some((*size, tried.seconds?))) else { continue };
            let near = |size: Size| size <= top || seconds * (size.value() / top.value()).powi(2) <= longest;
            let fails = mine.iter().find(|(_, tried)| tried.given_up()).map(|(size, _)| *size);
            let works = theirs.iter().filter(|(_, tried)| tried.works()).map(|(size, _)| *size);
            let missed = works.filter(|size| !mine.contains_key(size) && near(*size));
            let missed = missed.filter(|size| fails.is_none_or(|fails| *size < fails));
            trials.extend(missed.map(|size| (side, Trial { size, input, round: 0 })));
        }
        trials
    };
    let mut trials = missing(Side::Old, &tries.0, &tries.1);
    trials.extend(missing(Side::New, &tries.1, &tries.0));
    trials
}

/// Sizes that a side works at, and whether the other does too.
fn common(scenario: &Scenario, tries: &(Tries, Tries)) -> Vec<Place> {
    let works = |tries: &Tries| tries.working().map(|(input, size, _)| (input, size)).collect::<Vec<_>>();
    let (old, new) = (works(&tries.0), works(&tries.1));
    let mut all: Vec<Place> = Vec::new();
    for place in old.iter().chain(&new) {
        let side = match (old.contains(place), new.contains(place)) {
            (true, false) => Some(Side::Old),
            (false, true) => Some(Side::New),
            _ => None,
        };
        if !all.iter().any(|(input, size, _)| (*input, *size) == *place) {
            all.push((place.0, place.1, side));
        }
    }
    if !all.iter().any(|(_, _, side)| side.is_none()) {
        return Vec::new();
    }
    match &scenario.sizes {
        Sizes::List(list) => all.sort_by_key(|(_, size, _)| list.iter().position(|listed| listed == size)),
        Sizes::Range { .. } => all.sort_by_key(|(input, size, _)| (*size, *input)),
    }
    all
}

/// Rounds that every common size has on both sides.
fn done(common: &[Place], tries: &(Tries, Tries)) -> u32 {
    let shared = common.iter().filter(|(_, _, side)| side.is_none());
    let measured = |tries: &Tries, input, size| {
        tries.working().find(|(i, s, _)| (*i, *s) == (input, size)).map_or(0, |(_, _, tried)| tried.measured)
    };
    let least = shared.map(|(input, size, _)| measured(&tries.0, *input, *size).min(measured(&tries.1, *input, *size)));
    least.min().unwrap_or(0)
}

/// Every size on both sides, sizes shuffled, who is first changing from size to size and from round to round.
fn interleaved(seed: u64, sizes: &[Place], round: u32) -> Vec<(Side, Trial)> {
    let mut order: Vec<(usize, &Place)> = sizes.iter().enumerate().collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed ^ u64::from(round)));
    let mut trials = Vec::with_capacity(2 * order.len());
    for (place, (input, size, only)) in order {
        let trial = Trial { size: *size, input: *input, round };
        let old_first = (place as u32 + round).is_multiple_of(2);
        let sides = if old_first { [Side::Old, Side::New] } else { [Side::New, Side::Old] };
        match only {
            None => trials.extend(sides.map(|side| (side, trial))),
            Some(side) if round <= ALONE => trials.push((*side, trial)),
            Some(_) => {}
        }
    }
    trials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_looks_together_spend_the_error_once() {
        let spent: f64 = (0..10_000).map(share_of_error).sum();
        assert!(spent < 1.0 && spent > 0.999);
        assert_eq!((0..5).map(look_after).collect::<Vec<_>>(), [6, 9, 14, 21, 32]);
    }

    #[test]
    fn both_sides_run_each_size_and_each_is_first_as_often() {
        let size = |n| Size::new(n).expect("OK because tests use valid sizes");
        let sizes: Vec<Place> =
            vec![(0, size(10), None), (0, size(20), None), (0, size(40), None), (0, size(80), Some(Side::New))];
        let mut first = 0i32;
        for round in 1..=20 {
            let trials = interleaved(7, &sizes, round);
            for n in [10, 20, 40] {
                let pair: Vec<Side> = trials.iter().filter(|(_, t)| t.size.n() == n).map(|(side, _)| *side).collect();
                assert_eq!(pair.len(), 2);
                assert_ne!(pair[0], pair[1]);
                first += if pair[0] == Side::Old { 1 } else { -1 };
            }
            let alone = trials.iter().filter(|(_, t)| t.size.n() == 80).count();
            assert_eq!(alone, usize::from(round <= ALONE));
        }
        assert_eq!(first, 0, "as often first as second");
    }
}
