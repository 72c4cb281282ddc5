//! Steps in the rows of numbers, put together to changes of the code.

use std::collections::HashMap;

use crate::model::{
    Acceptance, Drift, Metric, MetricKind, NightChange, NightMark, Shift, Shifted, Trend, TrendPoint, Trends,
};
use crate::stats::sample::median;
use crate::stats::steps::{Observation, Rule, Step, steps};

/// Steps of one scenario that are no further apart are one change.
const SAME_CHANGE: usize = 2;

/// For exponents of times and memory. A logarithm more is 0.07 at a million items.
const GROWTH: Rule = Rule { least: 0.05, scatter: 0.03, trust: 12.0, before: 5, soonest: 2, reach: 8, deviations: 4.2 };

/// For exponents of counts, which are nearly or wholly exact.
const EXACT_GROWTH: Rule =
    Rule { least: 0.02, scatter: 0.005, trust: 6.0, before: 3, soonest: 1, reach: 8, deviations: 4.2 };

/// For levels of times: a tenth more, on a machine whose nights differ by about 8% until more is known of it.
const TIME: Rule = Rule { least: 0.095, scatter: 0.08, trust: 12.0, before: 5, soonest: 2, reach: 8, deviations: 3.9 };

/// For levels of memory.
const MEMORY: Rule = Rule { least: 0.05, scatter: 0.02, trust: 6.0, before: 5, soonest: 2, reach: 8, deviations: 4.2 };

/// For levels of counts: 2% more.
const COUNT: Rule = Rule { least: 0.02, scatter: 0.003, trust: 6.0, before: 3, soonest: 1, reach: 8, deviations: 4.2 };

/// A step of one row, with the nights that it lies between.
struct Found<'a> {
    trend: &'a Trend,
    before: usize,
    night: usize,
    called: usize,
    what: Shifted,
}

/// The changes of all scenarios, the oldest first.
pub(super) fn changes(trends: &Trends, accepted: &[Acceptance]) -> Vec<NightChange> {
    let accepted = resets(trends, accepted);
    let mut by_scenario: HashMap<&str, Vec<Found<'_>>> = HashMap::new();
    for trend in &trends.trends {
        let resets = accepted.get(trend.scenario.as_str()).map_or(&[][..], Vec::as_slice);
        let found = by_scenario.entry(&trend.scenario).or_default();
        found.extend(growth(trend, trends, resets));
        found.extend(level(trend, trends, resets));
    }
    let mut changes: Vec<NightChange> = by_scenario
        .into_iter()
        .flat_map(|(scenario, found)| merged(scenario, found, accepted.get(scenario).map_or(&[], Vec::as_slice)))
        .collect();
    changes.sort_by(|a, b| (a.night, &a.scenario).cmp(&(b.night, &b.scenario)));
    changes
}

/// The first night that an acceptance is about, with its reason.
type Reset<'a> = (usize, &'a str);

fn resets<'a>(trends: &Trends, accepted: &'a [Acceptance]) -> HashMap<&'a str, Vec<Reset<'a>>> {
    let mut resets: HashMap<&str, Vec<Reset<'_>>> = HashMap::new();
    for acceptance in accepted {
        let night = first_of(trends, &acceptance.from);
        resets.entry(&acceptance.scenario).or_default().push((night, &acceptance.why));
    }
    for resets in resets.values_mut() {
        resets.sort_unstable();
    }
    resets
}

/// The night that began at this moment; where none did, the one behind the last that began before. Nights stand in the
/// order in which they were kept, which is another one where the clock was set back.
fn first_of(trends: &Trends, moment: &str) -> usize {
    let at = trends.nights.iter().position(|night| night.started == moment);
    at.unwrap_or_else(|| {
        trends.nights.iter().rposition(|night| *night.started < *moment).map_or(0, |before| before + 1)
    })
}

fn judged(night: &NightMark) -> bool {
    !night.commit.as_ref().is_some_and(|commit| commit.changed)
}

/// The points of a trend that may be compared with each other, a stretch each: cut where the ground changes (for
/// levels) and behind what somebody accepted as the new normal, so that the change which it is about stays told. Nights of
/// no commit are left out.
fn stretches<'a>(
    trend: &'a Trend,
    nights: &[NightMark],
    resets: &[Reset<'_>],
    by_ground: bool,
) -> Vec<Vec<&'a TrendPoint>> {
    let part = |point: &TrendPoint| {
        (if by_ground { point.ground } else { 0 }, resets.partition_point(|(night, _)| *night < point.night))
    };
    let points: Vec<&TrendPoint> = trend.points.iter().filter(|point| judged(&nights[point.night])).collect();
    points.chunk_by(|a, b| part(a) == part(b)).map(<[&TrendPoint]>::to_vec).collect()
}

fn growth<'a>(trend: &'a Trend, trends: &Trends, resets: &[Reset<'_>]) -> Vec<Found<'a>> {
    let kind = trend.metric.kind();
    let mut found = Vec::new();
    for points in stretches(trend, &trends.nights, resets, false) {
        let row: Vec<Observation> = points.iter().map(|p| Observation { value: p.exponent, group: 0 }).collect();
        let mut rule = if kind == MetricKind::Count { EXACT_GROWTH } else { GROWTH };
        // Where fits are unsure of the exponent from the first nights on, it scatters accordingly.
        let mut unsure: Vec<f64> =
            points.iter().take(rule.before).map(|p| (p.exponent_high - p.exponent_low) / 3.92).collect();
        rule.scatter = rule.scatter.max(median(&mut unsure).unwrap_or(0.0));
        found.extend(steps(&row, &rule).into_iter().map(|step| {
            let (old, new) = (around(&points[..step.at]), around(&points[step.at..=step.called]));
            found_at(trend, &points, step, Shifted::Growth { exponents: (old.0, new.0), classes: (old.1, new.1) })
        }));
    }
    found
}

/// The median exponent of the last points, and the class that is named most often.
fn around(points: &[&TrendPoint]) -> (f64, crate::model::Class) {
    let last = &points[points.len().saturating_sub(7)..];
    let mut exponents: Vec<f64> = last.iter().map(|p| p.exponent).collect();
    let votes = |class: crate::model::Class| last.iter().filter(|p| p.class.family() == class.family()).count();
    let class = last.iter().rev().map(|p| p.class).max_by_key(|class| votes(*class));
    (median(&mut exponents).unwrap_or(0.0), class.unwrap_or(crate::model::Class::CONSTANT))
}

fn level<'a>(trend: &'a Trend, trends: &Trends, resets: &[Reset<'_>]) -> Vec<Found<'a>> {
    let rule = match trend.metric.kind() {
        MetricKind::Time => TIME,
        MetricKind::Memory => MEMORY,
        MetricKind::Count => COUNT,
    };
    let timed = trend.metric.kind() == MetricKind::Time;
    let mut found = Vec::new();
    for points in stretches(trend, &trends.nights, resets, true) {
        let observe = |point: &&TrendPoint| {
            let night = &trends.nights[point.night];
            let value = if timed { point.level - night.together } else { point.level };
            // Counts are the same on every machine of a kind; times and memory are not.
            Observation { value, group: if matches!(trend.metric, Metric::Counter(_)) { 0 } else { night.machine } }
        };
        let row: Vec<Observation> = points.iter().map(observe).collect();
        found.extend(
            steps(&row, &rule)
                .into_iter()
                .map(|step| found_at(trend, &points, step, Shifted::Constant(step.change.exp()))),
        );
    }
    found
}

fn found_at<'a>(trend: &'a Trend, points: &[&TrendPoint], step: Step, what: Shifted) -> Found<'a> {
    let night = |at: usize| points[at].night;
    Found { trend, before: night(step.at - 1), night: night(step.at), called: night(step.called), what }
}

/// Steps of one scenario at about the same night are one change, told when the first of them was called.
fn merged(scenario: &str, mut found: Vec<Found<'_>>, accepted: &[Reset<'_>]) -> Vec<NightChange> {
    let kind = |what: &Shifted| u8::from(matches!(what, Shifted::Constant(_)));
    found.sort_by_key(|f| (f.called, f.night, kind(&f.what)));
    let mut changes: Vec<NightChange> = Vec::new();
    for f in found {
        let shift = Shift { metric: f.trend.metric.clone(), input: f.trend.input.clone(), what: f.what };
        let near = |change: &&mut NightChange| change.night.abs_diff(f.night) <= SAME_CHANGE;
        if let Some(change) = changes.iter_mut().rev().find(near) {
            change.shifts.push(shift);
            continue;
        }
        let reason = accepted.iter().find(|(night, _)| *night >= f.night).map(|(_, why)| (*why).to_string());
        changes.push(NightChange {
            scenario: scenario.to_string(),
            night: f.night,
            before: f.before,
            called: f.called,
            shifts: vec![shift],
            accepted: reason,
        });
    }
    for change in &mut changes {
        let grew: Vec<Shift> = change.shifts.iter().filter(|shift| kind(&shift.what) == 0).cloned().collect();
        // A curve that grows otherwise has no one factor at all sizes.
        let told = |s: &Shift| kind(&s.what) == 0 || !grew.iter().any(|g| g.metric == s.metric && g.input == s.input);
        change.shifts.retain(told);
        change.shifts.sort_by(|a, b| (kind(&a.what), &a.metric, &a.input).cmp(&(kind(&b.what), &b.metric, &b.input)));
    }
    changes
}

/// Where all times of a machine moved together and stayed there.
pub(super) fn drifts(trends: &Trends) -> Vec<Drift> {
    let row: Vec<Observation> =
        trends.nights.iter().map(|night| Observation { value: night.together, group: night.machine }).collect();
    let drift = |step: Step| Drift { night: step.at, factor: step.change.exp() };
    steps(&row, &TIME).into_iter().map(drift).collect()
}
