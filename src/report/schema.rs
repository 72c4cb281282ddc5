//! The JSON schemas of what other programs read: `scalecheck/fit/1` and `scalecheck/run/1`.

use serde_json::{Value, json};

use super::comparison_json::COMPARE_SCHEMA;
use super::json::{FIT_SCHEMA, RUN_SCHEMA};
use crate::model::{Change, Class, Ruling, Severity};

/// The JSON schema (draft-07) of one fit, as `fit --format json` prints it.
#[must_use]
pub fn fit_schema() -> Value {
    titled("scalecheck fit", "One fitted series. All numbers are in its own unit, and finite.", fit(&[]))
}

/// The JSON schema (draft-07) of a run, as `run`, `try` and `report` print it with `--format json`.
#[must_use]
pub fn run_schema() -> Value {
    let series = object(&[("n", size()), ("value", number()), ("runs", whole())], &[]);
    let scenario = object(
        &[
            ("name", text()),
            ("ruling", ruling()),
            ("satisfied", json!({"type": "boolean"})),
            ("reason", json!({"type": ["string", "null"]})),
            ("metrics", array(fit(&[("series", array(series))]))),
            ("limits", array(limit())),
            ("unmeasured", array(unmeasured())),
            ("findings", array(finding())),
            ("caveats", array(caveat())),
            ("seconds", number()),
        ],
        &[],
    );
    let run = object(
        &[
            ("schema", json!({"const": RUN_SCHEMA})),
            ("exit", json!({"enum": [0, 1, 2, 3, 4, 5, 130]})),
            ("scenarios", array(scenario)),
        ],
        &[],
    );
    titled("scalecheck run", "What every scenario of a run came to.", run)
}

/// The JSON schema (draft-07) of comparisons, as `compare --format json` prints them.
#[must_use]
pub fn compare_schema() -> Value {
    let item = object(&[("holds", nullable(json!({"type": "boolean"}))), ("because", text())], &[]);
    let reach = object(
        &[("old", nullable(size())), ("new", nullable(size())), ("change", change()), ("because", nullable(text()))],
        &[],
    );
    let scenario = object(
        &[
            ("name", text()),
            ("change", change()),
            ("regression", json!({"type": "boolean"})),
            ("summary", text()),
            ("standing", standing()),
            ("metrics", array(metric_change())),
            ("reach", reach),
            ("success", array(text())),
            ("checklist", array(item)),
            ("caveats", array(caveat())),
        ],
        &[],
    );
    let compare = object(
        &[
            ("schema", json!({"const": COMPARE_SCHEMA})),
            ("exit", json!({"enum": [0, 1, 2, 3, 4, 5, 130]})),
            ("scenarios", array(scenario)),
        ],
        &[],
    );
    titled(
        "scalecheck compare",
        "What became of every scenario. Numbers are in the metrics' units, and finite.",
        compare,
    )
}

fn standing() -> Value {
    let difference = object(&[("what", text()), ("old", text()), ("new", text())], &[]);
    let kinds = json!({"enum": ["paired", "same-machine", "other-machine"]});
    object(&[("kind", kinds)], &[("floor", nullable(number())), ("differences", array(difference))])
}

fn metric_change() -> Value {
    let flag = || json!({"type": "boolean"});
    let growth = object(
        &[
            ("old", class()),
            ("new", class()),
            ("change", change()),
            ("gates", flag()),
            ("above", number()),
            ("below", number()),
            ("by", json!({"enum": ["classes", "shift", "late"]})),
            ("because", text()),
        ],
        &[],
    );
    let ratio = || {
        object(
            &[
                ("low", number()),
                ("high", number()),
                ("ratio", number()),
                ("change", change()),
                ("within", nullable(number())),
                ("gates", flag()),
            ],
            &[],
        )
    };
    let threshold = || {
        object(
            &[
                ("budget", number()),
                ("old", nullable(interval())),
                ("new", nullable(interval())),
                ("old_safe_up_to", number()),
                ("new_safe_up_to", number()),
                ("factor", nullable(interval())),
                ("change", change()),
            ],
            &[],
        )
    };
    let point = object(&[("n", size()), ("ratio", number()), ("low", number()), ("high", number())], &[]);
    let crossover = object(&[("n", interval()), ("wins_above", flag())], &[]);
    object(
        &[
            ("metric", text()),
            ("exact", flag()),
            ("runs", object(&[("old", whole()), ("new", whole())], &[])),
            ("class", growth),
            ("exponent", interval()),
            ("late", interval()),
            ("constant", nullable(ratio())),
            ("fixed", nullable(ratio())),
            ("threshold", nullable(threshold())),
            ("thresholds", array(threshold())),
            ("crossover", nullable(crossover)),
            ("ratios", array(point)),
        ],
        &[("input", text())],
    )
}

fn change() -> Value {
    let all = [Change::Better, Change::Worse, Change::Equal { within: 0.0 }, Change::Unresolved];
    json!({"enum": all.map(Change::name)})
}

#[expect(clippy::needless_pass_by_value, reason = "schemas are nested as they are made")]
fn nullable(of: Value) -> Value {
    json!({"oneOf": [of, {"type": "null"}]})
}

fn titled(title: &str, description: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    schema
}

fn fit(more: &[(&str, Value)]) -> Value {
    let verdict = object(&[("declared", text()), ("ruling", ruling()), ("because", text())], &[]);
    let prediction = object(&[("n", size()), ("value", number()), ("low", number()), ("high", number())], &[]);
    let crossing = json!({"oneOf": [interval(), {"type": "null"}]});
    let threshold = object(&[("budget", number()), ("n", crossing), ("safe_up_to", number())], &[]);
    let keys = [
        ("schema", json!({"const": FIT_SCHEMA})),
        ("metric", text()),
        ("class", class()),
        ("plausible", json!({"type": "array", "items": class(), "minItems": 1, "uniqueItems": true})),
        ("confidence", json!({"type": "number", "minimum": 0, "maximum": 1})),
        ("exponent", interval()),
        ("formula", text()),
        ("fixed", number()),
        ("coefficient", number()),
        ("verdicts", array(verdict)),
        ("predictions", array(prediction)),
        ("thresholds", array(threshold)),
        ("caveats", array(caveat())),
    ];
    object(&keys.into_iter().chain(more.iter().cloned()).collect::<Vec<_>>(), &[("input", text())])
}

fn limit() -> Value {
    object(
        &[("metric", text()), ("at", size()), ("max", number()), ("ruling", ruling()), ("because", text())],
        &[("value", number()), ("low", number()), ("high", number())],
    )
}

fn unmeasured() -> Value {
    object(&[("metric", text()), ("declared", text()), ("ruling", ruling()), ("because", text())], &[])
}

fn finding() -> Value {
    let severities = [Severity::Critical, Severity::P1, Severity::P2, Severity::P3].map(Severity::name);
    object(&[("severity", json!({"enum": severities})), ("metric", text()), ("title", text())], &[])
}

fn caveat() -> Value {
    object(&[("kind", text()), ("text", text())], &[])
}

fn interval() -> Value {
    object(&[("value", number()), ("low", number()), ("high", number())], &[])
}

/// An object of these keys and no others.
fn object(required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let keys: serde_json::Map<String, Value> =
        required.iter().chain(optional).map(|(name, value)| ((*name).to_string(), value.clone())).collect();
    let required: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": keys, "required": required, "additionalProperties": false})
}

#[expect(clippy::needless_pass_by_value, reason = "schemas are nested as they are made")]
fn array(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn class() -> Value {
    json!({"enum": Class::ALL.map(|class| class.to_string())})
}

fn ruling() -> Value {
    let all = [Ruling::Met, Ruling::Broken, Ruling::Undecided, Ruling::Failed, Ruling::Skipped];
    json!({"enum": all.map(Ruling::name)})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn number() -> Value {
    json!({"type": "number"})
}

fn whole() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn size() -> Value {
    json!({"type": "number", "minimum": 1})
}
