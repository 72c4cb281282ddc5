//! The plan: which trials to run.

use super::Size;

/// The sizes of a run in rising order, as far as known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ladder(pub Vec<PlannedSize>);

/// A size of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedSize {
    /// The size N.
    pub size: Size,
    /// Expected wall seconds of one trial, where there is ground to expect anything.
    pub seconds: Option<f64>,
}

/// One run of the target at one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The size N.
    pub size: Size,
    /// Which of the scenario's inputs; 0 where it has none.
    pub input: usize,
    /// 0 for warm-up, whose sample is kept but not fitted; then 1, 2, ...
    pub round: u32,
}
