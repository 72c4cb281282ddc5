//! Mixtures of normal distributions.

use super::normal;

/// A mixture of normal distributions: weights that sum to 1, means and standard deviations above 0.
#[derive(Debug, Clone, Default)]
pub struct Mixture {
    /// `(weight, mean, standard deviation)` of each part.
    pub parts: Vec<(f64, f64, f64)>,
}

/// Relative precision of quantiles.
const PRECISION: f64 = 1e-7;

impl Mixture {
    /// P(X <= x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.parts.iter().map(|&(weight, mean, sd)| weight * normal::cdf((x - mean) / sd)).sum()
    }

    /// The value that a share `p` lies below: a bracket that always holds it, narrowed by false position with the
    /// Illinois rule and never slower than bisection by more than a factor. 0 for an empty mixture.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        if self.parts.is_empty() {
            return 0.0;
        }
        let edge = |far: f64, pick: fn(f64, f64) -> f64| {
            self.parts.iter().map(|&(_, mean, sd)| mean + far * sd).reduce(pick).unwrap_or(0.0)
        };
        let (mut low, mut high) = (edge(-9.0, f64::min), edge(9.0, f64::max));
        let (mut below, mut above) = (-p, 1.0 - p);
        for round in 0..200 {
            if high - low <= PRECISION * (1.0 + low.abs().min(high.abs())) {
                break;
            }
            let secant = low - below * (high - low) / (above - below);
            let middle = if round % 3 == 2 || !secant.is_finite() { 0.5 * (low + high) } else { secant };
            let error = self.cdf(middle) - p;
            if error < 0.0 {
                (low, below, above) = (middle, error, above * 0.5);
            } else {
                (high, above, below) = (middle, error, below * 0.5);
            }
        }
        0.5 * (low + high)
    }

    /// Mean and variance.
    #[must_use]
    pub fn moments(&self) -> (f64, f64) {
        let mean: f64 = self.parts.iter().map(|&(weight, mean, _)| weight * mean).sum();
        let variance = self.parts.iter().map(|&(weight, m, sd)| weight * (sd * sd + (m - mean) * (m - mean))).sum();
        (mean, variance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_the_normal_distribution() {
        let one = Mixture { parts: vec![(1.0, 5.0, 2.0)] };
        assert!((one.quantile(0.975) - (5.0 + 2.0 * normal::Z975)).abs() < 1e-5);
        assert!((one.quantile(0.5) - 5.0).abs() < 1e-5);
    }

    #[test]
    fn quantiles_undo_probabilities() {
        let mixture = Mixture { parts: vec![(0.6, -3.0, 0.1), (0.3, 0.0, 1e-3), (0.1, 40.0, 5.0)] };
        for p in [0.025, 0.3, 0.5, 0.75, 0.975] {
            assert!((mixture.cdf(mixture.quantile(p)) - p).abs() < 1e-4, "{p}");
        }
    }

    // Two equal parts at -1 and 1 with deviation 1: mean 0 and variance 1 + 1 by the law of total variance.
    #[test]
    fn moments_follow_the_law_of_total_variance() {
        let (mean, variance) = Mixture { parts: vec![(0.5, -1.0, 1.0), (0.5, 1.0, 1.0)] }.moments();
        assert!(mean.abs() < 1e-15 && (variance - 2.0).abs() < 1e-15);
    }
}
