//! Doubts that no probability holds: what machines do that looks like growth, and what hides growth.
//!
//! The posterior weighs curves by their shape, in ratios alone. Times that were taken here say more: no work is done in
//! less than no time, and no cache is slower than memory.

use crate::model::{Class, Doubt, Expectation, Fit, FitPoint, MetricKind, Mode, Physics, leaps, looks_at_no_item};

/// Seconds that visiting one item is taken to cost at least: a step of an interpreter takes ten, a walk through memory
/// five. A compiled loop over cached data takes less: what it adds is a per cent or two of the start-up, which no
/// measuring of a process tells from none.
const VISIT: f64 = 5e-9;
/// By how much the slowest memory is slower than the nearest cache: 100 ns or more against one.
const HIERARCHY: f64 = 100.0;
/// Bytes that fit into a core's own caches, whose latencies are within a factor of four.
const OWN_CACHES: f64 = 1024.0 * 1024.0;
/// A time that rises by less, over the whole ladder, breaks nothing.
const RISES: f64 = 1.25;
/// A time that rises by less at one size alone, and hardly below it, breaks nothing either.
const DOUBLED: f64 = 2.0;
/// How much faster than declared the cost may grow, as an exponent, at the last sizes of a series that is ruled met:
/// a root of n, as for classes.
const TAIL_EXPONENT: f64 = 0.5;
/// By how much the cost per unit of declared work must rise over the last sizes to be more than noise.
const TAIL_RISE: f64 = 1.5;
/// Cost over that which doesn't grow from which on the growing part can be told.
const RESOLVED: f64 = 1.5;
/// What a count is foretold to be at least, to hold a reading of 0 against the curve: of one or two, chance makes none.
const SOMETHING: f64 = 2.5;

/// By what a whole number differs from what it is the next one of.
const ONE: f64 = 1.0;
/// By how much, in parts, exact values are rounded.
const EXACT: f64 = 1e-9;

/// Why growth above the declaration, however probable, must not be ruled.
pub(super) fn against_broken(fit: &Fit, expectation: &Expectation) -> Option<Doubt> {
    let declared = expectation.class;
    let little = sudden(fit).or_else(|| filling_up(fit)).or_else(|| hardly_grows(fit)).or_else(|| largest_alone(fit));
    let little = little.or_else(|| rises_at_the_top_alone(fit));
    let steady = little.or_else(|| within_one(fit, declared)).or_else(|| threshold(fit, declared));
    steady.or_else(|| memory_hierarchy(fit, declared))
}

/// Why growth within the declaration, however probable, must not be ruled. `exceeds` says which classes are above it.
pub(super) fn against_met(fit: &Fit, declared: Class, exceeds: impl Fn(Class) -> bool) -> Option<Doubt> {
    let seen = no_work(fit, declared).or_else(|| given_up(fit)).or_else(|| nothing(fit));
    let seen = seen.or_else(|| largest_beyond(fit, declared));
    seen.or_else(|| rising_tail(fit, declared)).or_else(|| hidden(fit, &exceeds)).or_else(|| beside(fit, exceeds))
}

/// Why what was counted proves nothing of a time: nothing was done, or something else happens at a larger size.
pub(super) fn against_settling(time: &Fit, declared: Class) -> Option<Doubt> {
    no_work(time, declared).or_else(|| sudden(time)).or_else(|| given_up(time))
}

/// A function that should look at each of its items, and can't have.
fn no_work(fit: &Fit, declared: Class) -> Option<Doubt> {
    let function = fit.series.metric.kind() == MetricKind::Time && fit.series.mode == Mode::Function;
    let (physics, first, last) = (fit.series.physics?, fit.points.first()?, fit.points.last()?);
    let call = |point: &FitPoint| (point.n, point.value / physics.second);
    let should = declared.growth_cmp(Class::LINEAR).is_ge();
    let idle = function && should && looks_at_no_item(call(first), call(last));
    idle.then(|| Doubt::NoWork { seconds: call(last).1 / last.n })
}

/// Why growth below a tight declaration, however probable, must not be ruled: work as declared would not show. `reaches`
/// says which classes grow no slower than declared.
pub(super) fn against_too_slow(fit: &Fit, reaches: impl Fn(Class) -> bool) -> Option<Doubt> {
    hidden(fit, reaches)
}

/// A size that was given up on at a cost that no curve through the smaller sizes reaches: something else happens there.
fn given_up(fit: &Fit) -> Option<Doubt> {
    let foretold = |n: f64| fit.curve.iter().find(|estimate| estimate.n >= n).map(|estimate| estimate.value.high);
    let mut sizes = fit.series.censored.iter();
    let beyond = sizes.find(|size| foretold(size.n).is_some_and(|high| high < size.at_least))?;
    Some(Doubt::GivenUp { n: beyond.n, at_least: beyond.at_least })
}

/// A size that was given up on at a cost that nothing leads to.
fn sudden(fit: &Fit) -> Option<Doubt> {
    let ended: Vec<(f64, f64)> = fit.points.iter().map(|point| (point.n, point.value)).collect();
    let beyond = fit.series.censored.iter().find(|size| size.n > ended.last().map_or(0.0, |last| last.0))?;
    leaps(&ended, beyond).then_some(Doubt::GivenUp { n: beyond.n, at_least: beyond.at_least })
}

/// A count of nothing at a size where the curve through the others has something.
fn nothing(fit: &Fit) -> Option<Doubt> {
    let counted = fit.series.metric.kind() == MetricKind::Count && fit.points.iter().any(|point| point.value > 0.0);
    let zeros = fit.points.iter().filter(|point| counted && point.value == 0.0);
    let mut off = zeros.map(|point| (point.n, fit.formula.at(point.n)));
    off.find(|(_, foretold)| *foretold > SOMETHING).map(|(n, foretold)| Doubt::Nothing { n, foretold })
}

/// Work of a faster growing class that would not show beside a cost that doesn't grow.
fn hidden(fit: &Fit, exceeds: impl Fn(Class) -> bool) -> Option<Doubt> {
    let (physics, top) = (fit.series.physics?, fit.points.last()?.n);
    let seconds = |class: Class, most: f64| most / physics.second / class.ln_growth(top).exp();
    let hidden = fit.hidden.iter().filter(|(class, _)| exceeds(*class));
    let mut hidden = hidden.map(|(class, most)| (*class, seconds(*class, *most)));
    hidden.find(|(_, seconds)| *seconds > VISIT).map(|(class, seconds)| Doubt::Hidden { class, seconds })
}

/// A term of a faster class that a count has beside the one that it is named for.
pub(super) fn beside(fit: &Fit, exceeds: impl Fn(Class) -> bool) -> Option<Doubt> {
    let counts = fit.series.metric.kind() == MetricKind::Count;
    let terms = fit.hidden.iter().filter(|_| counts);
    let (class, part) = terms.copied().find(|(class, _)| exceeds(*class))?;
    Some(Doubt::Beside { class, share: part / fit.points.last()?.value })
}

/// A time that grows faster than declared over the last three sizes, and from the last but one to the last too. The
/// posterior may hold it for a step of the caches; without sizes beyond it that is a guess. What explodes has no tail:
/// an open base and a factor n before it would look like one.
fn rising_tail(fit: &Fit, declared: Class) -> Option<Doubt> {
    if !matches!(declared, Class::PowerLog { .. }) {
        return None;
    }
    let unit = |point: &FitPoint| (point.n.ln(), (point.value - fit.formula.fixed).ln() - declared.ln_growth(point.n));
    let tail: Vec<(f64, f64)> = resolved(fit).map(unit).collect();
    let [.., (x0, y0), (x1, y1), (x2, y2)] = tail[..] else { return None };
    let steep = |x: f64, y: f64| y2 - y > TAIL_EXPONENT * (x2 - x);
    let rises = steep(x0, y0) && steep(x1, y1) && y2 - y0 > TAIL_RISE.ln();
    let time = fit.series.metric.kind() == MetricKind::Time;
    (time && rises).then(|| Doubt::RisingTail { from: x0.exp().round(), rise: (y2 - y0).exp() })
}

/// The sizes at which the growing part can be told from what doesn't grow.
fn resolved(fit: &Fit) -> impl Iterator<Item = &FitPoint> {
    fit.points.iter().filter(|point| point.value > RESOLVED * fit.formula.fixed && point.value > 0.0)
}

/// A process's memory that has not doubled since the smallest size.
fn filling_up(fit: &Fit) -> Option<Doubt> {
    let process = fit.series.metric.kind() == MetricKind::Memory && fit.series.mode == Mode::Process;
    (process && rise(fit)? < 2.0).then_some(Doubt::FillingUp)
}

/// A time that rises by less than a quarter.
fn hardly_grows(fit: &Fit) -> Option<Doubt> {
    (fit.series.metric.kind() == MetricKind::Time && rise(fit)? < RISES).then_some(Doubt::HardlyGrows)
}

/// Counts that a curve as declared passes within one of.
fn within_one(fit: &Fit, declared: Class) -> Option<Doubt> {
    let top = fit.points.last()?.n;
    let whole = fit.series.points.iter().flat_map(|point| &point.values).all(|value| value.fract() == 0.0);
    let unit = |point: &FitPoint| (declared.ln_growth(point.n) - declared.ln_growth(top)).exp();
    let points: Vec<(f64, f64)> = fit.points.iter().map(|point| (unit(point), point.value)).collect();
    let counts = fit.series.metric.kind() == MetricKind::Count;
    (counts && whole && spread_around_a_line(&points) <= 2.0 * ONE).then_some(Doubt::WithinOne)
}

/// The height of the lowest strip of any slope from 0 up that holds all points. It is convex in the slope.
fn spread_around_a_line(points: &[(f64, f64)]) -> f64 {
    let spread = |slope: f64| {
        let left = points.iter().map(|(x, y)| y - slope * x);
        let (low, high) = left.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        high - low
    };
    let (mut low, mut high) = (0.0, points.iter().map(|(_, y)| *y).fold(0.0, f64::max) * 2.0);
    for _ in 0..100 {
        let (third, rest) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if spread(third) <= spread(rest) { high = rest } else { low = third }
    }
    spread(f64::midpoint(low, high))
}

/// What has no noise, and costs no more per unit of declared work at the last size than at each of the two before it.
fn threshold(fit: &Fit, declared: Class) -> Option<Doubt> {
    let [.., first, second, last] = &fit.points[..] else { return None };
    let unit = |point: &FitPoint| point.value.ln() - declared.ln_growth(point.n);
    let rises = |before: &FitPoint| unit(last) > unit(before) + EXACT;
    let steady = fit.series.is_steady() && last.value > 0.0;
    (steady && !rises(first) && !rises(second)).then_some(Doubt::Threshold { from: first.n })
}

/// A time that rises at its largest size alone, and has not doubled there: data that no longer fit some cache of the
/// machine's, or of the kernel's, make one size dearer as growth would.
fn rises_at_the_top_alone(fit: &Fit) -> Option<Doubt> {
    let ([first, .., before, last], MetricKind::Time) = (&fit.points[..], fit.series.metric.kind()) else {
        return None;
    };
    let alone = before.value < RISES * first.value && last.value < DOUBLED * first.value;
    alone.then_some(Doubt::LargestAlone { n: last.n })
}

/// What is the same at every size below the largest: one size shows no growth.
fn largest_alone(fit: &Fit) -> Option<Doubt> {
    fit.largest_alone().map(|n| Doubt::LargestAlone { n })
}

/// What is the same at every size below the largest, and more there than declared growth makes of the size before.
fn largest_beyond(fit: &Fit, declared: Class) -> Option<Doubt> {
    let doubt = largest_alone(fit)?;
    let [.., before, last] = &fit.points[..] else { return None };
    let allowed = (declared.ln_growth(last.n) - declared.ln_growth(before.n)).exp();
    (last.value > allowed * before.value.max(1.0)).then_some(doubt)
}

/// The cost at the largest size over that at the smallest.
fn rise(fit: &Fit) -> Option<f64> {
    let (first, last) = fit.points.first().zip(fit.points.last())?;
    Some(last.value / first.value)
}

/// A cost per unit of declared work that rises as it may where the data outgrow the caches, and is no more than that.
fn memory_hierarchy(fit: &Fit, declared: Class) -> Option<Doubt> {
    let physics = fit.series.physics?;
    if physics.footprint.is_some_and(|bytes| bytes < OWN_CACHES) {
        return None;
    }
    let seconds = |point: &FitPoint| (point.value - fit.formula.fixed) / physics.second;
    let units: Vec<f64> = resolved(fit).map(|point| seconds(point) / declared.ln_growth(point.n).exp()).collect();
    let seconds = *units.last()?;
    let rise = seconds / units.iter().copied().fold(f64::INFINITY, f64::min);
    (seconds < Physics::WAITING && rise < HIERARCHY).then_some(Doubt::MemoryHierarchy { seconds, rise })
}
