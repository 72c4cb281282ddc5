//! What the declared class would cost: the target that a fix has to reach.

use crate::model::{Class, Fit};

/// The cost at `n` if the growing part grew as `declared` from the first measured size on at which it is no longer
/// hidden by the start-up; `None` where `n` is below that size or nothing grows. Computed, never measured.
pub(crate) fn target_cost(fit: &Fit, declared: Class, n: f64) -> Option<f64> {
    let shows = |size: f64| fit.formula.growing(size) >= 0.5 * fit.formula.fixed;
    let anchor = fit.points.iter().map(|p| p.n).find(|n| shows(*n)).or(fit.points.last().map(|p| p.n))?;
    let growth = (declared.ln_growth(n) - declared.ln_growth(anchor)).exp();
    let cost = fit.formula.at(anchor) + fit.formula.growing(anchor) * (growth - 1.0);
    (n >= anchor && cost.is_finite() && cost > 0.0).then_some(cost)
}
