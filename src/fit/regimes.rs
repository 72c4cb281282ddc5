//! Where a series changes its level or its slope.

use super::curve::Shape;
use super::foretell::Oracle;
use super::ladder::Ladder;
use super::posterior::Posterior;
use crate::model::{Class, Formula, Regime, RegimeKind};

/// Probability from which a step is told as a fact of the series.
const SHOWN: f64 = 0.8;
/// Parts that the step's place and height are averaged over.
const PARTS: usize = 256;
/// Sizes that a slope needs on each side of a break.
const SIDE: usize = 4;
/// Difference of exponents from which a break is told: less is what drift and log factors do.
const BENT: f64 = 0.35;
/// Share of the cost that must be growth where slopes are compared.
const GROWING: f64 = 0.5;
/// By how much the unexplained squares must fall: an F test at one in a thousand for the usual dozen sizes.
const FALL: f64 = 6.0;

/// Steps and breaks, sizes rising.
pub(super) fn regimes(ladder: &Ladder, posterior: &Posterior, formula: &Formula) -> Vec<Regime> {
    let class = formula.class.family();
    let step = step(ladder, posterior, class);
    let bend = if step.is_none() { bend(ladder, formula) } else { None };
    step.into_iter().chain(bend).collect()
}

/// A step in the level, where it is more than likely.
fn step(ladder: &Ladder, posterior: &Posterior, class: Class) -> Option<Regime> {
    let oracle = Oracle::of_class(ladder, posterior, class, PARTS)?;
    let mut sums = [0.0; 3];
    for part in oracle.parts() {
        if let Shape::Step(step) = part.curve.shape {
            let terms = [part.weight, part.weight * step.middle, part.weight * step.height.ln()];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
    }
    let [probability, middle, height] = sums;
    let shown = probability >= SHOWN;
    let n = (middle / probability).exp();
    shown.then(|| Regime { kind: RegimeKind::Step, n, change: (height / probability).exp() })
}

/// A change of slope in what grows, where two lines explain it far better than one does.
fn bend(ladder: &Ladder, formula: &Formula) -> Option<Regime> {
    if matches!(formula.class, Class::Exponential { .. } | Class::Factorial) {
        return None;
    }
    let growing = |i: &usize| {
        let cost = ladder.in_unit(ladder.cost[*i]);
        cost - formula.fixed > GROWING * cost
    };
    let points: Vec<(f64, f64)> = (0..ladder.n.len())
        .filter(growing)
        .map(|i| (ladder.ln_n[i], (ladder.in_unit(ladder.cost[i]) - formula.fixed).ln()))
        .collect();
    let whole = Line::through(&points)?;
    let places = SIDE..=points.len().saturating_sub(SIDE);
    let split = |place: usize| Some((place, Line::through(&points[..place])?, Line::through(&points[place..])?));
    let best =
        places.filter_map(split).min_by(|a, b| (a.1.squares + a.2.squares).total_cmp(&(b.1.squares + b.2.squares)));
    let (place, below, above) = best?;
    let change = above.slope - below.slope;
    let bent = change.abs() > BENT && whole.squares > FALL * (below.squares + above.squares);
    let n = (0.5 * (points[place - 1].0 + points[place].0)).exp();
    bent.then_some(Regime { kind: RegimeKind::Break, n, change })
}

/// A least-squares line with its squares left over.
struct Line {
    slope: f64,
    squares: f64,
}

impl Line {
    fn through(points: &[(f64, f64)]) -> Option<Line> {
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        let breadth: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
        let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / breadth;
        let squares = points.iter().map(|p| (p.1 - y - slope * (p.0 - x)).powi(2)).sum();
        (points.len() > 1 && slope.is_finite()).then_some(Line { slope, squares })
    }
}
