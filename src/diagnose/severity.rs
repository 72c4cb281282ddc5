//! How bad it is.

use super::{Case, crossing, largest};
use crate::model::{Ruling, Severity};

/// The severity by the product's rules; `None` where there is nothing to tell.
///
/// Where no peak is set, a failure and a broken limit count as before the peak: somebody asked for that size.
pub(super) fn of(case: &Case) -> Option<Severity> {
    let growth = growth(case);
    match (harm(case), growth) {
        (Some(harm), Some(growth)) => Some(harm.min(growth)),
        (harm, growth) => harm.or(growth),
    }
}

/// What follows from crossed budgets and failures.
fn harm(case: &Case) -> Option<Severity> {
    let n = first_harm(case)?;
    let scale = &case.scenario.scale;
    if scale.production.is_some_and(|production| n <= production.value()) {
        return Some(Severity::Critical);
    }
    let peak = scale.peak.or(scale.production).map_or(largest(&case.scenario.sizes), crate::model::Size::value);
    (n <= peak || asked(case)).then_some(Severity::P1)
}

/// A broken limit hurts at its size, wherever peak is.
fn asked(case: &Case) -> bool {
    case.limits.iter().any(|limit| limit.ruling == Ruling::Broken)
}

/// The smallest size at which a budget is crossed or the target fails.
fn first_harm(case: &Case) -> Option<f64> {
    let crossed = case.threshold().map(|threshold| crossing(&threshold)).filter(|n| n.is_finite());
    let limit = case.limits.iter().filter(|l| l.ruling == Ruling::Broken).map(|l| l.at);
    let failure = case.failure.as_ref().map(|(n, _)| *n);
    crossed.into_iter().chain(limit).chain(failure).min_by(f64::total_cmp)
}

/// What follows from growth alone.
fn growth(case: &Case) -> Option<Severity> {
    if case.grows_too_fast() {
        Some(Severity::P2)
    } else {
        (case.grows_too_slowly() || case.grows_unasked()).then_some(Severity::P3)
    }
}
