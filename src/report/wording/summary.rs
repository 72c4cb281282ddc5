//! What it comes to over all: of one scenario, and of a run.

use super::run::forecast;
use super::standing::{Standing, held_to_nothing};
use super::value::{estimate, size, value};
use super::verdict::grown;
use crate::model::{Because, Estimate, Evidence, Finding, Fit, Ruling, Series, Severity};
use crate::report::text;

/// The phrase that tells a reader that nothing needs doing.
pub(crate) const fn appropriate() -> &'static str {
    "performance is appropriate for the expected scale"
}

/// Two or three sentences on one scenario: what it does, the worst, the rest.
pub(crate) fn scenario_summary(evidence: &Evidence) -> String {
    match evidence.outcome.ruling {
        _ if Standing::of(evidence) == Standing::Interrupted => return interrupted(evidence),
        Ruling::Skipped => return skipped(evidence),
        Ruling::Failed if evidence.fits.is_empty() => return failed(evidence),
        _ => {}
    }
    let mut sentences = Vec::new();
    match evidence.findings.first() {
        Some(finding) => sentences.push(worst(evidence, finding)),
        None => sentences.push(fine(evidence)),
    }
    sentences.extend(also(evidence));
    sentences.extend(open_questions(evidence));
    sentences.join(" ")
}

fn reason(evidence: &Evidence) -> String {
    evidence.outcome.reason.as_ref().map_or(String::new(), |reason| format!(": {}", text::short(reason, 600)))
}

fn skipped(evidence: &Evidence) -> String {
    format!("Skipped{}. Nothing is said about how it scales.", reason(evidence).trim_end_matches('.'))
}

fn interrupted(evidence: &Evidence) -> String {
    let reason = evidence.outcome.reason.as_deref().unwrap_or("interrupted");
    format!("{}. Nothing is said about how it scales.", super::finding::sentence_case(&text::short(reason, 600)))
}

fn failed(evidence: &Evidence) -> String {
    format!("It could not be measured{}. Nothing is said about how it scales.", reason(evidence).trim_end_matches('.'))
}

fn worst(evidence: &Evidence, finding: &Finding) -> String {
    let title = super::finding::title(evidence, finding);
    let expected = if evidence.scenario.expect_broken.contains(&finding.metric) {
        " The scenario expects this to be broken."
    } else {
        ""
    };
    let what = match finding.severity {
        Severity::Critical | Severity::P1 => format!("{}: it {title}.", finding.severity.name()),
        Severity::P2 if finding.threshold.is_none() => format!("P2: it {title}; no budget is declared for it."),
        Severity::P2 => format!("P2: it {title}; the budget holds up to peak."),
        Severity::P3 => format!("P3: it {title}, without consequence up to peak."),
    };
    what + expected
}

/// The phrase and the numbers that show it.
fn fine(evidence: &Evidence) -> String {
    let shown: Vec<String> = evidence.fits.iter().take(3).map(|fit| at_scale(evidence, fit)).collect();
    let shown = shown.join("; ");
    match Standing::of(evidence) {
        Standing::Undecided => format!("The measurements do not decide everything that is declared: {shown}."),
        Standing::MetThoughExpectedBroken => {
            format!("{} is expected to be broken and is met, which fails: {shown}.", expected_broken(evidence))
        }
        _ if shown.is_empty() => "Nothing was measured.".to_string(),
        Standing::Failed => format!("What is declared could not all be measured: {shown}."),
        Standing::Undeclared if held_to_nothing(&evidence.scenario) => {
            format!("Nothing is declared, so nothing is ruled on: {shown}.")
        }
        _ => format!("{}: {shown}.", super::finding::sentence_case(appropriate())),
    }
}

/// `Time, memory`
fn expected_broken(evidence: &Evidence) -> String {
    let names: Vec<String> = evidence.scenario.expect_broken.iter().map(|m| text::short(m.name(), 60)).collect();
    super::finding::sentence_case(&names.join(", "))
}

/// One metric at the largest size that matters.
fn at_scale(evidence: &Evidence, fit: &Fit) -> String {
    let unit = fit.series.metric.unit();
    let name = series_name(&fit.series);
    match (of_life(evidence, fit), fit.points.last()) {
        (Some((place, known)), _) => format!(
            "{name} grows as {} and takes {} at {place}, n = {}",
            grown(evidence, fit),
            estimate(&unit, known),
            size(known.n)
        ),
        (None, Some(last)) => format!(
            "{name} grows as {} and takes {} at n = {} (measured)",
            grown(evidence, fit),
            value(&unit, last.value),
            size(last.n)
        ),
        (None, None) => format!("{name} grows as {}", grown(evidence, fit)),
    }
}

/// `time`, `time on sorted`
pub(crate) fn series_name(series: &Series) -> String {
    let name = text::short(series.metric.name(), 60);
    series.input.as_ref().map_or(name.clone(), |input| format!("{name} on {}", text::short(input, 60)))
}

/// The other findings in a sentence, and what is fine beside them.
fn also(evidence: &Evidence) -> Option<String> {
    let worst = evidence.findings.first()?;
    let others = evidence.findings.len() - 1;
    let calm: Vec<String> = evidence
        .fits
        .iter()
        .filter(|fit| !evidence.findings.iter().any(|f| f.metric == fit.series.metric && f.input == fit.series.input))
        .filter(|fit| fit.series.metric != worst.metric || fit.series.input != worst.input)
        .take(3)
        .map(|fit| format!("{} grows as {}", series_name(&fit.series), grown(evidence, fit)))
        .collect();
    match (others, calm.is_empty()) {
        (0, true) => None,
        (0, false) => Some(format!("No consequence is seen in the rest: {}.", calm.join(", "))),
        (1, _) => Some("One more finding follows below.".to_string()),
        (more, _) => Some(format!("{more} more findings follow below.")),
    }
}

fn open_questions(evidence: &Evidence) -> Option<String> {
    let undecided = evidence.verdicts.iter().filter(|v| v.ruling == Ruling::Undecided).count()
        + evidence.limits.iter().filter(|l| l.ruling == Ruling::Undecided).count();
    let decide: Vec<String> = evidence.forecast.iter().take(2).map(forecast).collect();
    match (undecided, decide.is_empty()) {
        (0, _) => None,
        (_, true) => Some(format!("Undecided: {undecided}.")),
        (_, false) => Some(format!("Undecided: {undecided}; what would decide it: {}.", decide.join("; "))),
    }
}

/// Two or three sentences over all scenarios of a run: the worst, how many of each, what is fine.
pub(crate) fn run_summary(all: &[Evidence]) -> String {
    let tally: Vec<String> = Standing::ALL
        .into_iter()
        .map(|standing| (standing, count(all, standing)))
        .filter(|(_, count)| *count > 0)
        .map(|(standing, count)| format!("{count} {}", standing.counted()))
        .collect();
    let plural = if all.len() == 1 { "scenario" } else { "scenarios" };
    let tally = format!("{} {plural}: {}.", all.len(), tally.join(", "));
    let sentences = [worst_of(all), Some(tally), rest_of(all)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The worst finding that nobody expects; else the worst of all.
fn worst_of(all: &[Evidence]) -> Option<String> {
    let found = |satisfied: bool| {
        let of = all.iter().filter(move |e| e.outcome.satisfied == satisfied);
        of.filter_map(|e| e.findings.first().map(|f| (e, f))).min_by_key(|(_, finding)| finding.severity)
    };
    let (lead, (evidence, finding)) = match (found(false), found(true)) {
        (Some(worst), _) => ("Worst", worst),
        (None, Some(worst)) if worst.0.outcome.ruling == Ruling::Broken => ("Worst, as its scenario expects", worst),
        _ => return None,
    };
    let name = text::short(&evidence.scenario.name, 80);
    Some(format!("{lead}: {name} ({}) {}.", finding.severity.name(), super::finding::title(evidence, finding)))
}

fn count(all: &[Evidence], standing: Standing) -> usize {
    all.iter().filter(|evidence| Standing::of(evidence) == standing).count()
}

/// What is fine.
fn rest_of(all: &[Evidence]) -> Option<String> {
    let met = count(all, Standing::Met);
    let measured = all.len() - count(all, Standing::Skipped);
    let expected = count(all, Standing::BrokenAsExpected);
    match (met, measured - met) {
        (0, _) => None,
        (_, 0) => Some("All that was measured scales as declared.".to_string()),
        (_, others) if others == expected => Some("All others that were measured scale as declared.".to_string()),
        (1, _) => Some("One scales as declared.".to_string()),
        (met, _) => Some(format!("{met} scale as declared.")),
    }
}

/// A scenario in four cells: ruling, name, growth, meaning.
pub(crate) fn row(evidence: &Evidence) -> [String; 4] {
    let standing = Standing::of(evidence);
    let declared = |fit: &&Fit| standing == Standing::Undeclared || evidence.declares(&fit.series.metric);
    let growth: Vec<String> = evidence
        .fits
        .iter()
        .filter(declared)
        .take(4)
        .map(|fit| format!("{} {}", series_name(&fit.series), grown(evidence, fit)))
        .collect();
    [standing.badge().to_string(), text::short(&evidence.scenario.name, 80), growth.join(", "), meaning(evidence)]
}

/// The worst finding, the reason, or what is fine, in a few words.
fn meaning(evidence: &Evidence) -> String {
    match (evidence.findings.first(), &evidence.outcome.reason) {
        (Some(finding), _) => super::finding::brief(evidence, finding),
        (None, Some(reason)) => text::short(reason, 200),
        (None, None) => unmeasured(evidence)
            .or_else(|| evidence.forecast.first().map(forecast))
            .or_else(|| calm(evidence))
            .unwrap_or_default(),
    }
}

/// What is declared and was not measured, and why.
fn unmeasured(evidence: &Evidence) -> Option<String> {
    evidence.verdicts.iter().find_map(|verdict| match &verdict.because {
        Because::Unmeasured(reason) => {
            Some(format!("{} not measured: {}", text::short(verdict.metric.name(), 40), text::short(reason, 200)))
        }
        _ => None,
    })
}

/// `380 ms at peak, n = 1,000,000 (measured)`, or what keeps within a limit where no growth is declared.
fn calm(evidence: &Evidence) -> Option<String> {
    if evidence.verdicts.is_empty()
        && let Some(limit) = evidence.limits.first()
    {
        return Some(super::limit_found(limit));
    }
    let declared = |fit: &&Fit| evidence.verdicts.iter().any(|v| v.metric == fit.series.metric);
    let fit = evidence.fits.iter().find(declared).or(evidence.fits.first())?;
    let unit = fit.series.metric.unit();
    match of_life(evidence, fit) {
        Some((place, known)) => {
            let cost = value(&unit, known.value.value);
            Some(format!("{cost} at {place}, n = {} ({})", size(known.n), super::value::basis(known.basis)))
        }
        None => fit.points.last().map(|p| format!("{} at n = {} (measured)", value(&unit, p.value), size(p.n))),
    }
}

/// The cost at the largest size of life.
fn of_life<'a>(evidence: &Evidence, fit: &'a Fit) -> Option<(&'static str, &'a Estimate)> {
    let scale = &evidence.scenario.scale;
    [("peak", scale.peak), ("production", scale.production)].into_iter().find_map(|(name, size)| {
        let n = size?.value();
        Some((name, fit.predictions.iter().find(|p| p.n == n)?))
    })
}
