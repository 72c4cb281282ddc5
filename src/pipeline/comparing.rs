//! Evidences held against each other.

use crate::compare::{self, Terms};
use crate::fit;
use crate::model::{Caveat, CaveatKind, Comparison, Evidence, Fit, Questions, Series};

/// Compares two evidences of a scenario.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use scalecheck::{archive, compare::Terms, pipeline};
/// let old = archive::load("before/sort".as_ref())?;
/// let new = archive::load("after/sort".as_ref())?;
/// let comparison = pipeline::compare(&old, &new, &Terms::default());
/// assert!(!comparison.regressed());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn compare(old: &Evidence, new: &Evidence, terms: &Terms) -> Comparison {
    told(compare::compare(old, new, terms, &again), terms)
}

/// Compares many pairs, which share one error; a missing side is said to be missing.
#[must_use]
pub fn compare_all(pairs: &[(Option<&Evidence>, Option<&Evidence>)], terms: &Terms) -> Vec<Comparison> {
    compare::all(pairs, terms, &again).into_iter().map(|comparison| told(comparison, terms)).collect()
}

/// Says of what fails by times or memory alone that nobody measured it a second time: only pairs can be.
fn told(mut comparison: Comparison, terms: &Terms) -> Comparison {
    let counted = comparison.metrics.iter().any(|change| change.exact && change.regressed());
    if comparison.regressed() && !counted && !terms.paired {
        let text =
            "what got worse was seen once: stored measurements can't be repeated, and no fresh rounds confirm it";
        comparison.caveats.push(Caveat::new(CaveatKind::Unpaired, text));
    }
    comparison
}

/// A series that was cut to the sizes that both sides reached, fitted again.
pub(super) fn again(series: &Series) -> Option<Fit> {
    fit::fit(series, &Questions::default()).ok()
}
