//! Residuals under independent noise plus a random walk, by the Kalman filter of the local-level model
//! (Durbin and Koopman, Time Series Analysis by State Space Methods, chapter 2; the mean as a diffuse regressor).

/// A Gaussian covariance over points in a row: independent variances plus a random walk that is zero at the last point
/// and spreads towards the first.
#[derive(Debug, Clone)]
pub struct Drift {
    /// Weight of the innovation that passes on to the walk's next state; all zero without a walk.
    gain: Vec<f64>,
    /// One over the variance of each innovation.
    precision: Vec<f64>,
    /// Innovation of a constant, times its precision.
    constant: Vec<f64>,
    /// The information about the mean: the constant's whitened length squared.
    pub information: f64,
    /// ln of the likelihood's normalising factor: `-1/2 ln|covariance| - 1/2 ln(information)`.
    pub ln_scale: f64,
    walks: bool,
}

/// Curves side by side: the value of curve `c` at point `i` stands at `i * width + c`.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The values.
    pub values: &'a [f64],
    /// How many curves.
    pub width: usize,
}

impl Drift {
    /// `variances` per point (infinite: the point says nothing), `gaps` between neighbours (one fewer, none negative),
    /// `rate` the walk's variance per unit of gap.
    #[must_use]
    pub fn new(variances: &[f64], gaps: &[f64], rate: f64) -> Drift {
        let count = variances.len();
        let mut drift = Drift {
            gain: vec![0.0; count],
            precision: vec![0.0; count],
            constant: vec![0.0; count],
            information: 0.0,
            ln_scale: 0.0,
            walks: rate > 0.0,
        };
        let (mut spread, mut state) = (0.0, 0.0);
        for i in (0..count).rev() {
            let total = spread + variances[i];
            let precision = if total.is_finite() { 1.0 / total } else { 0.0 };
            let innovation = 1.0 - state;
            drift.gain[i] = spread * precision;
            drift.precision[i] = precision;
            drift.constant[i] = innovation * precision;
            drift.information += innovation * innovation * precision;
            if precision > 0.0 {
                drift.ln_scale += 0.5 * precision.ln();
            }
            state += drift.gain[i] * innovation;
            spread *= 1.0 - drift.gain[i];
            if i > 0 {
                spread += rate * gaps[i - 1];
            }
        }
        drift.ln_scale -= 0.5 * drift.information.ln();
        drift
    }

    /// For every curve the mean of `data - curve` into `means` and the weighted sum of squares around it into
    /// `squares`. `residuals` holds `data - curve`; `scratch` is as long as a batch is wide.
    pub fn weigh(&self, residuals: Batch<'_>, scratch: &mut [f64], means: &mut [f64], squares: &mut [f64]) {
        means.fill(0.0);
        squares.fill(0.0);
        scratch.fill(0.0);
        for i in (0..self.gain.len()).rev() {
            let row = &residuals.values[i * residuals.width..(i + 1) * residuals.width];
            if self.walks {
                self.step_walking(i, row, scratch, means, squares);
            } else {
                self.step_standing(i, row, means, squares);
            }
        }
        let share = 1.0 / self.information;
        for (mean, square) in means.iter_mut().zip(squares.iter_mut()) {
            *square = (*square - *mean * *mean * share).max(0.0);
            *mean *= share;
        }
    }

    fn step_standing(&self, i: usize, row: &[f64], means: &mut [f64], squares: &mut [f64]) {
        let precision = self.precision[i];
        for ((&value, mean), square) in row.iter().zip(means).zip(squares) {
            let weighted = value * precision;
            *mean += weighted;
            *square += value * weighted;
        }
    }

    fn step_walking(&self, i: usize, row: &[f64], states: &mut [f64], means: &mut [f64], squares: &mut [f64]) {
        let (precision, constant, gain) = (self.precision[i], self.constant[i], self.gain[i]);
        for (((&value, state), mean), square) in row.iter().zip(states).zip(means).zip(squares) {
            let innovation = value - *state;
            *mean += innovation * constant;
            *square += innovation * innovation * precision;
            *state += gain * innovation;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    /// The same by dense linear algebra: mean, squares, ln scale.
    fn dense(variances: &[f64], gaps: &[f64], rate: f64, residual: &[f64]) -> (f64, f64, f64) {
        let count = variances.len();
        let distance = |i: usize| gaps[i..].iter().sum::<f64>();
        let covariance = DMatrix::from_fn(count, count, |i, j| {
            rate * distance(i).min(distance(j)) + if i == j { variances[i] } else { 0.0 }
        });
        let inverse = covariance.clone().try_inverse().expect("OK because a covariance has an inverse");
        let (ones, data) = (DVector::from_element(count, 1.0), DVector::from_row_slice(residual));
        let information = (ones.transpose() * &inverse * &ones)[0];
        let mean = (ones.transpose() * &inverse * &data)[0] / information;
        let centred = data - ones * mean;
        let squares = (centred.transpose() * inverse * &centred)[0];
        (mean, squares, -0.5 * covariance.determinant().ln() - 0.5 * information.ln())
    }

    #[test]
    fn the_filter_agrees_with_dense_algebra() {
        let (variances, gaps, residual) = ([0.04, 0.01, 0.09, 0.02], [0.7, 2.3, 1.1], [0.3, -0.2, 0.5, 0.1]);
        for rate in [0.0, 0.0009, 0.2, 5.0] {
            let drift = Drift::new(&variances, &gaps, rate);
            let (mut scratch, mut means, mut squares) = ([0.0], [0.0], [0.0]);
            drift.weigh(Batch { values: &residual, width: 1 }, &mut scratch, &mut means, &mut squares);
            let (mean, square, ln_scale) = dense(&variances, &gaps, rate, &residual);
            assert!((means[0] - mean).abs() < 1e-10, "mean at {rate}");
            assert!((squares[0] - square).abs() < 1e-9, "squares at {rate}");
            assert!((drift.ln_scale - ln_scale).abs() < 1e-10, "scale at {rate}");
        }
    }

    #[test]
    fn a_point_of_infinite_variance_says_nothing() {
        let with = Drift::new(&[0.04, f64::INFINITY, 0.09], &[0.5, 0.7], 0.1);
        let without = Drift::new(&[0.04, 0.09], &[1.2], 0.1);
        let run = |drift: &Drift, values: &[f64]| {
            let (mut scratch, mut means, mut squares) = ([0.0], [0.0], [0.0]);
            drift.weigh(Batch { values, width: 1 }, &mut scratch, &mut means, &mut squares);
            (means[0], squares[0])
        };
        let (a, b) = (run(&with, &[0.3, 99.0, 0.1]), run(&without, &[0.3, 0.1]));
        assert!((a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12);
        assert!((with.ln_scale - without.ln_scale).abs() < 1e-12);
    }
}
