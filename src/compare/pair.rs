//! The ratio of two curves at their common sizes, with how it scatters.

use super::runs::{Runs, size};
use crate::stats::contrast::{self, Estimate};
use crate::stats::sample;

/// Runs that the spread pooled over all sizes counts for, against a size's own runs.
const POOLED: f64 = 4.0;
/// Standard error of a median over that of a mean, for a normal distribution: sqrt(pi / 2).
const MEDIAN_ERROR: f64 = 1.253_314_137_315_500_1;
/// Standard deviation of a value rounded to steps of 1: 1 / sqrt 12.
const ROUNDING: f64 = 0.288_675_134_594_812_9;
/// Rounds from which their own scatter is a fair witness.
const ROUNDS: usize = 3;
/// Spread below which no weight grows further: no clock and no cache is steadier.
pub(super) const STEADIEST: f64 = 1e-4;
/// Degrees of freedom of what has no error.
const EXACT: f64 = 1e9;

/// Two sides at the sizes that both have.
#[derive(Debug)]
pub(super) struct Pair {
    /// The common sizes, rising; at least one.
    pub(super) sizes: Vec<f64>,
    /// Every run gave the same number at each size, on both sides.
    pub(super) exact: bool,
    /// Something was at or below zero, or below what the clock can tell.
    pub(super) unresolved: bool,
    /// At some size one side gave nothing that could be told, and the other did.
    pub(super) none: bool,
    /// Runs on each side.
    pub(super) runs: (usize, usize),
    /// By how much trials of one thing differ within either run, as ln of the largest over the least, each over its
    /// size's median: what the machine did to trials it may have done to a whole run.
    pub(super) unrest: f64,
    /// Variance of ln ratio at each size that no repeat can lower: values move in steps.
    steps: Vec<f64>,
    scatter: Scatter,
}

#[derive(Debug)]
enum Scatter {
    /// ln ratio at each size, a row a round in which both sides ran at every size; disturbed runs are held.
    Rounds(Vec<Vec<f64>>),
    /// ln ratio at each size and its variance, from runs that have nothing in common.
    Apart { ratios: Vec<f64>, variances: Vec<f64>, freedom: f64 },
}

/// The range of ln values around the median of their size.
fn unrest(side: &[Vec<f64>]) -> f64 {
    let around = side.iter().flat_map(|values| {
        let middle = middle(values);
        values.iter().map(move |value| value - middle)
    });
    let (low, high) = around.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    high - low
}

impl Pair {
    /// `None` without a common size. `quantum` is the step of values; `counts` are whole numbers.
    pub(super) fn of(old: &Runs, new: &Runs, quantum: f64, counts: bool, paired: bool) -> Option<Pair> {
        let keys: Vec<u64> = old.keys().copied().filter(|key| new.contains_key(key)).collect();
        let keys = if paired { often(old, new, keys) } else { keys };
        if keys.is_empty() {
            return None;
        }
        let least = if counts { 0.5 } else { (0.5 * quantum).max(f64::MIN_POSITIVE) };
        let logs = |runs: &Runs, key: &u64| -> Vec<f64> { runs[key].values().map(|v| v.max(least).ln()).collect() };
        let before: Vec<Vec<f64>> = keys.iter().map(|key| logs(old, key)).collect();
        let after: Vec<Vec<f64>> = keys.iter().map(|key| logs(new, key)).collect();
        let constant = |side: &[Vec<f64>]| side.iter().all(|values| values.iter().all(|v| *v == values[0]));
        let exact = counts && constant(&before) && constant(&after);
        let unrest = unrest(&before).max(unrest(&after));
        let unresolved = before.iter().chain(&after).flatten().any(|v| *v <= least.ln());
        let middles = |side: &[Vec<f64>]| side.iter().map(|v| middle(v)).collect::<Vec<f64>>();
        let (low, high) = (middles(&before), middles(&after));
        let nothing = |ln: &f64| *ln <= least.ln();
        let none = low.iter().zip(&high).any(|(a, b)| nothing(a) != nothing(b));
        let step = |ln: &f64| (quantum * (-ln).exp() * ROUNDING).powi(2);
        let steps = low.iter().zip(&high).map(|(a, b)| step(a) + step(b)).collect();
        let mut rows = if paired && !exact { rounds(old, new, &keys, least) } else { Vec::new() };
        let spreads = contrast::spreads(&rows, POOLED, 0.0);
        contrast::hold(&mut rows, &spreads);
        let scatter = if rows.len() >= ROUNDS { Scatter::Rounds(rows) } else { apart(&before, &after, exact) };
        let count = |side: &[Vec<f64>]| side.iter().map(Vec::len).sum();
        let (sizes, runs) = (keys.into_iter().map(size).collect(), (count(&before), count(&after)));
        Some(Pair { sizes, exact, unresolved, none, runs, unrest, steps, scatter })
    }

    /// 1 over the variance of a run at each size; all alike where nothing varies.
    pub(super) fn weights(&self) -> Vec<f64> {
        match &self.scatter {
            _ if self.exact => vec![1.0; self.sizes.len()],
            Scatter::Rounds(rows) => self.weigh(&contrast::spreads(rows, POOLED, 0.0)),
            Scatter::Apart { variances, .. } => self.weigh(&variances.iter().map(|v| v.sqrt()).collect::<Vec<_>>()),
        }
    }

    fn weigh(&self, spreads: &[f64]) -> Vec<f64> {
        spreads.iter().zip(&self.steps).map(|(s, step)| 1.0 / (s * s + step).max(STEADIEST * STEADIEST)).collect()
    }

    /// ln of the ratio at each size.
    pub(super) fn log_ratios(&self) -> Vec<f64> {
        (0..self.sizes.len()).map(|i| self.at(i).value).collect()
    }

    /// ln of the ratio at one size.
    pub(super) fn at(&self, i: usize) -> Estimate {
        let contrast: Vec<f64> = (0..self.sizes.len()).map(|k| f64::from(u8::from(k == i))).collect();
        self.estimate(&contrast, false)
    }

    /// ln of the ratio over the sizes with a weight: one figure.
    pub(super) fn level(&self, weights: &[f64]) -> Estimate {
        let total: f64 = weights.iter().sum();
        self.estimate(&weights.iter().map(|w| w / total).collect::<Vec<_>>(), false)
    }

    /// Coefficients of the ratio (not its ln) on these columns; `None` where they can't be told apart.
    pub(super) fn coefficients(&self, columns: &[Vec<f64>]) -> Option<Vec<Estimate>> {
        let ratios = self.log_ratios();
        let weights: Vec<f64> = self.weights().iter().zip(&ratios).map(|(w, d)| w * (-2.0 * d).exp()).collect();
        let sums = contrast::least_squares(columns, &weights)?;
        Some(sums.iter().map(|contrast| self.estimate(contrast, true)).collect())
    }

    /// A sum over the sizes: of ln ratios, or of the ratios themselves.
    fn estimate(&self, contrast: &[f64], of_ratios: bool) -> Estimate {
        let shown = |d: f64| if of_ratios { d.exp() } else { d };
        let slope = |d: f64| if of_ratios { (2.0 * d).exp() } else { 1.0 };
        let (mut found, middles) = match &self.scatter {
            Scatter::Rounds(rows) => {
                let values: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|d| shown(*d)).collect()).collect();
                let none = Estimate { value: 0.0, error: f64::INFINITY, freedom: 1.0 };
                (contrast::over_rows(&values, contrast).unwrap_or(none), middles_of(rows))
            }
            Scatter::Apart { ratios, variances, freedom } => {
                let values: Vec<f64> = ratios.iter().map(|d| shown(*d)).collect();
                let variances: Vec<f64> = variances.iter().zip(ratios).map(|(v, d)| v * slope(*d)).collect();
                (contrast::over_values(&values, &variances, contrast, *freedom), ratios.clone())
            }
        };
        if !self.exact {
            let steps: f64 = (0..contrast.len()).map(|i| contrast[i].powi(2) * self.steps[i] * slope(middles[i])).sum();
            found.error = found.error.hypot(steps.sqrt());
        }
        found
    }
}

fn middle(values: &[f64]) -> f64 {
    sample::median(&mut values.to_vec()).unwrap_or(0.0)
}

fn middles_of(rows: &[Vec<f64>]) -> Vec<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|i| middle(&rows.iter().map(|row| row[i]).collect::<Vec<_>>())).collect()
}

/// Sizes that have at least half as many pairs as the one that has most: the others would take rounds away from all.
fn often(old: &Runs, new: &Runs, keys: Vec<u64>) -> Vec<u64> {
    let pairs = |key: &u64| old[key].keys().filter(|round| new[key].contains_key(round)).count();
    let most = keys.iter().map(pairs).max().unwrap_or(0);
    keys.into_iter().filter(|key| most == 0 || 2 * pairs(key) >= most).collect()
}

/// ln ratios of every round in which both sides ran at every size.
fn rounds(old: &Runs, new: &Runs, keys: &[u64], least: f64) -> Vec<Vec<f64>> {
    let numbers = old[&keys[0]].keys();
    let ratio = |key: &u64, round: &u32| -> Option<f64> {
        Some(new[key].get(round)?.max(least).ln() - old[key].get(round)?.max(least).ln())
    };
    numbers.filter_map(|round| keys.iter().map(|key| ratio(key, round)).collect()).collect()
}

/// Middles of runs that have nothing in common. Their error comes from the repeats, shrunk towards the pooled spread;
/// where no size was repeated, from how the sizes scatter around their common level.
fn apart(old: &[Vec<f64>], new: &[Vec<f64>], exact: bool) -> Scatter {
    let ratios: Vec<f64> = old.iter().zip(new).map(|(a, b)| middle(b) - middle(a)).collect();
    if exact {
        return Scatter::Apart { variances: vec![0.0; ratios.len()], ratios, freedom: EXACT };
    }
    let repeats: f64 = old.iter().chain(new).map(|values| values.len() as f64 - 1.0).sum();
    if repeats < 1.0 {
        let scatter = sample::spread(&ratios, middle(&ratios)).max(STEADIEST);
        let freedom = (ratios.len() as f64 - 1.0).max(1.0);
        return Scatter::Apart { variances: vec![scatter * scatter; ratios.len()], ratios, freedom };
    }
    let (before, after) = (variances(old), variances(new));
    let variances = before.iter().zip(&after).map(|(a, b)| a + b).collect();
    Scatter::Apart { ratios, variances, freedom: repeats }
}

/// Variance of the middle at each size.
fn variances(side: &[Vec<f64>]) -> Vec<f64> {
    let spreads: Vec<f64> = side.iter().map(|values| sample::spread(values, middle(values))).collect();
    let pooled = sample::median(&mut spreads.clone()).unwrap_or(0.0);
    let variance = |spread: &f64, runs: f64| {
        let own = (spread * spread * runs + pooled * pooled * POOLED) / (runs + POOLED);
        MEDIAN_ERROR.powi(2) * own / runs
    };
    spreads.iter().zip(side).map(|(spread, values)| variance(spread, values.len() as f64)).collect()
}
