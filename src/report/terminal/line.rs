//! One scenario in one line, said as soon as it is done.

use crate::model::{Because, Evidence, Fit, Verdict, human_seconds};
use crate::report::{text, wording};

/// The ruling, the scenario's name, each declared metric with what was found, the time it took.
#[must_use]
pub fn line(evidence: &Evidence) -> String {
    let name = text::short(&evidence.scenario.name, 60);
    let standing = wording::Standing::of(evidence);
    let told: Vec<String> = match &evidence.outcome.reason {
        Some(reason) => vec![text::short(reason, 200)],
        None if standing == wording::Standing::Undeclared => evidence.fits.iter().map(found).collect(),
        None => {
            let limits = evidence.limits.iter().map(wording::limit_found);
            evidence.verdicts.iter().map(|verdict| told(evidence, verdict)).chain(limits).collect()
        }
    };
    let took = human_seconds(evidence.elapsed.as_secs_f64());
    format!("{}  {name}  {} · {took}", standing.badge(), told.join(", "))
}

fn found(fit: &Fit) -> String {
    format!("{} {}, nothing declared", wording::series_name(&fit.series), wording::classes(fit))
}

fn told(evidence: &Evidence, verdict: &Verdict) -> String {
    let of = |fit: &&Fit| fit.series.metric == verdict.metric && fit.series.input == verdict.input;
    match evidence.fits.iter().find(of) {
        Some(fit) => format!("{} {}, {}", name(verdict), wording::grown(evidence, fit), wording::expectation(verdict)),
        None => match &verdict.because {
            Because::Unmeasured(reason) => format!("{} not measured: {}", name(verdict), text::short(reason, 200)),
            _ => format!("{} not measured", name(verdict)),
        },
    }
}

fn name(verdict: &Verdict) -> String {
    text::short(verdict.metric.name(), 40)
}
