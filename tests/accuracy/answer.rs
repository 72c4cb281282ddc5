//! What the engine says of one curve.

use crate::curve::Curve;
use scalecheck::judge;
use scalecheck::model::{Class, Expectation, Fit, Interval, Questions, Ruling};

/// The engine's word on a curve.
pub(crate) struct Answer {
    /// The winner is the truth.
    pub(crate) right: bool,
    /// The plausible set.
    pub(crate) plausible: Vec<Class>,
    /// The true class is plausible.
    pub(crate) held: bool,
    /// Rulings on the true class, on the next lower one (strict), and on a full power lower (default).
    pub(crate) strict_true: Ruling,
    pub(crate) strict_low: Option<Ruling>,
    pub(crate) default_true: Ruling,
    pub(crate) default_power: Option<Ruling>,
    /// What was foretold, against what was measured.
    pub(crate) foretold: Vec<(Interval, f64)>,
    line: String,
}

/// Fits and rules.
pub(crate) fn answer(curve: &Curve) -> Answer {
    let questions = Questions { sizes: curve.beyond.iter().map(|(n, _)| *n).collect(), ..Questions::default() };
    let series = curve.series();
    let fit = scalecheck::fit::fit(&series, &questions).expect("a committed curve fits");
    let rule = |class: Class, strict: bool| {
        // The default rulings are scored with time's tolerance on every metric.
        let expectation = Expectation { metric: series.metric.clone(), class, tight: false };
        judge::growth(&tolerant(&fit, strict), &expectation, strict).ruling
    };
    let truth = curve.truth();
    let rank = Class::ALL.iter().position(|class| *class == truth).expect("one of the eleven");
    Answer {
        right: fit.class == truth,
        held: fit.plausible.contains(&truth),
        plausible: fit.plausible.clone(),
        strict_true: rule(truth, true),
        strict_low: rank.checked_sub(1).map(|lower| rule(Class::ALL[lower], true)),
        default_true: rule(truth, false),
        default_power: power_below(truth).map(|lower| rule(lower, false)),
        foretold: fit.predictions.iter().zip(&curve.beyond).map(|(e, (_, truth))| (e.value, *truth)).collect(),
        line: line(&fit),
    }
}

fn tolerant(fit: &Fit, strict: bool) -> Fit {
    let mut fit = fit.clone();
    if !strict {
        fit.series.metric = scalecheck::model::Metric::Time;
    }
    fit
}

/// A class a full power of n lower.
fn power_below(class: Class) -> Option<Class> {
    Some(match class.to_string().as_str() {
        "O(n)" | "O(n log n)" => Class::CONSTANT,
        "O(n^2)" | "O(n^2 log n)" => Class::LINEAR,
        "O(n^3)" => Class::QUADRATIC,
        _ => return None,
    })
}

fn line(fit: &Fit) -> String {
    let mut masses: Vec<_> = fit.posterior.iter().filter(|(_, p)| *p > 0.001).collect();
    masses.sort_by(|a, b| b.1.total_cmp(&a.1));
    masses.iter().map(|(class, p)| format!("{class}:{p:.3}")).collect::<Vec<_>>().join(" ")
}

impl Answer {
    /// One line for a reader who looks for the cause of a figure.
    pub(crate) fn line(&self, curve: &Curve) -> String {
        let wrong = [
            (!self.right, "name"),
            (!self.held, "SET"),
            (self.strict_true == Ruling::Broken, "STRICT-BROKEN"),
            (self.strict_low == Some(Ruling::Met), "STRICT-MET"),
            (self.default_true == Ruling::Broken, "BROKEN"),
            (self.default_power == Some(Ruling::Met), "MET"),
            (self.strict_true == Ruling::Undecided, "strict-undecided"),
            (self.default_true == Ruling::Undecided, "default-undecided"),
        ];
        let wrong: Vec<&str> = wrong.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let missed = self.foretold.iter().filter(|(i, truth)| *truth < i.low || *truth > i.high).count();
        let off: Vec<String> = self.foretold.iter().map(|(interval, truth)| off(interval, *truth)).collect();
        let sep = if curve.separable { "sep" } else { "   " };
        format!(
            "{:28} {sep} {:12} [{}] missed {missed}/{} {} {off:?}",
            curve.name,
            curve.class,
            wrong.join(" "),
            self.foretold.len(),
            self.line
        )
    }
}

/// How far the truth lies off what was foretold, beside how far the interval reaches.
fn off(interval: &Interval, truth: f64) -> String {
    let percent = |value: f64| 100.0 * (value / interval.value - 1.0);
    format!("{:+.0}% in [{:+.0}, {:+.0}]", percent(truth), percent(interval.low), percent(interval.high))
}
