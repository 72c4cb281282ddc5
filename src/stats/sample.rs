//! Middles and spreads of a sample.

/// The value that a share `p` of the sample lies below, by linear interpolation between order statistics
/// (definition 7 of Hyndman and Fan 1996); `None` where the sample is empty. Takes linear time and reorders `values`.
pub fn quantile(values: &mut [f64], p: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let position = p.clamp(0.0, 1.0) * (values.len() - 1) as f64;
    let below = position.floor() as usize;
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let share = position - below as f64;
    if share == 0.0 {
        return Some(low);
    }
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    Some(low + share * (high - low))
}

/// The median; `None` where the sample is empty. Reorders `values`.
pub fn median(values: &mut [f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Standard deviation estimated from the median absolute deviation around `centre`: 1.4826 times it, the factor of
/// the normal distribution, and `sqrt(n / (n - 1))` for small samples. 0 for fewer than two values.
#[must_use]
pub fn spread(values: &[f64], centre: f64) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mut distances: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
    let n = values.len() as f64;
    median(&mut distances).unwrap_or(0.0) * 1.4826 * (n / (n - 1.0)).sqrt()
}

/// Values beyond this many are not looked at for their step: the smallest ones show it best.
const LOOKED_AT: usize = 4096;

/// The step that all values are whole multiples of, where the smallest distance between two of them is such a step;
/// 0 where it is not, or where fewer than three values differ. Time is linear. Reorders `values`.
pub fn step(values: &mut [f64]) -> f64 {
    let looked_at = if values.len() > LOOKED_AT {
        let (smallest, ..) = values.select_nth_unstable_by(LOOKED_AT, f64::total_cmp);
        smallest
    } else {
        values
    };
    looked_at.sort_unstable_by(f64::total_cmp);
    let distances = looked_at.windows(2).map(|w| w[1] - w[0]).filter(|d| *d > 0.0);
    let (count, least) = distances.fold((0, f64::INFINITY), |(count, least), d| (count + 1, f64::min(least, d)));
    let whole = |v: &f64| (v / least - (v / least).round()).abs() <= 1e-6 * (1.0 + (v / least).abs() * 1e-6);
    if count >= 2 && least.is_finite() && looked_at.iter().all(whole) { least } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R 4.3: quantile(c(1, 2, 4, 8, 16), c(.25, .5, .9)) = 2, 4, 12.8; quantile(c(3, 1, 2, 4), .25) = 1.75.
    #[test]
    fn quantiles_are_those_of_r() {
        for (p, wanted) in [(0.25, 2.0), (0.5, 4.0), (0.9, 12.8), (0.0, 1.0), (1.0, 16.0)] {
            let found = quantile(&mut [16.0, 1.0, 8.0, 2.0, 4.0], p);
            assert!((found.unwrap_or(f64::NAN) - wanted).abs() < 1e-12, "{p}");
        }
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0, 4.0], 0.25), Some(1.75));
    }

    // R 4.3: mad(c(1, 2, 3, 4, 100)) = 1.4826.
    #[test]
    fn the_spread_ignores_what_lies_far_off() {
        let found = spread(&[1.0, 2.0, 3.0, 4.0, 100.0], 3.0);
        assert!((found - 1.4826 * 1.25f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn small_and_tied_samples_have_answers() {
        assert_eq!(quantile(&mut [], 0.5), None);
        assert_eq!(median(&mut [7.0]), Some(7.0));
        assert_eq!(median(&mut [2.0, 2.0, 2.0]), Some(2.0));
        assert_eq!(spread(&[], 0.0), 0.0);
        assert_eq!(spread(&[5.0], 5.0), 0.0);
        assert_eq!(spread(&[5.0, 5.0], 5.0), 0.0);
    }

    #[test]
    fn a_clock_that_ticks_shows_its_step() {
        assert_eq!(step(&mut [40.0, 20.0, 100.0, 20.0, 60.0]), 20.0);
        assert_eq!(step(&mut [0.1, 0.25, 0.7, 0.33]), 0.0);
        assert_eq!(step(&mut [7.0, 7.0, 7.0]), 0.0);
        assert_eq!(step(&mut []), 0.0);
        let mut many: Vec<f64> = (0..100_000).map(|i| f64::from(i % 1000) * 0.5).collect();
        assert_eq!(step(&mut many), 0.5);
    }
}
