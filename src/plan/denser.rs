//! More sizes where they tell the rivals apart: T-optimal design.
//!
//! Atkinson and Fedorov (1975): of all possible sizes, measure where the two best rivals' predictions differ most
//! for their variance. Here: most per second, since a second is what we spend.

use super::Progress;
use super::climb::between;
use super::tried::Tries;
use crate::model::{Record, Scenario, Size, Sizes, Trial};

/// More sizes than this teach little: the errors of neighbours on a curve are alike.
const MOST: usize = 20;

/// Sizes nearer to each other than this factor say the same twice.
const NEAR: f64 = 1.2;

/// Sizes that could be added, in a fixed order: the middle of every gap of the first input's ladder.
#[must_use]
pub fn candidates(scenario: &Scenario, record: &Record) -> Vec<f64> {
    places(scenario, &Tries::of(scenario, record)).into_iter().map(Size::value).collect()
}

fn places(scenario: &Scenario, tries: &Tries) -> Vec<Size> {
    if matches!(scenario.sizes, Sizes::List(_)) {
        return Vec::new();
    }
    let works: Vec<Size> = tries.working().filter(|(input, _, _)| *input == 0).map(|(_, size, _)| size).collect();
    let wide = |pair: &&[Size]| pair[1].value() > NEAR * pair[0].value() || pair[1].n() - pair[0].n() == 2;
    works.windows(2).filter(wide).filter_map(|pair| between(pair[0], pair[1])).collect()
}

/// The first trial at the most telling new size that the time left can take to the usual number of rounds.
pub(super) fn next(scenario: &Scenario, tries: &Tries, progress: Progress<'_>, left: f64) -> Option<Trial> {
    let places = places(scenario, tries);
    if tries.working().count() >= MOST * tries.inputs().count() {
        return None;
    }
    let gain = |place: usize| progress.fits.iter().filter_map(|fit| fit.gains.get(place)).copied().fold(0.0, f64::max);
    let seconds = |size: Size| -> f64 {
        let above = tries.working().filter(|(_, s, _)| *s > size).filter_map(|(_, _, t)| t.seconds);
        above.fold(f64::INFINITY, f64::min)
    };
    let (size, worth) = places
        .iter()
        .enumerate()
        .filter(|(_, size)| seconds(**size) * 6.0 <= left)
        .map(|(i, size)| (*size, gain(i) / seconds(*size).max(1e-4)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let trials = tries.inputs().find(|(_, tried)| !tried.contains_key(&size));
    (worth > 0.0).then_some(())?;
    trials.map(|(input, _)| Trial { size, input, round: 0 })
}
