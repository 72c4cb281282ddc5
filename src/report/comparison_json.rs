//! Comparisons as other programs read them: `scalecheck/compare/1`. Keys are stable; numbers always finite.

use serde_json::{Value, json};

use super::wording;
use crate::model::{
    Change, Compared, Crossover, GrowthBasis, Interval, MetricChange, Null, Ratio, RatioPoint, Standing,
    ThresholdChange,
};

/// The version of the shape.
pub(super) const COMPARE_SCHEMA: &str = "scalecheck/compare/1";

/// All scenarios of a comparison; `exit` is the code that it ends with.
#[must_use]
pub fn compare_json(all: &[Compared], exit: u8) -> Value {
    json!({
        "schema": COMPARE_SCHEMA,
        "exit": exit,
        "scenarios": all.iter().map(scenario).collect::<Vec<_>>(),
    })
}

/// The figures of a control, as `scalecheck/null/1`.
#[must_use]
pub fn null_json(control: &Null) -> Value {
    json!({
        "schema": "scalecheck/null/1",
        "metric": control.metric.name(),
        "sizes": control.sizes,
        "rounds": control.rounds,
        "looks": control.looks,
        "alarms": control.alarms,
        "ratio": interval(&control.ratio),
        "resolves": number(control.resolves),
        "floor": number(control.floor),
    })
}

fn scenario(compared: &Compared) -> Value {
    let comparison = &compared.comparison;
    json!({
        "name": comparison.name,
        "change": wording::overall(comparison).name(),
        "regression": comparison.regressed(),
        "summary": wording::compared_summary(compared),
        "standing": standing(&comparison.standing),
        "metrics": comparison.metrics.iter().map(metric).collect::<Vec<_>>(),
        "reach": json!({
            "old": comparison.reach.old.map(number),
            "new": comparison.reach.new.map(number),
            "change": comparison.reach.change.name(),
            "because": wording::reach(comparison),
        }),
        "success": wording::successes(compared),
        "checklist": wording::checklist(compared)
            .into_iter()
            .map(|(holds, words)| json!({"holds": holds, "because": words}))
            .collect::<Vec<_>>(),
        "caveats": comparison.caveats.iter().map(|c| json!({"kind": c.kind.name(), "text": c.text})).collect::<Vec<_>>(),
    })
}

fn standing(standing: &Standing) -> Value {
    match standing {
        Standing::Paired => json!({"kind": "paired"}),
        Standing::SameMachine { floor } => json!({"kind": "same-machine", "floor": floor.map(number)}),
        Standing::OtherMachine(differences) => json!({
            "kind": "other-machine",
            "differences": differences
                .iter()
                .map(|(what, old, new)| json!({"what": what, "old": old, "new": new}))
                .collect::<Vec<_>>(),
        }),
    }
}

fn metric(change: &MetricChange) -> Value {
    let growth = &change.growth;
    let mut object = json!({
        "metric": change.metric.name(),
        "exact": change.exact,
        "runs": {"old": change.runs.0, "new": change.runs.1},
        "class": {
            "old": growth.old.family().to_string(),
            "new": growth.new.family().to_string(),
            "change": growth.change.name(),
            "gates": growth.gates,
            "above": number(growth.above),
            "below": number(growth.below),
            "by": match growth.by {
                GrowthBasis::Classes => "classes",
                GrowthBasis::Shift => "shift",
                GrowthBasis::Late => "late",
            },
            "because": wording::growth_because(change),
        },
        "exponent": interval(&growth.shift),
        "late": interval(&growth.late),
        "constant": change.constant.as_ref().map(ratio),
        "fixed": change.fixed.as_ref().map(ratio),
        "threshold": change.thresholds.iter().find(|t| wording::threshold_tells(t)).map(threshold),
        "thresholds": change.thresholds.iter().map(threshold).collect::<Vec<_>>(),
        "crossover": change.crossover.as_ref().map(crossover),
        "ratios": change.points.iter().map(point).collect::<Vec<_>>(),
    });
    if let (Some(input), Value::Object(fields)) = (&change.input, &mut object) {
        fields.insert("input".to_string(), json!(input));
    }
    object
}

fn ratio(ratio: &Ratio) -> Value {
    let mut object = interval(&ratio.ratio);
    if let Value::Object(fields) = &mut object {
        let value = fields.remove("value").unwrap_or_default();
        fields.insert("ratio".to_string(), value);
        fields.insert("change".to_string(), json!(ratio.change.name()));
        fields.insert("within".to_string(), within(ratio.change));
        fields.insert("gates".to_string(), json!(ratio.gates));
    }
    object
}

/// The bound of an equality.
fn within(change: Change) -> Value {
    match change {
        Change::Equal { within } => number(within),
        _ => Value::Null,
    }
}

fn threshold(moved: &ThresholdChange) -> Value {
    json!({
        "budget": number(moved.budget),
        "old": moved.old.as_ref().map(interval),
        "new": moved.new.as_ref().map(interval),
        "old_safe_up_to": number(moved.old_safe),
        "new_safe_up_to": number(moved.new_safe),
        "factor": moved.factor.as_ref().map(interval),
        "change": moved.change.name(),
    })
}

fn crossover(crossover: &Crossover) -> Value {
    json!({"n": interval(&crossover.n), "wins_above": crossover.wins_above})
}

fn point(point: &RatioPoint) -> Value {
    json!({
        "n": number(point.n),
        "ratio": number(point.ratio.value),
        "low": number(point.ratio.low),
        "high": number(point.ratio.high),
    })
}

fn interval(known: &Interval) -> Value {
    json!({"value": number(known.value), "low": number(known.low), "high": number(known.high)})
}

/// Finite, however far off.
fn number(value: f64) -> Value {
    let finite = if value.is_nan() { 0.0 } else { value.clamp(f64::MIN, f64::MAX) };
    json!(finite)
}
