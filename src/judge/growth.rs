//! The ruling on a declared growth class.

use std::cmp::Ordering;

use super::Levels;
use crate::model::{Because, Class, Expectation, Fit, MetricKind, Ruling, Verdict};

/// Exponents this close count as equal where a root of n is tolerated: n^2 is sqrt n above n^1.585.
const SAME_EXPONENT: f64 = 0.1;
/// Bases this close count as equal.
const SAME_BASE: f64 = 0.02;

/// Rules on one expectation at the levels of a single one.
#[must_use]
pub fn growth(fit: &Fit, expectation: &Expectation, strict: bool) -> Verdict {
    growth_at(fit, expectation, strict, Levels::default())
}

/// Rules on one expectation at given levels.
///
/// For time, growth above the declared f means f * sqrt n or more, because caches mimic a log factor. With `strict`,
/// and for memory and counts, every class above f is above.
#[must_use]
pub fn growth_at(fit: &Fit, expectation: &Expectation, strict: bool, levels: Levels) -> Verdict {
    let next_up = strict || fit.series.metric.kind() != MetricKind::Time;
    let declared = expectation.class;
    let mass = |exceeds: &dyn Fn(Class) -> bool| -> f64 {
        let sum: f64 = fit.posterior.iter().filter(|(class, _)| exceeds(*class)).map(|(_, p)| p).sum();
        if sum.is_finite() { sum.clamp(0.0, 1.0) } else { 0.5 }
    };
    let above = mass(&|class| exceeds(class, declared, next_up));
    let below = mass(&|class| exceeds(declared, class, next_up));
    let tight = expectation.tight;
    let ruling = if above >= levels.broken || (tight && below >= levels.broken) {
        Ruling::Broken
    } else if above <= levels.met && (!tight || below <= levels.met) {
        Ruling::Met
    } else {
        Ruling::Undecided
    };
    let sizes = (fit.points.first().map_or(0.0, |p| p.n), fit.points.last().map_or(0.0, |p| p.n));
    Verdict {
        metric: expectation.metric.clone(),
        input: fit.series.input.clone(),
        declared,
        tight,
        strict,
        ruling,
        because: Because::Posterior { above, below, class: fit.class, exponent: fit.exponent, sizes },
    }
}

/// Whether growth `g` is above `f`: at all where the next class up is the rival, else by a factor sqrt n or more.
fn exceeds(g: Class, f: Class, next_up: bool) -> bool {
    match (g, f) {
        (Class::PowerLog { power: p, log: l }, Class::PowerLog { power: q, log: m }) if !next_up => {
            let more = p - q - 0.5;
            more > 0.0 || (more == 0.0 && l >= m) || (more > -SAME_EXPONENT && more < 0.0)
        }
        (Class::Exponential { base: Some(a) }, Class::Exponential { base: Some(b) }) => a > b * (1.0 + SAME_BASE),
        _ => g.growth_cmp(f) == Ordering::Greater,
    }
}
