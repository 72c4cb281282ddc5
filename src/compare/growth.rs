//! Did growth change? By the classes' probabilities, and by what the ratio of the curves does as n rises.

use std::cmp::Ordering;

use super::pair::{Pair, STEADIEST};
use crate::model::{Class, Fit, FitPoint, Interval, MetricKind, TopCosts};
use crate::stats::contrast::{self, Estimate};
use crate::stats::normal::Z975;
use crate::stats::student;

/// Exponents this close count as equal where a root of n is tolerated, as in rulings.
const SAME_EXPONENT: f64 = 0.1;
/// Bases this close count as equal: two fits of one curve differ by as much.
const SAME_BASE: f64 = 0.05;
/// Where the curves differ by more than this factor, the ratio is no small change of one curve, and the classes speak.
const SMALL: f64 = 10.0;
/// Costs that lie further apart than this are no noise of two runs.
const APART: f64 = 1.25;
/// A start-up that is nowhere more than this share of the cost needs no column of its own.
const NEGLIGIBLE: f64 = 0.02;

/// Probabilities that the new class grows faster and slower than the old. For time, and for the memory of processes,
/// by a factor of sqrt n or more: less than that caches and buffers mimic.
///
/// A side whose growth can't be told from none counts as O(1), where the other's cost at the largest size that both
/// reached is surely apart from it: what grows there, it hasn't. Elsewhere its class is as open as its fit leaves it.
/// `apart` is ln of the ratio by which costs of one thing may differ.
pub(super) fn probabilities(old: &Fit, new: &Fit, top: Option<&TopCosts>, apart: f64) -> (f64, f64) {
    let constant = [(Class::CONSTANT, 1.0)];
    let apart = |low: &Interval, high: &Interval| high.low > APART * apart.exp() * low.high;
    let still = |one: &Fit, other: &Fit| flat(one) && !flat(other);
    let old_still = still(old, new) && top.is_some_and(|top| apart(&top.old.value, &top.new.value));
    let new_still = still(new, old) && top.is_some_and(|top| apart(&top.new.value, &top.old.value));
    let before: &[(Class, f64)] = if old_still { &constant } else { &old.posterior };
    let after: &[(Class, f64)] = if new_still { &constant } else { &new.posterior };
    let logarithms = old.series.is_steady();
    let (mut above, mut below) = (0.0, 0.0);
    for (a, p) in before {
        for (b, q) in after {
            if exceeds(*b, *a, logarithms) {
                above += p * q;
            } else if exceeds(*a, *b, logarithms) {
                below += p * q;
            }
        }
    }
    let sane = |p: f64| if p.is_finite() { p.clamp(0.0, 1.0) } else { 0.5 };
    (sane(above), sane(below))
}

fn exceeds(g: Class, f: Class, logarithms: bool) -> bool {
    match (g, f) {
        (Class::PowerLog { power: p, log: l }, Class::PowerLog { power: q, log: m }) if !logarithms => {
            let more = p - q - 0.5;
            more > 0.0 || (more == 0.0 && l >= m) || (more > -SAME_EXPONENT && more < 0.0)
        }
        (Class::Exponential { base: Some(a) }, Class::Exponential { base: Some(b) }) => a > b * (1.0 + SAME_BASE),
        _ => g.growth_cmp(f) == Ordering::Greater,
    }
}

/// No growth can be told from none: O(1), or O(1) is among what may be.
pub(super) fn flat(fit: &Fit) -> bool {
    fit.class == Class::CONSTANT || fit.plausible.contains(&Class::CONSTANT)
}

/// The class to name: O(1) where no growth can be told from none, or one size alone differs.
pub(super) fn class(fit: &Fit) -> Class {
    if flat(fit) || fit.largest_alone().is_some() { Class::CONSTANT } else { fit.class }
}

/// The share of the cost that grows, at a size. All of it where nothing shows growth: what an added term would grow on.
pub(super) fn growing(fit: &Fit, n: f64) -> f64 {
    let (whole, fixed) = (fit.formula.at(n), fit.formula.fixed);
    if flat(fit) || !(whole > 0.0 && fixed >= 0.0) || whole.is_infinite() {
        return 1.0;
    }
    (1.0 - fixed / whole).clamp(0.0, 1.0)
}

/// The stretch of ln n, up to the largest size, over which most of the cost grows; at least that of a doubling.
pub(super) fn span(fit: &Fit, sizes: &[f64]) -> f64 {
    let first = sizes.iter().find(|n| growing(fit, **n) >= 0.5).or(sizes.last());
    let top = sizes.last().copied().unwrap_or(1.0);
    first.map_or(0.0, |first| (top / first).ln()).max(std::f64::consts::LN_2)
}

/// What the ratio of two curves does as n rises.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bend {
    /// Exponent of the ratio.
    pub(super) shift: Estimate,
    /// Rise of the ratio at the largest size by a term that grows a factor n faster, as a share of the growing cost.
    pub(super) late: Estimate,
}

/// The bend of the ratio, with the start-up kept apart: a start-up that changed alone bends the ratio and is no growth.
/// `None` where the sizes can't tell, or the curves are of different worlds.
///
/// The old cost is `F + c g(n)`, of which `s(n)` grows. With a start-up times a and a growing part times
/// `b n^e` (or `b (1 + q n / N)`) the ratio is `a (1 - s) + b s + b e s ln(n / N)` (or `... + b q s n / N`) to first
/// order: a line in known columns.
pub(super) fn bend(old: &Fit, pair: &Pair) -> Option<Bend> {
    let top = *pair.sizes.last()?;
    if pair.log_ratios().iter().any(|d| d.abs() > SMALL.ln()) {
        return None;
    }
    let share: Vec<f64> = pair.sizes.iter().map(|n| growing(old, *n)).collect();
    let rest: Vec<f64> = share.iter().map(|s| 1.0 - s).collect();
    let of = |rising: &dyn Fn(f64) -> f64| {
        let column: Vec<f64> = pair.sizes.iter().zip(&share).map(|(n, s)| s * rising(*n)).collect();
        let mut columns = vec![share.clone(), column];
        if rest.iter().any(|r| *r > NEGLIGIBLE) {
            columns.push(rest.clone());
        }
        let found = pair.coefficients(&columns)?;
        let scale = found[0].value;
        let sane = scale.is_finite() && scale > 1.0 / SMALL;
        sane.then(|| Estimate { value: found[1].value / scale, error: found[1].error / scale, ..found[1] })
    };
    Some(Bend { shift: of(&|n| (n / top).ln())?, late: of(&|n| n / top)? })
}

/// The difference of two fitted exponents, as if they were independent.
pub(super) fn exponents(old: &Fit, new: &Fit) -> Interval {
    // Where no growth shows, the fit's exponent is that of whatever might be hidden.
    let of = |fit: &Fit| if flat(fit) { slope(fit).unwrap_or(fit.exponent) } else { fit.exponent };
    let (old, new) = (of(old), of(new));
    let deviation = |exponent: &Interval| (exponent.high - exponent.low) / (2.0 * Z975);
    let (value, error) = (new.value - old.value, deviation(&old).hypot(deviation(&new)));
    let sane = |x: f64| if x.is_finite() { x } else { 0.0 };
    Interval { value: sane(value), low: sane(value - Z975 * error), high: sane(value + Z975 * error) }
}

/// The exponent of the whole cost, start-up and all, by a straight line through the logarithms of all sizes: as sure as
/// they lie on it. That growth can't be told from none is no knowledge of how little there is.
fn slope(fit: &Fit) -> Option<Interval> {
    let points: Vec<&FitPoint> = fit.points.iter().filter(|p| p.value > 0.0).collect();
    let count = points.len() as f64;
    if points.len() < 3 {
        // Counts that are 0 everywhere grow as little as can be.
        let nothing = points.is_empty() && fit.series.metric.kind() == MetricKind::Count;
        return nothing.then_some(Interval { value: 0.0, low: 0.0, high: 0.0 });
    }
    let columns = [vec![1.0; points.len()], points.iter().map(|p| p.n.ln()).collect()];
    let sums = contrast::least_squares(&columns, &vec![1.0; points.len()])?;
    let logs: Vec<f64> = points.iter().map(|p| p.value.ln()).collect();
    let found: Vec<f64> = sums.iter().map(|sum| sum.iter().zip(&logs).map(|(s, y)| s * y).sum()).collect();
    let off = |(y, x): (&f64, &f64)| (y - found[0] - found[1] * x).powi(2);
    let scatter = logs.iter().zip(&columns[1]).map(off).sum::<f64>() / (count - 2.0);
    let error = |(weight, p): (&f64, &&FitPoint)| weight.powi(2) * scatter.max(variance(fit, p));
    let error = sums[1].iter().zip(&points).map(error).sum::<f64>().sqrt();
    let half = student::exceeded(0.025, count - 2.0) * error;
    Some(Interval { value: found[1], low: found[1] - half, high: found[1] + half })
}

/// Variance of the logarithm of what was measured at a size. Only counts have none.
fn variance(fit: &Fit, point: &FitPoint) -> f64 {
    let steadiest = if fit.series.metric.kind() == MetricKind::Count { 0.0 } else { STEADIEST };
    let deviation = (point.high / point.low.max(f64::MIN_POSITIVE)).ln() / (2.0 * Z975);
    let sane = if deviation.is_finite() { deviation } else { 0.0 };
    sane.max(steadiest).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithm_counts_only_where_nothing_mimics_one() {
        assert!(exceeds(Class::LINEARITHMIC, Class::LINEAR, true));
        assert!(!exceeds(Class::LINEARITHMIC, Class::LINEAR, false));
        assert!(exceeds(Class::POWER_1_5, Class::LINEAR, false));
        assert!(exceeds(Class::QUADRATIC, Class::LINEARITHMIC, false));
        let base = |base| Class::Exponential { base: Some(base) };
        assert!(!exceeds(base(2.05), base(2.0), true) && exceeds(base(2.2), base(2.0), true));
        assert!(exceeds(Class::FACTORIAL, base(4.0), false));
    }
}
