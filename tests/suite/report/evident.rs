//! No sentence is stronger than its evidence.

use crate::support;
use scalecheck::model::{Class, Evidence, Failure, Finding, Interval, Ruling, Severity};
use scalecheck::report;

fn quadratic() -> Evidence {
    support::quadratic()
}

fn first(evidence: &mut Evidence) -> &mut Finding {
    &mut evidence.findings[0]
}

#[test]
fn a_headline_names_every_class_that_fits() {
    let mut evidence = quadratic();
    evidence.scenario.scale.peak = None;
    evidence.scenario.scale.production = None;
    evidence.scenario.scale.time_budget = None;
    support::conclude(&mut evidence);
    let fit = evidence.fits.iter_mut().find(|fit| fit.class == Class::QUADRATIC).expect("a fit");
    fit.plausible = vec![Class::QUADRATIC, Class::QUADRATIC_LOG];
    let (told, table) = (report::markdown(&evidence), report::line(&evidence));
    assert!(told.contains("grows in time as O(n^2) or O(n^2 log n), declared at most"), "{told}");
    assert!(table.contains("O(n^2) or O(n^2 log n)"), "{table}");
}

#[test]
fn a_declaration_is_out_of_date_only_where_it_is_exact() {
    let mut evidence = quadratic();
    let less = Class::LINEAR;
    let finding = first(&mut evidence);
    (finding.severity, finding.class, finding.declared, finding.fails_at) =
        (Severity::P2, less, Some(Class::LINEARITHMIC), None);
    let told = report::markdown(&evidence);
    assert!(!told.contains("out of date") && !told.contains("Tighten"), "{told}");
    evidence.scenario.expect[0].tight = true;
    let told = report::markdown(&evidence);
    assert!(told.contains("out of date") && told.contains("Tighten"), "{told}");
}

#[test]
fn a_crash_is_answered_by_looking_at_the_crash_and_a_timeout_by_growing_slower() {
    let told = |failure: Failure| {
        let mut evidence = quadratic();
        evidence.record.samples.retain(|s| s.trial.size.n() < 4000);
        support::fail(&mut evidence, 4000, failure);
        report::markdown(&evidence)
    };
    let crash = told(Failure::Exit { code: 1, stderr: "boom".to_string() });
    assert!(crash.contains("Look at the failure itself") && !crash.contains("hash set"), "{crash}");
    assert!(crash.contains("by hand at n = 4,000") && !crash.contains("perf "), "{crash}");
    let raised = told(Failure::Raised { reason: "raised ValueError".to_string() });
    assert!(raised.contains("it fails from n = 4,000: raised ValueError"), "a failure is told once: {raised}");
    let late = told(Failure::TimedOut { after: std::time::Duration::from_secs(1) });
    assert!(late.contains("hash set") && !late.contains("Look at the failure itself"), "{late}");
}

#[test]
fn what_came_out_as_declared_is_no_error_on_github() {
    let mut evidence = quadratic();
    assert!(report::annotations(std::slice::from_ref(&evidence)).contains("::error "));
    (evidence.outcome.ruling, evidence.outcome.satisfied) = (Ruling::Met, true);
    assert!(!report::annotations(&[evidence]).contains("::error "));
}

#[test]
fn an_exponent_that_nothing_bounds_is_said_to_be_so() {
    let mut evidence = quadratic();
    evidence.fits[0].exponent = Interval { value: 1.06, low: -0.39, high: 1.0e300 };
    let told = report::markdown(&evidence);
    assert!(told.contains("exponent 1.06 [-0.39, not bounded above]"), "{told}");
}
