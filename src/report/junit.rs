//! `JUnit` XML: a suite a scenario, a case an expectation or limit.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{text, wording};
use crate::model::{Change, Compared, Evidence, LimitVerdict, Metric, MetricChange, Ruling, Verdict};

/// All scenarios of a run as one `JUnit` file. What is broken as expected succeeds; what should be broken and is not fails.
#[must_use]
pub fn junit(all: &[Evidence]) -> String {
    let mut report = Report::new("scalecheck");
    report.set_time(all.iter().map(|evidence| evidence.elapsed).sum());
    report.add_test_suites(all.iter().map(suite));
    written(&report)
}

/// All comparisons as one `JUnit` file: a suite a scenario, a case for each metric's growth and cost. A regression fails;
/// what nobody can tell is skipped.
#[must_use]
pub fn compared_junit(all: &[Compared]) -> String {
    let mut report = Report::new("scalecheck compare");
    report.add_test_suites(all.iter().map(compared_suite));
    written(&report)
}

fn written(report: &Report) -> String {
    let skipped = format!(" skipped=\"{}\"", report.skipped);
    // OK because every text is made visible first, and writing into memory does not fail.
    let text = report.to_string().unwrap_or_default();
    // The schema that Jenkins reads by counts what was skipped for each suite only, and the first count is the whole's.
    text.replacen(&skipped, "", 1)
}

fn suite(evidence: &Evidence) -> TestSuite {
    let mut suite = TestSuite::new(text::short(&evidence.scenario.name, 200));
    suite.set_time(evidence.elapsed);
    let growth = evidence.verdicts.iter().map(|verdict| growth(evidence, verdict));
    let limits = evidence.limits.iter().map(|limit| self::limit(evidence, limit));
    let mut cases: Vec<TestCase> = growth.chain(limits).collect();
    if cases.is_empty() || evidence.outcome.ruling == Ruling::Skipped {
        cases = vec![whole(evidence)];
    }
    suite.add_test_cases(cases);
    suite.set_system_out(wording::scenario_summary(evidence));
    suite
}

fn growth(evidence: &Evidence, verdict: &Verdict) -> TestCase {
    let name = format!("{} {}", text::short(verdict.metric.name(), 80), wording::expectation(verdict));
    case(evidence, &name, &verdict.metric, verdict.ruling, &wording::because(verdict))
}

fn limit(evidence: &Evidence, limit: &LimitVerdict) -> TestCase {
    case(evidence, &wording::limit(limit), &limit.metric, limit.ruling, &wording::limit_because(limit))
}

/// A scenario with nothing declared, or skipped as a whole.
fn whole(evidence: &Evidence) -> TestCase {
    let because = evidence.outcome.reason.as_ref().map_or(String::new(), |reason| text::short(reason, 600));
    case(evidence, "measured", &Metric::Time, evidence.outcome.ruling, &because)
}

fn case(evidence: &Evidence, name: &str, metric: &Metric, ruling: Ruling, because: &str) -> TestCase {
    let expected = evidence.scenario.expect_broken.contains(metric);
    let mut status = match (ruling, expected) {
        (Ruling::Met, false) | (Ruling::Broken, true) => TestCaseStatus::success(),
        (Ruling::Met, true) | (Ruling::Broken, false) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        (Ruling::Undecided | Ruling::Failed, _) => TestCaseStatus::non_success(NonSuccessKind::Error),
        (Ruling::Skipped, _) => TestCaseStatus::skipped(),
    };
    let message = match (ruling, expected) {
        (Ruling::Met, true) => format!("met, though the scenario expects it to be broken: {because}"),
        _ => because.to_string(),
    };
    if !matches!(status, TestCaseStatus::Success { .. }) {
        status.set_message(message);
        status.set_type(ruling.name());
    }
    let mut case = TestCase::new(name, status);
    case.set_classname(text::short(&evidence.scenario.name, 200));
    if let Some(location) = &evidence.scenario.location {
        case.set_system_out(format!("at {}", text::short(location, 300)));
    }
    case
}

fn compared_suite(compared: &Compared) -> TestSuite {
    let comparison = &compared.comparison;
    let name = text::short(&comparison.name, 200);
    let mut suite = TestSuite::new(name.clone());
    let mut cases: Vec<TestCase> = comparison.metrics.iter().flat_map(|change| changed(&name, change)).collect();
    if let Some(words) = wording::reach(comparison) {
        cases.push(aspect(&name, "reach", comparison.reach.change, comparison.reach.gates, &words));
    }
    if cases.is_empty() {
        cases.push(aspect(&name, "compared", Change::Unresolved, false, &wording::compared_summary(compared)));
    }
    suite.add_test_cases(cases);
    suite.set_system_out(wording::proof(compared).join("\n"));
    suite
}

/// Growth and the whole curve of one metric.
fn changed(scenario: &str, change: &MetricChange) -> Vec<TestCase> {
    let (name, growth) = (wording::change_name(change), &change.growth);
    let grown = format!("{}: {}", wording::classes_changed(change), wording::growth_because(change));
    let mut cases = vec![aspect(scenario, &format!("{name} growth"), growth.change, growth.gates, &grown)];
    if let Some(constant) = &change.constant {
        cases.push(aspect(scenario, &format!("{name} cost"), constant.change, constant.gates, &wording::cost(change)));
    }
    cases
}

fn aspect(scenario: &str, name: &str, change: Change, gates: bool, words: &str) -> TestCase {
    let mut status = match change {
        Change::Worse if gates => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Change::Worse | Change::Unresolved => TestCaseStatus::skipped(),
        Change::Better | Change::Equal { .. } => TestCaseStatus::success(),
    };
    if !matches!(status, TestCaseStatus::Success { .. }) {
        status.set_message(words);
        status.set_type(change.name());
    }
    let mut case = TestCase::new(name, status);
    case.set_classname(scenario);
    case.set_system_out(format!("{}: {words}", change.name()));
    case
}
