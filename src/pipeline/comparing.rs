//! Evidences held against each other.

use crate::compare::{self, Terms};
use crate::fit;
use crate::model::{Comparison, Evidence, Fit, Questions, Series};

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
    compare::compare(old, new, terms, &again)
}

/// Compares many pairs, which share one error; a missing side is said to be missing.
#[must_use]
pub fn compare_all(pairs: &[(Option<&Evidence>, Option<&Evidence>)], terms: &Terms) -> Vec<Comparison> {
    compare::all(pairs, terms, &again)
}

/// A series that was cut to the sizes that both sides reached, fitted again.
fn again(series: &Series) -> Option<Fit> {
    fit::fit(series, &Questions::default()).ok()
}
