//! What the fitted curves foretell: costs at sizes, sizes at costs, and where the rivals part.

use super::curve::{Curve, Shape};
use super::ladder::Ladder;
use super::posterior::{Carrier, Posterior};
use super::weigh::Level;
use crate::model::{Basis, Class, Estimate, Interval, Threshold};
use crate::stats::mixture::Mixture;
use crate::stats::normal::Z975;

/// Stretch of ln n in which a series that has steps at all is expected to have one, before it is looked at.
const UNSEEN: f64 = 2.0;
/// No threshold is sought beyond: up to here integers are exact in floating point.
const FARTHEST: f64 = 9_007_199_254_740_992.0;

/// One curve at one level, with its share of a mixture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub weight: f64,
    pub curve: Curve,
    pub level: Level,
}

/// The curves that predictions are mixed from; weights sum to 1.
#[derive(Debug, Clone)]
pub(super) struct Oracle<'a> {
    ladder: &'a Ladder,
    parts: Vec<Part>,
}

impl<'a> Oracle<'a> {
    /// Of every curve of the eleven, joined to at most `most` parts.
    pub(super) fn new(ladder: &'a Ladder, posterior: &Posterior, most: usize) -> Oracle<'a> {
        let on_ladder = |carrier: &&Carrier| posterior.classes[carrier.family].0.on_ladder;
        Oracle::of(ladder, posterior.carriers.iter().filter(on_ladder), most)
    }

    /// Of one class alone; `None` where it has no curve that matters.
    pub(super) fn of_class(ladder: &'a Ladder, posterior: &Posterior, class: Class, most: usize) -> Option<Oracle<'a>> {
        let own = |carrier: &&Carrier| posterior.classes[carrier.family].0.class == class;
        let oracle = Oracle::of(ladder, posterior.carriers.iter().filter(own), most);
        (!oracle.parts.is_empty()).then_some(oracle)
    }

    fn of<'c>(ladder: &'a Ladder, carriers: impl Iterator<Item = &'c Carrier>, most: usize) -> Oracle<'a> {
        let parts = carriers.flat_map(|carrier| {
            let curve = carrier.cell.curve;
            carrier.levels.iter().map(move |level| Part { weight: carrier.share * level.share, curve, level: *level })
        });
        let mut oracle = Oracle { ladder, parts: thinned(parts.collect(), most) };
        let total: f64 = oracle.parts.iter().map(|part| part.weight).sum();
        for part in &mut oracle.parts {
            part.weight /= total;
        }
        oracle
    }

    /// ln cost relative to the top, as a distribution. Outside the measured sizes it is wider: no curve of the grid is
    /// the whole truth, and where one step was found another may come.
    pub(super) fn at(&self, ln_n: f64) -> Mixture {
        let beyond = self.ladder.beyond(ln_n);
        let doubt = if beyond > 0.0 { self.ladder.misfit } else { 1.0 };
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let variance = part.level.variance + part.level.scatter + part.level.drift * beyond;
            let (mean, deviation) = (part.level.mean + part.curve.ln_at(ln_n), doubt * variance.sqrt());
            let again = self.step_again(part, beyond);
            parts.push((part.weight * (1.0 - again), mean, deviation));
            if let (Shape::Step(step), true) = (part.curve.shape, again > 0.0) {
                let later = |share: f64| (part.weight * again / 3.0, mean + share * step.height.ln(), deviation);
                parts.extend([0.5, 1.0, 1.5].map(later));
            }
        }
        Mixture { parts }
    }

    /// Probability that a curve with a step has a further one before a size that lies `beyond` the ladder (in ln n).
    /// Steps come at a rate known from the one that was found and from the prior's one in [`UNSEEN`] (a Poisson process
    /// under its conjugate gamma prior); a step of less than twofold counts for less, as it may be no step at all.
    fn step_again(&self, part: &Part, beyond: f64) -> f64 {
        let Shape::Step(step) = part.curve.shape else { return 0.0 };
        let span = self.ladder.ln_top() - self.ladder.ln_n[0];
        let counts = (step.height.ln() / std::f64::consts::LN_2).min(1.0);
        1.0 - (1.0 + beyond / (UNSEEN + span)).powf(-2.0 * counts)
    }

    /// The cost at a size with its 95% interval.
    pub(super) fn estimate(&self, n: f64) -> Estimate {
        let n = if n.is_finite() { n.max(1.0) } else { FARTHEST };
        let mixture = self.at(n.ln());
        let value = |p: f64| self.ladder.in_unit(mixture.quantile(p));
        let value = Interval { value: value(0.5), low: value(0.025), high: value(0.975) };
        Estimate { n, value, basis: basis(self.ladder, n) }
    }

    /// Mean over the parts of what a function says of them.
    pub(super) fn mean(&self, of: impl Fn(&Part) -> f64) -> f64 {
        self.parts.iter().map(|part| part.weight * of(part)).sum()
    }

    /// The parts themselves.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The size at which a budget is reached.
    pub(super) fn threshold(&self, budget: f64) -> Threshold {
        let holds = |n: f64| {
            if budget.is_finite() && budget > 0.0 {
                self.at(n.ln()).cdf(budget.ln() - self.ladder.ln_unit)
            } else {
                0.0
            }
        };
        let [low, value, high] = [0.975, 0.5, 0.025].map(|p| crossing(|n| holds(n) - p));
        let safe_up_to = if holds(1.0) < 0.975 { 0.0 } else { low };
        if value >= FARTHEST {
            let multiple = (safe_up_to / self.ladder.top()).max(1.0);
            return Threshold { budget, n: None, basis: Basis::Extrapolated(multiple), safe_up_to };
        }
        Threshold { budget, n: Some(Interval { value, low, high }), basis: basis(self.ladder, value), safe_up_to }
    }
}

/// How the cost at a size is known.
pub(super) fn basis(ladder: &Ladder, n: f64) -> Basis {
    let (first, top) = (ladder.n[0], ladder.top());
    if ladder.n.contains(&n) {
        Basis::Measured
    } else if n > top {
        Basis::Extrapolated(n / top)
    } else if n < first {
        Basis::Extrapolated(first / n)
    } else {
        Basis::Interpolated
    }
}

/// Squared distance of two classes' log predictions at a size over the variance of one more run there.
pub(super) fn gain(ladder: &Ladder, one: &Oracle<'_>, other: &Oracle<'_>, n: f64) -> f64 {
    if !(n.is_finite() && n >= 1.0) {
        return 0.0;
    }
    let (a, b) = (one.at(n.ln()).moments(), other.at(n.ln()).moments());
    let variance = a.1.min(b.1) + ladder.run_spread.powi(2);
    let gain = (a.0 - b.0).powi(2) / variance.max(1e-12);
    if gain.is_finite() { gain.min(1e12) } else { 0.0 }
}

/// The interval of one measured size: of its repeats, or of the scatter where it has no repeats.
pub(super) fn measured(ladder: &Ladder, i: usize, scatter: f64) -> Interval {
    let unseen = if ladder.runs[i] > 1 { 0.1 * scatter } else { scatter };
    let error = Z975 * (ladder.error[i].powi(2) + unseen * unseen).sqrt();
    let [value, low, high] = [0.0, -error, error].map(|e| ladder.in_unit(ladder.cost[i] + e));
    Interval { value, low, high }
}

/// The heaviest parts as they are, the many light ones by a systematic sample in their place.
fn thinned(mut parts: Vec<Part>, most: usize) -> Vec<Part> {
    if parts.len() <= most {
        return parts;
    }
    parts.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let light = parts.split_off(most / 2);
    let total: f64 = light.iter().map(|part| part.weight).sum();
    let each = total / (most - parts.len()) as f64;
    let mut passed = 0.5 * each;
    for part in light {
        passed += part.weight;
        if passed >= each {
            let times = (passed / each).floor();
            parts.push(Part { weight: times * each, ..part });
            passed -= times * each;
        }
    }
    parts
}

/// The size up to which a falling function is above zero: between 1 and [`FARTHEST`].
fn crossing(falling: impl Fn(f64) -> f64) -> f64 {
    if falling(1.0) <= 0.0 {
        return 1.0;
    }
    if falling(FARTHEST) > 0.0 {
        return FARTHEST;
    }
    let (mut low, mut high) = (0.0, FARTHEST.ln());
    while high - low > 1e-6 {
        let middle: f64 = 0.5 * (low + high);
        if falling(middle.exp()) > 0.0 { low = middle } else { high = middle }
    }
    (0.5 * (low + high)).exp()
}
