//! Exit codes: a fixed contract with scripts and CI.

use clap::ValueEnum;

use crate::model::{Evidence, Metric, Ruling, Stop};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Every expectation met.
    Met,
    /// An expectation broken, or a regression.
    Broken,
    /// Usage or a scenario file at fault.
    Usage,
    /// Could not measure.
    NotMeasured,
    /// Nothing selected.
    NothingSelected,
    /// Nothing broken, but something undecided.
    Undecided,
    /// Interrupted; what was measured is kept.
    Interrupted,
}

impl Exit {
    /// Strongest first: when several apply, the first is the code.
    const BY_STRENGTH: [Exit; 7] = [
        Exit::Interrupted,
        Exit::Usage,
        Exit::Broken,
        Exit::NotMeasured,
        Exit::Undecided,
        Exit::NothingSelected,
        Exit::Met,
    ];

    /// The process's exit code.
    #[must_use]
    pub(super) fn code(self) -> u8 {
        match self {
            Exit::Met => 0,
            Exit::Broken => 1,
            Exit::Usage => 2,
            Exit::NotMeasured => 3,
            Exit::NothingSelected => 4,
            Exit::Undecided => 5,
            Exit::Interrupted => 130,
        }
    }

    /// The strongest of several; [`Exit::Met`] of none.
    #[must_use]
    pub(super) fn strongest(exits: impl IntoIterator<Item = Exit>) -> Exit {
        let place = |exit: &Exit| Exit::BY_STRENGTH.iter().position(|e| e == exit);
        exits.into_iter().min_by_key(place).unwrap_or(Exit::Met)
    }
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// An expectation is broken (or one expected to be broken is met).
    Broken,
    /// Something got worse than its baseline, or than it was on the nights before.
    Regression,
    /// Something could not be decided.
    Undecided,
    /// Something was skipped.
    Skipped,
}

/// What fails unless the user says otherwise.
pub(super) const USUAL: [FailOn; 3] = [FailOn::Broken, FailOn::Regression, FailOn::Undecided];

/// The code for one scenario's evidence.
#[must_use]
pub(super) fn of_evidence(evidence: &Evidence, fail_on: &[FailOn]) -> Exit {
    let fails = |on| fail_on.contains(&on);
    if evidence.stop == Stop::Interrupted {
        return Exit::Interrupted;
    }
    match evidence.outcome.ruling {
        Ruling::Failed => return Exit::NotMeasured,
        Ruling::Skipped if fails(FailOn::Skipped) => return Exit::NotMeasured,
        Ruling::Skipped => return Exit::Met,
        _ => {}
    }
    let metrics = evidence.scenario.metrics();
    Exit::strongest(metrics.iter().map(|metric| match worst(evidence, metric) {
        Ruling::Failed => Exit::NotMeasured,
        Ruling::Undecided if fails(FailOn::Undecided) => Exit::Undecided,
        Ruling::Broken | Ruling::Met if !as_declared(evidence, metric) && fails(FailOn::Broken) => Exit::Broken,
        _ => Exit::Met,
    }))
}

/// The worst ruling on a metric, of growth and limits together.
fn worst(evidence: &Evidence, metric: &Metric) -> Ruling {
    let growth = evidence.verdicts.iter().filter(|v| v.metric == *metric).map(|v| v.ruling);
    let limits = evidence.limits.iter().filter(|v| v.metric == *metric).map(|v| v.ruling);
    growth.chain(limits).max().unwrap_or(Ruling::Met)
}

/// Broken where that is expected, else met.
fn as_declared(evidence: &Evidence, metric: &Metric) -> bool {
    let broken = worst(evidence, metric) == Ruling::Broken;
    broken == evidence.scenario.expect_broken.contains(metric)
}

/// The code for a whole run: nothing but skipped scenarios is nothing selected.
#[must_use]
pub(super) fn of_run(evidence: &[Evidence], fail_on: &[FailOn]) -> Exit {
    if evidence.iter().all(|e| e.outcome.ruling == Ruling::Skipped) && !fail_on.contains(&FailOn::Skipped) {
        return Exit::NothingSelected;
    }
    Exit::strongest(evidence.iter().map(|e| of_evidence(e, fail_on)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_contract_is_the_code() {
        let order = [130, 2, 1, 3, 5, 4, 0];
        assert_eq!(Exit::BY_STRENGTH.map(Exit::code), order);
        assert_eq!(Exit::strongest([Exit::Undecided, Exit::Broken, Exit::Met, Exit::NotMeasured]), Exit::Broken);
        assert_eq!(Exit::strongest([]), Exit::Met);
    }
}
