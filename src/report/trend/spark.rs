//! A row of numbers in a few characters.

use crate::model::Trend;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PLAIN: [char; 8] = ['_', '.', ',', '-', '~', '=', '*', '#'];

/// The numbers `value` of a trend over `nights` nights in `columns` characters: each the mean of its nights, a blank
/// where there are none. The scale spans at least `least`, so that noise looks like noise.
pub(super) fn spark(
    trend: &Trend,
    value: impl Fn(&crate::model::TrendPoint) -> f64,
    nights: usize,
    columns: usize,
    least: f64,
    unicode: bool,
) -> String {
    let columns = columns.min(nights).max(1);
    let mut sums = vec![(0.0, 0.0); columns];
    for point in &trend.points {
        let sum = &mut sums[point.night * columns / nights.max(1)];
        *sum = (sum.0 + value(point), sum.1 + 1.0);
    }
    let means: Vec<Option<f64>> = sums.iter().map(|(sum, count)| (*count > 0.0).then(|| sum / count)).collect();
    let known = || means.iter().flatten().copied();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let (middle, span) = (0.5 * (low + high), (high - low).max(least));
    let marks = if unicode { BLOCKS } else { PLAIN };
    let mark = |mean: f64| marks[(((mean - middle) / span + 0.5) * 7.999).clamp(0.0, 7.0) as usize];
    means.iter().map(|mean| mean.map_or(' ', mark)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Metric, Ruling, TrendPoint};

    fn trend(levels: &[(usize, f64)]) -> Trend {
        let point = |(night, level): &(usize, f64)| TrendPoint {
            night: *night,
            class: Class::LINEAR,
            exponent: 1.0,
            exponent_low: 1.0,
            exponent_high: 1.0,
            level: *level,
            ground: 0,
            threshold: None,
            ruling: Ruling::Met,
        };
        let points = levels.iter().map(point).collect();
        Trend { scenario: "a".into(), metric: Metric::Time, input: None, points }
    }

    #[test]
    fn a_step_is_seen_noise_is_flat_and_gaps_stay_gaps() {
        let drawn =
            |levels: &[(usize, f64)], nights, columns| spark(&trend(levels), |p| p.level, nights, columns, 0.5, true);
        assert_eq!(drawn(&[(0, 0.0), (1, 0.0), (2, 1.0), (3, 1.0)], 4, 10), "▁▁██");
        assert_eq!(drawn(&[(0, 0.0), (1, 0.01), (3, 0.0)], 4, 10), "▄▅ ▄");
        assert_eq!(drawn(&[(0, 0.0), (1, 0.0), (2, 1.0), (3, 1.0)], 4, 2), "▁█");
        assert_eq!(drawn(&[], 0, 5), " ");
    }
}
