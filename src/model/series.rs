//! A series: one metric over the ladder, ready to be fitted.

use super::{Metric, MetricKind, Missing};

/// One metric's values over the sizes.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What was measured.
    pub metric: Metric,
    /// Which input it was measured on, where a scenario names several.
    pub input: Option<String>,
    /// How the samples arose.
    pub mode: Mode,
    /// By which clock, for times.
    pub clock: Clock,
    /// Sizes in rising order, each with its values; sizes without a value are not listed.
    pub points: Vec<Point>,
    /// Sizes whose cost is known only to exceed a value.
    pub censored: Vec<Censored>,
    /// The smallest step that the values move in, 0 where they are continuous.
    pub quantum: f64,
    /// The largest value that the measuring itself may have caused (for memory: the runner's own size), 0 where none.
    pub floor: f64,
    /// Why values are missing, where some are.
    pub missing: Option<Missing>,
    /// What the machine bounds, where the values are times that were taken here; `None` where their unit is unknown.
    pub physics: Option<Physics>,
}

/// What is known of measured times beyond their ratios: how long a second is in them, and how much memory was used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Physics {
    /// One second in the series' unit.
    pub second: f64,
    /// Bytes by which the peak memory rises from the smallest size to the largest, where it was read.
    pub footprint: Option<f64>,
}

impl Physics {
    /// Seconds per unit of work that waiting for memory explains: about thirty misses of 100 ns, the latency of a random
    /// access beyond all caches with a miss in the page tables.
    pub const WAITING: f64 = 3e-6;
}

impl Series {
    /// Counts and the memory of functions: neither caches nor buffers move them, and nothing mimics a logarithm in them.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        match self.metric.kind() {
            MetricKind::Count => true,
            MetricKind::Memory => self.mode == Mode::Function,
            MetricKind::Time => false,
        }
    }

    /// Whether a count, or a function's memory, of which these are the values at the sizes, is the same at every size but
    /// the largest (a count may differ by one, memory by one in a hundred) and another there. One size shows no growth.
    #[must_use]
    pub fn changes_at_the_largest_alone(&self, values: &[f64]) -> bool {
        let Some((last, below)) = values.split_last().filter(|(_, below)| below.len() > 1) else { return false };
        let ends = |(low, high): (f64, f64), value: &f64| (low.min(*value), high.max(*value));
        let (low, high) = below.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        let least = if self.metric.kind() == MetricKind::Count { 1.0 } else { high / 100.0 };
        let beyond = if high == low { 0.0 } else { least };
        self.is_steady() && high - low <= least && (last - high > beyond || low - last > beyond)
    }
}

/// All values at one size, in the order measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The size N, 1 or more (size 0 is kept apart by the importer).
    pub n: f64,
    /// Finite values, in the metric's unit. Zero and below are possible: the clock has a resolution.
    pub values: Vec<f64>,
}

/// A size whose cost is known only to exceed a value: it timed out or was killed for memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Censored {
    /// The size N.
    pub n: f64,
    /// The cost is at least this.
    pub at_least: f64,
}

/// How samples arose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A spawned command: start-up is included, memory has a floor and moves in steps.
    Process,
    /// A function inside a process: only the work.
    Function,
}

/// Which clock times were taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// CPU time: little disturbed by what else runs.
    Cpu,
    /// Wall time: disturbed by load.
    Wall,
}

/// Seconds an item below which no item is looked at: the widest vector instructions compare sixteen numbers a cycle.
const LOOKED_AT: f64 = 1e-11;
/// A cost that rises by less over the whole ladder doesn't come of its items.
const FLAT: f64 = 2.0;
/// The largest size over the smallest from which on that tells.
const SPAN: f64 = 64.0;

/// What a size that was given up on must have cost, over what the steepest rise below it makes of the largest size that
/// ended, to be no growth: noise and a bend make less of it.
const SUDDEN: f64 = 3.0;
/// Sizes further apart than this factor show how steep a rise is; between nearer ones it is noise.
const APART: f64 = 1.1;

/// Whether a size was given up on at a cost which no rise between the sizes that ended leads to. It hangs there, or takes
/// another path: what that grows like nobody has seen. `ended` are `(n, cost)` of those sizes, rising.
#[must_use]
pub fn leaps(ended: &[(f64, f64)], beyond: &Censored) -> bool {
    let Some(last) = ended.last().filter(|last| last.1 > 0.0 && last.0 < beyond.n) else { return false };
    let slope = |end: &(f64, f64)| {
        let below = ended.iter().rev().find(|point| point.0 * APART <= end.0 && point.1 > 0.0)?;
        Some((end.1 / below.1).ln() / (end.0 / below.0).ln())
    };
    let steepest = ended.iter().filter_map(slope).fold(1.0, f64::max);
    beyond.at_least > SUDDEN * last.1 * (beyond.n / last.0).powf(steepest)
}

/// Whether calls that take so many seconds at the smallest and at the largest size, each given as `(n, seconds)`, are too
/// short to have looked at their items, and no longer for more of them.
#[must_use]
pub fn looks_at_no_item((smallest, first): (f64, f64), (largest, last): (f64, f64)) -> bool {
    largest >= SPAN * smallest && last < FLAT * first && last < LOOKED_AT * largest
}
