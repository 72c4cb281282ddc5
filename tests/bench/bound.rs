//! What nobody could do better: one series of a noisy machine, watched by somebody who knows everything about the noise
//! and the change but whether and when it comes.
//!
//! The likelihood ratio of the two hypotheses over the last nights is the most powerful test of the level alone (Neyman
//! and Pearson 1933). Its threshold is where one of a hundred series without a change gives an alert.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{MODE, NIGHT, NIGHTS, OFTEN, generator, normal};

/// Series that the threshold and the figure are each taken from.
const SERIES: u64 = 20_000;

/// The longest stretch of nights that is looked at.
const REACH: usize = 8;

/// Of a hundred changes by `factor`, those that are found within three nights at one false alert in a hundred series.
pub(super) fn found(factor: f64) -> f64 {
    let shift = factor.ln();
    let mut most: Vec<f64> = (0..SERIES)
        .map(|i| {
            let row = row(&mut generator(i, [7, 0, 0]), NIGHTS, shift);
            (1..=NIGHTS).map(|end| evidence(&row[..end], shift)).fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    most.sort_by(f64::total_cmp);
    let threshold = most[(SERIES - SERIES / 100) as usize];
    let called = (0..SERIES).filter(|i| {
        let row = row(&mut generator(*i, [8, 0, 0]), NIGHTS / 2, shift);
        (1..=3).any(|more| evidence(&row[..NIGHTS / 2 + more], shift) > threshold)
    });
    100.0 * called.count() as f64 / SERIES as f64
}

/// Logarithms of sixty nights' costs; from `at` on they are higher.
fn row(random: &mut Xoshiro256PlusPlus, at: usize, shift: f64) -> Vec<f64> {
    let night = |i: usize| {
        let mode = if random.random_bool(OFTEN) { MODE.ln_1p() } else { 0.0 };
        NIGHT * normal(random) + mode + if i < at { 0.0 } else { shift }
    };
    (0..NIGHTS).map(night).collect()
}

/// The most that a stretch up to the last night says for a shift up or down, as a log likelihood ratio.
fn evidence(row: &[f64], shift: f64) -> f64 {
    let of = |shift: f64| {
        let last = row.iter().rev().take(REACH);
        let sums = last.scan(0.0, |sum, x| {
            *sum += (density(x - shift) / density(*x)).ln();
            Some(*sum)
        });
        sums.fold(f64::NEG_INFINITY, f64::max)
    };
    of(shift).max(of(-shift))
}

/// How likely a night's level is, but for a constant.
fn density(x: f64) -> f64 {
    let bell = |x: f64| (-0.5 * (x / NIGHT).powi(2)).exp();
    ((1.0 - OFTEN) * bell(x) + OFTEN * bell(x - MODE.ln_1p())).max(1e-300)
}
