//! Findings: what the measurements mean for the user, in the reviewers' terms.

use super::{Basis, Class, Estimate, Metric, Threshold};

/// How bad a finding is. See the rules at each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A budget is crossed, or the target fails, at or below production.
    Critical,
    /// The same between production and peak.
    P1,
    /// Grows worse than declared; budgets hold up to peak.
    P2,
    /// An inefficiency with no consequence up to peak.
    P3,
}

impl Severity {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "Critical",
            Severity::P1 => "P1",
            Severity::P2 => "P2",
            Severity::P3 => "P3",
        }
    }
}

/// One thing that the user should know, with the numbers behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// About which metric.
    pub metric: Metric,
    /// On which input, where there are several.
    pub input: Option<String>,
    /// The measured class.
    pub class: Class,
    /// What was declared.
    pub declared: Option<Class>,
    /// Where the budget is crossed.
    pub threshold: Option<Threshold>,
    /// The size from which the target fails, with the reason.
    pub fails_at: Option<(f64, String)>,
    /// Cost at development, production and peak, where those are set: `(name, estimate)`.
    pub scale_points: Vec<(String, Estimate)>,
    /// The failure mode step by step, sizes rising.
    pub steps: Vec<Step>,
}

/// A step of the failure mode.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Up to `n` the fixed cost dominates: nobody notices growth. `cost` is the cost there.
    StartUpDominates {
        /// Up to this size.
        n: f64,
        /// The cost there.
        cost: f64,
    },
    /// From `n` on the cost passes `cost`, and each doubling of N multiplies it by `factor`.
    GrowthDominates {
        /// From this size.
        n: f64,
        /// The cost there.
        cost: f64,
        /// What a doubling of N multiplies the cost by.
        factor: f64,
        /// How it is known.
        basis: Basis,
    },
    /// At `n` the budget is gone.
    BudgetGone {
        /// At this size.
        n: f64,
        /// The budget.
        budget: f64,
        /// How it is known.
        basis: Basis,
    },
    /// From `n` on it fails.
    Fails {
        /// At this size.
        n: f64,
        /// How.
        reason: String,
    },
}
