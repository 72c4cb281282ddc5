//! Weighs curves against the measurements.

use super::curve::Curve;
use super::ladder::Ladder;
use super::noise::Noise;
use crate::stats::drift::Batch;
use crate::stats::sums::ln_sum;

/// Curves weighed together: their residuals stay in the nearest cache.
const WIDTH: usize = 64;

/// A curve with the ln of its prior probability.
pub(super) type Candidate = (Curve, f64);

/// A curve with its weight over all noise, and where it puts the cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub curve: Curve,
    /// ln of prior times evidence, up to a constant common to all curves of a ladder.
    pub ln: f64,
    /// ln of the factor (over the ladder's unit) that the curve is multiplied by: mean and variance.
    pub level: f64,
    pub level_variance: f64,
    /// Mean variance of the scatter from size to size.
    pub scatter: f64,
    /// Mean variance of the drift per unit of ln n.
    pub drift: f64,
}

/// Weighs every candidate under every noise.
pub(super) fn weigh(ladder: &Ladder, noises: &[Noise], candidates: &[Candidate]) -> Vec<Weight> {
    let mut bench = Bench::new(ladder, noises);
    candidates.chunks(WIDTH).flat_map(|chunk| bench.weigh(chunk)).collect()
}

/// Scratch space for one batch.
struct Bench<'a> {
    ladder: &'a Ladder,
    noises: &'a [Noise],
    residuals: Vec<f64>,
    scratch: [f64; WIDTH],
    means: Vec<[f64; WIDTH]>,
    squares: [f64; WIDTH],
    ln_weights: Vec<[f64; WIDTH]>,
}

impl<'a> Bench<'a> {
    fn new(ladder: &'a Ladder, noises: &'a [Noise]) -> Bench<'a> {
        Bench {
            ladder,
            noises,
            residuals: vec![0.0; WIDTH * ladder.n.len()],
            scratch: [0.0; WIDTH],
            means: vec![[0.0; WIDTH]; noises.len()],
            squares: [0.0; WIDTH],
            ln_weights: vec![[0.0; WIDTH]; noises.len()],
        }
    }

    fn weigh(&mut self, candidates: &[Candidate]) -> Vec<Weight> {
        for (c, (curve, _)) in candidates.iter().enumerate() {
            for (i, (&ln_n, &cost)) in self.ladder.ln_n.iter().zip(&self.ladder.cost).enumerate() {
                self.residuals[i * WIDTH + c] = cost - curve.ln_at(ln_n).max(-1e6);
            }
        }
        let batch = Batch { values: &self.residuals, width: WIDTH };
        for (q, noise) in self.noises.iter().enumerate() {
            noise.drift.weigh(batch, &mut self.scratch, &mut self.means[q], &mut self.squares);
            for (ln_weight, square) in self.ln_weights[q].iter_mut().zip(&self.squares) {
                *ln_weight = noise.ln_prior + noise.drift.ln_scale - 0.5 * square;
            }
        }
        candidates.iter().enumerate().map(|(c, candidate)| self.gather(c, *candidate)).collect()
    }

    /// Joins one curve's weights over the noise; the level's distribution is matched in mean and variance.
    fn gather(&self, c: usize, (curve, ln_prior): Candidate) -> Weight {
        let all: Vec<f64> = self.ln_weights.iter().map(|row| row[c]).collect();
        let total = ln_sum(&all);
        let mut sums = [0.0; 5];
        for ((noise, row), ln_weight) in self.noises.iter().zip(&self.means).zip(&all) {
            let share = (ln_weight - total).exp();
            let mean = row[c];
            let terms = [mean, mean * mean, 1.0 / noise.drift.information, noise.scatter.powi(2), noise.rate.powi(2)];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += share * term);
        }
        let [level, level_square, error, scatter, drift] = sums;
        let level_variance = (level_square - level * level).max(0.0) + error;
        Weight { curve, ln: total + ln_prior, level, level_variance, scatter, drift }
    }
}
