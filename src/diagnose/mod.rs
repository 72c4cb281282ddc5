//! Diagnosis: what verdicts and fits mean for the user.
//!
//! Comes in: the scenario, its fits and verdicts, the record. Goes out: findings, worst first, and the questions that a
//! fit must answer so that findings can be made. Never here: sentences, statistics, a judgement of growth.

mod failure;
mod severity;
mod steps;

use crate::model::{
    Because, Class, Estimate, Finding, Fit, LimitVerdict, Metric, Questions, Record, Ruling, Scenario, Size, Sizes,
    Threshold, Verdict,
};

pub use failure::first_failure;

/// Growth from here on is worth a word even where nothing was declared: beyond sorting, cost outruns the data.
const SUPERLINEAR: Class = Class::POWER_1_5;

/// What to ask of the fit of a metric, so that its findings and its report can be made.
///
/// `sizes`, in this order, each once: development, production and peak where set, the sizes of the metric's limits, the
/// largest size that the scenario asks for. `budgets`, in this order, each once: the metric's budget of `scale` where
/// set, the budgets of its limits, the cost from which it counts as slow ([`slow_cost`]). `declared`: the classes that
/// the metric's expectations name. `candidates` are the planner's and stay empty.
#[must_use]
pub fn questions(scenario: &Scenario, metric: &Metric) -> Questions {
    let limits = || scenario.limits.iter().filter(|limit| limit.metric == *metric);
    let mut questions = Questions::default();
    for (_, size) in scale_sizes(scenario) {
        add(&mut questions.sizes, size);
    }
    limits().for_each(|limit| add(&mut questions.sizes, limit.at.value()));
    add(&mut questions.sizes, largest(&scenario.sizes));
    if let Some(budget) = budget(scenario, metric) {
        add(&mut questions.budgets, budget);
    }
    limits().for_each(|limit| add(&mut questions.budgets, limit.max));
    if let Some(cost) = slow_cost(scenario, metric) {
        add(&mut questions.budgets, cost);
    }
    for expectation in scenario.expect.iter().filter(|e| e.metric == *metric) {
        if !questions.declared.contains(&expectation.class) {
            questions.declared.push(expectation.class);
        }
    }
    questions
}

/// The cost from which a metric counts as slow, in its unit.
///
/// Time: one second, the limit beyond which a user's flow of thought is interrupted (Nielsen, Usability Engineering,
/// 1993, ch. 5), or half the budget where that is less. Everything else: half the budget; `None` without one.
#[must_use]
pub fn slow_cost(scenario: &Scenario, metric: &Metric) -> Option<f64> {
    let half = budget(scenario, metric).map(|budget| budget / 2.0);
    match metric {
        Metric::Time | Metric::Wall | Metric::Cpu => Some(half.unwrap_or(1.0).min(1.0)),
        _ => half,
    }
}

/// What it means for the user, worst first.
///
/// A finding is made for each metric and input whose expectation or limit is broken (expected or not), whose budget is
/// crossed at or below peak, or that grows faster than sorting though nothing was declared; and for a target that fails.
/// Answers are looked up in `fit.predictions` and `fit.thresholds` by the size or budget asked for.
#[must_use]
pub fn findings(
    scenario: &Scenario,
    fits: &[Fit],
    verdicts: &[Verdict],
    limits: &[LimitVerdict],
    record: &Record,
) -> Vec<Finding> {
    let mut found: Vec<Finding> = fits
        .iter()
        .filter_map(|fit| {
            let case = Case {
                scenario,
                fit,
                verdicts: verdicts.iter().filter(|v| concerns(fit, &v.metric, v.input.as_deref())).collect(),
                limits: limits.iter().filter(|l| concerns(fit, &l.metric, l.input.as_deref())).collect(),
                failure: failure::of_fit(scenario, fits, fit, record),
            };
            case.finding()
        })
        .collect();
    found.sort_by(|a, b| a.severity.cmp(&b.severity).then(earliest(a).total_cmp(&earliest(b))));
    found
}

/// One fit with all that was ruled on it.
struct Case<'a> {
    scenario: &'a Scenario,
    fit: &'a Fit,
    verdicts: Vec<&'a Verdict>,
    limits: Vec<&'a LimitVerdict>,
    failure: Option<(f64, String)>,
}

impl Case<'_> {
    fn finding(self) -> Option<Finding> {
        let severity = severity::of(&self)?;
        let threshold = self.threshold();
        Some(Finding {
            severity,
            metric: self.fit.series.metric.clone(),
            input: self.fit.series.input.clone(),
            class: self.fit.class,
            declared: self.declared(),
            threshold,
            scale_points: self.scale_points(),
            steps: steps::of(&self, threshold),
            fails_at: self.failure,
        })
    }

    /// The broken declaration, else the first one.
    fn declared(&self) -> Option<Class> {
        let broken = self.verdicts.iter().find(|v| v.ruling == Ruling::Broken);
        broken.or(self.verdicts.first()).map(|v| v.declared)
    }

    /// Grows faster than declared, as ruled.
    fn grows_too_fast(&self) -> bool {
        self.verdicts.iter().any(|v| v.ruling == Ruling::Broken && !only_too_slow(v))
    }

    /// Grows slower than a tight declaration allows.
    fn grows_too_slowly(&self) -> bool {
        self.verdicts.iter().any(|v| v.ruling == Ruling::Broken && only_too_slow(v))
    }

    /// Nothing was declared, and every class that fits outgrows sorting.
    fn grows_unasked(&self) -> bool {
        let outgrows = |class: &Class| class.growth_cmp(SUPERLINEAR).is_ge();
        self.verdicts.is_empty() && self.fit.plausible.iter().all(outgrows) && outgrows(&self.fit.class)
    }

    /// The budget that is reached first: the metric's own, or that of a broken limit.
    fn threshold(&self) -> Option<Threshold> {
        let own = budget(self.scenario, &self.fit.series.metric);
        let broken = self.limits.iter().filter(|l| l.ruling == Ruling::Broken).map(|l| l.max);
        let reached = own.into_iter().chain(broken).filter_map(|budget| answer(self.fit, budget));
        reached.min_by(|a, b| crossing(a).total_cmp(&crossing(b)))
    }

    fn scale_points(&self) -> Vec<(String, Estimate)> {
        let predicted = |n: f64| self.fit.predictions.iter().find(|p| p.n == n);
        scale_sizes(self.scenario).filter_map(|(name, n)| Some((name.to_string(), *predicted(n)?))).collect()
    }
}

/// The threshold that answers to this budget.
fn answer(fit: &Fit, budget: f64) -> Option<Threshold> {
    fit.thresholds.iter().find(|threshold| threshold.budget == budget).copied()
}

/// The size at which a threshold is crossed, infinite where none is known.
fn crossing(threshold: &Threshold) -> f64 {
    threshold.n.map_or(f64::INFINITY, |n| n.value)
}

/// The first size of a finding that hurts.
fn earliest(finding: &Finding) -> f64 {
    let crossed = finding.threshold.as_ref().map_or(f64::INFINITY, crossing);
    finding.fails_at.as_ref().map_or(crossed, |(n, _)| n.min(crossed))
}

/// Whether something said of a metric and maybe an input is said of this fit.
fn concerns(fit: &Fit, metric: &Metric, input: Option<&str>) -> bool {
    fit.series.metric == *metric && (input.is_none() || fit.series.input.as_deref() == input)
}

/// A tight declaration that is broken from below.
fn only_too_slow(verdict: &Verdict) -> bool {
    matches!(verdict.because, Because::Posterior { above, below, .. } if verdict.tight && below > above)
}

/// The budget that `scale` sets for a metric, in its unit.
fn budget(scenario: &Scenario, metric: &Metric) -> Option<f64> {
    match metric {
        Metric::Time | Metric::Wall => scenario.scale.time_budget.map(|budget| budget.as_secs_f64()),
        Metric::Memory => scenario.scale.memory_budget.map(|budget| budget.0 as f64),
        _ => None,
    }
}

/// The sizes of life that are set, by name.
fn scale_sizes(scenario: &Scenario) -> impl Iterator<Item = (&'static str, f64)> {
    let scale = &scenario.scale;
    let named = [("development", scale.development), ("production", scale.production), ("peak", scale.peak)];
    named.into_iter().filter_map(|(name, size)| Some((name, size?.value())))
}

/// The largest size that a scenario asks for.
fn largest(sizes: &Sizes) -> f64 {
    match sizes {
        Sizes::Range { to, .. } => to.value(),
        Sizes::List(list) => list.iter().copied().max().map_or(1.0, Size::value),
    }
}

fn add(numbers: &mut Vec<f64>, number: f64) {
    if !numbers.contains(&number) {
        numbers.push(number);
    }
}
