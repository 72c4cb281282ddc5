//! The failure mode step by step.

use super::{Case, answer, slow_cost};
use crate::model::{Basis, Fit, Formula, Step, Threshold};

/// The steps in rising order of N, as far as the fit tells them.
pub(super) fn of(case: &Case, threshold: Option<Threshold>) -> Vec<Step> {
    let quiet = start_up(case.fit);
    let gone = threshold.and_then(|t| {
        let n = t.n?.value;
        Some(Step::BudgetGone { n, budget: t.budget, basis: t.basis })
    });
    let fails = case.failure.as_ref().map(|(n, reason)| Step::Fails { n: *n, reason: reason.clone() });
    // Where it fails, it costs nothing any more.
    let end = case.failure.as_ref().map_or(f64::INFINITY, |(n, _)| *n);
    let costs = [quiet, slow(case), gone].into_iter().flatten().filter(|step| n_of(step) < end);
    let mut steps: Vec<Step> = costs.chain(fails).collect();
    steps.sort_by(|a, b| n_of(a).total_cmp(&n_of(b)));
    steps
}

fn n_of(step: &Step) -> f64 {
    match step {
        Step::StartUpDominates { n, .. }
        | Step::GrowthDominates { n, .. }
        | Step::BudgetGone { n, .. }
        | Step::Fails { n, .. } => *n,
    }
}

/// Up to where the part that grows is less than the part that doesn't; `None` where growth shows from the start.
fn start_up(fit: &Fit) -> Option<Step> {
    let first = fit.points.first()?.n;
    let n = balance(&fit.formula, first)?;
    (n > first).then_some(Step::StartUpDominates { n, cost: 2.0 * fit.formula.fixed })
}

/// The size at which fixed and growing cost are equal, between `first` and a million times that.
fn balance(formula: &Formula, first: f64) -> Option<f64> {
    let (mut low, mut high) = (first.max(1.0).ln(), (first.max(1.0) * 1e6).ln());
    if formula.fixed <= 0.0 || formula.growing(high.exp()) < formula.fixed {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if formula.growing(middle.exp()) < formula.fixed {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high.exp())
}

/// Where it gets slow: at the threshold of the slow cost, else at production, else at the largest size measured.
fn slow(case: &Case) -> Option<Step> {
    let fit = case.fit;
    let reached = slow_cost(case.scenario, &fit.series.metric).and_then(|cost| answer(fit, cost));
    let reached = reached.and_then(|t| Some((t.n?.value, t.budget, t.basis)));
    let (n, cost, basis) = reached.filter(|(n, _, _)| *n > 1.0).or_else(|| seen(case))?;
    let factor = doubling(&fit.formula, n);
    (factor > 1.05).then_some(Step::GrowthDominates { n, cost, factor, basis })
}

/// The cost at production, else at the largest size measured.
fn seen(case: &Case) -> Option<(f64, f64, Basis)> {
    let production = case.scenario.scale.production.map(crate::model::Size::value);
    let predicted = production.and_then(|n| case.fit.predictions.iter().find(|p| p.n == n));
    let top = || case.fit.points.last().map(|point| (point.n, point.value, Basis::Measured));
    predicted.map(|p| (p.n, p.value.value, p.basis)).or_else(top)
}

/// What a doubling of N multiplies the cost by; at most 1e300.
fn doubling(formula: &Formula, n: f64) -> f64 {
    (formula.at(2.0 * n) / formula.at(n)).min(1e300)
}
