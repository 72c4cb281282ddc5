//! A finding's sentences, in the reviewers' format.

use super::advice::options;
use super::value::{basis, estimate, formula, interval, size, size_interval, threshold as crossed, value};
use super::verdict::{classes, growth_rate};
use crate::model::{
    Class, Evidence, Expectation, Finding, Fit, Interval, LimitVerdict, Metric, Ruling, Scenario, Severity, Step,
    Threshold, Unit,
};
use crate::report::text;

/// What follows the scenario's name in the finding's headline.
pub(crate) fn title(evidence: &Evidence, finding: &Finding) -> String {
    let metric = metric_name(finding);
    if let Some((n, reason)) = first_failure(finding) {
        return format!("fails from n = {}{}{}", size(n), how_it_fails(reason), ahead(evidence));
    }
    let harmful = finding.severity <= Severity::P1;
    match finding.threshold.as_ref().filter(|_| harmful).and_then(|t| Some((t.n?, t.budget))) {
        Some((n, budget)) => format!(
            "reaches its budget of {} at n = {}{}",
            budget_name(finding, budget),
            size_interval(&Interval { low: n.value, high: n.value, ..n }),
            ahead(evidence)
        ),
        None if let Some(limit) = over(evidence, finding) => {
            let (unit, n) = (finding.metric.unit(), size(limit.at));
            let found = limit.estimate.map(|found| {
                format!(", {} is allowed and {} is needed", value(&unit, limit.max), value(&unit, found.value.value))
            });
            format!("is over its limit of {metric} at n = {n}{}", found.unwrap_or_default())
        }
        None => match finding.declared {
            Some(declared) if outgrown(&evidence.scenario, finding) => {
                format!("needs {metric} of {} only, though exactly {declared} is declared", grown(evidence, finding))
            }
            Some(declared) => format!("grows in {metric} as {}, declared at most {declared}", grown(evidence, finding)),
            None => format!("grows in {metric} as {}, with nothing declared", grown(evidence, finding)),
        },
    }
}

/// The broken limit that a finding is about, where no growth is declared that is broken too.
fn over<'a>(evidence: &'a Evidence, finding: &Finding) -> Option<&'a LimitVerdict> {
    let same = |metric: &Metric, input: &Option<String>| *metric == finding.metric && *input == finding.input;
    let grows = evidence.verdicts.iter().any(|v| same(&v.metric, &v.input) && v.ruling == Ruling::Broken);
    evidence.limits.iter().find(|l| !grows && same(&l.metric, &l.input) && l.ruling == Ruling::Broken)
}

/// Every class that fits: a headline says no more than the measurements do.
fn grown(evidence: &Evidence, finding: &Finding) -> String {
    let same = |fit: &&Fit| fit.series.metric == finding.metric && fit.series.input == finding.input;
    evidence.fits.iter().find(same).map_or_else(|| finding.class.family().to_string(), classes)
}

/// Whether the finding is that less is needed than exactly what is declared.
pub(super) fn outgrown(scenario: &Scenario, finding: &Finding) -> bool {
    let tight = |declared: Class| {
        let same = |e: &Expectation| e.metric == finding.metric && e.class == declared && e.tight;
        finding.class.growth_cmp(declared).is_lt() && scenario.expect.iter().any(same)
    };
    finding.severity > Severity::P1 && finding.fails_at.is_none() && finding.declared.is_some_and(tight)
}

/// The finding in a few words: `P1, 30 s at n = 27,000`.
pub(crate) fn brief(evidence: &Evidence, finding: &Finding) -> String {
    let severity = finding.severity.name();
    match (first_failure(finding), &finding.threshold) {
        (Some((n, _)), _) => format!("{severity}, fails at n = {}", size(n)),
        (None, Some(Threshold { n: Some(n), budget, .. })) => {
            format!("{severity}, {} at n = {}", budget_name(finding, *budget), rounded(n.value))
        }
        _ => match finding.declared {
            Some(declared) => format!("{severity}, {} against {declared}", grown(evidence, finding)),
            None => format!("{severity}, {} undeclared", grown(evidence, finding)),
        },
    }
}

/// `30 s`, `1 GiB of memory`, `100 queries on input sorted`
fn budget_name(finding: &Finding, budget: f64) -> String {
    let amount = value(&finding.metric.unit(), budget);
    let amount = match finding.metric {
        Metric::Time => amount,
        Metric::Memory => format!("{amount} of memory"),
        Metric::Cpu => format!("{amount} of CPU time"),
        Metric::Wall => format!("{amount} of wall time"),
        Metric::Counter(ref name) => format!("{amount} {}", text::short(name, 60)),
    };
    match &finding.input {
        Some(input) => format!("{amount} on input {}", text::short(input, 60)),
        None => amount,
    }
}

/// The failure, where it comes before the budget is gone.
pub(super) fn first_failure(finding: &Finding) -> Option<(f64, &str)> {
    let (n, reason) = finding.fails_at.as_ref()?;
    let crossed = finding.threshold.as_ref().and_then(|t| t.n).map_or(f64::INFINITY, |n| n.value);
    (*n <= crossed).then_some((*n, reason.as_str()))
}

/// After "fails from n = 3,000", which says already that it does.
fn how_it_fails(reason: &str) -> String {
    let reason = text::short(reason, 160);
    match reason.strip_prefix("fails") {
        Some(words) => words.to_string(),
        None => format!(": it {reason}"),
    }
}

/// What life will bring, as the second half of the headline.
fn ahead(evidence: &Evidence) -> String {
    let scale = &evidence.scenario.scale;
    match (scale.production, scale.peak) {
        (Some(production), Some(peak)) => format!("; production runs at {production} and peaks at {peak}"),
        (Some(production), None) => format!("; production runs at {production}"),
        (None, Some(peak)) => format!("; production peaks at {peak}"),
        (None, None) => String::new(),
    }
}

/// `time`, or `time on sorted`.
pub(crate) fn metric_name(finding: &Finding) -> String {
    let name = text::short(finding.metric.name(), 60);
    match &finding.input {
        Some(input) => format!("{name} on input {}", text::short(input, 60)),
        None => name,
    }
}

/// What is wrong, as far as measuring from outside shows it.
pub(crate) fn issue(scenario: &Scenario, finding: &Finding, fit: &Fit) -> String {
    let unit = finding.metric.unit();
    let grows = growth_in_words(fit, &unit);
    match finding.declared {
        Some(declared) if outgrown(scenario, finding) => {
            format!(
                "{} {grows}. Exactly {declared} is declared, so the declaration is out of date.",
                what(scenario, finding)
            )
        }
        Some(declared) => format!("{} {grows}. At most {declared} is declared.", what(scenario, finding)),
        None => format!("{} {grows}. No growth is declared for it.", what(scenario, finding)),
    }
}

fn what(scenario: &Scenario, finding: &Finding) -> String {
    let all = scenario.target.function().is_some_and(|function| !function.language.tells_peaks());
    let subject = match &finding.metric {
        Metric::Time => "The time it takes".to_string(),
        Metric::Cpu => "The CPU time it takes".to_string(),
        Metric::Wall => "The wall time it takes".to_string(),
        Metric::Memory if all => "The memory it allocates in all".to_string(),
        Metric::Memory => "The memory it holds at its peak".to_string(),
        Metric::Counter(name) => format!("Its count of {}", text::short(name, 60)),
    };
    match &finding.input {
        Some(input) => format!("{subject} on input {}", text::short(input, 60)),
        None => subject,
    }
}

fn growth_in_words(fit: &Fit, unit: &Unit) -> String {
    let (Some(first), Some(last)) = (fit.points.first(), fit.points.last()) else {
        return format!("grows as {}", classes(fit));
    };
    format!(
        "grows as {}: from {} at n = {} to {} at n = {} (both measured)",
        classes(fit),
        value(unit, first.value),
        size(first.n),
        value(unit, last.value),
        size(last.n)
    )
}

/// Class, declaration, exponent and formula.
pub(crate) fn complexity(finding: &Finding, fit: &Fit) -> String {
    let declared = finding.declared.map_or("no growth declared".to_string(), |class| format!("declared {class}"));
    let formula = formula(&finding.metric.unit(), &fit.formula);
    format!("{}, {declared}; {}; fitted {formula}", classes(fit), growth_rate(fit))
}

/// What it costs at the sizes of life, else at the sizes measured.
pub(crate) fn impact(finding: &Finding, fit: &Fit) -> String {
    let unit = finding.metric.unit();
    let mut parts: Vec<String> = finding
        .scale_points
        .iter()
        .map(|(name, known)| format!("{} (n = {}): {}", sentence_case(name), size(known.n), estimate(&unit, known)))
        .collect();
    if parts.is_empty() {
        let middle = fit.points.len() / 2;
        let shown = [fit.points.first(), fit.points.get(middle), fit.points.last()];
        parts.extend(shown.into_iter().flatten().map(|p| {
            let known = Interval { value: p.value, low: p.low, high: p.high };
            format!("n = {}: {} (measured)", size(p.n), interval(&unit, &known))
        }));
        parts.dedup();
    }
    if let Some((n, reason)) = &finding.fails_at {
        parts.push(format!("From n = {} it {}", size(*n), text::short(reason, 300)));
    }
    parts.join(". ") + "."
}

pub(crate) fn sentence_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// Acceptable below, slow from, unusable from, fails at.
pub(crate) fn scale_threshold(finding: &Finding, fit: &Fit) -> String {
    let unit = finding.metric.unit();
    let mut parts: Vec<String> = finding
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::StartUpDominates { n, .. } => Some(format!("no growth to be felt below n = {}", rounded(*n))),
            Step::GrowthDominates { n, cost, basis: known, .. } => {
                Some(format!("slow from n = {} ({}, {})", rounded(*n), value(&unit, *cost), basis(*known)))
            }
            Step::BudgetGone { .. } => None,
            Step::Fails { n, .. } => Some(format!("fails at n = {} (measured)", size(*n))),
        })
        .collect();
    match &finding.threshold {
        Some(threshold) => parts.insert(0, crossed(&unit, threshold)),
        None => parts.push("no budget is declared".to_string()),
    }
    if parts.len() == 1 && finding.threshold.is_none() {
        parts.insert(0, highest(fit, &unit));
    }
    sentence_case(&parts.join("; ")) + "."
}

fn highest(fit: &Fit, unit: &Unit) -> String {
    let last =
        fit.points.last().map(|p| format!("at most {} up to n = {} (measured)", value(unit, p.value), size(p.n)));
    last.unwrap_or_default()
}

pub(super) fn rounded(n: f64) -> String {
    size_interval(&Interval { value: n, low: n, high: n })
}

/// What to do, in a sentence: the user's own words where the scenario has them.
pub(crate) fn fix(evidence: &Evidence, finding: &Finding) -> String {
    match &evidence.scenario.fix {
        Some(fix) => format!("{}.", text::short(fix, 2000).trim_end_matches('.')),
        None => match options(evidence, finding).first() {
            Some((name, what)) => {
                format!(
                    "{name}: {what}. The scenario names no fix; this one answers to the symptom. Profile before you choose."
                )
            }
            None => "Profile first: the measurements show the symptom, not the line.".to_string(),
        },
    }
}

/// A step of the failure mode.
pub(crate) fn step(finding: &Finding, fit: &Fit, step: &Step) -> String {
    let unit = finding.metric.unit();
    match step {
        Step::StartUpDominates { n, cost } => format!(
            "Acceptable below n = {}: under {}, of which {} don't grow.{}",
            rounded(*n),
            value(&unit, *cost),
            value(&unit, fit.formula.fixed),
            super::approach::unfelt(&finding.metric, *cost)
        ),
        Step::GrowthDominates { n, cost, factor, basis: known } => format!(
            "Slow from n = {} ({}): {}, and {}.",
            rounded(*n),
            basis(*known),
            value(&unit, *cost),
            growing_by(fit, *factor)
        ),
        Step::BudgetGone { n, budget, basis: known } => {
            let interval = finding.threshold.as_ref().and_then(|t| t.n).filter(|i| i.value == *n);
            let n = interval.map_or_else(|| rounded(*n), |i| size_interval(&i));
            format!("Unusable from n = {n} ({}): the budget of {} is gone.", basis(*known), value(&unit, *budget))
        }
        Step::Fails { n, reason } => {
            format!("Fails at n = {} (measured): it {}.", size(*n), text::short(reason, 300).trim_end_matches('.'))
        }
    }
}

fn growing_by(fit: &Fit, doubling: f64) -> String {
    match fit.formula.class {
        Class::Exponential { .. } | Class::Factorial => growth_rate(fit),
        Class::PowerLog { .. } => format!("every doubling of n multiplies it by {doubling:.1}"),
    }
}
