//! The page.

use super::story;
use crate::model::Evidence;

/// All scenarios of a run as one self-contained page.
#[must_use]
pub fn html(all: &[Evidence]) -> String {
    all.iter().map(|e| story::document(e).title).collect()
}
