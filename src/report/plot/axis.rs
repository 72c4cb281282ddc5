//! Axes: where a value lies, and which values are written beside it.

use crate::model::{Unit, human_bytes, human_count, human_number, human_seconds};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 31_557_600.0;

/// A logarithmic axis over `low..high`, drawn from pixel `start` to pixel `end`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

impl Axis {
    /// The pixel of a value, not beyond the axis' ends.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let share = (value.max(self.low).min(self.high) / self.low).ln() / (self.high / self.low).ln();
        self.start + (self.end - self.start) * share
    }

    /// Whether a value lies on the axis.
    pub(crate) fn holds(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }
}

/// Values to write at an axis of sizes: `(value, label)`, at most about `most`.
pub(crate) fn size_ticks(low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    ticks(low, high, most).into_iter().map(|n| (n, short_count(n))).collect()
}

/// Values to write at an axis of costs.
pub(crate) fn cost_ticks(unit: &Unit, low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    let values = match unit {
        Unit::Seconds if high > 100.0 && high / low > 300.0 => time_ticks(low, high, most),
        Unit::Bytes => byte_ticks(low, high, most),
        _ => ticks(low, high, most),
    };
    let label = |v: f64| match unit {
        Unit::Seconds => short_seconds(v),
        Unit::Bytes => human_bytes(v),
        Unit::Count | Unit::Other(_) => short_count(v),
    };
    values.into_iter().map(|v| (v, label(v))).collect()
}

/// `10`, `1k`, `20k`, `1m`
fn short_count(n: f64) -> String {
    match n {
        n if n >= 1e9 => human_number(n),
        n if n >= 1e6 => format!("{}m", human_number(n / 1e6)),
        n if n >= 1e3 => format!("{}k", human_number(n / 1e3)),
        n if n >= 1.0 => human_count(n),
        n => human_number(n),
    }
}

fn short_seconds(s: f64) -> String {
    match s {
        s if s >= YEAR => format!("{} y", short_count(s / YEAR)),
        s if s >= DAY => format!("{} d", short_count(s / DAY)),
        s if s >= HOUR => format!("{} h", short_count(s / HOUR)),
        s if s > 100.0 => format!("{} m", short_count(s / MINUTE)),
        s => human_seconds(s),
    }
}

/// Decades up to ten seconds; above it minutes, hours, days and years, as clocks count.
fn time_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let mut values: Vec<f64> = (-12..=1).map(|e| 10f64.powi(e)).collect();
    values.extend([2.0 * MINUTE, 20.0 * MINUTE, 3.0 * HOUR, DAY, 10.0 * DAY, 100.0 * DAY]);
    values.extend((0..=30).map(|e| 3.0 * YEAR * 10f64.powi(e)));
    thinned(within(values, low, high), most)
}

/// Powers of 1024 with steps of 2 to 32 between; finer where the range is narrow.
fn byte_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let powers = within((0..=60).map(|e| 2f64.powi(e)).collect(), low, high);
    if powers.len() >= 3 {
        return thinned(powers, most);
    }
    let unit = 1024f64.powi(((high.ln() / 1024f64.ln()).floor() as i32).max(0));
    linear(low / unit, high / unit, most).into_iter().map(|v| v * unit).collect()
}

/// Decades, or 1-2-5 steps, or even steps, as the range allows.
fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let decades: Vec<i32> = (-30..=300).collect();
    let whole = within(decades.iter().map(|e| 10f64.powi(*e)).collect(), low, high);
    if whole.len() >= 4 {
        return thinned(whole, most);
    }
    let steps = within(decades.iter().flat_map(|e| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(*e))).collect(), low, high);
    if steps.len() >= 3 { thinned(steps, most) } else { linear(low, high, most) }
}

/// Round values in even steps.
pub(crate) fn linear(low: f64, high: f64, most: usize) -> Vec<f64> {
    let raw = (high - low) / most.max(2) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw).unwrap_or(power * 10.0);
    let first = (low / step).ceil() as i64;
    (first..first + 50).map(|i| i as f64 * step).take_while(|v| *v <= high * 1.000_001).collect()
}

fn within(values: Vec<f64>, low: f64, high: f64) -> Vec<f64> {
    values.into_iter().filter(|v| *v >= low * 0.999_9 && *v <= high * 1.000_1).collect()
}

/// Every k-th, so that no more than `most` are left.
fn thinned(values: Vec<f64>, most: usize) -> Vec<f64> {
    let step = values.len().div_ceil(most.max(1)).max(1);
    values.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_few_round_and_inside() {
        for (low, high) in [(10.0, 1e6), (1.0, 3.0), (900.0, 1100.0), (1e-9, 1e20), (5.0, 5.5)] {
            let ticks = size_ticks(low, high, 8);
            assert!((2..=9).contains(&ticks.len()), "{low}..{high}: {ticks:?}");
            assert!(ticks.iter().all(|(v, _)| *v >= low * 0.99 && *v <= high * 1.01), "{low}..{high}: {ticks:?}");
        }
        let labels: Vec<String> = size_ticks(10.0, 1e6, 8).into_iter().map(|(_, l)| l).collect();
        assert_eq!(labels, ["10", "100", "1k", "10k", "100k", "1m"]);
    }

    #[test]
    fn long_times_are_written_as_clocks_count() {
        let labels: Vec<String> = cost_ticks(&Unit::Seconds, 0.01, 1e6, 12).into_iter().map(|(_, l)| l).collect();
        assert_eq!(labels, ["10 ms", "100 ms", "1 s", "10 s", "2 m", "20 m", "3 h", "1 d", "10 d"]);
        let narrow = cost_ticks(&Unit::Bytes, 9.5e6, 11.2e6, 6);
        assert!(narrow.len() >= 3 && narrow[0].1.ends_with("MiB"), "{narrow:?}");
    }
}
