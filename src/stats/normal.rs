//! The normal distribution.

use statrs::function::erf::erfc;

/// P(Z <= z) of the standard normal distribution.
#[must_use]
pub fn cdf(z: f64) -> f64 {
    0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// ln P(Z > z) of the standard normal distribution, exact in the far tail too: beyond z = 20 by Mills' ratio
/// (Abramowitz and Stegun 26.2.12, four terms).
#[must_use]
pub fn ln_survival(z: f64) -> f64 {
    if z < 20.0 {
        return cdf(-z).ln();
    }
    let s = 1.0 / (z * z);
    let series = 1.0 - s * (1.0 - 3.0 * s * (1.0 - 5.0 * s));
    -0.5 * z * z - z.ln() - 0.5 * std::f64::consts::TAU.ln() + series.ln()
}

/// The value that 97.5% of a standard normal distribution lies below.
pub const Z975: f64 = 1.959_963_984_540_054;

#[cfg(test)]
mod tests {
    use super::*;

    // Values from Abramowitz and Stegun, Handbook of Mathematical Functions, tables 26.1 and 26.2.
    #[test]
    fn probabilities_are_those_of_the_printed_tables() {
        for (z, p) in
            [(0.0, 0.5), (1.0, 0.841_344_746_068_543), (2.0, 0.977_249_868_051_821), (3.0, 0.998_650_101_968_37)]
        {
            assert!((cdf(z) - p).abs() < 1e-10, "{z}");
            assert!((cdf(-z) - (1.0 - p)).abs() < 1e-10, "-{z}");
        }
        assert!((cdf(Z975) - 0.975).abs() < 1e-10);
    }

    // -log10 Q(x), Abramowitz and Stegun, table 26.2: x = 10: 23.11805, x = 20: 88.56010, x = 50: 544.96634.
    #[test]
    fn far_tails_are_those_of_the_printed_tables() {
        for (z, minus_log10) in [(10.0, 23.118_05), (20.0, 88.560_10), (50.0, 544.966_34)] {
            assert!((-ln_survival(z) / std::f64::consts::LN_10 - minus_log10).abs() < 1e-5, "{z}");
        }
        assert!((ln_survival(19.999_999) - ln_survival(20.000_001)).abs() < 1e-4);
        assert_eq!(ln_survival(-50.0), 0.0);
    }
}
