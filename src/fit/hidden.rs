//! Growth that does not show: how much work of a faster class could stand beside a cost that seems not to grow.
//!
//! A posterior over classes can't answer it. A term of one per cent under the start-up fits as well as none, and a prior
//! wide enough to hold such terms would leave no constant ever certain. So the term is bounded instead: what a size's
//! work must cost at least is physics, and whoever rules holds the bound against that.

use super::cell::Cell;
use super::curve::{Curve, Growth, Shape};
use super::ladder::Ladder;
use super::noise::{Noise, noises};
use super::settings::Settings;
use super::weigh::Scales;
use crate::model::{Class, Series};
use crate::stats::sums::ln_sum;

/// Work that visits every item, pair, triple or subset.
const VISITS: [Class; 4] = [Class::LINEAR, Class::QUADRATIC, Class::CUBIC, Class::Exponential { base: Some(2.0) }];
/// A cost whose top is this many times its bottom grows; its class is the posterior's to tell.
const GROWS: f64 = 1.25;
/// Shares of the term at the top that are weighed, in ln: from a millionth of the constant part to all of it.
const SHARES: (f64, f64) = (-13.8, 0.0);
const COUNT: usize = 80;
/// The probability that the term is smaller than the bound.
const BOUND: f64 = 0.95;

/// The bound for each class, in the series' unit; empty where the cost grows or its unit is unknown.
pub(super) fn hidden(series: &Series, ladder: &Ladder, settings: &Settings) -> Vec<(Class, f64)> {
    let (Some(_), Some(first)) = (series.physics, ladder.cost.first()) else { return Vec::new() };
    if *first < -GROWS.ln() {
        return Vec::new();
    }
    // Where nothing grows there is no cost per item that could drift.
    let noises: Vec<Noise> = noises(ladder, settings).into_iter().filter(|noise| noise.rate == 0.0).collect();
    let mut scales = Scales::new(ladder, &noises);
    VISITS.iter().map(|class| (*class, most(*class, ladder, &mut scales))).collect()
}

/// The term's 95% bound at the top: its share has a flat prior, so that a bound is as wide as the noise makes it.
fn most(class: Class, ladder: &Ladder, scales: &mut Scales<'_>) -> f64 {
    let growth = Growth::new(class, 0.0, ladder.ln_top());
    let width = (SHARES.1 - SHARES.0) / COUNT as f64;
    let shares: Vec<f64> = (0..COUNT).map(|i| SHARES.0 + width * (i as f64 + 0.5)).collect();
    // Evenly spaced in ln share, so a flat prior weighs each by its share.
    let cell = |ln_share: &f64| Cell {
        curve: Curve { growth, shape: Shape::StartUp { share: (-ln_share).exp() } },
        ln_prior: *ln_share,
        width: [0.0; 3],
    };
    let weights = scales.weigh(&shares.iter().map(cell).collect::<Vec<_>>());
    let total = ln_sum(&weights);
    let mut held = 0.0;
    let bound = shares.iter().zip(&weights).find(|(_, weight)| {
        held += (**weight - total).exp();
        held >= BOUND
    });
    let share = bound.map_or(SHARES.1, |(ln_share, _)| ln_share + 0.5 * width);
    ladder.in_unit(share - share.exp().ln_1p())
}

/// Squared distance between no term and a linear one at its bound over the variance of one more run, at each
/// candidate: what is hidden shows first near the top.
pub(super) fn gains(hidden: &[(Class, f64)], ladder: &Ladder, candidates: &[f64]) -> Vec<f64> {
    let share = hidden.first().map_or(0.0, |(_, most)| most / ladder.in_unit(0.0));
    let variance = ladder.run_spread.powi(2).max(1e-6);
    candidates.iter().map(|n| (share * n / ladder.top()).powi(2) / variance).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clock, Metric, Mode, Physics, Point};

    /// Thirty milliseconds of start-up with a linear term of so much at the top, and one per cent of noise.
    fn series(term: f64) -> Series {
        let noise = [1.01, 0.992, 1.004, 0.99, 1.008, 1.0, 0.996, 1.012, 0.994];
        let point = |(i, noise): (usize, &f64)| {
            let n = 10f64.powf(1.0 + 0.5 * i as f64);
            Point { n, values: [0.995, 1.0, 1.005].map(|f| f * noise * (0.03 + term * n / 1e5)).to_vec() }
        };
        Series {
            metric: Metric::Time,
            input: None,
            mode: Mode::Process,
            clock: Clock::Cpu,
            points: noise.iter().enumerate().map(point).collect(),
            censored: Vec::new(),
            quantum: 1e-6,
            floor: 0.0,
            missing: None,
            physics: Some(Physics { second: 1.0, footprint: None }),
        }
    }

    fn bound(series: &Series, class: Class) -> Option<f64> {
        let settings = Settings::of(series);
        let ladder = Ladder::of(series, &settings).expect("enough sizes");
        hidden(series, &ladder, &settings).into_iter().find(|(of, _)| *of == class).map(|(_, most)| most)
    }

    #[test]
    fn the_bound_is_above_the_term_and_within_the_noise_of_it() {
        for term in [0.0, 1e-4, 1e-3] {
            let most = bound(&series(term), Class::LINEAR).expect("a bound");
            assert!(most > term && most < term + 1e-3, "{term}: {most}");
        }
    }

    #[test]
    fn what_grows_and_what_has_no_known_unit_has_no_bound() {
        assert_eq!(bound(&series(0.02), Class::LINEAR), None);
        assert_eq!(bound(&Series { physics: None, ..series(0.0) }, Class::LINEAR), None);
    }
}
