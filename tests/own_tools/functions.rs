//! What is timed of Rust: by the harness and by criterion.

/// Sorts in place.
pub fn sort_items(items: &mut [i64]) {
    items.sort_unstable();
}
