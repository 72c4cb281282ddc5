//! What rulings on Rust functions are tried on.
use std::collections::BTreeMap;

pub fn order(items: &mut [i64]) {
    items.sort_unstable();
}

pub fn index(items: &[u64]) -> usize {
    items.iter().map(|item| (*item, 1)).collect::<BTreeMap<u64, u32>>().len()
}

/// A text of n letters searched for half as many of the same: O(n^2).
pub fn search(text: &str) -> usize {
    let text = text.as_bytes();
    let mut wanted = text[..text.len() / 2].to_vec();
    wanted.push(b'b');
    text.windows(wanted.len()).filter(|part| part.iter().zip(&wanted).all(|(a, b)| a == b)).count()
}
