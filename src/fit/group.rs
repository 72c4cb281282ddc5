//! Series of very many sizes: neighbours are taken together, so that a fit's time follows from the samples alone.

use crate::model::Point;
use crate::stats::sample::median;

/// Groups that a series of more sizes is brought to: more than any ladder that was planned has, and enough that the
/// curve inside one is a straight line on logarithmic scales.
const MOST: usize = 64;

/// The points, or where there are more than [`MOST`], groups of neighbours that span equal parts of ln n. The values of
/// a group are moved to its median size along the power law through the neighbouring groups' medians.
pub(super) fn grouped(points: Vec<Point>) -> Vec<Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return points };
    if points.len() <= MOST {
        return points;
    }
    let (start, width) = (first.n.ln(), (last.n / first.n).ln() / MOST as f64);
    let place = |point: &Point| (((point.n.ln() - start) / width) as usize).min(MOST - 1);
    let groups: Vec<&[Point]> = points.chunk_by(|a, b| place(a) == place(b)).collect();
    let middles: Vec<(f64, f64)> = groups.iter().map(|group| middle(group)).collect();
    (0..groups.len()).map(|i| moved(groups[i], middles[i].0, slope(&middles, i))).collect()
}

/// Median ln n and median ln value of a group, by the values above zero.
fn middle(group: &[Point]) -> (f64, f64) {
    let mut sizes: Vec<f64> = group.iter().flat_map(|p| p.values.iter().map(|_| p.n.ln())).collect();
    let positive = group.iter().flat_map(|p| p.values.iter().copied()).filter(|v| *v > 0.0);
    let mut costs: Vec<f64> = positive.map(f64::ln).collect();
    (median(&mut sizes).unwrap_or(0.0), median(&mut costs).unwrap_or(0.0))
}

/// The exponent between the groups on both sides.
fn slope(middles: &[(f64, f64)], at: usize) -> f64 {
    let (low, high) = (middles[at.saturating_sub(1)], middles[(at + 1).min(middles.len() - 1)]);
    let slope = (high.1 - low.1) / (high.0 - low.0);
    if slope.is_finite() { slope } else { 0.0 }
}

fn moved(group: &[Point], ln_n: f64, slope: f64) -> Point {
    let values = group.iter().flat_map(|point| {
        let factor = (slope * (ln_n - point.n.ln())).exp();
        point.values.iter().map(move |value| value * factor)
    });
    Point { n: ln_n.exp(), values: values.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_sizes_stay_as_they_are() {
        let points: Vec<Point> = (1..=64).map(|n| Point { n: f64::from(n), values: vec![1.0] }).collect();
        assert_eq!(grouped(points.clone()), points);
    }

    #[test]
    fn many_sizes_become_groups_on_the_same_curve() {
        let cost = |n: f64| 3.0 * n.powf(1.5);
        let points: Vec<Point> = (10..5000).map(f64::from).map(|n| Point { n, values: vec![cost(n)] }).collect();
        let groups = grouped(points);
        assert!(groups.len() <= MOST && groups.len() > MOST / 2, "{}", groups.len());
        assert_eq!(groups.iter().map(|g| g.values.len()).sum::<usize>(), 4990, "no value is lost");
        for group in groups {
            assert!(group.values.iter().all(|v| (v / cost(group.n) - 1.0).abs() < 0.02), "{}", group.n);
        }
    }
}
