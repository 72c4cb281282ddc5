//! One number for the cost of a night: how far its curve is above the first one, at equal sizes.

use crate::model::{MetricKind, NightSeries};

/// Weight that sizes keep at which start-up is all there is: it decides where nothing grows.
const LEAST_WEIGHT: f64 = 0.01;

/// Points of the reference that a night must have in common with it.
const IN_COMMON: usize = 2;

/// The curve that levels are taken from: the first night's, and where later nights reach further, theirs.
#[derive(Debug)]
pub(super) struct Reference {
    /// (ln n, ln cost), sizes rising.
    knots: Vec<(f64, f64)>,
}

impl Reference {
    /// The curve of the first night; `None` where it has nothing to compare.
    pub(super) fn of(series: &NightSeries) -> Option<Reference> {
        let knots = logs(series);
        (!knots.is_empty()).then_some(Reference { knots })
    }

    /// ln of the night's cost over the reference's, weighted by the share of the cost that grows; `None` where they have
    /// no sizes in common.
    pub(super) fn level(&mut self, series: &NightSeries) -> Option<f64> {
        let points = logs(series);
        let (first, last) = (self.knots[0].0, self.knots[self.knots.len() - 1].0);
        let lowest = self.knots.iter().map(|knot| knot.1).fold(f64::INFINITY, f64::min);
        let (mut weights, mut sum, mut common) = (0.0, 0.0, 0);
        for (ln_n, cost) in points.iter().filter(|(ln_n, _)| (first - 1e-9..=last + 1e-9).contains(ln_n)) {
            let there = self.at(*ln_n);
            let growing = 1.0 - (lowest - there).exp();
            let weight = growing * growing + LEAST_WEIGHT;
            weights += weight;
            sum += weight * (cost - there);
            common += 1;
        }
        if common < IN_COMMON.min(self.knots.len()) {
            return None;
        }
        let level = sum / weights;
        self.extend(&points, level, (first, last));
        Some(level)
    }

    /// Between two sizes the cost is a power law.
    fn at(&self, ln_n: f64) -> f64 {
        let above = self.knots.partition_point(|knot| knot.0 < ln_n).clamp(1, self.knots.len().max(2) - 1);
        let Some((low, high)) = self.knots.get(above - 1).zip(self.knots.get(above)) else { return self.knots[0].1 };
        low.1 + (high.1 - low.1) * (ln_n - low.0) / (high.0 - low.0)
    }

    /// Sizes beyond those known so far, as they would have been on the first night.
    fn extend(&mut self, points: &[(f64, f64)], level: f64, (first, last): (f64, f64)) {
        let beyond = points.iter().filter(|(ln_n, _)| *ln_n < first - 1e-9 || *ln_n > last + 1e-9);
        let before = self.knots.len();
        self.knots.extend(beyond.map(|(ln_n, cost)| (*ln_n, cost - level)));
        if self.knots.len() > before {
            self.knots.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
    }
}

/// (ln n, ln cost); counts may be 0, so that theirs is the logarithm of one more.
fn logs(series: &NightSeries) -> Vec<(f64, f64)> {
    let more = if series.metric.kind() == MetricKind::Count { 1.0 } else { 0.0 };
    let sizes = series.sizes.iter().filter(|size| size.n > 0.0 && size.value + more > 0.0);
    sizes.map(|size| (size.n.ln(), (size.value + more).ln())).collect()
}
