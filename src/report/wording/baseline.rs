//! What a run is beside its accepted normal.

use super::value::{interval, size, size_interval};
use crate::model::{Baseline, Change, Comparison, MetricChange, Scenario, Unit, checked, declared, input, ladder, set};
use crate::report::text;

/// Every regression of a comparison, in a sentence each.
pub(crate) fn regressions(comparison: &Comparison) -> Vec<String> {
    let mut said: Vec<String> = comparison.metrics.iter().filter(|change| change.regressed()).map(regression).collect();
    if let (true, Change::Worse, Some((n, failure))) =
        (comparison.reach.gates, comparison.reach.change, &comparison.reach.at)
    {
        said.push(format!("at n = {} it {}, which worked", size(*n), super::failure(failure)));
    }
    said
}

fn regression(change: &MetricChange) -> String {
    let name = super::trend::series(&change.metric, change.input.as_deref());
    let growth = &change.growth;
    if growth.gates && growth.change == Change::Worse {
        let exponent = interval(&Unit::Count, &growth.shift);
        return if growth.old.family() == growth.new.family() {
            format!("{name} grows faster: the ratio to the baseline rises with n to the power {exponent}")
        } else {
            format!("{name} grows as {}, was {}", growth.new.family(), growth.old.family())
        };
    }
    let by = change.constant.map_or(String::new(), |constant| interval(&Unit::Count, &constant.ratio));
    format!("{name} costs {by} times as much at equal sizes{}", thresholds(change))
}

fn thresholds(change: &MetricChange) -> String {
    let moved = change.thresholds.iter().find(|threshold| threshold.change == Change::Worse);
    moved
        .and_then(|threshold| threshold.new)
        .map_or(String::new(), |n| format!("; its budget is now reached at n = {}", size_interval(&n)))
}

/// What is declared otherwise than when the baseline was accepted: `was time <= O(n); is time <= O(n^2)`.
pub(crate) fn turned(baseline: &Baseline, now: &[String]) -> Option<String> {
    let told = moved(&baseline.declared, now)?;
    Some(format!("it is declared otherwise than when its baseline was accepted: {told}"))
}

/// What was checked or read of the output and is no more, or otherwise: with less of it more passes.
pub(crate) fn unchecked(baseline: &Baseline, now: &[String]) -> Option<String> {
    let before = baseline.checked.as_ref().filter(|before| before.iter().any(|line| !now.contains(line)))?;
    let told = moved(before, now)?;
    Some(format!("its output is checked otherwise than when its baseline was accepted: {told}"))
}

/// What moved without making anything pass that did not: a check more, settings, anything else of the definition.
pub(crate) fn otherwise(baseline: &Baseline, scenario: &Scenario) -> Vec<String> {
    let (checks, settings) = (checked(scenario), set(&scenario.settings));
    let more = baseline.checked.as_ref().filter(|_| unchecked(baseline, &checks).is_none());
    let more = more.and_then(|before| moved(before, &checks));
    let measured = baseline.set.as_ref().and_then(|before| moved(before, &settings));
    let told = [
        more.map(|told| format!("more of its output is checked than when its baseline was accepted: {told}")),
        measured.map(|told| format!("it is measured otherwise than when its baseline was accepted: {told}")),
        other_sizes(baseline, scenario),
        other_input(baseline, scenario),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let known = !told.is_empty() || unchecked(baseline, &checks).is_some();
    if known || baseline.hash == scenario.hash || turned(baseline, &declared(scenario)).is_some() {
        return told;
    }
    let sizes = if baseline.ladder.is_some() { ", in its sizes or its input" } else { "" };
    vec![format!(
        "its definition is another one than when its baseline was accepted, not in what it declares, checks or sets{sizes}"
    )]
}

fn other_sizes(baseline: &Baseline, scenario: &Scenario) -> Option<String> {
    let (before, now) = (baseline.ladder.as_ref()?, ladder(&scenario.sizes));
    let told = |sizes: &str| text::short(sizes, 120);
    let other = *before != now;
    other.then(|| {
        format!("its sizes are others than when its baseline was accepted: was {}; is {}", told(before), told(&now))
    })
}

fn other_input(baseline: &Baseline, scenario: &Scenario) -> Option<String> {
    let now: Vec<String> = scenario.inputs.iter().map(input).collect();
    let told = moved(&baseline.inputs, &now)?;
    Some(format!("its input is another one than when its baseline was accepted: {told}"))
}

/// The lines that only one of the two has: `was timeout 10 s; is timeout 1 s`.
fn moved(before: &[String], now: &[String]) -> Option<String> {
    let only = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|line| !b.contains(line)).map(|line| text::short(line, 80)).collect()
    };
    let told = |verb: &str, lines: Vec<String>| (!lines.is_empty()).then(|| format!("{verb} {}", lines.join(", ")));
    let told: Vec<String> =
        [told("was", only(before, now)), told("is", only(now, before))].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Why less could be compared than one would wish, in sentences.
pub(crate) fn reservations(comparison: &Comparison) -> Vec<String> {
    comparison.caveats.iter().map(|caveat| text::short(&caveat.text, 300)).collect()
}
