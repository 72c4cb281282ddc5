//! What every format promises.

use crate::support;
use scalecheck::model::{Because, Metric, Ruling, Verdict};
use scalecheck::report::{self, Terminal};
use serde_json::Value;

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut all = support::all();
    all.push(support::hostile());
    for width in [40, 41, 47, 59, 60, 75, 76, 80, 99, 100, 120, 200] {
        for (color, unicode) in [(false, true), (false, false)] {
            let terminal = Terminal { width, color, unicode };
            // A word of a command can't be broken, or the command could not be pasted.
            let page = |text: String| text.split("  next: ").next().unwrap_or_default().to_string();
            let pages: Vec<String> = all.iter().map(|e| page(report::terminal(e, &terminal))).collect();
            for line in pages.iter().flat_map(|page| page.lines()).chain(report::table(&all, &terminal).lines()) {
                let columns = unicode_width::UnicodeWidthStr::width(line);
                assert!(columns <= width, "{columns} > {width}: {line}");
                assert!(unicode || line.is_ascii(), "{line}");
            }
        }
    }
}

#[test]
fn why_nothing_worked_is_told_once() {
    let mut evidence = support::failed();
    let why = "too few sizes worked: at n = 10 the target could not be started: no such function";
    evidence.outcome.reason = Some(why.to_string());
    let unmeasured = |mut verdict: Verdict, why: &str| {
        verdict.because = Because::Unmeasured(why.to_string());
        verdict
    };
    let verdict = support::undecided().verdicts.remove(0);
    evidence.fits.clear();
    evidence.verdicts = vec![unmeasured(verdict.clone(), why)];
    let terminal = Terminal { width: 200, color: false, unicode: true };
    assert_eq!(report::terminal(&evidence, &terminal).matches("too few sizes worked").count(), 1);
    evidence.verdicts = vec![unmeasured(verdict, "its counter is not told")];
    let own = report::terminal(&evidence, &terminal);
    assert!(own.contains("not measured: its counter is not told") && own.contains(why), "{own}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = Terminal { width: 80, color: false, unicode: true };
    let coloured = Terminal { color: true, ..plain };
    for evidence in support::all() {
        let text = report::terminal(&evidence, &coloured);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), report::terminal(&evidence, &plain));
    }
}

#[test]
fn findings_have_the_reviewers_headings() {
    let text = report::markdown(&support::quadratic());
    for heading in [
        "Location",
        "Issue",
        "Complexity",
        "Impact",
        "Scale threshold",
        "Fix",
        "Scale Scenario",
        "Measurement Approach",
        "Recommendation",
        "Summary",
    ] {
        assert!(
            text.lines().any(|line| line.trim_start_matches('#').trim() == heading && line.starts_with('#')),
            "{heading}"
        );
    }
}

#[test]
fn what_is_fine_is_said_with_its_numbers() {
    let text = report::markdown(&support::sorting());
    assert!(text.to_lowercase().contains("performance is appropriate for the expected scale"), "{text}");
    assert!(text.contains("Peak, n = 1,000,000: 380 ms"), "{text}");
}

#[test]
fn an_undecided_answer_says_what_would_decide_it() {
    let terminal = Terminal { width: 100, color: false, unicode: true };
    let text = report::terminal(&support::undecided(), &terminal);
    assert!(text.contains("to decide: time: reach n = 20,000,000 (about 3 m)"), "{text}");
    assert!(text.contains("let the target count its instructions"), "{text}");
}

#[test]
fn a_fit_in_json_has_the_keys_of_the_contract() {
    let evidence = support::quadratic();
    let fit = report::fit_json(&evidence.fits[0], &evidence.verdicts[..1]);
    let keys: Vec<&str> = fit.as_object().expect("an object").keys().map(String::as_str).collect();
    let wanted = [
        "schema",
        "metric",
        "class",
        "plausible",
        "confidence",
        "exponent",
        "formula",
        "fixed",
        "coefficient",
        "verdicts",
        "predictions",
        "thresholds",
        "caveats",
    ];
    assert_eq!(keys, wanted);
    assert_eq!(fit["schema"], "scalecheck/fit/1");
    assert_eq!(fit["class"], "O(n^2)");
    assert_eq!(fit["plausible"][0], "O(n^2)");
    assert_eq!(fit["verdicts"][0]["declared"], "O(n log n)");
    assert_eq!(fit["verdicts"][0]["ruling"], "broken");
    assert_eq!(fit["formula"], "2.100e-2 + 4.100e-8 n^2");
    assert_eq!(fit["predictions"][2]["n"], 1_000_000);
}

#[test]
fn numbers_that_json_lacks_never_reach_it() {
    let mut evidence = support::exponential();
    let fit = &mut evidence.fits[0];
    fit.predictions[0].value.high = f64::INFINITY;
    fit.formula.coefficient = f64::NAN;
    fit.exponent.high = f64::INFINITY;
    let json = report::run_json(&[evidence], 1);
    assert!(numbers(&json).iter().all(|n| n.is_finite()), "{json}");
    assert!(!json.to_string().contains("null,\"coefficient"), "{json}");
    assert!(json["scenarios"][0]["metrics"][0]["coefficient"].is_number());
}

/// Every number in a JSON value.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Number(n) => vec![n.as_f64().unwrap_or(f64::NAN)],
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        Value::Object(fields) => fields.values().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_is_broken_as_expected_fails_nowhere() {
    let mut evidence = support::quadratic();
    evidence.scenario.expect_broken = vec![Metric::Time];
    support::conclude(&mut evidence);
    let one = std::slice::from_ref(&evidence);
    assert!(report::junit(one).contains("failures=\"0\""));
    assert!(report::annotations(one).starts_with("::notice "));
    let sarif: Value = serde_json::from_str(&report::sarif(one)).expect("SARIF is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
    assert!(report::markdown(&evidence).contains("The scenario expects this to be broken."));
}

#[test]
fn what_should_be_broken_and_is_not_fails() {
    let mut evidence = support::sorting();
    evidence.scenario.expect_broken = vec![Metric::Time];
    assert!(report::junit(&[evidence]).contains("failures=\"2\""));
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let all = support::all();
    assert_eq!(report::html(&all), report::html(&support::all()));
    assert_eq!(report::plots(&all[0]), report::plots(&support::quadratic()));
}

#[test]
fn the_worst_stands_first() {
    let terminal = Terminal { width: 100, color: false, unicode: true };
    let table = report::table(&support::all(), &terminal);
    let rulings: Vec<&str> = table.lines().take(6).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(rulings, ["BROKEN", "BROKEN", "FAILED", "UNDECIDED", "MET", "SKIPPED"]);
    assert!(table.contains("Worst: subsets (Critical)"), "{table}");
}

#[test]
fn samples_are_given_exactly() {
    let evidence = support::exponential();
    let text = report::samples_csv(std::slice::from_ref(&evidence));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), evidence.record.samples.len());
    let first = evidence.record.samples[0].readings.value(&Metric::Time);
    assert_eq!(rows[0][7].parse::<f64>().ok(), first);
    assert_eq!((&rows[rows.len() - 1][5], &rows[rows.len() - 1][7]), ("signal", ""));
}

#[test]
fn a_scenario_that_was_not_measured_says_so_in_every_format() {
    let evidence = support::skipped();
    assert_eq!(evidence.outcome.ruling, Ruling::Skipped);
    let one = std::slice::from_ref(&evidence);
    assert!(report::markdown(&evidence).contains("not on this machine"));
    assert!(report::junit(one).contains("skipped=\"1\""));
    assert!(report::html(one).contains("not on this machine"));
    assert!(report::plots(&evidence).is_empty());
}
