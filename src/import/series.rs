//! From measurements to a series.

use crate::model::{Clock, Metric, MetricKind, Mode, Point, Series};

use super::csv::Imported;

/// What the measurements are of.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// What was measured.
    pub metric: Metric,
    /// By which clock, for times.
    pub clock: Clock,
    /// How the samples arose.
    pub mode: Mode,
}

/// The measurements as a series: sizes rising, the values of each in the order given.
#[must_use]
pub fn series(imported: &Imported, origin: Origin) -> Series {
    let mut samples = imported.samples.clone();
    // Stable: repeats keep their order.
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    let points: Vec<Point> = samples
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| Point { n: same[0].0, values: same.iter().map(|(_, value)| *value).collect() })
        .collect();
    let quantum = if origin.metric.kind() == MetricKind::Time { quantum(imported) } else { 0.0 };
    let Origin { metric, clock, mode } = origin;
    Series {
        metric,
        input: None,
        mode,
        clock,
        points,
        censored: Vec::new(),
        quantum,
        floor: 0.0,
        missing: None,
        physics: None,
    }
}

/// The step that times move in: a clock's tick where every value is a multiple of the smallest difference, else the
/// last printed digit.
fn quantum(imported: &Imported) -> f64 {
    let mut values: Vec<f64> = imported.samples.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let differences = values.windows(2).map(|pair| pair[1] - pair[0]);
    let Some(least) = differences.reduce(f64::min) else { return 0.0 };
    let steps = |value: &f64| value / least;
    // 1e-6 of a step: what rounding leaves of printed decimals.
    let whole = values.iter().all(|value| (steps(value) - steps(value).round()).abs() <= 1e-6);
    if whole { least } else { imported.printed_step }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], printed_step: f64) -> f64 {
        let samples = values.iter().map(|value| (1.0, *value)).collect();
        quantum(&Imported { samples, at_zero: Vec::new(), printed_step })
    }

    #[test]
    fn a_clocks_tick_is_found() {
        assert!((of(&[0.01, 0.03, 0.02, 0.07], 0.01) - 0.01).abs() < 1e-12);
        assert_eq!(of(&[4.0, 8.0, 16.0], 1.0), 4.0);
    }

    #[test]
    fn without_a_tick_the_last_printed_digit_counts() {
        assert_eq!(of(&[4.0, 9.0, 16.0], 1.0), 1.0);
        assert_eq!(of(&[1.0, 1.0], 1.0), 0.0);
        assert_eq!(of(&[0.1, 0.100_000_1, 0.35], 1e-7), 1e-7);
    }
}
