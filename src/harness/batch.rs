//! How many calls make a batch, how many inputs they get, and when a function is warm.

use crate::model::Shape;

/// Wall time of a batch below which it is too short, in ns: reading a clock takes up to 2 µs, which must stay below a
/// per cent of it.
const SHORTEST: f64 = 0.5e6;
/// Wall time to aim at, in ns.
const AIM: f64 = 1e6;
/// From this wall time on, in ns, a single call is a batch, and its own warm-up.
pub(crate) const LONG_CALL: f64 = 100e6;
/// The most calls of a batch: what takes less than 10 ns a call is measured to the clock's own error by then.
const MOST_CALLS: f64 = 200_000.0;
/// Items of all inputs of a batch together: more would fill memory for nothing.
const MOST_ITEMS: u64 = 2_000_000;
/// By how much a batch may grow at once: the first calls cost more than the next.
const GROWTH: f64 = 20.0;
/// Items of different inputs: with fewer, a processor learns the branches of small ones by heart. A sort of 1,000 numbers
/// took 7 µs on 5 inputs in turn, 18 on 10 and 28 on 41.
const FRESH_ITEMS: u64 = 50_000;
/// The same where an item is much more than a number: reading so many takes longer than they are worth.
const FRESH_RECORDS: u64 = 10_000;
/// Items of the inputs of which a mean is counted: a simulated processor learns nothing.
const COUNTED_ITEMS: u64 = 10_000;
/// Medians of this many batches are compared.
const WINDOW: usize = 5;
/// Windows that differ by less are alike.
const STEADY: f64 = 0.02;

/// How many calls make a batch long enough, after one of `calls` that took `wall` ns; the same number where that was.
pub(crate) fn calls_for(calls: u64, wall: f64) -> u64 {
    if wall >= SHORTEST || calls as f64 >= MOST_CALLS {
        return calls;
    }
    let each = (wall / calls as f64).max(0.1);
    let wanted = (AIM / each).min(calls as f64 * GROWTH).min(MOST_CALLS);
    (wanted.ceil() as u64).max(calls + 1)
}

/// How many inputs a batch of `calls` gets at size `n`: one a call, as far as memory allows.
pub(crate) fn inputs_for(calls: u64, n: u64) -> u64 {
    calls.min((MOST_ITEMS / n.max(1)).max(1))
}

/// How many different inputs there should be at size `n`.
pub(crate) fn fresh_for(shape: Shape, n: u64) -> u64 {
    let items = match shape {
        Shape::Ints | Shape::Lines | Shape::Text | Shape::Bytes => FRESH_ITEMS,
        Shape::Size | Shape::Pairs | Shape::Records | Shape::Rows => FRESH_RECORDS,
    };
    items.div_ceil(n.max(1))
}

/// How many of them are counted on.
pub(crate) fn counted_for(n: u64) -> u64 {
    COUNTED_ITEMS.div_ceil(n.max(1))
}

/// The median; 0 of nothing.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The cost of a call in each batch so far.
#[derive(Debug, Default)]
pub(crate) struct Batches(Vec<f64>);

impl Batches {
    /// Adds one.
    pub(crate) fn add(&mut self, each: f64) {
        self.0.push(each);
    }

    /// Whether there are less than two windows of them.
    pub(crate) fn are_few(&self) -> bool {
        self.0.len() < 2 * WINDOW
    }

    /// Whether the median doesn't move any more: two windows in a row are alike.
    pub(crate) fn steady(&self) -> bool {
        let Some(start) = self.0.len().checked_sub(2 * WINDOW) else { return false };
        let (before, now) = self.0[start..].split_at(WINDOW);
        let (before, now) = (median(before), median(now));
        (before - now).abs() <= STEADY * before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_until_they_are_long_enough() {
        for each in [0.5, 3.0, 50.0, 1000.0, 20_000.0, 400_000.0, 5e6] {
            let (mut calls, mut turns) = (1, 0);
            // The first call costs ten times as much, as calls do.
            let wall = |calls: u64, first: bool| calls as f64 * each * if first { 10.0 } else { 1.0 };
            loop {
                let next = calls_for(calls, wall(calls, calls == 1));
                turns += 1;
                if next == calls {
                    break;
                }
                calls = next;
            }
            let reached = calls as f64 * each;
            assert!(turns < 10, "{each}: {turns} turns");
            assert!(reached >= 0.5e6 || calls as f64 >= MOST_CALLS || each > 1e5, "{each}: {reached}");
            assert!(reached < 3e6 || calls == 1, "{each}: {reached}");
        }
    }

    #[test]
    fn every_call_has_an_input_of_its_own_while_memory_allows() {
        assert_eq!(inputs_for(1000, 10), 1000);
        assert_eq!(inputs_for(200_000, 1_000_000), 2);
        assert_eq!(inputs_for(3, 1 << 40), 1);
        let fresh = |n| fresh_for(Shape::Ints, n);
        assert_eq!((fresh(10), fresh(10_000), fresh(50_000), fresh(1 << 40)), (5000, 5, 1, 1));
        assert_eq!((fresh_for(Shape::Records, 10), counted_for(10), counted_for(1 << 40)), (1000, 1000, 1));
    }

    #[test]
    fn warm_is_what_moves_no_more() {
        let mut batches = Batches::default();
        let mut steady_at = None;
        for turn in 0..60 {
            // A compiler that takes over after 30 batches, step by step before.
            batches.add(if turn < 30 { 100.0 / (1.0 + f64::from(turn)) } else { 3.0 });
            if batches.steady() {
                steady_at = Some(turn);
                break;
            }
        }
        assert_eq!(steady_at, Some(37));
    }

    #[test]
    fn medians_of_few() {
        assert_eq!(median(&[]), 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
