//! The ratio of the curves over n, and where it crosses one.

use super::metric::ratio;
use super::pair::Pair;
use crate::model::{Basis, Crossover, Estimate, Fit, Interval, RatioPoint, TopCosts};
use crate::stats::contrast;

/// The measured ratio at each common size.
pub(super) fn points(pair: &Pair, floor: f64) -> Vec<RatioPoint> {
    let point = |(i, n): (usize, &f64)| {
        let level: contrast::Estimate = pair.at(i);
        RatioPoint { n: *n, ratio: ratio(level, floor), basis: Basis::Measured }
    };
    pair.sizes.iter().enumerate().map(point).collect()
}

/// The ratio of the fitted curves from the smallest size that either side measured to the largest.
pub(super) fn band(old: &Fit, new: &Fit) -> Vec<RatioPoint> {
    let ends = |fit: &Fit| Some((fit.points.first()?.n, fit.points.last()?.n));
    let (Some(a), Some(b)) = (ends(old), ends(new)) else { return Vec::new() };
    let (first, last) = (a.0.min(b.0), a.1.max(b.1));
    let common = (a.0.max(b.0), a.1.min(b.1));
    let mut sizes: Vec<f64> = old.curve.iter().chain(&new.curve).map(|e| e.n).collect();
    sizes.extend([a.0, a.1, b.0, b.1]);
    sizes.retain(|n| *n >= first && *n <= last);
    sizes.sort_by(f64::total_cmp);
    sizes.dedup_by(|n, before| *n <= *before * 1.01);
    // The largest size was measured and is spoken of: a neighbour on the curve must not stand for it.
    if let Some(end) = sizes.last_mut() {
        *end = last;
    }
    let point = |n: f64| {
        let (before, after) = (at(&old.curve, n)?, at(&new.curve, n)?);
        let ratio = divided(&before, &after)?;
        Some(RatioPoint { n, ratio, basis: basis(common, n) })
    };
    sizes.into_iter().filter_map(point).collect()
}

/// The costs at the largest size that both sides reached: measured there, else by the fitted curve.
pub(super) fn top(old: &Fit, new: &Fit) -> Option<TopCosts> {
    let n = old.points.last()?.n.min(new.points.last()?.n);
    Some(TopCosts { old: cost(old, n)?, new: cost(new, n)? })
}

fn cost(fit: &Fit, n: f64) -> Option<Estimate> {
    let measured = fit.points.iter().find(|p| p.n == n);
    let value = measured.map(|p| Interval { value: p.value, low: p.low, high: p.high });
    let basis = if value.is_some() { Basis::Measured } else { Basis::Interpolated };
    Some(Estimate { n, value: value.or_else(|| at(&fit.curve, n))?, basis })
}

fn basis((low, high): (f64, f64), n: f64) -> Basis {
    if n > high {
        Basis::Extrapolated(n / high)
    } else if n < low {
        Basis::Extrapolated(low / n)
    } else {
        Basis::Interpolated
    }
}

/// A curve between its points: straight in logarithms.
fn at(curve: &[Estimate], n: f64) -> Option<Interval> {
    let after = curve.iter().position(|e| e.n >= n)?;
    let (low, high) = (&curve[after.saturating_sub(1)], &curve[after]);
    let share = if high.n > low.n { (n / low.n).ln() / (high.n / low.n).ln() } else { 1.0 };
    // A curve that starts above n says nothing of it.
    (share >= -1e-9).then_some(())?;
    let mix = |a: f64, b: f64| (a.max(1e-300).ln() * (1.0 - share) + b.max(1e-300).ln() * share).exp();
    let (a, b) = (low.value, high.value);
    Some(Interval { value: mix(a.value, b.value), low: mix(a.low, b.low), high: mix(a.high, b.high) })
}

/// New over old with independent errors, added in logarithms.
fn divided(old: &Interval, new: &Interval) -> Option<Interval> {
    let value = new.value / old.value;
    let below = (new.value / new.low).ln().hypot((old.high / old.value).ln());
    let above = (new.high / new.value).ln().hypot((old.value / old.low).ln());
    let found = Interval { value, low: value * (-below).exp(), high: value * above.exp() };
    [found.value, found.low, found.high].iter().all(|x| x.is_finite() && *x > 0.0).then_some(found)
}

/// The largest size at which one side surely begins to win over the other: between a size at which it surely loses and
/// one at which it surely wins.
pub(super) fn crossover(band: &[RatioPoint], floor: f64) -> Option<Crossover> {
    let side = |p: &RatioPoint| {
        let (low, high) = (p.ratio.low.ln() - floor, p.ratio.high.ln() + floor);
        if low > 0.0 {
            1
        } else if high < 0.0 {
            -1
        } else {
            0
        }
    };
    let last = band.iter().rposition(|p| side(p) != 0)?;
    let before = band[..last].iter().rposition(|p| side(p) == -side(&band[last]))?;
    let first = (before..=last).find(|i| side(&band[*i]) == side(&band[last]))?;
    let middle = (before + 1..=first).find(|i| (band[*i].ratio.value > 1.0) == (side(&band[last]) > 0))?;
    let n = between(&band[middle - 1], &band[middle]);
    let interval = Interval { value: n, low: band[before].n.min(n), high: band[first].n.max(n) };
    Some(Crossover { n: interval, wins_above: side(&band[last]) < 0, basis: band[middle].basis })
}

/// Where the ratio passes one, on a straight line in logarithms.
fn between(a: &RatioPoint, b: &RatioPoint) -> f64 {
    let (x, y) = (a.ratio.value.ln(), b.ratio.value.ln());
    let share = if x == y { 0.5 } else { (x / (x - y)).clamp(0.0, 1.0) };
    (a.n.ln() * (1.0 - share) + b.n.ln() * share).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(n: f64, value: f64) -> RatioPoint {
        let ratio = Interval { value, low: value / 1.05, high: value * 1.05 };
        RatioPoint { n, ratio, basis: Basis::Interpolated }
    }

    #[test]
    fn the_crossing_lies_between_losing_and_winning_for_sure() {
        let band: Vec<RatioPoint> = [(10.0, 4.0), (100.0, 2.0), (1000.0, 1.0), (1e4, 0.5), (1e5, 0.2)]
            .into_iter()
            .map(|(n, r)| point(n, r))
            .collect();
        let found = crossover(&band, 0.0).expect("the curves cross");
        assert!(found.wins_above && (found.n.value - 1000.0).abs() < 1e-6, "{found:?}");
        assert_eq!((found.n.low, found.n.high), (100.0, 1e4));
    }

    #[test]
    fn curves_that_touch_within_the_error_or_the_floor_do_not_cross() {
        let near: Vec<RatioPoint> = [(10.0, 1.04), (1e3, 0.97)].into_iter().map(|(n, r)| point(n, r)).collect();
        assert_eq!(crossover(&near, 0.0), None);
        let apart: Vec<RatioPoint> = [(10.0, 1.2), (1e3, 0.8)].into_iter().map(|(n, r)| point(n, r)).collect();
        assert!(crossover(&apart, 0.0).is_some() && crossover(&apart, 0.3).is_none());
        assert_eq!(crossover(&[], 0.0), None);
    }
}
