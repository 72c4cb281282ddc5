//! The measurements as the fit sees them: one number and its error per size.

use super::FitError;
use super::grid::STEEPNESSES;
use super::group::grouped;
use super::settings::{ROUNDING, Settings};
use crate::model::{Censored, Point, Series, leaps};
use crate::stats::sample;

/// The fewest sizes that growth can be fitted to.
const FEWEST_SIZES: usize = 3;
/// Runs that the spread pooled over all sizes counts for, against a size's own runs.
const POOLED_RUNS: f64 = 4.0;
/// Standard error of a median over that of a mean, for a normal distribution: sqrt(pi / 2).
const MEDIAN_ERROR: f64 = 1.253_314_137_315_500_1;
/// Steps of the clock above which a cost is resolved: what reads as one step may be any less.
const RESOLVED: f64 = 1.5;
/// Values are held within this and its inverse: no unit of anything measured comes near.
const LARGEST: f64 = 1e60;
/// ln of the error of a size whose cost could not be told from zero.
const UNRESOLVED: f64 = 1.0;

/// One series, summarised per size; sizes rise.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    pub n: Vec<f64>,
    pub ln_n: Vec<f64>,
    /// ln(cost / cost at the top).
    pub cost: Vec<f64>,
    /// Standard error of `cost` by the repeats and the clock's resolution.
    pub error: Vec<f64>,
    pub runs: Vec<usize>,
    /// ln of the cost at the top, in the series' unit.
    pub ln_unit: f64,
    /// ln of the cost at the top in seconds, where how long a second is in the series' unit is known.
    pub ln_seconds: Option<f64>,
    /// Standard deviation of ln cost between runs at one size.
    pub run_spread: f64,
    /// No value of the series is above zero.
    pub zero: bool,
    /// `e^(-s (ln n - ln top))` per size, for each steepness s that steps have.
    pub powers: Vec<(f64, Vec<f64>)>,
    /// Costs that are known only from one side; at most the most telling one of each side.
    pub bounds: Vec<Bound>,
    /// Indices of sizes whose influence was bounded.
    pub disturbed: Vec<usize>,
    /// See [`Settings::misfit`].
    pub misfit: f64,
    /// Sizes whose cost is zero or not above the resolution, which are not fitted: size, cost as read, runs.
    pub unresolved: Vec<(f64, f64, usize)>,
    /// The cost that the clock can tell from none, in the series' unit.
    pub resolution: f64,
    /// The smallest size that was given up on.
    pub given_up: Option<f64>,
}

/// A cost that is known only from one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    pub ln_n: f64,
    /// ln(bound / cost at the top).
    pub cost: f64,
    /// 1: the cost is at least the bound; -1: at most.
    pub side: f64,
}

impl Ladder {
    /// Summarises a series in time linear in the samples (and sorting in the sizes).
    pub(super) fn of(series: &Series, settings: &Settings) -> Result<Ladder, FitError> {
        let points = grouped(merged(&series.points));
        if points.len() < FEWEST_SIZES {
            return Err(FitError::TooFewSizes { found: points.len(), needed: FEWEST_SIZES });
        }
        let quantum = quantum(&points, settings);
        let least = least_cost(&points, quantum);
        let mut sizes: Vec<Summary> = points.iter().map(|point| Summary::of(point, least, quantum)).collect();
        let zero = sizes.iter().all(|s| s.ln_cost <= least.ln());
        if zero && quantum == 0.0 && !settings.rounded {
            // What is counted and never once there is none, at every size alike.
            for size in &mut sizes {
                size.resolved = true;
            }
        }
        let (sizes, unresolved) = resolved(sizes);
        let below = unresolved.last().map(|s| s.n);
        let ln_unit = sizes.last().map_or(0.0, |s| s.ln_cost);
        let ln_n: Vec<f64> = sizes.iter().map(|s| s.n.ln()).collect();
        let given_up = given_up(&series.censored);
        // What hangs from a size on says nothing of how the sizes below it grow.
        let ended: Vec<(f64, f64)> = sizes.iter().map(|s| (s.n, s.ln_cost.exp())).collect();
        let grown = given_up.filter(|size| !leaps(&ended, size));
        let above = grown.map(|size| Bound { ln_n: size.n.ln(), cost: size.at_least.ln() - ln_unit, side: 1.0 });
        let below = below.map(|n| Bound { ln_n: n.ln(), cost: (RESOLVED * quantum).ln() - ln_unit, side: -1.0 });
        let mut error = errors(&sizes, quantum);
        let medians: Vec<f64> = sizes.iter().map(|s| s.ln_cost.exp()).collect();
        if let ([.., before, last], Some(of_last)) = (&medians[..], error.last_mut())
            && series.changes_at_the_largest_alone(&medians)
        {
            // Whatever happens there, nobody has seen how it goes on.
            *of_last = of_last.hypot((last / before).ln());
        }
        Ok(Ladder {
            powers: powers(&ln_n),
            ln_n,
            n: sizes.iter().map(|s| s.n).collect(),
            cost: sizes.iter().map(|s| s.ln_cost - ln_unit).collect(),
            error,
            runs: sizes.iter().map(|s| s.runs).collect(),
            ln_unit,
            ln_seconds: series.physics.map(|physics| ln_unit - physics.second.ln()),
            run_spread: pooled(&sizes),
            zero,
            bounds: above.into_iter().chain(below).collect(),
            disturbed: Vec::new(),
            misfit: settings.misfit,
            unresolved: unresolved.iter().map(|s| (s.n, s.read, s.runs)).collect(),
            resolution: RESOLVED * quantum,
            given_up: given_up.map(|size| size.n),
        })
    }

    /// The largest measured size.
    pub(super) fn top(&self) -> f64 {
        self.n.last().copied().unwrap_or(1.0)
    }

    /// How far a size lies outside the measured ones, in ln n; 0 inside.
    pub(super) fn beyond(&self, ln_n: f64) -> f64 {
        (ln_n - self.ln_top()).max(self.ln_n[0] - ln_n).max(0.0)
    }

    /// The powers for a steepness of steps; empty for any other.
    pub(super) fn powers(&self, steepness: f64) -> &[f64] {
        self.powers.iter().find(|(s, _)| *s == steepness).map_or(&[], |(_, powers)| powers)
    }

    /// The cost of this ln, relative to the top's, in the series' unit; always finite.
    pub(super) fn in_unit(&self, ln_cost: f64) -> f64 {
        if self.zero { 0.0 } else { (ln_cost + self.ln_unit).exp().min(f64::MAX) }
    }

    /// ln of the largest measured size.
    pub(super) fn ln_top(&self) -> f64 {
        self.ln_n.last().copied().unwrap_or(0.0)
    }
}

fn powers(ln_n: &[f64]) -> Vec<(f64, Vec<f64>)> {
    let ln_top = ln_n.last().copied().unwrap_or(0.0);
    STEEPNESSES.map(|s| (s, ln_n.iter().map(|x| (-s * (x - ln_top)).exp()).collect())).to_vec()
}

/// Points in rising order with equal sizes joined and what can't be used left out.
fn merged(points: &[Point]) -> Vec<Point> {
    let mut usable: Vec<Point> = points
        .iter()
        .filter(|p| p.n.is_finite() && p.n >= 1.0)
        .map(|p| Point { n: p.n, values: p.values.iter().filter(|v| v.is_finite()).map(|v| sane(*v)).collect() })
        .filter(|p| !p.values.is_empty())
        .collect();
    usable.sort_by(|a, b| a.n.total_cmp(&b.n));
    let mut joined: Vec<Point> = Vec::with_capacity(usable.len());
    for point in usable {
        match joined.last_mut() {
            Some(last) if last.n == point.n => last.values.extend(point.values),
            _ => joined.push(point),
        }
    }
    joined
}

/// A value that can be multiplied and divided by others without leaving the floating point's range.
fn sane(value: f64) -> f64 {
    let most = value.clamp(-LARGEST, LARGEST);
    if most.abs() < 1.0 / LARGEST { 0.0 } else { most }
}

/// The step that values move in: as told, else as the values show it where values are expected to be rounded.
fn quantum(points: &[Point], settings: &Settings) -> f64 {
    if settings.quantum > 0.0 || !settings.rounded {
        return sane(settings.quantum);
    }
    sample::step(&mut points.iter().flat_map(|p| p.values.iter().copied()).collect::<Vec<f64>>())
}

/// What stands for a cost of zero: half the resolution, else half the smallest cost above zero, else one.
fn least_cost(points: &[Point], quantum: f64) -> f64 {
    if quantum > 0.0 {
        return (0.5 * quantum).max(f64::MIN_POSITIVE);
    }
    let positive = points.iter().flat_map(|p| &p.values).copied().filter(|v| *v > 0.0);
    let least = positive.fold(f64::INFINITY, f64::min);
    if least.is_finite() { (0.5 * least).max(f64::MIN_POSITIVE) } else { 1.0 }
}

/// The sizes whose cost is above the resolution, and the others: theirs is at most the resolution, however little it is.
/// Where too few are above, all stay together, with large errors.
fn resolved(sizes: Vec<Summary>) -> (Vec<Summary>, Vec<Summary>) {
    if sizes.iter().filter(|s| s.resolved).count() < FEWEST_SIZES {
        return (sizes, Vec::new());
    }
    sizes.into_iter().partition(|s| s.resolved)
}

/// The smallest size that was given up on: with one limit for all it tells the most.
fn given_up(censored: &[Censored]) -> Option<Censored> {
    let usable = |c: &&Censored| c.n.is_finite() && c.n >= 1.0 && c.at_least > 0.0 && c.at_least.is_finite();
    censored.iter().filter(usable).min_by(|a, b| a.n.total_cmp(&b.n)).copied()
}

struct Summary {
    n: f64,
    /// The median as it was read; 0 where that is below.
    read: f64,
    ln_cost: f64,
    spread: f64,
    runs: usize,
    resolved: bool,
}

impl Summary {
    fn of(point: &Point, least: f64, quantum: f64) -> Summary {
        let mut logs: Vec<f64> = point.values.iter().map(|v| v.max(least).ln()).collect();
        let ln_cost = sample::median(&mut logs).unwrap_or(0.0);
        let resolved = ln_cost > least.ln() && ln_cost.exp() > RESOLVED * quantum;
        let read = sample::median(&mut point.values.clone()).unwrap_or(0.0).max(0.0);
        Summary { n: point.n, read, ln_cost, spread: sample::spread(&logs, ln_cost), runs: logs.len(), resolved }
    }
}

fn pooled(sizes: &[Summary]) -> f64 {
    let mut spreads: Vec<f64> = sizes.iter().map(|s| s.spread).collect();
    sample::median(&mut spreads).unwrap_or(0.0)
}

/// Standard errors: each size's spread shrunk towards the pooled one, plus rounding to the clock's steps.
fn errors(sizes: &[Summary], quantum: f64) -> Vec<f64> {
    let pooled = pooled(sizes);
    let error = |size: &Summary| {
        let runs = size.runs as f64;
        let variance = (size.spread.powi(2) * runs + pooled.powi(2) * POOLED_RUNS) / (runs + POOLED_RUNS);
        let rounding = (quantum.ln() - size.ln_cost).exp() * ROUNDING;
        let unresolved = if size.resolved { 0.0 } else { UNRESOLVED };
        let total = MEDIAN_ERROR.powi(2) * variance / runs + rounding.powi(2) + unresolved;
        total.min(1e6).sqrt()
    };
    sizes.iter().map(error).collect()
}
