//! The JSON that other programs read: `scalecheck/fit/1` and `scalecheck/run/1`. Keys are stable; numbers always finite.

use serde_json::{Value, json};

use super::wording;
use crate::model::{Because, Class, Estimate, Evidence, Fit, Interval, LimitVerdict, Threshold, Verdict};

/// The version of a fit's shape.
pub(super) const FIT_SCHEMA: &str = "scalecheck/fit/1";
/// The version of a run's shape.
pub(super) const RUN_SCHEMA: &str = "scalecheck/run/1";

/// One fit with the verdicts on it, as `scalecheck/fit/1`. Numbers are in the series' own unit.
#[must_use]
pub fn fit_json(fit: &Fit, verdicts: &[Verdict]) -> Value {
    let verdicts: Vec<Value> = verdicts.iter().map(verdict).collect();
    let caveats = fit.caveats.iter().map(|c| json!({"kind": c.kind.name(), "text": c.text}));
    let mut object = json!({
        "schema": FIT_SCHEMA,
        "metric": fit.series.metric.name(),
        "class": class_name(fit.class),
        "plausible": plausible(fit),
        "confidence": finite(fit.confidence),
        "exponent": interval(&fit.exponent),
        "formula": wording::formula_plain(&fit.formula),
        "fixed": finite(fit.formula.fixed),
        "coefficient": finite(fit.formula.coefficient),
        "verdicts": verdicts,
        "predictions": fit.predictions.iter().map(prediction).collect::<Vec<_>>(),
        "thresholds": fit.thresholds.iter().map(threshold).collect::<Vec<_>>(),
        "caveats": caveats.collect::<Vec<_>>(),
    });
    if let (Some(input), Value::Object(fields)) = (&fit.series.input, &mut object) {
        fields.insert("input".to_string(), json!(input));
    }
    object
}

/// All scenarios of a run, as `scalecheck/run/1`; `exit` is the code that the run ends with.
#[must_use]
pub fn run_json(all: &[Evidence], exit: u8) -> Value {
    let scenarios: Vec<Value> = all.iter().map(scenario).collect();
    json!({"schema": RUN_SCHEMA, "exit": exit, "scenarios": scenarios})
}

fn scenario(evidence: &Evidence) -> Value {
    json!({
        "name": evidence.scenario.name,
        "ruling": evidence.outcome.ruling.name(),
        "satisfied": evidence.outcome.satisfied,
        "reason": evidence.outcome.reason,
        "metrics": evidence.fits.iter().map(|fit| metric(evidence, fit)).collect::<Vec<_>>(),
        "limits": evidence.limits.iter().map(limit).collect::<Vec<_>>(),
        "unmeasured": evidence.verdicts.iter().filter_map(unmeasured).collect::<Vec<_>>(),
        "findings": evidence.findings.iter().map(|finding| json!({
            "severity": finding.severity.name(),
            "metric": finding.metric.name(),
            "title": wording::title(evidence, finding),
        })).collect::<Vec<_>>(),
        "caveats": evidence.caveats.iter().map(|c| json!({"kind": c.kind.name(), "text": c.text})).collect::<Vec<_>>(),
        "seconds": finite(evidence.elapsed.as_secs_f64()),
    })
}

/// A fit object with its series.
fn metric(evidence: &Evidence, fit: &Fit) -> Value {
    let mine = |v: &&Verdict| v.metric == fit.series.metric && (v.input.is_none() || v.input == fit.series.input);
    let verdicts: Vec<Verdict> = evidence.verdicts.iter().filter(mine).cloned().collect();
    let mut object = fit_json(fit, &verdicts);
    let series = fit.points.iter().map(|p| {
        // Means of logarithms leave a byte at 0.999999 of itself.
        let value = if fit.series.metric == crate::model::Metric::Memory { p.value.round() } else { p.value };
        json!({"n": number(p.n), "value": finite(value), "runs": p.runs})
    });
    if let Value::Object(fields) = &mut object {
        fields.insert("series".to_string(), Value::Array(series.collect()));
    }
    object
}

fn verdict(verdict: &Verdict) -> Value {
    json!({
        "declared": verdict.declared.to_string(),
        "ruling": verdict.ruling.name(),
        "because": wording::because(verdict),
    })
}

/// What was declared of a metric that could not be fitted: it has no fit object.
fn unmeasured(verdict: &Verdict) -> Option<Value> {
    let Because::Unmeasured(_) = &verdict.because else { return None };
    Some(json!({
        "metric": verdict.metric.name(),
        "declared": verdict.declared.to_string(),
        "ruling": verdict.ruling.name(),
        "because": wording::because(verdict),
    }))
}

fn limit(limit: &LimitVerdict) -> Value {
    let mut object = json!({
        "metric": limit.metric.name(),
        "at": number(limit.at),
        "max": finite(limit.max),
        "ruling": limit.ruling.name(),
        "because": wording::limit_because(limit),
    });
    if let (Some(known), Value::Object(fields)) = (&limit.estimate, &mut object) {
        for (key, value) in [("value", known.value.value), ("low", known.value.low), ("high", known.value.high)] {
            fields.insert(key.to_string(), finite(value));
        }
    }
    object
}

fn prediction(known: &Estimate) -> Value {
    let Interval { value, low, high } = known.value;
    json!({"n": number(known.n), "value": finite(value), "low": finite(low), "high": finite(high)})
}

fn threshold(known: &Threshold) -> Value {
    json!({"budget": finite(known.budget), "n": known.n.as_ref().map(interval), "safe_up_to": finite(known.safe_up_to)})
}

fn interval(known: &Interval) -> Value {
    json!({"value": finite(known.value), "low": finite(known.low), "high": finite(known.high)})
}

/// The plausible classes by their printed names, the winner first, each once.
fn plausible(fit: &Fit) -> Vec<String> {
    let mut names = vec![class_name(fit.class)];
    for class in fit.plausible.iter().filter(|class| Class::ALL.contains(&class.family())) {
        let name = class_name(*class);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// One of the eleven names; for a class off the ladder that of the one nearest in growth.
fn class_name(class: Class) -> String {
    let family = class.family();
    if Class::ALL.contains(&family) {
        return family.to_string();
    }
    let growth = |class: Class| class.ln_growth(1e6) - class.ln_growth(1e3);
    let distance = |other: &Class| (growth(*other) - growth(family)).abs();
    let nearest = Class::ALL.into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.unwrap_or(family).to_string()
}

/// Infinite becomes the largest number there is, what is no number becomes 0: JSON knows neither.
fn finite(value: f64) -> Value {
    let bounded = if value.is_nan() { 0.0 } else { value.clamp(f64::MIN, f64::MAX) };
    json!(bounded)
}

/// Whole where it is whole.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { finite(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_goes_by_one_of_eleven_names() {
        assert_eq!(class_name(Class::Exponential { base: Some(3.0) }), "O(2^n)");
        assert_eq!(class_name(Class::power_log(1.585, 0.0)), "O(n^1.5)");
        assert_eq!(class_name(Class::power_log(1.0, 2.0)), "O(n log n)");
    }

    #[test]
    fn json_holds_no_infinity() {
        assert_eq!(finite(f64::INFINITY), json!(f64::MAX));
        assert_eq!(finite(f64::NAN), json!(0.0));
        assert_eq!(number(1e7).to_string(), "10000000");
    }
}
