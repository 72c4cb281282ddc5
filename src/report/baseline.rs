//! A run beside its baselines, in a few lines: what got worse, what was declared otherwise, what could not be compared.

use crate::model::{Baseline, Comparison, Evidence, checked, declared};
use crate::report::text;
use crate::report::wording::baseline as words;

/// What a run says of itself beside the set `name`: a line each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BesideBaseline {
    /// What fails `--fail-on regression`, with the scenario it is about.
    pub regressions: Vec<(String, String)>,
    /// What there is to know.
    pub notes: Vec<String>,
}

/// Puts comparisons with baselines into words.
#[must_use]
pub fn beside_baseline(compared: &[(&Baseline, &Evidence, &Comparison)]) -> BesideBaseline {
    let mut beside = BesideBaseline::default();
    for (baseline, evidence, comparison) in compared {
        let name = text::short(&evidence.scenario.name, 80);
        let mut regressed = words::regressions(comparison);
        regressed.extend(words::turned(baseline, &declared(&evidence.scenario)));
        regressed.extend(words::unchecked(baseline, &checked(&evidence.scenario)));
        let scenario = &evidence.scenario.name;
        beside.regressions.extend(regressed.into_iter().map(|said| (scenario.clone(), format!("{name}: {said}"))));
        let notes = words::reservations(comparison).into_iter().chain(words::otherwise(baseline, &evidence.scenario));
        beside.notes.extend(notes.map(|said| format!("{name}: {said}")));
    }
    beside
}
