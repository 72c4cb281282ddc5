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

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(rulings: &[(&str, Ruling)]) -> Vec<LimitVerdict> {
        let limit = |(name, ruling): &(&str, Ruling)| LimitVerdict {
            metric: Metric::named(name),
            input: None,
            at: 1.0,
            max: 1.0,
            ruling: *ruling,
            estimate: None,
            note: None,
        };
        rulings.iter().map(limit).collect()
    }

    #[test]
    fn only_broken_satisfies_where_it_is_expected() {
        for (ruling, satisfied) in [
            (Ruling::Broken, true),
            (Ruling::Met, false),
            (Ruling::Undecided, false),
            (Ruling::Failed, false),
            (Ruling::Skipped, true),
        ] {
            let outcome = outcome(&[], &limits(&[("time", ruling)]), &[Metric::Time]);
            assert_eq!((outcome.ruling, outcome.satisfied), (ruling, satisfied));
        }
    }

    #[test]
    fn the_worst_that_does_not_satisfy_rules() {
        let rulings = limits(&[("time", Ruling::Broken), ("memory", Ruling::Undecided), ("wall", Ruling::Met)]);
        let expected = outcome(&[], &rulings, &[Metric::Time]);
        assert_eq!((expected.ruling, expected.satisfied), (Ruling::Undecided, false));
        let unexpected = outcome(&[], &rulings, &[]);
        assert_eq!((unexpected.ruling, unexpected.satisfied), (Ruling::Broken, false));
    }

    #[test]
    fn nothing_declared_is_met() {
        let outcome = outcome(&[], &[], &[]);
        assert_eq!((outcome.ruling, outcome.satisfied), (Ruling::Met, true));
    }
}
