//! Where budgets are reached, before and after.

use super::growth::flat;
use super::terms::EQUAL;
use crate::model::{Change, Fit, Interval, Threshold, ThresholdChange};

/// A larger or smaller size by less than this is not worth a word.
const LITTLE: f64 = 1.03;

/// Thresholds of the same budget.
pub(super) fn matched(old: &Fit, new: &Fit) -> Vec<ThresholdChange> {
    let pairs = old.thresholds.iter().filter_map(|a| Some((a, new.thresholds.iter().find(|b| b.budget == a.budget)?)));
    pairs.map(|(a, b)| moved(&shown(old, a), &shown(new, b))).collect()
}

/// A threshold that growth reaches which can't be told from none is none: only how far the budget surely holds is known.
fn shown(fit: &Fit, threshold: &Threshold) -> Threshold {
    let beyond = threshold.n.is_some_and(|n| fit.points.last().is_some_and(|top| n.low > top.n));
    Threshold { n: threshold.n.filter(|_| !(flat(fit) && beyond)), ..*threshold }
}

fn moved(old: &Threshold, new: &Threshold) -> ThresholdChange {
    ThresholdChange {
        budget: old.budget,
        old: old.n,
        old_basis: old.basis,
        old_safe: old.safe_up_to,
        new: new.n,
        new_basis: new.basis,
        new_safe: new.safe_up_to,
        factor: old.n.zip(new.n).map(|(a, b)| divided(&a, &b)),
        change: Change::Unresolved,
    }
}

/// New over old with independent errors, added in logarithms.
fn divided(old: &Interval, new: &Interval) -> Interval {
    let value = new.value / old.value;
    let below = (new.value / new.low.max(1.0)).ln().hypot((old.high / old.value).ln());
    let above = (new.high / new.value).ln().hypot((old.value / old.low.max(1.0)).ln());
    Interval { value, low: value * (-below).exp(), high: (value * above.exp()).min(f64::MAX) }
}

/// The verdict, where the curve is known to have changed.
pub(super) fn settle(moved: &mut ThresholdChange, something: bool) {
    moved.change = match (moved.factor, moved.old, moved.new) {
        (Some(factor), ..) if something && factor.low > LITTLE => Change::Better,
        (Some(factor), ..) if something && factor.high < 1.0 / LITTLE => Change::Worse,
        (Some(factor), ..) => same(&factor),
        // One side shows no growth that would ever reach the budget.
        (None, Some(old), None) if something && moved.new_safe > old.high => Change::Better,
        (None, None, Some(new)) if something && new.high < moved.old_safe => Change::Worse,
        _ => Change::Unresolved,
    };
}

fn same(factor: &Interval) -> Change {
    let within = factor.high.max(1.0 / factor.low) - 1.0;
    if within <= EQUAL { Change::Equal { within } } else { Change::Unresolved }
}
