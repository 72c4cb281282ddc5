//! GitHub Actions: annotations beside the code, and the summary of a step.

use std::fmt::Write as _;

use super::place::place;
use super::terminal::rank;
use super::{markdown, text, wording};
use crate::model::{Change, Compared, Evidence, Finding, Ruling, Severity, Trends};

/// A step's summary may hold 1 MiB; reports in full stop well before.
const SUMMARY_ROOM: usize = 800 * 1024;

/// Workflow commands, one a line: errors for what is broken, warnings for what stays open, notices for what is expected.
#[must_use]
pub fn annotations(all: &[Evidence]) -> String {
    let mut out = String::new();
    for evidence in all {
        for finding in &evidence.findings {
            let (level, title) = (level(evidence, finding), format!("{} {}", finding.severity.name(), name(evidence)));
            command(&mut out, evidence, level, &title, &format!("it {}", wording::title(evidence, finding)));
        }
        if matches!(evidence.outcome.ruling, Ruling::Undecided | Ruling::Failed) {
            let title = format!("{} {}", evidence.outcome.ruling.name(), name(evidence));
            command(&mut out, evidence, "warning", &title, &wording::scenario_summary(evidence));
        }
    }
    let _ = writeln!(out, "scalecheck: {}", wording::run_summary(all));
    out
}

/// The same for comparisons: an error for each regression, a notice for what got better.
#[must_use]
pub fn compared_annotations(all: &[Compared]) -> String {
    let mut out = String::new();
    for compared in all {
        let Some(evidence) = compared.new.as_ref().or(compared.old.as_ref()) else { continue };
        let (level, word) = match wording::overall(&compared.comparison) {
            Change::Worse => ("error", "regression"),
            Change::Better => ("notice", "better"),
            Change::Equal { .. } | Change::Unresolved => continue,
        };
        let title = format!("{word} {}", name(evidence));
        command(&mut out, evidence, level, &title, &wording::compared_summary(compared));
    }
    let _ = writeln!(out, "scalecheck: {}", wording::all_compared(all));
    out
}

/// Comparisons in Markdown for a step's summary; plots stay in the output folder.
#[must_use]
pub fn compared_step_summary(all: &[Compared]) -> String {
    let mut out = format!("# scalecheck: before and after\n\n{}\n", markdown::escaped(&wording::all_compared(all)));
    for compared in all {
        let report = markdown::compared_without_plots(compared);
        if out.len() + report.len() > SUMMARY_ROOM {
            out.push_str("\nMore reports are in the output folder.\n");
            break;
        }
        let name = markdown::escaped(&text::short(&compared.comparison.name, 80));
        let _ = write!(out, "\n<details><summary>{name}</summary>\n\n{report}\n</details>\n");
    }
    out
}

fn name(evidence: &Evidence) -> String {
    text::short(&evidence.scenario.name, 80)
}

fn level(evidence: &Evidence, finding: &Finding) -> &'static str {
    let expected = evidence.scenario.expect_broken.contains(&finding.metric);
    match finding.severity {
        _ if expected => "notice",
        Severity::Critical | Severity::P1 if evidence.outcome.satisfied => "warning",
        Severity::Critical | Severity::P1 => "error",
        Severity::P2 => "warning",
        Severity::P3 => "notice",
    }
}

/// `::error file=...,line=...,title=...::words`, escaped as GitHub's toolkit does.
fn command(out: &mut String, evidence: &Evidence, level: &str, title: &str, words: &str) {
    let place = place(&evidence.scenario);
    let line = place.line.map_or(String::new(), |line| format!(",line={line}"));
    let (file, title) = (property(&place.file), property(title));
    let _ = writeln!(out, "::{level} file={file}{line},title={title}::{}", data(words));
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Workflow commands for what regressed against a baseline.
#[must_use]
pub fn baseline_annotations(beside: &super::BesideBaseline) -> String {
    let mut out = String::new();
    for (_, said) in &beside.regressions {
        let _ = writeln!(out, "::error title=regression::{}", data(said));
    }
    out
}

/// Workflow commands for the changes that were called on the last night.
#[must_use]
pub fn alert_annotations(trends: &Trends) -> String {
    let mut out = String::new();
    for alert in super::alerts(trends) {
        let level = if alert.starts_with("worse") { "error" } else { "notice" };
        let _ = writeln!(out, "::{level} title=changed::{}", data(&alert));
    }
    out
}

/// Markdown for a step's summary: what it comes to, a row a scenario, the reports of what is not as it should be.
#[must_use]
pub fn step_summary(all: &[Evidence]) -> String {
    let mut sorted: Vec<&Evidence> = all.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.scenario.name.cmp(&b.scenario.name)));
    let mut out = format!("# scalecheck\n\n{}\n\n", markdown::escaped(&wording::run_summary(all)));
    out.push_str("| Ruling | Scenario | Growth | Meaning |\n| --- | --- | --- | --- |\n");
    for evidence in &sorted {
        let [ruling, name, growth, meaning] = wording::row(evidence).map(|cell| markdown::escaped(&cell));
        let _ = writeln!(out, "| **{ruling}** | {name} | {growth} | {meaning} |");
    }
    for evidence in sorted.into_iter().filter(|evidence| !evidence.outcome.satisfied) {
        let report = markdown::without_plots(evidence);
        if out.len() + report.len() > SUMMARY_ROOM {
            out.push_str("\nMore reports are in the output folder.\n");
            break;
        }
        let name = markdown::escaped(&name(evidence));
        let _ = write!(out, "\n<details><summary>{name}</summary>\n\n{report}\n</details>\n");
    }
    out
}
