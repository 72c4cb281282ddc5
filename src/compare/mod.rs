//! Holds two evidences of a scenario against each other: before and after, tonight and the accepted normal.
//!
//! Comes in: pairs of [`Evidence`] and the [`Terms`] on which they are compared. Goes out: [`Comparison`]s, in which
//! growth, the whole curve, fixed cost, thresholds and reach are verdicts of their own. Never here: files, measuring,
//! fitting (who calls hands in how), wording.
//!
//! One test a curve, then localised: testing each size by itself finds a difference between a program and itself in
//! most comparisons. The error is shared over all scenarios and metrics of a call (Holm 1979).

mod curve;
mod disturb;
mod ground;
mod growth;
mod holm;
mod metric;
mod null;
mod pair;
mod reach;
mod runs;
mod terms;
mod threshold;

pub use ground::standing;
pub use null::null;
pub use terms::Terms;

use crate::model::{Comparison, Evidence, Fit, Series};

/// Fits a series again, over the sizes that both sides reached; `None` where there are too few.
pub type Refit<'a> = &'a dyn Fn(&Series) -> Option<Fit>;

/// Compares one pair.
#[must_use]
pub fn compare(old: &Evidence, new: &Evidence, terms: &Terms, refit: Refit<'_>) -> Comparison {
    all(&[(Some(old), Some(new))], terms, refit)
        .pop()
        .unwrap_or_else(|| unreachable!("OK because one pair gives one comparison"))
}

/// Compares many pairs, which share the error: as likely as a single comparison, all of them together say something
/// wrong. A pair of which one side is missing says so; a pair of nothing is left out.
#[must_use]
pub fn all(pairs: &[(Option<&Evidence>, Option<&Evidence>)], terms: &Terms, refit: Refit<'_>) -> Vec<Comparison> {
    let mut drafts: Vec<Comparison> = Vec::new();
    let mut tests: Vec<Vec<metric::Tests>> = Vec::new();
    for pair in pairs {
        match pair {
            (Some(old), Some(new)) => {
                let (draft, of_metrics) = draft(old, new, terms, refit);
                drafts.push(draft);
                tests.push(of_metrics);
            }
            (Some(one), None) | (None, Some(one)) => {
                drafts.push(ground::one_sided(one, pair.0.is_some()));
                tests.push(Vec::new());
            }
            (None, None) => {}
        }
    }
    let chances: Vec<Option<f64>> = tests.iter().flatten().flat_map(metric::Tests::each).collect();
    let shown = if terms.shared {
        holm::shown(&chances, terms.error)
    } else {
        chances.iter().map(|chance| chance.is_some_and(|p| p <= terms.error)).collect()
    };
    let mut shown = shown.chunks(metric::Tests::COUNT);
    for (draft, tests) in drafts.iter_mut().zip(&tests) {
        for (change, tests) in draft.metrics.iter_mut().zip(tests) {
            metric::settle(change, tests, shown.next().unwrap_or(&[]));
        }
    }
    drafts
}

/// Everything that needs no look at other scenarios, with the tests whose error is shared.
fn draft(old: &Evidence, new: &Evidence, terms: &Terms, refit: Refit<'_>) -> (Comparison, Vec<metric::Tests>) {
    let standing = ground::standing(old, new, terms);
    let mut caveats = ground::caveats(old, new, &standing);
    let (mut metrics, mut tests) = (Vec::new(), Vec::new());
    if ground::same_inputs(old, new) {
        for (before, after) in ground::matched(old, new) {
            let sides = metric::Sides { old, new, before, after };
            let (change, of_metric) = metric::draft(&sides, terms, &standing, refit, &mut caveats);
            metrics.push(change);
            tests.push(of_metric);
        }
    }
    let reach = reach::reach(old, new, &standing);
    (Comparison { name: new.scenario.name.clone(), standing, metrics, reach, caveats }, tests)
}
