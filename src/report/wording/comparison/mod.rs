//! What changed between two sides, in words: each verdict with the numbers that it rests on.

use super::finding::sentence_case;
use super::run::failure;
use super::value::{basis, factor, interval, probability, size, size_interval, value};
use crate::model::{
    Change, Compared, Comparison, Crossover, Estimate, Evidence, Fit, GrowthBasis, Interval, MetricChange, Null, Ratio,
    RatioPoint, Standing, ThresholdChange, Unit,
};
use crate::report::text;

pub(crate) use proof::{checklist, proof, successes, tick};
pub(crate) use summary::{all_compared, compared_summary};

mod proof;
mod summary;

/// The verdict as a badge.
pub(crate) fn change_title(change: Change) -> &'static str {
    match change {
        Change::Better => "BETTER",
        Change::Worse => "WORSE",
        Change::Equal { .. } => "EQUAL",
        Change::Unresolved => "UNRESOLVED",
    }
}

/// The worst verdict of a scenario, for a table of many: what fails it, what improved, what is open.
pub(crate) fn overall(comparison: &Comparison) -> Change {
    if comparison.regressed() {
        return Change::Worse;
    }
    if comparison.improved() {
        return Change::Better;
    }
    let resolved = !comparison.metrics.is_empty() && comparison.metrics.iter().all(MetricChange::resolved);
    let quiet = comparison.metrics.iter().all(|m| {
        matches!(m.growth.change, Change::Equal { .. })
            && m.constant.is_some_and(|c| matches!(c.change, Change::Equal { .. }))
    });
    let bound = |m: &MetricChange| match m.constant.map(|c| c.change) {
        Some(Change::Equal { within }) => within,
        _ => 0.0,
    };
    let within = comparison.metrics.iter().map(bound).fold(0.0, f64::max);
    if resolved && quiet { Change::Equal { within } } else { Change::Unresolved }
}

/// What one cost is beside another. Where either is 0 no factor leads from one to the other, and none is made up.
pub(crate) fn beside(from: f64, to: f64) -> Option<String> {
    match (from, to) {
        (from, to) if from == to => Some(share(1.0)),
        (0.0, to) if to > 0.0 => Some("none before".to_string()),
        (from, 0.0) if from > 0.0 => Some("none after".to_string()),
        (from, to) if from > 0.0 && to > 0.0 => Some(share(to / from)),
        _ => None,
    }
}

/// `12% more`, `3.4× as much`, `0.4% less`
pub(crate) fn share(ratio: f64) -> String {
    match ratio {
        r if r >= 2.0 => format!("{} as much", factor(r)),
        r if r > 1.0 => format!("{} more", percent(r - 1.0)),
        r if r < 1.0 => super::value::less(1.0, r).unwrap_or_else(|| format!("{} less", percent(1.0 - r))),
        _ => "no difference".to_string(),
    }
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0%".to_string(),
        p if p < 0.05 => "under 0.05%".to_string(),
        p if p < 10.0 => format!("{p:.1}%"),
        p => format!("{p:.0}%"),
    }
}

/// `O(n^2) → O(n)`; the class alone where both have the same, and both classes where no change is shown.
pub(crate) fn classes_changed(change: &MetricChange) -> String {
    let (old, new) = (change.growth.old.family(), change.growth.new.family());
    match change.growth.change {
        _ if old == new => old.to_string(),
        Change::Better | Change::Worse => format!("{old} → {new}"),
        Change::Equal { .. } | Change::Unresolved => format!("{old} or {new}"),
    }
}

/// What the verdict on growth rests on.
pub(crate) fn growth_because(change: &MetricChange) -> String {
    let growth = &change.growth;
    let shift = format!("new over old grows as n^{}", signed(&growth.shift));
    match (growth.change, growth.by) {
        (Change::Better, GrowthBasis::Classes) => {
            format!("it grows slower with probability {}", probability(growth.below))
        }
        (Change::Worse, GrowthBasis::Classes) => {
            format!("it grows faster with probability {}", probability(growth.above))
        }
        (Change::Better | Change::Worse, GrowthBasis::Late) => {
            let top = change.points.last().map_or(String::new(), |p| format!(" at n = {}", size(p.n)));
            let rise =
                Interval { value: 1.0 + growth.late.value, low: 1.0 + growth.late.low, high: 1.0 + growth.late.high };
            format!("the cost of growing{top} changed by a factor of {} more than at small sizes", plain(&rise))
        }
        (Change::Better | Change::Worse, GrowthBasis::Shift) | (Change::Equal { .. }, _) => shift,
        (Change::Unresolved, _) => format!(
            "faster with probability {}, slower with {}; {shift}",
            probability(growth.above),
            probability(growth.below)
        ),
    }
}

fn signed(known: &Interval) -> String {
    let two = |x: f64| format!("{:.2}", (x * 100.0).round() / 100.0 + 0.0);
    format!("{} [{}, {}]", two(known.value), two(known.low), two(known.high))
}

fn plain(known: &Interval) -> String {
    interval(&Unit::Count, known)
}

/// `1.1× [1.08, 1.12], 10% more`
pub(crate) fn ratio_words(ratio: &Interval) -> String {
    let times = |x: f64| factor(x).trim_end_matches('×').to_string();
    format!("{} [{}, {}], {}", factor(ratio.value), times(ratio.low), times(ratio.high), share(ratio.value))
}

/// The whole curve: one factor where the classes are the same; else, and where a side has no cost at some size, the
/// costs at the largest common size, since no one factor holds over n.
pub(crate) fn cost(change: &MetricChange) -> String {
    let classes =
        matches!((change.growth.change, change.growth.by), (Change::Better | Change::Worse, GrowthBasis::Classes));
    if let Some(top) = change.top.as_ref().filter(|_| classes || change.none) {
        return format!("at n = {}: {}", size(top.old.n), from_to_words(&change.metric.unit(), &top.old, &top.new));
    }
    match (&change.constant, change.points.last()) {
        _ if change.none => "one side has none at some sizes".to_string(),
        (Some(constant), Some(top)) => {
            let first = change.points.first().map_or(top.n, |p| p.n);
            format!("{} over n = {} to {}", ratio_words(&constant.ratio), size(first), size(top.n))
        }
        _ => "no size was measured on both sides".to_string(),
    }
}

/// What the verdict on the whole curve rests on, beyond the figures.
pub(crate) fn cost_note(change: &MetricChange, standing: &Standing) -> Option<String> {
    let constant = change.constant.as_ref()?;
    let named = matches!(constant.change, Change::Worse);
    match standing {
        _ if constant.gates || !named => None,
        Standing::OtherMachine(_) => Some("not judged: the machines differ".to_string()),
        _ => Some("fails nothing: two separate runs on a machine whose own differences were not measured".to_string()),
    }
}

/// `equal within 1.2%` and the like, for a sentence.
pub(crate) fn verdict_words(change: Change, exponent: bool) -> String {
    match change {
        Change::Equal { within } if exponent => format!("equal within n^{within:.2}"),
        Change::Equal { within } => format!("equal within {}", percent(within)),
        other => other.name().to_string(),
    }
}

/// What a verdict on a figure rests on: its interval, and the bound that it shows.
pub(crate) fn by_interval(change: Change) -> String {
    match change {
        Change::Better | Change::Worse => "its interval shows it".to_string(),
        Change::Equal { .. } => verdict_words(change, false),
        Change::Unresolved => "its interval leaves it open".to_string(),
    }
}

/// The costs of both sides at a size, by what was measured there.
pub(crate) fn at(compared: &Compared, change: &MetricChange, n: f64) -> String {
    let unit = change.metric.unit();
    both_at(compared, change, n).map_or(String::new(), |(a, b)| from_to_words(&unit, &a, &b))
}

fn both_at(compared: &Compared, change: &MetricChange, n: f64) -> Option<(Estimate, Estimate)> {
    let known = |side: &Option<Evidence>| fit_of(side.as_ref()?, change).and_then(|fit| measured(fit, n));
    known(&compared.old).zip(known(&compared.new))
}

/// `277 ms → 6.4 ms (98% less)`
fn from_to_words(unit: &Unit, old: &Estimate, new: &Estimate) -> String {
    let (a, b) = (old.value.value, new.value.value);
    let change = beside(a, b).map_or(String::new(), |words| format!(" ({words})"));
    format!("{} → {}{change}", value(unit, a), value(unit, b))
}

/// The fit that a change is about.
pub(crate) fn fit_of<'a>(evidence: &'a Evidence, change: &MetricChange) -> Option<&'a Fit> {
    let of_metric = |fit: &&Fit| fit.series.metric == change.metric;
    let same = evidence.fits.iter().filter(of_metric).find(|fit| fit.series.input == change.input);
    same.or_else(|| evidence.fits.iter().find(of_metric))
}

fn measured(fit: &Fit, n: f64) -> Option<Estimate> {
    let point = fit.points.iter().find(|p| p.n == n)?;
    let known = Interval { value: point.value, low: point.low, high: point.high };
    Some(Estimate { n, value: known, basis: crate::model::Basis::Measured })
}

/// The cost that doesn't grow.
pub(crate) fn fixed(change: &MetricChange) -> Option<(String, Ratio)> {
    change.fixed.map(|fixed| (format!("{} where start-up is what costs", ratio_words(&fixed.ratio)), fixed))
}

/// `30 s at n = 52,200 [49,500, 55,300] (extrapolated 6.5×) → 21,000,000 [...] (extrapolated 65×), 402×`;
/// `30 s nowhere up to n = 10,000 → at n = 311 [...] (measured)`
pub(crate) fn threshold_moved(unit: &Unit, moved: &ThresholdChange) -> String {
    let both = moved.old.is_some() && moved.new.is_some();
    let at = if both { "" } else { "at n = " };
    let place = |n: &Option<Interval>, known, safe: f64| match n {
        Some(n) => format!("{at}{} ({})", size_interval(n), basis(known)),
        None => format!("nowhere up to n = {}", super::value::rounded_size(safe)),
    };
    let times = moved.factor.map_or(String::new(), |times| format!(", {}", factor(times.value)));
    format!(
        "{} {}{} → {}{times}",
        value(unit, moved.budget),
        if both { "at n = " } else { "" },
        place(&moved.old, moved.old_basis, moved.old_safe),
        place(&moved.new, moved.new_basis, moved.new_safe)
    )
}

/// Whether a threshold says anything: one that a side may never reach does only where that is a change.
pub(crate) fn threshold_tells(moved: &ThresholdChange) -> bool {
    let bounded = |n: &Option<Interval>| n.is_some_and(|n| n.high < 1e12);
    let shown = matches!(moved.change, Change::Better | Change::Worse);
    shown || (bounded(&moved.old) && bounded(&moved.new))
}

/// Where the order of the curves changes.
pub(crate) fn crossing(crossover: &Crossover) -> String {
    let side =
        if crossover.wins_above { "cheaper above it and dearer below" } else { "dearer above it and cheaper below" };
    format!(
        "the curves cross at n = {} ({}): the new side is {side}",
        size_interval(&crossover.n),
        basis(crossover.basis)
    )
}

/// How far both sides got.
pub(crate) fn reach(comparison: &Comparison) -> Option<String> {
    let (n, why) = comparison.reach.at.as_ref()?;
    let side = if comparison.reach.change == Change::Worse { "new" } else { "old" };
    let other = if side == "new" { "old" } else { "new" };
    Some(format!("at n = {} the {side} side {}; the {other} side works there", size(*n), failure(why)))
}

/// The metric, with its input where there are several.
pub(crate) fn name(change: &MetricChange) -> String {
    let metric = text::short(change.metric.name(), 60);
    change.input.as_ref().map_or(metric.clone(), |input| format!("{metric} on {}", text::short(input, 60)))
}

/// How the sides were measured.
pub(crate) fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Paired => "in interleaved rounds of one run".to_string(),
        Standing::SameMachine { floor: Some(floor) } => {
            format!("in two runs on the same machine, whose own runs differ by up to {}", percent(*floor))
        }
        Standing::SameMachine { floor: None } => "in two runs on the same machine".to_string(),
        Standing::OtherMachine(_) => "on two machines".to_string(),
    }
}

/// What a control says, a line a fact.
pub(crate) fn null(null: &Null) -> Vec<String> {
    let times = if null.alarms == 1 { "1 false alarm" } else { &format!("{} false alarms", null.alarms) };
    vec![
        format!("{}: {}", text::short(null.metric.name(), 60), ratio_words(&null.ratio)),
        format!("{times} in {} looks, each at rounds of its own", null.looks),
        format!(
            "{} rounds over {} sizes find a change of the whole curve from {} on, in 95 of 100",
            null.rounds,
            null.sizes,
            percent(null.resolves)
        ),
        format!(
            "by itself, one side moved by up to {} from part to part of the run: separate runs differ by that much at least, \
             and `compare` of two evidences counts less as nothing",
            percent(null.floor)
        ),
    ]
}

/// A point of the ratio for a table; no factor where either side has no cost.
pub(crate) fn ratio_cell(compared: &Compared, change: &MetricChange, point: &RatioPoint) -> String {
    let costs = both_at(compared, change, point.n).map(|(a, b)| (a.value.value, b.value.value));
    if let Some((a, b)) = costs.filter(|(a, b)| (*a == 0.0) != (*b == 0.0)) {
        return beside(a, b).unwrap_or_default();
    }
    let times = |x: f64| factor(x).trim_end_matches('×').to_string();
    format!("{} [{}, {}]", factor(point.ratio.value), times(point.ratio.low), times(point.ratio.high))
}

/// The plot in words.
pub(crate) fn both_described(change: &MetricChange) -> String {
    let from = change.points.first().map_or(0.0, |p| p.n);
    let to = change.points.last().map_or(0.0, |p| p.n);
    format!(
        "Log-log plot of {} before and after: {}; {}. Common sizes n = {} to {}.",
        name(change),
        classes_changed(change),
        cost(change),
        size(from),
        size(to)
    )
}

/// The ratio plot in words.
pub(crate) fn ratio_described(change: &MetricChange) -> String {
    let crosses = change.crossover.as_ref().map_or(String::new(), |c| format!(" {}.", sentence_case(&crossing(c))));
    format!("New over old {} against n, with its 95% interval: below 1 the new side is cheaper.{crosses}", name(change))
}
