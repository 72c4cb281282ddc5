//! The proof of an optimization: from what to what, and the list of what had to hold, ticked off.

use super::{beside, classes_changed, cost, fit_of, measured, name, threshold_moved, threshold_tells, verdict_words};
use crate::model::{Change, Class, Clock, Compared, Estimate, Evidence, Fit, Metric, MetricChange};
use crate::report::text;
use crate::report::wording::{
    finding::sentence_case,
    summary::series_name,
    value::{basis, estimate, size, value},
};

/// What came of it, from what to what: the costs where it matters, growth, and how far it scales.
pub(crate) fn successes(compared: &Compared) -> Vec<String> {
    let (Some(old), Some(new)) = (&compared.old, &compared.new) else { return Vec::new() };
    let mut lines = Vec::new();
    for change in &compared.comparison.metrics {
        let (Some(before), Some(after)) = (fit_of(old, change), fit_of(new, change)) else { continue };
        lines.extend(from_to(new, change, before, after));
    }
    for change in &compared.comparison.metrics {
        lines.extend(scalability(change));
    }
    lines
}

/// `Queries: 5,001 → 2 (99.96% reduction) at n = 5,000 (measured)`
fn from_to(new: &Evidence, change: &MetricChange, before: &Fit, after: &Fit) -> Option<String> {
    let production = new.scenario.scale.production.map(crate::model::Size::value);
    let mut place = production.into_iter().chain(change.points.last().map(|p| p.n));
    let (a, b) = place.find_map(|n| known(before, n).zip(known(after, n)))?;
    let unit = change.metric.unit();
    let how = if a.basis == b.basis { basis(a.basis) } else { format!("{}, then {}", basis(a.basis), basis(b.basis)) };
    Some(format!(
        "{}: {} → {}{} at n = {} ({how})",
        label(change, after),
        value(&unit, a.value.value),
        value(&unit, b.value.value),
        reduction(&change.metric, a.value.value, b.value.value),
        size(a.n)
    ))
}

fn known(fit: &Fit, n: f64) -> Option<Estimate> {
    measured(fit, n).or_else(|| fit.predictions.iter().find(|p| p.n == n).copied())
}

fn label(change: &MetricChange, fit: &Fit) -> String {
    match (&change.metric, fit.series.clock) {
        (Metric::Time, Clock::Cpu) => "Response time (CPU)".to_string(),
        (Metric::Time | Metric::Wall, _) => "Response time".to_string(),
        (Metric::Memory, _) => "Peak memory".to_string(),
        _ => sentence_case(&name(change)),
    }
}

/// ` (99.96% reduction)`; times improve.
fn reduction(metric: &Metric, from: f64, to: f64) -> String {
    let word = if matches!(metric, Metric::Time | Metric::Wall | Metric::Cpu) { "improvement" } else { "reduction" };
    match crate::report::wording::value::less(from, to).filter(|_| to > 0.0) {
        Some(less) => {
            let percent = less.trim_end_matches(" less");
            let (whole, rest) =
                percent.trim_end_matches('%').split_once('.').unwrap_or((percent.trim_end_matches('%'), ""));
            let rest = rest.trim_end_matches('0');
            let shown = if rest.is_empty() { whole.to_string() } else { format!("{whole}.{rest}") };
            format!(" ({shown}% {word})")
        }
        None => beside(from, to).map_or(String::new(), |words| format!(" ({words})")),
    }
}

/// How far it goes: where the budget is reached, or that nothing grows any more.
fn scalability(change: &MetricChange) -> Vec<String> {
    let unit = change.metric.unit();
    let mut lines = Vec::new();
    let (first, last) = (change.points.first(), change.band.last().or(change.points.last()));
    if let (Change::Better, Class::CONSTANT, Some(first), Some(last)) =
        (change.growth.change, change.growth.new, first, last)
    {
        lines.push(format!(
            "Scalability: {} handles n = {} as easily as {} (O(1) over measured n)",
            name(change),
            size(last.n),
            size(first.n)
        ));
    } else if matches!(change.growth.change, Change::Better | Change::Worse) {
        lines.push(format!("Scalability: {} {}", name(change), classes_changed(change)));
    }
    let moved = change.thresholds.iter().filter(|t| threshold_tells(t)).take(1);
    lines.extend(moved.map(|t| format!("Scalability: {}", threshold_moved(&unit, t))));
    lines
}

/// What the Measurement Approach asks for after an optimization: whether it holds (`None`: the measurements don't say),
/// and the evidence.
pub(crate) fn checklist(compared: &Compared) -> Vec<(Option<bool>, String)> {
    let Some(new) = &compared.new else { return Vec::new() };
    let mut items: Vec<(Option<bool>, String)> = new.verdicts.iter().map(declared).collect();
    items.extend(compared.comparison.metrics.iter().map(side_by_side));
    items.extend(at_peak(new));
    items
}

/// Growth and cost of one metric.
fn side_by_side(change: &MetricChange) -> (Option<bool>, String) {
    let (growth, whole) = (change.growth.change, change.constant.map(|constant| constant.change));
    let costs = whole.map_or(String::new(), |whole| format!(", cost {}", verdict_words(whole, false)));
    let words = format!(
        "{}: growth {}{costs}, read side by side: {}; {}",
        name(change),
        verdict_words(growth, true),
        classes_changed(change),
        cost(change)
    );
    (neither_worse(growth, whole), sentence_case(&words))
}

/// Whether an optimization held: one of the two that is worse undoes it, and what is not known leaves it open. A class
/// that is better has no one factor of cost.
fn neither_worse(growth: Change, whole: Option<Change>) -> Option<bool> {
    let known = |change: Change| change != Change::Unresolved;
    if growth == Change::Worse || whole == Some(Change::Worse) {
        return Some(false);
    }
    (growth == Change::Better || (known(growth) && whole.is_none_or(known))).then_some(true)
}

fn declared(verdict: &crate::model::Verdict) -> (Option<bool>, String) {
    use crate::model::Ruling;
    let holds = match verdict.ruling {
        Ruling::Met => Some(true),
        Ruling::Broken | Ruling::Failed => Some(false),
        Ruling::Undecided | Ruling::Skipped => None,
    };
    let name = text::short(verdict.metric.name(), 60);
    let words = format!(
        "The new side's {name} is {}: {}, {}",
        verdict.ruling.name(),
        crate::report::wording::verdict::expectation(verdict),
        crate::report::wording::verdict::weighing(verdict)
    );
    (holds, words)
}

/// Whether the peak was measured, and stays within its budget.
fn at_peak(new: &Evidence) -> Vec<(Option<bool>, String)> {
    let scale = &new.scenario.scale;
    let Some(peak) = scale.peak.or(scale.production) else { return Vec::new() };
    let budget = |metric: &Metric| match metric {
        Metric::Time | Metric::Wall => scale.time_budget.map(|t| t.as_secs_f64()),
        Metric::Memory => scale.memory_budget.map(|b| b.0 as f64),
        _ => None,
    };
    let fits = new.fits.iter().filter_map(|fit| Some((fit, budget(&fit.series.metric)?)));
    fits.filter_map(|(fit, budget)| {
        let at = known(fit, peak.value())?;
        let unit = fit.series.metric.unit();
        let holds = if at.value.high <= budget {
            Some(true)
        } else if at.value.low > budget {
            Some(false)
        } else {
            None
        };
        let words = format!(
            "{} at n = {peak}: {}; the budget is {}",
            sentence_case(&series_name(&fit.series)),
            estimate(&unit, &at),
            value(&unit, budget)
        );
        Some((holds, words))
    })
    .collect()
}

/// The box of a checklist.
pub(crate) fn tick(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "[x]",
        Some(false) => "[ ] (not reached)",
        None => "[ ] (open)",
    }
}

/// What a short format says of a comparison: from what to what, and the list ticked off.
pub(crate) fn proof(compared: &Compared) -> Vec<String> {
    let ticked = checklist(compared).into_iter().map(|(holds, words)| format!("{} {words}", tick(holds)));
    successes(compared).into_iter().chain(ticked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_holds_where_neither_growth_nor_cost_is_worse_or_open() {
        let equal = Change::Equal { within: 0.01 };
        assert_eq!(neither_worse(equal, Some(Change::Worse)), Some(false));
        assert_eq!(neither_worse(Change::Unresolved, Some(Change::Worse)), Some(false));
        assert_eq!(neither_worse(Change::Worse, Some(Change::Better)), Some(false));
        assert_eq!(neither_worse(equal, Some(Change::Better)), Some(true));
        assert_eq!(neither_worse(equal, Some(Change::Unresolved)), None);
        assert_eq!(neither_worse(Change::Unresolved, Some(Change::Better)), None);
        assert_eq!(neither_worse(Change::Better, Some(Change::Unresolved)), Some(true));
        assert_eq!(neither_worse(equal, None), Some(true));
    }
}
