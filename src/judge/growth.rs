//! The ruling on a declared growth class.

use std::cmp::Ordering;

use super::{Levels, doubt};
use crate::model::{Because, Class, Expectation, Fit, Ruling, Verdict};

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
/// functions, every class above f is above. Where the machine explains what looks like growth, or would hide it, the
/// ruling is undecided with a [`Doubt`](crate::model::Doubt), whatever the probabilities.
#[must_use]
pub fn growth_at(fit: &Fit, expectation: &Expectation, strict: bool, levels: Levels) -> Verdict {
    let next_up = strict || fit.series.is_steady();
    let declared = expectation.class;
    let above = mass_above(fit, |class| exceeds(class, declared, next_up));
    let below = mass_above(fit, |class| exceeds(declared, class, next_up));
    let tight = expectation.tight;
    let (ruling, doubt) = if above >= levels.broken {
        (Ruling::Broken, doubt::against_broken(fit, expectation))
    } else if tight && below >= levels.broken {
        (Ruling::Broken, doubt::against_too_slow(fit, |class| !exceeds(declared, class, next_up)))
    } else if above <= levels.met && (!tight || below <= levels.met) {
        (Ruling::Met, doubt::against_met(fit, declared, |class| exceeds(class, declared, next_up)))
    } else {
        (Ruling::Undecided, None)
    };
    let ruling = if doubt.is_some() { Ruling::Undecided } else { ruling };
    let sizes = (fit.points.first().map_or(0.0, |p| p.n), fit.points.last().map_or(0.0, |p| p.n));
    Verdict {
        metric: expectation.metric.clone(),
        input: fit.series.input.clone(),
        declared,
        tight,
        strict,
        ruling,
        because: Because::Posterior { above, below, class: fit.class, exponent: fit.exponent, sizes, doubt },
    }
}

/// The probability of all classes that exceed; a half where it is no number.
pub(super) fn mass_above(fit: &Fit, exceeds: impl Fn(Class) -> bool) -> f64 {
    let sum: f64 = fit.posterior.iter().filter(|(class, _)| exceeds(*class)).map(|(_, p)| p).sum();
    if sum.is_finite() { sum.clamp(0.0, 1.0) } else { 0.5 }
}

/// Whether growth `g` is above `f`: at all where the next class up is the rival, else by a factor sqrt n or more.
pub(super) fn exceeds(g: Class, f: Class, next_up: bool) -> bool {
    match (g, f) {
        (Class::PowerLog { power: p, log: l }, Class::PowerLog { power: q, log: m }) if !next_up => {
            let more = p - q - 0.5;
            more > 0.0 || (more == 0.0 && l >= m) || (more > -SAME_EXPONENT && more < 0.0)
        }
        (Class::Exponential { base: Some(a) }, Class::Exponential { base: Some(b) }) => a > b * (1.0 + SAME_BASE),
        _ => g.growth_cmp(f) == Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clock, Formula, Interval, Metric, Mode, Series};

    /// A fit that says nothing but a posterior.
    fn fit(metric: Metric, posterior: &[(Class, f64)]) -> Fit {
        let series = Series {
            metric,
            input: None,
            mode: Mode::Function,
            clock: Clock::Cpu,
            points: Vec::new(),
            censored: Vec::new(),
            quantum: 0.0,
            floor: 0.0,
            missing: None,
            physics: None,
        };
        let class = posterior[0].0;
        Fit {
            series,
            class,
            plausible: vec![class],
            confidence: posterior[0].1,
            posterior: posterior.to_vec(),
            exponent: Interval { value: 1.0, low: 0.9, high: 1.1 },
            formula: Formula { class, fixed: 0.0, coefficient: 1.0, lower: None },
            points: Vec::new(),
            curve: Vec::new(),
            rivals: Vec::new(),
            regimes: Vec::new(),
            predictions: Vec::new(),
            thresholds: Vec::new(),
            gains: Vec::new(),
            hidden: Vec::new(),
            disturbed: Vec::new(),
            caveats: Vec::new(),
        }
    }

    fn ruling(metric: Metric, posterior: &[(Class, f64)], declared: Class, tight: bool, strict: bool) -> Ruling {
        let expectation = Expectation { metric: metric.clone(), class: declared, tight };
        growth(&fit(metric, posterior), &expectation, strict).ruling
    }

    #[test]
    fn rulings_turn_at_the_stated_levels() {
        for (above, wanted) in [
            (0.05, Ruling::Met),
            (0.050_1, Ruling::Undecided),
            (0.979_9, Ruling::Undecided),
            (0.98, Ruling::Broken),
            (1.0, Ruling::Broken),
        ] {
            let posterior = [(Class::LINEAR, 1.0 - above), (Class::QUADRATIC, above)];
            assert_eq!(ruling(Metric::Time, &posterior, Class::LINEAR, false, false), wanted, "{above}");
        }
    }

    #[test]
    fn a_log_factor_breaks_counts_and_strict_times_only() {
        let posterior = [(Class::LINEARITHMIC, 1.0)];
        assert_eq!(ruling(Metric::Time, &posterior, Class::LINEAR, false, false), Ruling::Met);
        assert_eq!(ruling(Metric::Time, &posterior, Class::LINEAR, false, true), Ruling::Broken);
        assert_eq!(ruling(Metric::counter("steps"), &posterior, Class::LINEAR, false, false), Ruling::Broken);
        assert_eq!(ruling(Metric::Memory, &posterior, Class::LINEAR, false, false), Ruling::Broken);
    }

    #[test]
    fn a_faster_program_meets_a_bound_but_not_a_tight_one() {
        let posterior = [(Class::LINEAR, 1.0)];
        assert_eq!(ruling(Metric::Time, &posterior, Class::QUADRATIC, false, false), Ruling::Met);
        assert_eq!(ruling(Metric::Time, &posterior, Class::QUADRATIC, true, false), Ruling::Broken);
        assert_eq!(ruling(Metric::Time, &posterior, Class::LINEAR, true, false), Ruling::Met);
    }

    #[test]
    fn what_grows_a_root_faster_exceeds_classes_off_the_ladder_too() {
        let above = |g: Class, f: Class| exceeds(g, f, false);
        assert!(above(Class::QUADRATIC, Class::power_log(1.585, 0.0)));
        assert!(above(Class::POWER_1_5, Class::LINEAR) && !above(Class::POWER_1_5, Class::LINEARITHMIC));
        assert!(above(Class::EXPONENTIAL, Class::CUBIC) && above(Class::FACTORIAL, Class::EXPONENTIAL));
        let base = |base: f64| Class::Exponential { base: Some(base) };
        assert!(above(base(3.2), base(3.0)) && !above(base(3.01), base(3.0)) && !above(base(9.0), Class::EXPONENTIAL));
    }

    #[test]
    fn a_posterior_that_is_no_number_decides_nothing() {
        let posterior = [(Class::QUADRATIC, f64::NAN)];
        assert_eq!(ruling(Metric::Time, &posterior, Class::LINEAR, false, false), Ruling::Undecided);
    }
}
