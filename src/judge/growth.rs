//! The ruling on a declared growth class.

use std::cmp::Ordering;

use super::Levels;
use crate::model::{Because, Class, Expectation, Fit, MetricKind, Mode, Ruling, Verdict};

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
/// For time, growth above the declared f means f * sqrt n or more, because caches mimic a log factor; so do buffers
/// that fill up and tables that double for the memory of processes. With `strict`, and for counts and the memory of
/// functions, every class above f is above. Memory of a process that has not doubled over the ladder is never broken:
/// pages that start-up left free, and buffers, fill up before anything grows.
#[must_use]
pub fn growth_at(fit: &Fit, expectation: &Expectation, strict: bool, levels: Levels) -> Verdict {
    let next_up = strict || !mimics_logarithms(fit);
    let declared = expectation.class;
    let mass = |exceeds: &dyn Fn(Class) -> bool| -> f64 {
        let sum: f64 = fit.posterior.iter().filter(|(class, _)| exceeds(*class)).map(|(_, p)| p).sum();
        if sum.is_finite() { sum.clamp(0.0, 1.0) } else { 0.5 }
    };
    let above = mass(&|class| exceeds(class, declared, next_up));
    let below = mass(&|class| exceeds(declared, class, next_up));
    let tight = expectation.tight;
    let ruling = if above >= levels.broken || (tight && below >= levels.broken) {
        if filling_up(fit) { Ruling::Undecided } else { Ruling::Broken }
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

/// Whether the machine can bend this series as a logarithm would.
fn mimics_logarithms(fit: &Fit) -> bool {
    match fit.series.metric.kind() {
        MetricKind::Time => true,
        MetricKind::Memory => fit.series.mode == Mode::Process,
        MetricKind::Count => false,
    }
}

/// A process's memory that hasn't doubled since the smallest size.
fn filling_up(fit: &Fit) -> bool {
    let process = fit.series.metric.kind() == MetricKind::Memory && fit.series.mode == Mode::Process;
    let ends = fit.points.first().zip(fit.points.last());
    process && ends.is_some_and(|(first, last)| last.value < 2.0 * first.value)
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
