//! Severities and steps by the product's rules.

use std::time::Duration;

use crate::support;
use scalecheck::diagnose;
use scalecheck::model::{Class, Evidence, Failure, Metric, Severity, Size, Step};

/// The severity of the worst finding of the quadratic evidence with these sizes of life.
fn severity(production: u64, peak: u64) -> Option<Severity> {
    let evidence = lived(production, peak);
    evidence.findings.first().map(|f| f.severity)
}

fn lived(production: u64, peak: u64) -> Evidence {
    let mut evidence = support::quadratic();
    evidence.scenario.scale.production = Size::new(production);
    evidence.scenario.scale.peak = Size::new(peak);
    support::conclude(&mut evidence);
    evidence
}

#[test]
fn severity_follows_from_where_the_budget_is_gone() {
    // The budget of 30 s is gone at n = 27,000.
    assert_eq!(severity(30_000, 1_000_000), Some(Severity::Critical));
    assert_eq!(severity(5000, 1_000_000), Some(Severity::P1));
    assert_eq!(severity(5000, 20_000), Some(Severity::P2));
}

#[test]
fn growth_that_nobody_declared_is_an_inefficiency() {
    let mut evidence = lived(5000, 20_000);
    evidence.verdicts.clear();
    support::conclude(&mut evidence);
    let found: Vec<_> = evidence.findings.iter().map(|f| (f.severity, f.metric.clone())).collect();
    assert_eq!(found, [(Severity::P3, Metric::Time)]);
}

#[test]
fn a_failure_hurts_where_it_happens() {
    let crash = || Failure::Exit { code: 1, stderr: "boom".to_string() };
    for (n, wanted) in [(4000, Severity::Critical), (15_000, Severity::P1)] {
        let mut evidence = lived(5000, 20_000);
        evidence.record.samples.retain(|s| s.trial.size.n() < n);
        support::fail(&mut evidence, n, crash());
        assert_eq!(evidence.findings[0].severity, wanted, "{n}");
        assert_eq!(evidence.findings[0].fails_at.as_ref().map(|f| f.0), Some(n as f64));
    }
}

#[test]
fn a_size_at_which_some_trial_works_is_no_failure() {
    let mut evidence = lived(5000, 20_000);
    support::fail(&mut evidence, 1000, Failure::Exit { code: 1, stderr: String::new() });
    assert!(evidence.findings.iter().all(|f| f.fails_at.is_none()));
}

#[test]
fn a_timeout_says_nothing_against_a_longer_budget() {
    let timeout = || Failure::TimedOut { after: Duration::from_secs(10) };
    let mut evidence = lived(5000, 20_000);
    support::fail(&mut evidence, 16_000, timeout());
    assert!(evidence.findings.iter().all(|f| f.fails_at.is_none()));
    evidence.scenario.scale.time_budget = Some(Duration::from_secs(10));
    support::conclude(&mut evidence);
    assert_eq!(evidence.findings[0].fails_at.as_ref().map(|f| f.0), Some(16_000.0));
}

#[test]
fn what_runs_out_of_memory_is_memorys_finding() {
    let mut evidence = lived(5000, 20_000);
    support::fail(&mut evidence, 16_000, Failure::OutOfMemory { limit: 1 << 30 });
    assert_eq!(evidence.findings[0].metric, Metric::Memory);
    assert_eq!(evidence.findings[0].severity, Severity::P1);
}

#[test]
fn a_broken_expectation_that_is_expected_keeps_its_finding() {
    let mut evidence = support::quadratic();
    evidence.scenario.expect_broken = vec![Metric::Time];
    support::conclude(&mut evidence);
    assert_eq!(evidence.findings.len(), 1);
}

#[test]
fn the_failure_mode_rises_with_n_and_ends_where_it_fails() {
    let evidence = support::exponential();
    let steps = &evidence.findings[0].steps;
    let sizes: Vec<f64> = steps
        .iter()
        .map(|step| match step {
            Step::StartUpDominates { n, .. }
            | Step::GrowthDominates { n, .. }
            | Step::BudgetGone { n, .. }
            | Step::Fails { n, .. } => *n,
        })
        .collect();
    assert!(steps.len() >= 2 && matches!(steps.last(), Some(Step::Fails { .. })), "{steps:?}");
    assert!(sizes.windows(2).all(|pair| pair[0] <= pair[1]), "{sizes:?}");
}

#[test]
fn what_is_fine_has_no_finding() {
    assert!(support::sorting().findings.is_empty());
    assert!(support::undecided().findings.is_empty());
}

#[test]
fn questions_ask_for_every_size_and_budget_once_and_in_order() {
    let scenario = support::sorting().scenario;
    let asked = diagnose::questions(&scenario, &Metric::Time);
    assert_eq!(asked.sizes, [10.0, 5000.0, 1_000_000.0]);
    assert_eq!(asked.budgets, [30.0, 2.0, 1.0]);
    assert_eq!(asked.declared, [Class::LINEARITHMIC]);
    let memory = diagnose::questions(&scenario, &Metric::Memory);
    assert_eq!(memory.budgets, [f64::from(1 << 30), f64::from(1 << 29)]);
}
