//! Sums of exponentials without overflow.

/// `ln(e^a + e^b)`; negative infinity stands for ln 0.
#[must_use]
pub fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY || high == f64::INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// `ln(sum of e^x)` over the values; negative infinity where there are none.
#[must_use]
pub fn ln_sum(values: &[f64]) -> f64 {
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !highest.is_finite() {
        return highest;
    }
    highest + values.iter().map(|v| (v - highest).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_hold_where_the_plain_formula_overflows() {
        assert!((ln_sum(&[1000.0, 1000.0]) - (1000.0 + 2f64.ln())).abs() < 1e-12);
        assert!((ln_add(-1e5, -1e5) - (-1e5 + 2f64.ln())).abs() < 1e-9);
        assert!((ln_add(1.0, 2.0) - ln_sum(&[2.0, 1.0])).abs() < 1e-15);
    }

    #[test]
    fn nothing_sums_to_zero() {
        assert_eq!(ln_sum(&[]), f64::NEG_INFINITY);
        assert_eq!(ln_add(f64::NEG_INFINITY, f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert_eq!(ln_add(f64::NEG_INFINITY, 3.0), 3.0);
    }
}
