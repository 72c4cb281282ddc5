//! Student's t distribution: what a mean of few values may be.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::normal;

/// Degrees of freedom from which the normal distribution is as good: the quantiles differ by less than 1e-4 of them.
const NORMAL_FROM: f64 = 10_000.0;

/// P(T > t) with `freedom` degrees of freedom, which count as 1 where less.
#[must_use]
pub fn survival(t: f64, freedom: f64) -> f64 {
    if t.is_nan() {
        return 0.5;
    }
    if freedom >= NORMAL_FROM {
        return normal::cdf(-t);
    }
    let tail = StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(0.5, |t_of| t_of.sf(t.abs()));
    if t >= 0.0 { tail } else { 1.0 - tail }
}

/// The value that T exceeds with probability `p`, of at most one half: bisection, which no tail makes diverge.
#[must_use]
pub fn exceeded(p: f64, freedom: f64) -> f64 {
    let p = p.clamp(1e-12, 0.5);
    let (mut low, mut high) = (0.0, 1.0);
    while survival(high, freedom) > p && high < 1e12 {
        low = high;
        high *= 2.0;
    }
    while high - low > 1e-9 * (1.0 + high) {
        let middle = f64::midpoint(low, high);
        if survival(middle, freedom) > p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Pearson and Hartley, Biometrika Tables for Statisticians, table 12: upper 2.5% and 0.5% points.
    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        for (freedom, upper_2_5, upper_0_5) in
            [(1.0, 12.706, 63.657), (4.0, 2.776, 4.604), (10.0, 2.228, 3.169), (30.0, 2.042, 2.750)]
        {
            assert!((exceeded(0.025, freedom) - upper_2_5).abs() < 6e-4, "{freedom}");
            assert!((exceeded(0.005, freedom) - upper_0_5).abs() < 6e-4, "{freedom}");
        }
        assert!((exceeded(0.025, 1e9) - normal::Z975).abs() < 1e-6);
    }

    #[test]
    fn every_input_has_an_answer() {
        assert_eq!(survival(f64::INFINITY, 3.0), 0.0);
        assert_eq!(survival(f64::NEG_INFINITY, 3.0), 1.0);
        assert!((survival(0.0, 0.0) - 0.5).abs() < 1e-12);
        assert!((survival(f64::NAN, 3.0) - 0.5).abs() < 1e-12);
        assert!(exceeded(0.0, 1.0).is_finite() && exceeded(0.9, 5.0) < 1e-6);
    }
}
