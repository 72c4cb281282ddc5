//! SARIF 2.1.0 (OASIS, 2020): a result a finding, and one for each verdict that stays open.

use serde::Serialize;

use super::place::{place, uri};
use super::{text, wording};
use crate::model::{Compared, Evidence, Finding, Ruling, Severity};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    help: Message,
}

/// What SARIF calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    kind: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprint,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    logical_locations: [Logical; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

#[derive(Serialize)]
struct Fingerprint {
    #[serde(rename = "scenarioMetric/v1")]
    scenario_metric: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: &'static str,
}

/// Kinds of results: `(id, what it says, what to do)`.
type Kinds = [(&'static str, &'static str, &'static str)];

const RULES: [(&str, &str, &str); 4] = [
    (
        "growth",
        "Cost grows faster than declared",
        "The measured growth class exceeds the declared one. See report.md for the scale threshold and ways out.",
    ),
    ("budget", "A budget is crossed within the expected scale", "Cost passes its budget at or below the peak size."),
    ("failure", "The target fails within the expected scale", "From some size on the target fails. See report.md."),
    ("undecided", "The measurements do not decide", "Measure more, as the report says, or count instead of timing."),
];

/// The kind of results that comparisons give.
const COMPARED: [(&str, &str, &str); 1] = [(
    "regression",
    "It scales worse than before",
    "The new side grows faster, costs more, or fails where the old one works. See comparison.md for both curves.",
)];

/// All scenarios of a run as one SARIF log. Findings that a scenario expects are suppressed, not left out.
#[must_use]
pub fn sarif(all: &[Evidence]) -> String {
    log(&RULES, all.first(), results(all))
}

/// All comparisons as one SARIF log: a result for each scenario that regressed.
#[must_use]
pub fn compared_sarif(all: &[Compared]) -> String {
    let sides = all.iter().filter_map(|compared| Some((compared, compared.new.as_ref().or(compared.old.as_ref())?)));
    let regressed = sides.clone().filter(|(compared, _)| compared.comparison.regressed());
    let results = regressed.map(|(compared, evidence)| worse(compared, evidence)).collect();
    log(&COMPARED, sides.map(|(_, evidence)| evidence).next(), results)
}

fn log(kinds: &Kinds, any: Option<&Evidence>, results: Vec<Outcome>) -> String {
    let rules =
        kinds.iter().map(|(id, says, help)| Rule { id, short_description: message(*says), help: message(*help) });
    let version = any.map(|evidence| text::short(&evidence.version, 40));
    let driver = Driver { name: "scalecheck", version, rules: rules.collect() };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [Run { tool: Tool { driver }, results }] };
    // OK because the structs above hold nothing that JSON can't say.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn worse(compared: &Compared, evidence: &Evidence) -> Outcome {
    let name = text::short(&compared.comparison.name, 120);
    let proof = wording::proof(compared);
    let words = format!("{name}: {}\n{}", wording::compared_summary(compared), proof.join("\n"));
    outcome(evidence, (&COMPARED, 0), "error", "fail", words, "all")
}

fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

fn results(all: &[Evidence]) -> Vec<Outcome> {
    all.iter().flat_map(|evidence| evidence.findings.iter().map(|f| found(evidence, f)).chain(open(evidence))).collect()
}

fn found(evidence: &Evidence, finding: &Finding) -> Outcome {
    let (rule, level) = (rule(finding), level(finding.severity));
    let title = wording::title(evidence, finding);
    let name = text::short(&evidence.scenario.name, 120);
    let words = format!("{}: {name} {title}. {}", finding.severity.name(), wording::fix(evidence, finding));
    let expected = evidence.scenario.expect_broken.contains(&finding.metric);
    let justification = "the scenario expects this to be broken";
    Outcome {
        suppressions: expected.then_some(Suppression { kind: "external", justification }).into_iter().collect(),
        ..outcome(evidence, (&RULES, rule), level, "fail", words, finding.metric.name())
    }
}

/// Verdicts and limits that could not be ruled on.
fn open(evidence: &Evidence) -> Vec<Outcome> {
    let unsure = |ruling: Ruling| matches!(ruling, Ruling::Undecided | Ruling::Failed);
    let name = text::short(&evidence.scenario.name, 120);
    let growth = evidence.verdicts.iter().filter(|v| unsure(v.ruling)).map(|v| {
        let words =
            format!("{name}: {} {}: {}", text::short(v.metric.name(), 60), v.ruling.name(), wording::because(v));
        outcome(evidence, (&RULES, 3), "none", "open", words, v.metric.name())
    });
    let limits = evidence.limits.iter().filter(|l| unsure(l.ruling)).map(|l| {
        let words = format!("{name}: {} {}: {}", wording::limit(l), l.ruling.name(), wording::limit_because(l));
        outcome(evidence, (&RULES, 3), "none", "open", words, l.metric.name())
    });
    growth.chain(limits).collect()
}

fn outcome(
    evidence: &Evidence,
    (kinds, rule): (&Kinds, usize),
    level: &'static str,
    kind: &'static str,
    words: String,
    metric: &str,
) -> Outcome {
    let place = place(&evidence.scenario);
    let region = place.line.map(|start_line| Region { start_line, start_column: place.column });
    let name = text::short(&evidence.scenario.name, 300);
    Outcome {
        rule_id: kinds[rule].0,
        rule_index: rule,
        level,
        kind,
        message: message(words),
        partial_fingerprints: Fingerprint {
            scenario_metric: format!("{name} {} {}", text::short(metric, 60), kinds[rule].0),
        },
        locations: [Location {
            physical_location: Physical { artifact_location: Artifact { uri: uri(&place.file) }, region },
            logical_locations: [Logical { fully_qualified_name: name }],
        }],
        suppressions: Vec::new(),
    }
}

fn rule(finding: &Finding) -> usize {
    match finding.severity {
        Severity::Critical | Severity::P1 if finding.fails_at.is_some() => 2,
        Severity::Critical | Severity::P1 => 1,
        Severity::P2 | Severity::P3 => 0,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::P1 => "error",
        Severity::P2 => "warning",
        Severity::P3 => "note",
    }
}
