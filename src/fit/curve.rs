//! Curves: how a cost may follow from a growth class.

use crate::model::Class;
use crate::stats::sums::ln_add;

/// A growth function, scaled to 1 at the top of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Growth {
    pub class: Class,
    /// The exponent of a further factor n; only factorials have one.
    pub prefactor: f64,
    /// ln of the ladder's largest size.
    pub ln_top: f64,
    top: f64,
}

impl Growth {
    pub(super) fn new(class: Class, prefactor: f64, ln_top: f64) -> Growth {
        let unscaled = Growth { class, prefactor, ln_top, top: 0.0 };
        Growth { top: unscaled.ln_at(ln_top), ..unscaled }
    }

    /// ln of growth at a size over that at the top.
    pub(super) fn ln_at(&self, ln_n: f64) -> f64 {
        self.class.ln_growth(ln_n.exp()) + self.prefactor * ln_n - self.top
    }

    /// ln g(N) at the top, unscaled.
    pub(super) fn ln_scale(&self) -> f64 {
        self.top
    }

    /// d ln g / d ln n.
    pub(super) fn slope_at(&self, ln_n: f64) -> f64 {
        let step = 1e-4;
        (self.ln_at(ln_n + step) - self.ln_at(ln_n - step)) / (2.0 * step)
    }
}

/// What the cost does beside growing. Shares are of the growing part's cost at the top of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// `share + g`: a cost that is always there.
    StartUp { share: f64 },
    /// `start_up + g + share * lower`: a term of slower growth, which is taken off where its share is below 0.
    Lower { lower: Growth, share: f64, start_up: f64 },
    /// `start_up + S g`, where S rises around a size: a cache level, a spill.
    Step(Step),
    /// `max(level, reused * level + g)`: what start-up once took is partly used again.
    Floor { level: f64, reused: f64 },
    /// `start_up + g rounded up to a power of two`: buffers that double, seen at `phase` of a doubling.
    Saw { start_up: f64, phase: f64 },
}

/// A level that rises from 1 to `height` around `middle` (ln n), with a start-up before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub start_up: f64,
    pub middle: f64,
    pub steepness: f64,
    pub height: f64,
}

impl Step {
    /// The level at a size.
    pub(super) fn at(&self, ln_n: f64) -> f64 {
        1.0 + (self.height - 1.0) / (1.0 + (-self.steepness * (ln_n - self.middle)).exp())
    }
}

/// A curve of cost over size, 1 at the top but for the shape's share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve {
    pub growth: Growth,
    pub shape: Shape,
}

impl Curve {
    /// ln of the curve at a size.
    pub(super) fn ln_at(&self, ln_n: f64) -> f64 {
        self.shape.apply(self.growth.ln_at(ln_n), ln_n, &self.growth)
    }

    /// The cost that doesn't grow, as a share of the growing part's at the top.
    pub(super) fn fixed(&self) -> f64 {
        match self.shape {
            Shape::StartUp { share } => share,
            Shape::Step(Step { start_up, .. }) | Shape::Saw { start_up, .. } | Shape::Lower { start_up, .. } => {
                start_up
            }
            Shape::Floor { level, reused } => level * reused,
        }
    }
}

impl Shape {
    /// ln of the curve where ln g (scaled) is `growth`.
    pub(super) fn apply(&self, growth: f64, ln_n: f64, of: &Growth) -> f64 {
        match *self {
            Shape::StartUp { share } => ln_add(share.ln(), growth),
            Shape::Lower { lower, share, start_up } => {
                let term = share.abs().ln() + lower.ln_at(ln_n);
                let grows = if share > 0.0 { ln_add(growth, term) } else { ln_less(growth, term) };
                if start_up > 0.0 { ln_add(start_up.ln(), grows) } else { grows }
            }
            Shape::Step(step) => ln_add(step.start_up.ln(), growth + (step.at(ln_n) / step.at(of.ln_top)).ln()),
            Shape::Floor { level, reused } => level.ln().max(ln_add((level * reused).ln(), growth)),
            Shape::Saw { start_up, phase } => {
                let at = |g: f64| {
                    let doublings = (g + of.top) / std::f64::consts::LN_2 + phase;
                    ((doublings - 1e-9).ceil() - doublings) * std::f64::consts::LN_2
                };
                ln_add(start_up.ln(), growth + at(growth) - at(0.0))
            }
        }
    }
}

/// `ln(e^a - e^b)`, held at a thousandth of e^a where less is left: no cost is negative.
fn ln_less(a: f64, b: f64) -> f64 {
    a + (-(b - a).exp()).max(-0.999).ln_1p()
}
