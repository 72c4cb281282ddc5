//! One number for the cost of a night: how far its curve is above the first one, at equal sizes.

/// Weight that sizes keep at which start-up is all there is: it decides where nothing grows.
const LEAST_WEIGHT: f64 = 0.01;

/// Points of the reference that a night must have in common with it.
const IN_COMMON: usize = 2;

/// What was measured: costs at sizes.
#[derive(Clone, Copy)]
pub(super) struct Curve<'a> {
    /// The sizes N, rising.
    pub(super) ladder: &'a [f64],
    /// The cost at each of them.
    pub(super) costs: &'a [f64],
    /// What a cost counts as at least where its logarithm is taken: counts may be 0, of which there is none.
    pub(super) least: f64,
}

impl Curve<'_> {
    /// (ln n, ln cost) where both exist.
    fn logs(self) -> impl Iterator<Item = (f64, f64)> {
        let points = self.ladder.iter().zip(self.costs).map(move |(n, cost)| (*n, cost.max(self.least)));
        points.filter(|(n, cost)| *n > 0.0 && *cost > 0.0).map(|(n, cost)| (n.ln(), cost.ln()))
    }
}

/// The curve that levels are taken from: the first night's, and where later nights reach further, theirs.
#[derive(Debug)]
pub(super) struct Reference {
    /// (ln n, ln cost), sizes rising.
    knots: Vec<(f64, f64)>,
    /// What the ladder of the last night meets: nearly every night has the same.
    met: Met,
}

/// A ladder beside the reference.
#[derive(Debug, Default)]
struct Met {
    ladder: Vec<f64>,
    /// The reference's ln cost and the weight at each size; `None` beyond the reference.
    sizes: Vec<Option<(f64, f64)>>,
    beyond: bool,
}

impl Reference {
    /// The curve of the first night; `None` where it has nothing to compare.
    pub(super) fn of(curve: Curve<'_>) -> Option<Reference> {
        let knots: Vec<(f64, f64)> = curve.logs().collect();
        (!knots.is_empty()).then_some(Reference { knots, met: Met::default() })
    }

    /// ln of the night's cost over the reference's, weighted by the share of the cost that grows; `None` where they have
    /// no sizes in common.
    pub(super) fn level(&mut self, curve: Curve<'_>) -> Option<f64> {
        if self.met.ladder != curve.ladder {
            self.meet(curve.ladder);
        }
        let (mut weights, mut sum, mut common) = (0.0, 0.0, 0);
        for (met, cost) in self.met.sizes.iter().zip(curve.costs) {
            let cost = cost.max(curve.least);
            if let Some((there, weight)) = met
                && cost > 0.0
            {
                weights += weight;
                sum += weight * (cost.ln() - there);
                common += 1;
            }
        }
        if common < IN_COMMON.min(self.knots.len()) {
            return None;
        }
        let level = sum / weights;
        if self.met.beyond {
            self.extend(curve, level);
        }
        Some(level)
    }

    fn meet(&mut self, ladder: &[f64]) {
        let (first, last) = self.range();
        let lowest = self.knots.iter().map(|knot| knot.1).fold(f64::INFINITY, f64::min);
        let size = |n: &f64| {
            let within = *n > 0.0 && (first..=last).contains(&n.ln());
            within.then(|| {
                let there = self.at(n.ln());
                let growing = 1.0 - (lowest - there).exp();
                (there, growing * growing + LEAST_WEIGHT)
            })
        };
        let sizes: Vec<Option<(f64, f64)>> = ladder.iter().map(size).collect();
        let beyond = sizes.iter().any(Option::is_none);
        self.met = Met { ladder: ladder.to_vec(), sizes, beyond };
    }

    /// From where to where it is known, with room for rounding.
    fn range(&self) -> (f64, f64) {
        (self.knots[0].0 - 1e-9, self.knots[self.knots.len() - 1].0 + 1e-9)
    }

    /// Between two sizes the cost is a power law.
    fn at(&self, ln_n: f64) -> f64 {
        let above = self.knots.partition_point(|knot| knot.0 < ln_n).clamp(1, self.knots.len().max(2) - 1);
        let Some((low, high)) = self.knots.get(above - 1).zip(self.knots.get(above)) else { return self.knots[0].1 };
        low.1 + (high.1 - low.1) * (ln_n - low.0) / (high.0 - low.0)
    }

    /// Sizes beyond those known so far, as they would have been on the first night.
    fn extend(&mut self, curve: Curve<'_>, level: f64) {
        let (first, last) = self.range();
        let beyond = curve.logs().filter(|(ln_n, _)| !(first..=last).contains(ln_n));
        let before = self.knots.len();
        self.knots.extend(beyond.map(|(ln_n, cost)| (ln_n, cost - level)));
        if self.knots.len() > before {
            self.knots.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.met = Met::default();
        }
    }
}
