//! One metric of one scenario: everything measured, then settled once it is known which tests show something.

use super::ground::place;
use super::growth::{self, Bend};
use super::pair::Pair;
use super::runs::runs;
use super::terms::{EQUAL, EQUAL_EXPONENT, exponent_tolerance, floor, late_tolerance, tolerance};
use super::{Refit, Terms, curve, disturb, threshold};
use crate::model::{
    Caveat, CaveatKind, Change, Clock, Evidence, Fit, GrowthBasis, GrowthChange, Interval, Metric, MetricChange,
    MetricKind, Ratio, Standing,
};
use crate::stats::contrast::Estimate;
use crate::stats::student;

/// Share of the cost that may grow at a size that shows the fixed cost.
const START_UP: f64 = 0.1;
/// A range that reaches this much further could show growth that the other side never met.
const FURTHER: f64 = 1.5;
/// What sums of exact counts are off by: no rise is as small.
const ROUNDED: f64 = 1e-9;

/// Probability of what is as likely as not.
const NOBODY_KNOWS: f64 = 0.5;

/// Both sides, and their fits of the metric.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Evidence,
    pub(super) new: &'a Evidence,
    pub(super) before: &'a Fit,
    pub(super) after: &'a Fit,
}

/// The tests of one metric, whose error is shared with all others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tests {
    classes: Option<Test>,
    late: Option<Test>,
    shift: Option<Test>,
    constant: Option<Test>,
}

/// A test of "nothing changed" with the side that speaks against it.
#[derive(Debug, Clone, Copy)]
struct Test {
    /// Probability of so much evidence with nothing changed.
    chance: f64,
    worse: bool,
}

impl Tests {
    pub(super) const COUNT: usize = 4;

    /// The probabilities, in a fixed order.
    pub(super) fn each(&self) -> [Option<f64>; Tests::COUNT] {
        [self.classes, self.late, self.shift, self.constant].map(|test| test.map(|test| test.chance))
    }
}

impl Test {
    /// Is the value beyond `tolerance`, on either side?
    fn beyond(estimate: Estimate, tolerance: f64) -> Test {
        let chance = |side: f64| {
            let excess = side * estimate.value - tolerance;
            if estimate.error > 0.0 {
                student::survival(excess / estimate.error, estimate.freedom)
            } else {
                f64::from(u8::from(excess <= 0.0))
            }
        };
        let (worse, better) = (chance(1.0), chance(-1.0));
        Test { chance: (2.0 * worse.min(better)).min(1.0), worse: worse < better }
    }

    fn change(self) -> Change {
        if self.worse { Change::Worse } else { Change::Better }
    }
}

/// Everything that is known of a metric before errors are shared; every change is still unresolved.
pub(super) fn draft(
    sides: &Sides<'_>,
    terms: &Terms,
    standing: &Standing,
    refit: Refit<'_>,
    caveats: &mut Vec<Caveat>,
) -> (MetricChange, Tests) {
    let Sides { old, new, before, after } = *sides;
    let clock = clock(before, after, caveats);
    let metric = &before.series.metric;
    let [a, b] = [(old, before), (new, after)].map(|(side, fit)| runs(side, fit, place(side, fit), clock));
    let counts = metric.kind() == MetricKind::Count;
    let quantum = before.series.quantum.max(after.series.quantum);
    let pair = Pair::of(&a, &b, quantum, counts, terms.paired);
    doubts(sides, pair.as_ref(), caveats);
    let disturbed = terms.paired.then(|| disturb::order(old, new, (&a, &b), place(old, before))).flatten();
    if let Some(factor) = disturbed {
        let text = format!(
            "{metric}: new over old is {factor:.2} times as high where the old side ran first: the sides disturb each \
             other, and no cost is judged"
        );
        caveats.push(Caveat::new(CaveatKind::Disturbing, text));
    }
    let exact = pair.as_ref().is_some_and(|pair| pair.exact);
    let floor = floor(metric, standing, exact) + unrest(metric, standing, pair.as_ref());
    let elsewhere = matches!(standing, Standing::OtherMachine(_));
    let bend = pair
        .as_ref()
        .filter(|_| disturbed.is_none() && (exact || !elsewhere))
        .and_then(|pair| growth::bend(before, pair));
    let drifted = pair.as_ref().map_or(0.0, |pair| floor / growth::span(before, &pair.sizes));
    let least = Least { apart: floor, exponent: exponent_tolerance(metric, standing) + drifted };
    let (growth, mut tests) = growth_of(sides, standing, least, refit, bend);
    let gates = exact || matches!(standing, Standing::Paired | Standing::SameMachine { floor: Some(_) });
    let constant = pair.as_ref().map(|pair| pair.level(&pair.weights()));
    tests.constant =
        constant.filter(|_| disturbed.is_none()).map(|level| Test::beyond(level, tolerance(metric) + floor));
    let ratio = |level: Estimate| Ratio { ratio: ratio(level, floor), change: Change::Unresolved, gates };
    let none = pair.as_ref().is_some_and(|pair| pair.none);
    let fixed = pair.as_ref().filter(|_| !none).and_then(|pair| fixed(sides, pair)).map(ratio);
    let band = curve::band(before, after);
    let change = MetricChange {
        metric: metric.clone(),
        input: after.series.input.clone(),
        exact,
        none,
        runs: pair.as_ref().map_or((0, 0), |pair| pair.runs),
        growth,
        constant: constant.map(ratio),
        fixed,
        thresholds: threshold::matched(before, after),
        points: pair.as_ref().map_or_else(Vec::new, |pair| curve::points(pair, floor)),
        top: curve::top(before, after),
        crossover: curve::crossover(&band, floor),
        band,
    };
    (change, tests)
}

/// Turns what the tests show into verdicts; whatever is localised needs a test of the curve that shows something.
pub(super) fn settle(change: &mut MetricChange, tests: &Tests, shown: &[bool]) {
    let shown = |i: usize, test: Option<Test>| test.filter(|_| shown.get(i).copied().unwrap_or(false));
    let by = [
        (GrowthBasis::Classes, shown(0, tests.classes)),
        (GrowthBasis::Late, shown(1, tests.late)),
        (GrowthBasis::Shift, shown(2, tests.shift)),
    ];
    match by.iter().find_map(|(by, test)| Some((*by, (*test)?))) {
        Some((by, test)) => (change.growth.by, change.growth.change) = (by, test.change()),
        None => change.growth.change = same_growth(&change.growth, tests),
    }
    let whole = shown(3, tests.constant);
    if let Some(constant) = &mut change.constant {
        constant.change = whole.map_or_else(|| same(&constant.ratio), Test::change);
    }
    let something = whole.is_some() || by.iter().any(|(_, test)| test.is_some());
    if let Some(fixed) = &mut change.fixed {
        fixed.change = if something { apart(&fixed.ratio) } else { same(&fixed.ratio) };
    }
    for moved in &mut change.thresholds {
        threshold::settle(moved, something);
    }
    if !something {
        change.crossover = None;
    }
}

/// Wall time for both where one side waits; said once.
fn clock(before: &Fit, after: &Fit, caveats: &mut Vec<Caveat>) -> Clock {
    let (a, b) = (before.series.clock, after.series.clock);
    if a != b && before.series.metric == crate::model::Metric::Time {
        let name = |clock| if clock == Clock::Cpu { "CPU" } else { "wall" };
        let text = format!(
            "time was {} time on the old side and {} time on the new one: costs are compared by wall time, which both have",
            name(a),
            name(b)
        );
        caveats.push(Caveat::new(CaveatKind::NotComparable, text));
    }
    if a == b { a } else { Clock::Wall }
}

/// What the reader must know of this metric.
fn doubts(sides: &Sides<'_>, pair: Option<&Pair>, caveats: &mut Vec<Caveat>) {
    let name = &sides.before.series.metric;
    let [a, b] = [sides.before, sides.after].map(|fit| fit.points.iter().map(|p| p.n).collect::<Vec<_>>());
    let common = match pair.map_or(0, |pair| pair.sizes.len()) {
        1 => "1 size is".to_string(),
        count => format!("{count} sizes are"),
    };
    if a != b {
        let most = |sizes: &[f64]| crate::model::human_count(sizes.last().copied().unwrap_or(0.0));
        let text = format!(
            "{name}: {common} common; the old side has {} up to n = {}, the new one {} up to n = {}",
            a.len(),
            most(&a),
            b.len(),
            most(&b)
        );
        caveats.push(Caveat::new(CaveatKind::OtherSizes, text));
    }
    for (side, fit) in [("old", sides.before), ("new", sides.after)] {
        if let Some(n) = fit.largest_alone() {
            let text = format!(
                "{name}: the {side} side's is the same at every size but the largest, n = {}: one size shows no growth",
                crate::model::human_count(n)
            );
            caveats.push(Caveat::new(CaveatKind::NoGrowth, text));
        } else if growth::flat(fit) && fit.class != crate::model::Class::CONSTANT {
            let text = format!("{name}: the {side} side's growth can't be told from none and counts as O(1)");
            caveats.push(Caveat::new(CaveatKind::NoGrowth, text));
        }
    }
    if pair.is_some_and(|pair| pair.unresolved) {
        let text = format!("{name}: some values are zero or too small to tell from it");
        caveats.push(Caveat::new(CaveatKind::Resolution, text));
    }
}

/// What trials of one run differ by: another run may differ by as much as a whole. In one run both sides had it alike.
fn unrest(metric: &Metric, standing: &Standing, pair: Option<&Pair>) -> f64 {
    let apart = metric.kind() == MetricKind::Time && *standing != Standing::Paired;
    pair.filter(|_| apart).map_or(0.0, |pair| pair.unrest)
}

/// What the machine may do to costs and to growth where nothing changed.
#[derive(Clone, Copy)]
struct Least {
    /// ln of the ratio of two costs of one thing.
    apart: f64,
    /// The difference of two exponents: a pace that changes while a run goes from size to size is a part of it.
    exponent: f64,
}

fn growth_of(
    sides: &Sides<'_>,
    standing: &Standing,
    least: Least,
    refit: Refit<'_>,
    bend: Option<Bend>,
) -> (GrowthChange, Tests) {
    let Sides { before, after, .. } = *sides;
    let (above, below) = probabilities(before, after, least.apart, refit);
    let open = |probability: f64, faster: &Fit| {
        if faster.largest_alone().is_some() { probability.min(NOBODY_KNOWS) } else { probability }
    };
    let (above, below) = (open(above, after), open(below, before));
    let exponents = growth::exponents(before, after);
    let growth = GrowthChange {
        old: growth::class(before),
        new: growth::class(after),
        above,
        below,
        shift: bend.map_or(exponents, |bend| plain(bend.shift)),
        late: bend.map_or(Interval { value: 0.0, low: -1.0, high: f64::MAX }, |bend| plain(bend.late)),
        change: Change::Unresolved,
        by: GrowthBasis::Classes,
        gates: true,
    };
    let metric = &before.series.metric;
    // No test says of a side that it grows faster by its largest size alone.
    let told = |test: Test| {
        let alone = if test.worse { after } else { before }.largest_alone().is_some();
        Test { chance: if alone { 1.0 } else { test.chance }, ..test }
    };
    let tests = Tests {
        classes: Some(told(Test { chance: 1.0 - above.max(below), worse: above > below })),
        shift: bend.map(|bend| told(Test::beyond(bend.shift, least.exponent))),
        late: bend.and_then(|bend| Some(told(Test::beyond(bend.late, late_tolerance(metric, standing)?)))),
        constant: None,
    };
    (growth, tests)
}

/// Probabilities that growth is above and below. Growth that only the sizes of one side could show is fitted again over
/// the sizes that both reached.
fn probabilities(before: &Fit, after: &Fit, apart: f64, refit: Refit<'_>) -> (f64, f64) {
    let costs = curve::top(before, after);
    let of = |before: &Fit, after: &Fit| growth::probabilities(before, after, costs.as_ref(), apart);
    let (above, below) = of(before, after);
    let top = |fit: &Fit| fit.points.last().map_or(0.0, |p| p.n);
    let (old, new) = (top(before), top(after));
    let cut = |fit: &Fit, most: f64| {
        let mut series = fit.series.clone();
        series.points.retain(|p| p.n <= most);
        series.censored.retain(|c| c.n <= most);
        refit(&series)
    };
    let again = if new > FURTHER * old && above > below {
        cut(after, old).map(|after| of(before, &after))
    } else if old > FURTHER * new && below > above {
        cut(before, new).map(|before| of(&before, after))
    } else {
        return (above, below);
    };
    again.unwrap_or((0.0, 0.0))
}

/// The ratio at the sizes at which neither side's growth shows.
fn fixed(sides: &Sides<'_>, pair: &Pair) -> Option<Estimate> {
    let hidden = |fit: &Fit, n: f64| !growth::flat(fit) && growth::growing(fit, n) <= START_UP;
    let hidden = |n: f64| hidden(sides.before, n) && (hidden(sides.after, n) || growth::flat(sides.after));
    let masked: Vec<f64> =
        pair.weights().iter().zip(&pair.sizes).map(|(w, n)| if hidden(*n) { *w } else { 0.0 }).collect();
    masked.iter().any(|w| *w > 0.0).then(|| pair.level(&masked))
}

/// 95% of an estimate.
fn plain(estimate: Estimate) -> Interval {
    let half = student::exceeded(0.025, estimate.freedom) * estimate.error;
    let sane = |x: f64| x.clamp(-1e9, 1e9);
    Interval { value: sane(estimate.value), low: sane(estimate.value - half), high: sane(estimate.value + half) }
}

/// A ratio from its ln, 95%, and by the floor wider.
pub(super) fn ratio(level: Estimate, floor: f64) -> Interval {
    let half = student::exceeded(0.025, level.freedom) * level.error + floor;
    let of = |ln: f64| ln.clamp(-600.0, 600.0).exp();
    Interval { value: of(level.value), low: of(level.value - half), high: of(level.value + half) }
}

/// Equal within what the interval shows, where that is little.
fn same(ratio: &Interval) -> Change {
    let within = ratio.high.max(1.0 / ratio.low) - 1.0;
    if within <= EQUAL { Change::Equal { within } } else { Change::Unresolved }
}

/// What an interval alone says; only for parts of a curve that is known to have changed.
fn apart(ratio: &Interval) -> Change {
    match ratio {
        ratio if ratio.low > 1.0 + tolerance_of_parts() => Change::Worse,
        ratio if ratio.high < 1.0 / (1.0 + tolerance_of_parts()) => Change::Better,
        ratio => same(ratio),
    }
}

/// The smallest change of a part that is worth a word, as a share.
fn tolerance_of_parts() -> f64 {
    tolerance(&crate::model::Metric::Time).exp_m1()
}

/// Growth is the same where the exponent of the ratio is near none, the classes don't say otherwise, and no rise of the
/// ratio shows by itself, too little as it may be beside all the other tests.
fn same_growth(growth: &GrowthChange, tests: &Tests) -> Change {
    let within = growth.shift.low.abs().max(growth.shift.high.abs());
    let level = tests.late.is_none() || (growth.late.low <= ROUNDED && growth.late.high >= -ROUNDED);
    let classes = growth.above.max(growth.below) < 0.5;
    if within <= EQUAL_EXPONENT && level && classes { Change::Equal { within } } else { Change::Unresolved }
}
