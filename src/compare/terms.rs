//! The terms of a comparison: how the two sides were measured, and how much is too little to speak of.

use crate::model::{Metric, MetricKind, Standing};

/// On which terms evidences are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Both sides were measured in interleaved rounds of one run: trials of the same size and round are pairs.
    pub paired: bool,
    /// Share by which two runs of one and the same thing were found to differ on this machine; `None`: not measured,
    /// and costs of separate runs fail nothing.
    pub floor: Option<f64>,
    /// Probability that anything at all is wrongly said to have changed.
    pub error: f64,
    /// Whether all tests share the error; else each has it to itself, to confirm what others have shown.
    pub shared: bool,
}

impl Default for Terms {
    /// Two separate runs, on a machine whose floor nobody measured, at an error of 1%.
    fn default() -> Terms {
        Terms { paired: false, floor: None, error: 0.01, shared: true }
    }
}

/// Differences that are claimed to be none: no larger bound is called equal.
pub(super) const EQUAL: f64 = 0.05;

/// The same for an exponent.
pub(super) const EQUAL_EXPONENT: f64 = 0.1;

/// The smallest change of a whole curve that is worth a word, as ln of a ratio. Simulated on thirteen sizes with ten
/// runs each and a drift of 4%: nothing that lies above 3% was found where nothing had changed, and a true 10% always.
pub(super) fn tolerance(metric: &Metric) -> f64 {
    let share: f64 = if metric.kind() == MetricKind::Count { 0.01 } else { 0.03 };
    share.ln_1p()
}

/// The smallest change of an exponent that is worth a word. Between separate runs 0.05 was never found where nothing
/// had changed; in one run machine and caches are the same for both sides, and counts owe nothing to either.
pub(super) fn exponent_tolerance(metric: &Metric, standing: &Standing) -> f64 {
    match (metric.kind(), standing) {
        (MetricKind::Count, _) => 0.01,
        (_, Standing::Paired) => 0.02,
        _ => 0.05,
    }
}

/// The smallest rise towards the largest size that is worth a word; `None` where separate runs could show one that
/// is the machine's.
pub(super) fn late_tolerance(metric: &Metric, standing: &Standing) -> Option<f64> {
    match (metric.kind(), standing) {
        (MetricKind::Count, _) => Some(0.01),
        (_, Standing::Paired) => Some(0.02),
        _ => None,
    }
}

/// By how much separate runs of one thing may differ, as ln of a ratio: what was measured, else more than a shared
/// machine was seen to do over minutes. CPU times of one program differed by 30% within a minute where others compiled
/// beside it, and by 34% from one run to the next.
pub(super) fn floor(metric: &Metric, standing: &Standing, exact: bool) -> f64 {
    let usual: f64 = match metric.kind() {
        MetricKind::Time => 0.5,
        MetricKind::Memory => 0.03,
        MetricKind::Count => 0.0,
    };
    let share = match standing {
        _ if exact => 0.0,
        Standing::Paired => 0.0,
        Standing::SameMachine { floor: Some(floor) } if metric.kind() != MetricKind::Count => *floor,
        _ => usual,
    };
    share.max(0.0).ln_1p()
}
