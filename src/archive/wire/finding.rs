//! Findings on disk.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Finding, Severity, Step};

use super::fit::WireThreshold;
use super::leaf::{Num, WireBasis, WireClass, WireEstimate, WireMetric, each};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireFinding {
    severity: WireSeverity,
    metric: WireMetric,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    class: WireClass,
    declared: Option<WireClass>,
    threshold: Option<WireThreshold>,
    fails_at: Option<(Num, String)>,
    scale_points: Vec<(String, WireEstimate)>,
    steps: Vec<WireStep>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireSeverity {
    Critical,
    P1,
    P2,
    P3,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WireStep {
    StartUpDominates { n: Num, cost: Num },
    GrowthDominates { n: Num, cost: Num, factor: Num, basis: WireBasis },
    BudgetGone { n: Num, budget: Num, basis: WireBasis },
    Fails { n: Num, reason: String },
}

impl WireFinding {
    pub(crate) fn of(finding: &Finding) -> WireFinding {
        WireFinding {
            severity: WireSeverity::of(finding.severity),
            metric: WireMetric(finding.metric.clone()),
            input: finding.input.clone(),
            class: WireClass(finding.class),
            declared: finding.declared.map(WireClass),
            threshold: finding.threshold.as_ref().map(WireThreshold::of),
            fails_at: finding.fails_at.clone().map(|(n, reason)| (Num(n), reason)),
            scale_points: each(&finding.scale_points, |(name, cost)| (name.clone(), WireEstimate::of(cost))),
            steps: each(&finding.steps, WireStep::of),
        }
    }

    pub(crate) fn into_model(self) -> Finding {
        Finding {
            severity: self.severity.into_model(),
            metric: self.metric.0,
            input: self.input,
            class: self.class.0,
            declared: self.declared.map(|class| class.0),
            threshold: self.threshold.map(WireThreshold::into_model),
            fails_at: self.fails_at.map(|(n, reason)| (n.0, reason)),
            scale_points: self.scale_points.into_iter().map(|(name, cost)| (name, cost.into_model())).collect(),
            steps: self.steps.into_iter().map(WireStep::into_model).collect(),
        }
    }
}

impl WireSeverity {
    fn of(severity: Severity) -> WireSeverity {
        match severity {
            Severity::Critical => WireSeverity::Critical,
            Severity::P1 => WireSeverity::P1,
            Severity::P2 => WireSeverity::P2,
            Severity::P3 => WireSeverity::P3,
        }
    }

    fn into_model(self) -> Severity {
        match self {
            WireSeverity::Critical => Severity::Critical,
            WireSeverity::P1 => Severity::P1,
            WireSeverity::P2 => Severity::P2,
            WireSeverity::P3 => Severity::P3,
        }
    }
}

impl WireStep {
    fn of(step: &Step) -> WireStep {
        match step {
            Step::StartUpDominates { n, cost } => WireStep::StartUpDominates { n: Num(*n), cost: Num(*cost) },
            Step::GrowthDominates { n, cost, factor, basis } => WireStep::GrowthDominates {
                n: Num(*n),
                cost: Num(*cost),
                factor: Num(*factor),
                basis: WireBasis(*basis),
            },
            Step::BudgetGone { n, budget, basis } => {
                WireStep::BudgetGone { n: Num(*n), budget: Num(*budget), basis: WireBasis(*basis) }
            }
            Step::Fails { n, reason } => WireStep::Fails { n: Num(*n), reason: reason.clone() },
        }
    }

    fn into_model(self) -> Step {
        match self {
            WireStep::StartUpDominates { n, cost } => Step::StartUpDominates { n: n.0, cost: cost.0 },
            WireStep::GrowthDominates { n, cost, factor, basis } => {
                Step::GrowthDominates { n: n.0, cost: cost.0, factor: factor.0, basis: basis.0 }
            }
            WireStep::BudgetGone { n, budget, basis } => Step::BudgetGone { n: n.0, budget: budget.0, basis: basis.0 },
            WireStep::Fails { n, reason } => Step::Fails { n: n.0, reason },
        }
    }
}
