//! What a scenario came to, where its ruling alone would mislead: nothing declared, expected to be broken, interrupted.

use super::verdict::ruling_title;
use crate::model::{Evidence, Ruling, Scenario, Stop};

/// The ruling as a reader must take it; worst first, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It was ended before anything was ruled on.
    Interrupted,
    /// Broken, and nobody expects it.
    Broken,
    /// Met, though the scenario expects it to be broken: that fails.
    MetThoughExpectedBroken,
    /// It could not be measured.
    Failed,
    /// The measurements don't decide.
    Undecided,
    /// Broken, as the scenario expects.
    BrokenAsExpected,
    /// Nothing is declared, so nothing is ruled on.
    Undeclared,
    /// As declared.
    Met,
    /// It needs something that is absent here.
    Skipped,
}

impl Standing {
    /// Every standing, worst first.
    pub(crate) const ALL: [Standing; 9] = [
        Standing::Interrupted,
        Standing::Broken,
        Standing::MetThoughExpectedBroken,
        Standing::Failed,
        Standing::Undecided,
        Standing::BrokenAsExpected,
        Standing::Undeclared,
        Standing::Met,
        Standing::Skipped,
    ];

    /// That of a scenario.
    pub(crate) fn of(evidence: &Evidence) -> Standing {
        let satisfied = evidence.outcome.satisfied;
        match evidence.outcome.ruling {
            _ if evidence.stop == Stop::Interrupted => Standing::Interrupted,
            Ruling::Broken if satisfied => Standing::BrokenAsExpected,
            Ruling::Broken => Standing::Broken,
            Ruling::Failed => Standing::Failed,
            Ruling::Undecided => Standing::Undecided,
            Ruling::Skipped => Standing::Skipped,
            Ruling::Met if !satisfied => Standing::MetThoughExpectedBroken,
            Ruling::Met if declares_nothing(&evidence.scenario) => Standing::Undeclared,
            Ruling::Met => Standing::Met,
        }
    }

    /// As a badge.
    pub(crate) fn badge(self) -> &'static str {
        match self {
            Standing::Interrupted => "INTERRUPTED",
            Standing::Broken => ruling_title(Ruling::Broken),
            Standing::MetThoughExpectedBroken => "MET (expected broken)",
            Standing::Failed => ruling_title(Ruling::Failed),
            Standing::Undecided => ruling_title(Ruling::Undecided),
            Standing::BrokenAsExpected => "BROKEN (expected)",
            Standing::Undeclared => "MEASURED",
            Standing::Met => ruling_title(Ruling::Met),
            Standing::Skipped => ruling_title(Ruling::Skipped),
        }
    }

    /// As it follows a number.
    pub(crate) fn counted(self) -> &'static str {
        match self {
            Standing::Interrupted => "interrupted",
            Standing::Broken => "broken",
            Standing::MetThoughExpectedBroken => "met though expected to be broken, which fails",
            Standing::Failed => "failed",
            Standing::Undecided => "undecided",
            Standing::BrokenAsExpected => "broken as expected",
            Standing::Undeclared => "measured with nothing declared",
            Standing::Met => "met",
            Standing::Skipped => "skipped",
        }
    }
}

/// Whether neither growth nor a budget at a size is declared.
fn declares_nothing(scenario: &Scenario) -> bool {
    scenario.expect.is_empty() && scenario.limits.is_empty()
}

/// Whether there is nothing at all that the measurements are held to: no declaration, and no budget of life.
pub(super) fn held_to_nothing(scenario: &Scenario) -> bool {
    let scale = &scenario.scale;
    declares_nothing(scenario) && scale.time_budget.is_none() && scale.memory_budget.is_none()
}
