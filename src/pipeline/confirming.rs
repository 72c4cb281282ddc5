//! What is worse at first sight fails nothing until fresh measurements show it again.

use crate::compare::Terms;
use crate::model::{Caveat, CaveatKind, Change, Comparison};

/// Error of the confirmation: fresh rounds must show the same at 5%, over all looks at them.
const CONFIRMED: f64 = 0.05;

/// The same terms for fresh measurements, at a look that may spend this share of the error: each
/// test has it to itself.
pub(super) fn terms(terms: &Terms, share: f64) -> Terms {
    Terms { error: CONFIRMED * share, shared: false, ..*terms }
}

/// Takes back what fresh rounds did not show again, and says so.
pub(super) fn unless_confirmed(comparison: &mut Comparison, again: &Comparison) {
    let mut lost: Vec<String> = Vec::new();
    for change in &mut comparison.metrics {
        let same = again.metrics.iter().find(|m| m.metric == change.metric && m.input == change.input);
        let worse = |change: Option<Change>| change == Some(Change::Worse);
        let growth = same.map(|m| m.growth.change);
        let whole = same.and_then(|m| m.constant).map(|c| c.change);
        if change.growth.change == Change::Worse && !worse(growth) {
            change.growth.change = Change::Unresolved;
            lost.push(format!("faster growth of {}", change.metric));
        }
        if let Some(constant) = change.constant.as_mut().filter(|c| c.change == Change::Worse && !worse(whole)) {
            constant.change = Change::Unresolved;
            lost.push(format!("a higher cost in {}", change.metric));
        }
    }
    if comparison.reach.change == Change::Worse && again.reach.change != Change::Worse {
        comparison.reach.change = Change::Unresolved;
        lost.push("a size that only the old side works at".to_string());
    }
    if !lost.is_empty() {
        let text = format!("the first rounds showed {}, fresh rounds did not confirm it", lost.join(" and "));
        comparison.caveats.push(Caveat::new(CaveatKind::Unconfirmed, text));
    }
}
