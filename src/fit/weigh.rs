//! Weighs curves against the measurements.

use super::cell::Cell;
use super::curve::{Curve, Growth, Shape};
use super::ladder::{Bound, Ladder};
use super::noise::Noise;
use crate::stats::drift::Batch;
use crate::stats::normal;

/// Curves weighed together: their residuals stay in the nearest cache.
const WIDTH: usize = 64;
/// ln of a share that adds nothing to a sum.
const NOTHING: f64 = -30.0;
/// Standard deviations from a bound at which it is surely kept.
const CERTAIN: f64 = 6.0;
/// What a curve's logarithm is held to be at least: below lies no measurement.
const LOWEST: f64 = -1e4;

/// Where a curve puts the cost, under noise of one kind of drift.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Its share of the curve's weight.
    pub share: f64,
    /// ln of the factor (over the cost at the top) that the curve is multiplied by: mean and variance.
    pub mean: f64,
    pub variance: f64,
    /// Variance of the scatter from size to size.
    pub scatter: f64,
    /// Variance of the drift per unit of ln n.
    pub drift: f64,
}

/// Weighs cells of one ladder under given noises.
pub(super) struct Scales<'a> {
    ladder: &'a Ladder,
    noises: &'a [Noise],
    growth: Option<Growth>,
    /// ln g and g at each size, for the growth at hand.
    ln_g: Vec<f64>,
    g: Vec<f64>,
    residuals: Vec<f64>,
    scratch: [f64; WIDTH],
    means: Vec<[f64; WIDTH]>,
    squares: [f64; WIDTH],
    ln_weights: Vec<[f64; WIDTH]>,
}

impl<'a> Scales<'a> {
    pub(super) fn new(ladder: &'a Ladder, noises: &'a [Noise]) -> Scales<'a> {
        let count = ladder.n.len();
        Scales {
            ladder,
            noises,
            growth: None,
            ln_g: vec![0.0; count],
            g: vec![0.0; count],
            residuals: vec![0.0; WIDTH * count],
            scratch: [0.0; WIDTH],
            means: vec![[0.0; WIDTH]; noises.len()],
            squares: [0.0; WIDTH],
            ln_weights: vec![[0.0; WIDTH]; noises.len()],
        }
    }

    /// ln of prior times evidence of every cell, up to a constant common to all cells of a ladder.
    pub(super) fn weigh(&mut self, cells: &[Cell]) -> Vec<f64> {
        let mut weights = Vec::with_capacity(cells.len());
        for chunk in cells.chunks(WIDTH) {
            self.measure(chunk);
            weights.extend(chunk.iter().enumerate().map(|(c, cell)| cell.ln_prior + self.total(c)));
        }
        weights
    }

    /// Where every cell puts the cost: a level for each kind of drift that carries weight.
    pub(super) fn levels(&mut self, cells: &[Cell]) -> Vec<Vec<Level>> {
        let mut levels = Vec::with_capacity(cells.len());
        for chunk in cells.chunks(WIDTH) {
            self.measure(chunk);
            levels.extend((0..chunk.len()).map(|c| self.levels_of(c)));
        }
        levels
    }

    /// Weighs up to [`WIDTH`] curves under every noise.
    fn measure(&mut self, cells: &[Cell]) {
        for (c, cell) in cells.iter().enumerate() {
            self.fill(c, &cell.curve);
        }
        let batch = Batch { values: &self.residuals, width: WIDTH };
        for (q, noise) in self.noises.iter().enumerate() {
            noise.drift.weigh(batch, &mut self.scratch, &mut self.means[q], &mut self.squares);
            let constant = noise.ln_prior + noise.drift.ln_scale;
            for (ln_weight, square) in self.ln_weights[q].iter_mut().zip(&self.squares) {
                *ln_weight = constant - 0.5 * square;
            }
        }
        for bound in &self.ladder.bounds {
            self.hold(cells, bound);
        }
    }

    /// Multiplies every weight by the probability that the curve keeps a bound.
    fn hold(&mut self, cells: &[Cell], bound: &Bound) {
        let beyond = self.ladder.beyond(bound.ln_n);
        for (c, cell) in cells.iter().enumerate() {
            let curve = cell.curve.ln_at(bound.ln_n);
            for ((noise, means), ln_weights) in self.noises.iter().zip(&self.means).zip(&mut self.ln_weights) {
                let variance = 1.0 / noise.drift.information + noise.scatter.powi(2) + noise.rate.powi(2) * beyond;
                let z = bound.side * (bound.cost - curve - means[c]) / variance.sqrt();
                if z > -CERTAIN {
                    ln_weights[c] += normal::ln_survival(z).max(LOWEST);
                }
            }
        }
    }

    /// Writes the residuals of one curve. The same as [`Curve::ln_at`], with what many curves share computed once.
    fn fill(&mut self, c: usize, curve: &Curve) {
        if self.growth != Some(curve.growth) {
            self.take(curve.growth);
        }
        let Scales { ladder, ln_g, g, residuals, .. } = self;
        let mut put = |i: usize, ln: f64| residuals[i * WIDTH + c] = ladder.cost[i] - ln.max(LOWEST);
        match curve.shape {
            Shape::StartUp { share } if share > 0.0 => (0..g.len()).for_each(|i| put(i, (share + g[i]).ln())),
            Shape::StartUp { .. } => (0..g.len()).for_each(|i| put(i, ln_g[i])),
            Shape::Step(step) => {
                let top = 1.0 / step.at(ladder.ln_top());
                let pivot = (step.steepness * (step.middle - ladder.ln_top())).exp();
                let powers = ladder.powers(step.steepness);
                for i in 0..g.len() {
                    let level = top * (1.0 + (step.height - 1.0) / (1.0 + powers[i] * pivot));
                    put(i, if g[i] > 0.0 { (step.start_up + level * g[i]).ln() } else { level.ln() + ln_g[i] });
                }
            }
            shape => (0..g.len()).for_each(|i| put(i, shape.apply(ln_g[i], ladder.ln_n[i], &curve.growth))),
        }
    }

    fn take(&mut self, growth: Growth) {
        for (i, ln_n) in self.ladder.ln_n.iter().enumerate() {
            self.ln_g[i] = growth.ln_at(*ln_n);
            self.g[i] = self.ln_g[i].min(700.0).exp();
        }
        self.growth = Some(growth);
    }

    fn total(&self, c: usize) -> f64 {
        let highest = self.ln_weights.iter().map(|row| row[c]).fold(f64::NEG_INFINITY, f64::max);
        let share = |row: &[f64; WIDTH]| if row[c] - highest > NOTHING { (row[c] - highest).exp() } else { 0.0 };
        highest + self.ln_weights.iter().map(share).sum::<f64>().ln()
    }

    /// Joins one curve's noises of the same drift; the level's distribution is matched in mean and variance.
    fn levels_of(&self, c: usize) -> Vec<Level> {
        let total = self.total(c);
        let mut levels: Vec<Level> = Vec::with_capacity(3);
        for (q, noise) in self.noises.iter().enumerate() {
            let (share, mean) = ((self.ln_weights[q][c] - total).exp(), self.means[q][c]);
            let drift = noise.rate * noise.rate;
            if share < 1e-6 {
                continue;
            }
            let at = levels.iter().position(|l| l.drift == drift).unwrap_or_else(|| {
                levels.push(Level { drift, ..Level::default() });
                levels.len() - 1
            });
            let level = &mut levels[at];
            level.share += share;
            level.mean += share * mean;
            level.variance += share * (mean * mean + 1.0 / noise.drift.information);
            level.scatter += share * noise.scatter * noise.scatter;
        }
        for level in &mut levels {
            level.mean /= level.share;
            level.variance = (level.variance / level.share - level.mean * level.mean).max(1e-18);
            level.scatter /= level.share;
        }
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid;
    use super::super::noise::noises;
    use super::super::settings::Settings;
    use super::*;
    use crate::model::{Class, Clock, Metric, Mode, Point, Series};

    fn series(metric: Metric) -> Series {
        let point = |n: f64| Point { n, values: vec![1e-4 * n * 1.02, 1e-4 * n] };
        Series {
            metric,
            input: None,
            mode: Mode::Process,
            clock: Clock::Cpu,
            points: [10.0, 30.0, 110.0, 300.0, 1000.0].map(point).to_vec(),
            censored: Vec::new(),
            quantum: 0.0,
            floor: 0.0,
            missing: None,
            physics: None,
        }
    }

    /// The shortcuts of [`Scales::fill`] against the plain definition of every curve.
    #[test]
    fn residuals_are_those_of_the_curves() {
        for metric in [Metric::Time, Metric::Memory] {
            let series = series(metric);
            let settings = Settings::of(&series);
            let ladder = Ladder::of(&series, &settings).expect("enough sizes");
            let noises = noises(&ladder, &settings);
            let mut scales = Scales::new(&ladder, &noises);
            for class in [Class::CONSTANT, Class::LINEARITHMIC, Class::QUADRATIC] {
                let growth = Growth::new(class, 0.0, ladder.ln_top());
                for cell in grid::cells(growth, &settings, &ladder).iter().step_by(7) {
                    scales.fill(0, &cell.curve);
                    for i in 0..ladder.n.len() {
                        let plain = ladder.cost[i] - cell.curve.ln_at(ladder.ln_n[i]);
                        assert!((scales.residuals[i * WIDTH] - plain).abs() < 1e-9, "{:?}", cell.curve);
                    }
                }
            }
        }
    }

    /// Prior probabilities of a class sum to 1 before and after its cells are split.
    #[test]
    fn priors_sum_to_one_and_splitting_keeps_them() {
        for metric in [Metric::Time, Metric::Memory, Metric::counter("x")] {
            let series = series(metric);
            let settings = Settings::of(&series);
            let ladder = Ladder::of(&series, &settings).expect("enough sizes");
            for class in [Class::CONSTANT, Class::SQUARE_ROOT, Class::LINEARITHMIC, Class::power_log(1.25, 0.0)] {
                let cells = grid::cells(Growth::new(class, 0.0, ladder.ln_top()), &settings, &ladder);
                let sum: f64 = cells.iter().map(|cell| cell.ln_prior.exp()).sum();
                assert!((sum - 1.0).abs() < 1e-9, "{class}: {sum}");
                let cell = cells.iter().find_map(|cell| cell.split(0)).into_iter().flatten();
                let parts: Vec<f64> = cell.map(|part| part.ln_prior.exp()).collect();
                assert!(parts.is_empty() || parts.windows(2).all(|pair| pair[0] == pair[1]), "{class}");
            }
        }
    }
}
