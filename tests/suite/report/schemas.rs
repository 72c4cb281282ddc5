//! What other programs read, held against its schema: SARIF against the standard's, our JSON against our own.

use jsonschema::Validator;
use serde_json::Value;

use crate::support;
use scalecheck::model::Evidence;
use scalecheck::{archive, report};

const SARIF: &str = include_str!("../schemas/sarif-2.1.0.json");

/// The standard's schema; the patterns of `language`, which we don't write, have a bracket too much for strict readers of
/// regular expressions.
fn sarif_schema() -> Value {
    let pattern = "{2}]?$";
    assert_eq!(SARIF.matches(pattern).count(), 2);
    parsed(&SARIF.replace(pattern, "{2}$"))
}

/// One of every kind, one with hostile texts, and one with numbers that JSON lacks.
fn all() -> Vec<Evidence> {
    let mut all = support::all();
    all.push(support::hostile());
    let mut endless = support::exponential();
    endless.fits[0].predictions[0].value.high = f64::INFINITY;
    endless.fits[0].formula.coefficient = f64::NAN;
    all.push(endless);
    all
}

fn validator(schema: &Value) -> Validator {
    jsonschema::validator_for(schema).expect("a schema")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[track_caller]
fn holds(validator: &Validator, value: &Value) {
    let faults: Vec<String> =
        validator.iter_errors(value).take(5).map(|e| format!("{}: {e:.300}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sarif_holds_to_the_official_schema() {
    let validator = validator(&sarif_schema());
    holds(&validator, &parsed(&report::sarif(&all())));
    holds(&validator, &parsed(&report::sarif(&[])));
    for evidence in all() {
        holds(&validator, &parsed(&report::sarif(&[evidence])));
    }
    let worse = support::before_and_after(support::sorting(), support::quadratic());
    let hostile = support::against_itself(&support::hostile());
    holds(&validator, &parsed(&report::compared_sarif(&[worse, hostile])));
    holds(&validator, &parsed(&report::compared_sarif(&[])));
}

#[test]
fn a_schema_notices_what_is_missing_or_new() {
    let run = report::run_json(&all(), 1);
    let validator = validator(&report::run_schema());
    for spoil in [
        |run: &mut Value| run["scenarios"][0]["metrics"][0]["class"] = "O(n^7)".into(),
        |run: &mut Value| run["scenarios"][0]["another"] = 1.into(),
        |run: &mut Value| run["scenarios"][0]["metrics"][0]["plausible"] = Value::Array(Vec::new()),
        |run: &mut Value| drop(run["scenarios"][0].as_object_mut().expect("an object").remove("seconds")),
    ] {
        let mut spoilt = run.clone();
        spoil(&mut spoilt);
        assert!(!validator.is_valid(&spoilt));
    }
}

#[test]
fn runs_and_fits_hold_to_their_schemas() {
    holds(&validator(&report::run_schema()), &report::run_json(&all(), 1));
    let fit = validator(&report::fit_schema());
    for evidence in all() {
        for one in &evidence.fits {
            holds(&fit, &report::fit_json(one, &evidence.verdicts));
        }
    }
}

#[test]
fn evidence_holds_to_its_schema() {
    let validator = validator(&archive::schema());
    for evidence in all() {
        holds(&validator, &parsed(&archive::to_text(&evidence)));
    }
    let mut strange = parsed(&archive::to_text(&support::quadratic()));
    strange["stop"] = "whenever".into();
    assert!(!validator.is_valid(&strange));
}

#[test]
fn committed_evidence_holds_to_its_schema() {
    let validator = validator(&archive::schema());
    let reports = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports");
    let found = archive::find(&[reports]).expect("evidence");
    assert!(found.len() > 10);
    for path in found {
        holds(&validator, &parsed(&std::fs::read_to_string(&path).expect("a file")));
    }
}

#[test]
fn shipped_scenarios_hold_to_their_schema() {
    let validator = validator(&scalecheck::scenario::schema());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for found in scalecheck::scenario::discover(&[folder], &[]).expect("scenarios") {
        let text = std::fs::read_to_string(&found.path).expect("a file");
        let table: toml::Table = text.parse().expect("TOML");
        holds(&validator, &serde_json::to_value(table).expect("JSON"));
    }
}

#[test]
fn comparisons_hold_to_their_schema() {
    let validator = validator(&report::compare_schema());
    let evidence = all();
    for old in &evidence {
        for new in &evidence {
            let compared = support::before_and_after(old.clone(), new.clone());
            holds(&validator, &parsed(&report::compare_json(&[compared], 1).to_string()));
        }
    }
    holds(&validator, &parsed(&report::compare_json(&[], 0).to_string()));
}
