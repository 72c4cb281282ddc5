//! One scenario in one line, said as soon as it is done.

use crate::model::{Evidence, Verdict, human_seconds};
use crate::report::{text, wording};

/// The ruling, the scenario's name, each declared metric with what was found, the time it took.
#[must_use]
pub fn line(evidence: &Evidence) -> String {
    let name = text::short(&evidence.scenario.name, 60);
    let ruling = evidence.outcome.ruling.name().to_uppercase();
    let mark =
        if evidence.scenario.expect_broken.is_empty() || !evidence.outcome.satisfied { "" } else { " (as expected)" };
    let told: Vec<String> = match &evidence.outcome.reason {
        Some(reason) => vec![text::short(reason, 200)],
        None => evidence.verdicts.iter().map(|verdict| told(evidence, verdict)).collect(),
    };
    let took = human_seconds(evidence.elapsed.as_secs_f64());
    format!("{ruling}{mark}  {name}  {} · {took}", told.join(", "))
}

fn told(evidence: &Evidence, verdict: &Verdict) -> String {
    let of = |fit: &&crate::model::Fit| fit.series.metric == verdict.metric && fit.series.input == verdict.input;
    match evidence.fits.iter().find(of) {
        Some(fit) => format!("{} {}, {}", name(verdict), wording::classes(fit), wording::expectation(verdict)),
        None => format!("{} not measured", name(verdict)),
    }
}

fn name(verdict: &Verdict) -> String {
    text::short(verdict.metric.name(), 40)
}
