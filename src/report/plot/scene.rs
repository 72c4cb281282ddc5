//! What a plot shows, in the units of the data: chosen once, drawn by every medium.

use super::reach;
use crate::model::{Class, Estimate, Evidence, Fit, Rival, Ruling, SampleEnd};
use crate::report::{text, wording};

/// How far above everything measured or budgeted a curve is followed.
const HEADROOM: f64 = 1e5;
/// More samples than this are thinned evenly.
const MOST_SAMPLES: usize = 400;
/// Rivals drawn at the most.
const MOST_RIVALS: usize = 3;

/// A plot of cost against N.
pub(crate) struct Scene {
    /// Smallest and largest N shown.
    pub(crate) x: (f64, f64),
    /// Smallest and largest cost shown.
    pub(crate) y: (f64, f64),
    /// Every sample above zero, thinned where there are very many.
    pub(crate) samples: Vec<(f64, f64)>,
    /// The fit's curve with its band, within the frame.
    pub(crate) curve: Vec<Estimate>,
    /// The winner's rivals by name, within the frame.
    pub(crate) rivals: Vec<(String, Vec<(f64, f64)>)>,
    /// Sizes to mark, rising.
    pub(crate) sizes: Vec<Mark>,
    /// Costs to mark, rising.
    pub(crate) costs: Vec<Mark>,
    /// Costs at production and peak.
    pub(crate) predictions: Vec<Estimate>,
    /// Where budgets are crossed: N and cost.
    pub(crate) crossings: Vec<(f64, f64)>,
}

/// A place that is marked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    /// What stands at it.
    pub(crate) label: String,
    /// Where.
    pub(crate) at: f64,
    /// What it is.
    pub(crate) kind: MarkKind,
}

/// What a mark marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// A size or cost of life.
    Scale,
    /// A budget, or where it is crossed.
    Budget,
    /// Where the target fails.
    Failure,
}

/// Whether there is anything to draw.
pub(crate) fn drawable(fit: &Fit) -> bool {
    fit.points.iter().filter(|p| p.value > 0.0).count() >= 2
}

impl Scene {
    /// The scene of a fit; only for one that is [`drawable`].
    pub(crate) fn of(evidence: &Evidence, fit: &Fit) -> Scene {
        let sizes = marked_sizes(evidence, fit);
        let costs = budgets(evidence, fit);
        let samples = samples(fit);
        let known = samples.iter().map(|s| s.1).chain(fit.points.iter().map(|p| p.value));
        let (low, high) = bounds(known.filter(|v| *v > 0.0));
        let costs: Vec<Mark> = costs.into_iter().filter(|c| c.at < high * HEADROOM && c.at > low / 100.0).collect();
        let ceiling = costs.iter().map(|c| c.at).fold(high, f64::max) * HEADROOM;
        let x = x_range(fit, &sizes, ceiling);
        let inside = |n: f64| n >= x.0 * 0.999 && n <= x.1 * 1.001;
        let reached = reach::curve(fit);
        let rivals = rivals(evidence, fit, &reached, x);
        let curve: Vec<Estimate> = reached.into_iter().filter(|e| inside(e.n) && e.value.value > 0.0).collect();
        let predictions: Vec<Estimate> = fit
            .predictions
            .iter()
            .filter(|p| inside(p.n) && p.value.value > 0.0 && p.value.value <= ceiling)
            .copied()
            .collect();
        let shown = curve.iter().chain(&predictions).map(|e| e.value.value).chain([low, high]);
        let (bottom, top) = bounds(shown.chain(costs.iter().map(|c| c.at)).filter(|v| *v <= ceiling));
        let room = (top / bottom).powf(0.06).max(1.1);
        let y = (bottom / room, top * room);
        let crossings = crossings(fit, &costs).into_iter().filter(|c| inside(c.0)).collect();
        let rivals =
            rivals.into_iter().map(|(name, line)| (name, line.into_iter().filter(|p| p.1 >= y.0 && p.1 <= y.1)));
        let rivals =
            rivals.map(|(name, line)| (name, line.collect())).filter(|(_, line): &Line| line.len() >= 2).collect();
        Scene { x, y, samples, curve, rivals, sizes, costs, predictions, crossings }
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
    if low.is_finite() && high > 0.0 { (low, high) } else { (0.1, 1.0) }
}

fn samples(fit: &Fit) -> Vec<(f64, f64)> {
    let all: Vec<(f64, f64)> = fit
        .series
        .points
        .iter()
        .flat_map(|point| point.values.iter().map(|value| (point.n, *value)))
        .filter(|(n, value)| *n > 0.0 && *value > 0.0)
        .collect();
    let step = all.len().div_ceil(MOST_SAMPLES).max(1);
    all.into_iter().step_by(step).collect()
}

/// From the smallest size to the largest that matters, as far as the curve stays below the ceiling.
fn x_range(fit: &Fit, sizes: &[Mark], ceiling: f64) -> (f64, f64) {
    let positive = fit.points.iter().map(|p| p.n).filter(|n| *n > 0.0);
    let (first, last) = bounds(positive);
    let wanted = sizes.iter().map(|m| m.at).fold(last, f64::max);
    let reached =
        fit.curve.iter().filter(|e| e.n > last && e.value.value > ceiling).map(|e| e.n).fold(f64::INFINITY, f64::min);
    // What explodes is drawn as far as its curve goes: beyond, there is only height.
    let followed = fit.curve.last().map_or(f64::INFINITY, |e| e.n);
    let reached = if reach::explodes(fit.class) { reached.min(followed.max(last)) } else { reached };
    let smallest = sizes.iter().map(|m| m.at).filter(|n| *n >= first / 10.0).fold(first, f64::min);
    (smallest, wanted.min(reached).max(last) * 1.0001)
}

/// Development, production and peak, thresholds, the first failure.
fn marked_sizes(evidence: &Evidence, fit: &Fit) -> Vec<Mark> {
    let scale = &evidence.scenario.scale;
    let named = [("development", scale.development), ("production", scale.production), ("peak", scale.peak)];
    let mut marks: Vec<Mark> = named
        .into_iter()
        .filter_map(|(name, size)| {
            let size = size?;
            Some(Mark { label: format!("{name} {size}"), at: size.value(), kind: MarkKind::Scale })
        })
        .collect();
    let limit = marks.iter().map(|m| m.at).chain(fit.points.iter().map(|p| p.n)).fold(1.0, f64::max) * 1000.0;
    let unit = fit.series.metric.unit();
    let budgets = budgets(evidence, fit);
    for (n, cost) in crossings(fit, &budgets).into_iter().filter(|(n, _)| *n <= limit) {
        marks.push(Mark {
            label: format!("{} at {}", wording::value(&unit, cost), wording::rounded_size(n)),
            at: n,
            kind: MarkKind::Budget,
        });
    }
    if let Some(n) = first_failed_size(evidence, fit) {
        marks.push(Mark { label: format!("fails at {}", wording::size(n)), at: n, kind: MarkKind::Failure });
    }
    marks.sort_by(|a, b| a.at.total_cmp(&b.at));
    marks
}

fn first_failed_size(evidence: &Evidence, fit: &Fit) -> Option<f64> {
    let finding = evidence.findings.iter().find(|f| f.metric == fit.series.metric && f.input == fit.series.input);
    if let Some((n, _)) = finding.and_then(|f| f.fails_at.as_ref()) {
        return Some(*n);
    }
    let worked = fit.points.iter().map(|p| p.n).fold(0.0, f64::max);
    let failed = evidence.record.samples.iter().filter(|s| matches!(s.end, SampleEnd::Failed(_)));
    failed.map(|s| s.trial.size.value()).filter(|n| *n > worked).min_by(f64::total_cmp)
}

/// The budgets that concern the metric: its own of `scale`, and its limits.
fn budgets(evidence: &Evidence, fit: &Fit) -> Vec<Mark> {
    use crate::model::Metric;
    let metric = &fit.series.metric;
    let scale = &evidence.scenario.scale;
    let unit = metric.unit();
    let own = match metric {
        Metric::Time | Metric::Wall => scale.time_budget.map(|b| b.as_secs_f64()),
        Metric::Memory => scale.memory_budget.map(|b| b.0 as f64),
        _ => None,
    };
    let mark = |label: &str, at: f64| Mark {
        label: format!("{label} {}", wording::value(&unit, at)),
        at,
        kind: MarkKind::Budget,
    };
    let mut marks: Vec<Mark> = own.map(|at| mark("budget", at)).into_iter().collect();
    for limit in evidence.limits.iter().filter(|l| l.metric == *metric && l.ruling != Ruling::Skipped) {
        if !marks.iter().any(|m| m.at == limit.max) {
            marks.push(mark("limit", limit.max));
        }
    }
    marks.sort_by(|a, b| a.at.total_cmp(&b.at));
    marks
}

/// Where the marked costs are reached.
fn crossings(fit: &Fit, costs: &[Mark]) -> Vec<(f64, f64)> {
    let known = |cost: &Mark| fit.thresholds.iter().find(|t| t.budget == cost.at);
    costs.iter().filter_map(|cost| Some((known(cost)?.n?.value, cost.at))).filter(|(n, _)| *n >= 1.0).collect()
}

/// A line with its name.
type Line = (String, Vec<(f64, f64)>);

/// The rivals' curves between the smallest and the largest size shown: first what was declared, then the likeliest.
fn rivals(evidence: &Evidence, fit: &Fit, curve: &[Estimate], x: (f64, f64)) -> Vec<Line> {
    let declared: Vec<Class> =
        evidence.verdicts.iter().filter(|v| v.metric == fit.series.metric).map(|v| v.declared.family()).collect();
    let mut others: Vec<&Rival> = fit.rivals.iter().filter(|r| r.class.family() != fit.class.family()).collect();
    others.sort_by_key(|rival| !declared.contains(&rival.class.family()));
    let line = |rival| reach::rival(rival, curve).into_iter().filter(|(n, _)| *n >= x.0 && *n <= x.1).collect();
    others.into_iter().take(MOST_RIVALS).map(|rival| (text::short(&rival.class.to_string(), 30), line(rival))).collect()
}
