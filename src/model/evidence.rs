//! Evidence: everything that a verdict rests on and that a report shows.

use super::{Caveat, Finding, Fit, LimitVerdict, Machine, Metric, Record, Ruling, Scenario, Verdict};
use std::collections::BTreeMap;
use std::time::Duration;

/// One scenario, measured and judged. A report is a pure function of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was asked.
    pub scenario: Scenario,
    /// The version of scalecheck that measured.
    pub version: String,
    /// When the run started: RFC 3339, UTC.
    pub started: String,
    /// Where.
    pub machine: Machine,
    /// The runner's own peak memory in bytes, which no reading of memory can be below.
    pub memory_floor: u64,
    /// Variables that every target saw alike, by name: language, time zone, the seeds of hash tables.
    pub surroundings: BTreeMap<String, String>,
    /// Every sample.
    pub record: Record,
    /// Why measuring ended.
    pub stop: Stop,
    /// Wall time of the whole scenario.
    pub elapsed: Duration,
    /// Wall time that targets, hooks and inputs took of it.
    pub target_time: Duration,
    /// A fit per metric and input.
    pub fits: Vec<Fit>,
    /// A verdict per expectation (the worst input's).
    pub verdicts: Vec<Verdict>,
    /// A verdict per limit.
    pub limits: Vec<LimitVerdict>,
    /// What it means for the user, worst first.
    pub findings: Vec<Finding>,
    /// The whole scenario's outcome.
    pub outcome: Outcome,
    /// What an undecided verdict would take.
    pub forecast: Vec<Forecast>,
    /// Doubts about the run as a whole.
    pub caveats: Vec<Caveat>,
}

impl Evidence {
    /// Whether growth or a limit is declared for a metric.
    #[must_use]
    pub fn declares(&self, metric: &Metric) -> bool {
        self.verdicts.iter().any(|verdict| verdict.metric == *metric)
            || self.limits.iter().any(|limit| limit.metric == *metric)
    }
}

/// The outcome of a scenario as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The worst ruling after `expect_broken` is taken into account for satisfaction.
    pub ruling: Ruling,
    /// Whether everything came out as the scenario says it should (`expect_broken` included).
    pub satisfied: bool,
    /// Why it was skipped or failed.
    pub reason: Option<String>,
}

/// Why measuring ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Everything declared is decided; more could change nothing.
    Decided,
    /// The rounds asked for are done.
    RoundsDone,
    /// The budget is spent.
    BudgetSpent,
    /// More rounds would not decide it.
    Hopeless,
    /// Too few sizes worked.
    TooFewSizes,
    /// The user interrupted it.
    Interrupted,
    /// Nothing was measured.
    NotMeasured,
}

/// What would decide an undecided verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Which metric.
    pub metric: super::Metric,
    /// The size to reach, where a larger one would help.
    pub size: Option<f64>,
    /// How long that takes, in seconds.
    pub seconds: Option<f64>,
    /// Another metric that would decide it.
    pub instead: Option<super::Metric>,
}
