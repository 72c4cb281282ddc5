//! Functions that cost as their names say, and their mends.
use std::collections::{BTreeMap, VecDeque};

pub fn insert_front(items: &[u64]) -> usize {
    let mut queue = Vec::new();
    for item in items {
        queue.insert(0, *item);
    }
    queue.len()
}

pub fn push_front(items: &[u64]) -> usize {
    let mut queue = VecDeque::new();
    for item in items {
        queue.push_front(*item);
    }
    queue.len()
}

pub fn index(items: &[u64]) -> usize {
    items.iter().map(|item| (*item, 1)).collect::<BTreeMap<u64, u32>>().len()
}
