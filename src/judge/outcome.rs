//! The outcome of a scenario.

use std::collections::BTreeMap;

use crate::model::{LimitVerdict, Metric, Outcome, Ruling, Verdict};

/// The outcome of a scenario from its rulings.
///
/// A metric rules by its worst verdict or limit. Where it is in `expect_broken` only `broken` satisfies, and `met` does
/// not; undecided and failed stay what they are. The scenario's ruling is the worst metric's that does not satisfy, and
/// the worst of all where every metric satisfies.
#[must_use]
pub fn outcome(verdicts: &[Verdict], limits: &[LimitVerdict], expect_broken: &[Metric]) -> Outcome {
    let growth = verdicts.iter().map(|v| (&v.metric, v.ruling));
    let mut worst: BTreeMap<&Metric, Ruling> = BTreeMap::new();
    for (metric, ruling) in growth.chain(limits.iter().map(|l| (&l.metric, l.ruling))) {
        let known = worst.entry(metric).or_insert(ruling);
        *known = ruling.max(*known);
    }
    let satisfies = |metric: &Metric, ruling| satisfies(ruling, expect_broken.contains(metric));
    let wrong = worst.iter().filter(|(metric, ruling)| !satisfies(metric, **ruling)).map(|(_, ruling)| *ruling).max();
    let ruling = wrong.or_else(|| worst.values().copied().max()).unwrap_or(Ruling::Met);
    Outcome { ruling, satisfied: wrong.is_none(), reason: None }
}

fn satisfies(ruling: Ruling, broken_is_wanted: bool) -> bool {
    match ruling {
        Ruling::Met => !broken_is_wanted,
        Ruling::Broken => broken_is_wanted,
        Ruling::Skipped => true,
        Ruling::Undecided | Ruling::Failed => false,
    }
}
