//! Functions that cost as their names say, and their mends.
use std::collections::{BTreeMap, VecDeque};

/// What waits in a queue: 64 bytes.
type Order = [u64; 8];

pub fn insert_front(items: &[u64]) -> usize {
    let mut queue: Vec<Order> = Vec::new();
    for item in items {
        queue.insert(0, [*item; 8]);
    }
    queue.len()
}

pub fn push_front(items: &[u64]) -> usize {
    let mut queue: VecDeque<Order> = VecDeque::new();
    for item in items {
        queue.push_front([*item; 8]);
    }
    queue.len()
}

pub fn index(items: &[u64]) -> usize {
    items.iter().map(|item| (*item, 1)).collect::<BTreeMap<u64, u32>>().len()
}
