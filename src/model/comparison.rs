//! A comparison: what became of a scenario between two runs, each aspect a verdict of its own.

use super::{Basis, Caveat, Class, Estimate, Evidence, Interval, Metric};

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Shown to cost less, or to grow slower.
    Better,
    /// Shown to cost more, or to grow faster.
    Worse,
    /// Shown to differ by no more than this share (for a class: exponent), either way.
    Equal {
        /// 0.02 is 2%.
        within: f64,
    },
    /// The measurements show none of these.
    Unresolved,
}

impl Change {
    /// The word in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Better => "better",
            Change::Worse => "worse",
            Change::Equal { .. } => "equal",
            Change::Unresolved => "unresolved",
        }
    }
}

/// How far costs of two runs can be held against each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Measured in interleaved rounds of one run: whatever the machine did hit both alike.
    Paired,
    /// Two runs on the same machine, whose own runs differ by up to the floor.
    SameMachine {
        /// Share by which two runs of one and the same thing may differ there; `None`: nobody measured it.
        floor: Option<f64>,
    },
    /// Two runs on machines that differ in these facts: `(what, old, new)`.
    OtherMachine(Vec<(String, String, String)>),
}

/// One scenario before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The scenario's name; of the new side where both have one.
    pub name: String,
    /// How far costs can be held against each other.
    pub standing: Standing,
    /// A part for each metric and input that both sides have a fit of.
    pub metrics: Vec<MetricChange>,
    /// How far each side got.
    pub reach: Reach,
    /// Why less could be compared than one would wish.
    pub caveats: Vec<Caveat>,
}

/// A comparison with what it rests on. At least one side is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Before; `None` where only the new side has this scenario.
    pub old: Option<Evidence>,
    /// After.
    pub new: Option<Evidence>,
    /// What became of it.
    pub comparison: Comparison,
}

/// The largest sizes that worked, and whether that is a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The largest size up to which the old side's trials completed on each of the inputs that both sides read.
    pub old: Option<f64>,
    /// The same of the new side.
    pub new: Option<f64>,
    /// Worse: the new side fails at a size at which the old one works. Better: the reverse, where the old side works at
    /// other sizes.
    pub change: Change,
    /// Whether it may fail a build.
    pub gates: bool,
    /// The smallest size at which one side fails and the other works, with how it fails there.
    pub at: Option<(f64, super::Failure)>,
}

/// What became of one metric on one input.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricChange {
    /// Which metric.
    pub metric: Metric,
    /// Which input, where there are several.
    pub input: Option<String>,
    /// Every run gave the same number at each size, on both sides: a difference is one.
    pub exact: bool,
    /// At some common size one side costs nothing and the other does: no factor leads from nothing to something.
    pub none: bool,
    /// Trials that stand behind each side.
    pub runs: (usize, usize),
    /// Growth.
    pub growth: GrowthChange,
    /// The whole curve: new cost over old, one figure over all common sizes; `None` without one.
    pub constant: Option<Ratio>,
    /// The cost that doesn't grow: the same over the sizes at which neither side's growth shows; `None` without one.
    pub fixed: Option<Ratio>,
    /// Where budgets are reached.
    pub thresholds: Vec<ThresholdChange>,
    /// The ratio at each common size, sizes rising.
    pub points: Vec<RatioPoint>,
    /// The ratio of the fitted curves, over the common sizes and as far as either side was measured.
    pub band: Vec<RatioPoint>,
    /// The costs of both sides at the largest size that both reached.
    pub top: Option<TopCosts>,
    /// Where the new side starts to win or to lose.
    pub crossover: Option<Crossover>,
}

/// How growth changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthChange {
    /// The old class; O(1) where no growth can be told from none.
    pub old: Class,
    /// The new class.
    pub new: Class,
    /// Probability that the new one grows faster.
    pub above: f64,
    /// Probability that it grows slower.
    pub below: f64,
    /// Exponent of the ratio of the curves: new over old grows as n to this.
    pub shift: Interval,
    /// By how much the ratio at the largest common size is above what it is at small ones, as a share, if the new curve
    /// has a term more that grows by a factor n faster.
    pub late: Interval,
    /// The verdict.
    pub change: Change,
    /// What the verdict rests on.
    pub by: GrowthBasis,
    /// Whether it may fail a build.
    pub gates: bool,
}

/// What a verdict on growth rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrowthBasis {
    /// The probabilities of the classes.
    Classes,
    /// The exponent of the ratio.
    Shift,
    /// The rise of the ratio towards the largest size.
    Late,
}

/// A ratio of costs, new over old.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// With its 95% interval, which holds what the machine's own runs differ by.
    pub ratio: Interval,
    /// The verdict.
    pub change: Change,
    /// Whether it may fail a build.
    pub gates: bool,
}

/// The costs of both sides at a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopCosts {
    /// The old cost, with its size.
    pub old: Estimate,
    /// The new cost.
    pub new: Estimate,
}

/// The ratio of the costs at a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatioPoint {
    /// The size N.
    pub n: f64,
    /// New over old with its 95% interval.
    pub ratio: Interval,
    /// How it is known.
    pub basis: Basis,
}

/// Where a budget is reached, before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdChange {
    /// The budget, in the metric's unit.
    pub budget: f64,
    /// The old size N; `None`: no growth shows that would reach it.
    pub old: Option<Interval>,
    /// How it is known.
    pub old_basis: Basis,
    /// The size up to which the old side surely holds the budget.
    pub old_safe: f64,
    /// The new size N.
    pub new: Option<Interval>,
    /// How it is known.
    pub new_basis: Basis,
    /// The size up to which the new side surely holds the budget.
    pub new_safe: f64,
    /// New size over old, where both are reached.
    pub factor: Option<Interval>,
    /// The verdict: better is a larger size.
    pub change: Change,
}

/// A size at which the order of the curves changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossover {
    /// The size N.
    pub n: Interval,
    /// The new side is cheaper above it, and dearer below; else the reverse.
    pub wins_above: bool,
    /// How it is known.
    pub basis: Basis,
}

/// What a control of something against itself says of the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Null {
    /// Of which metric.
    pub metric: Metric,
    /// Sizes that were compared.
    pub sizes: usize,
    /// Rounds of both sides.
    pub rounds: u32,
    /// Looks at rounds of their own.
    pub looks: usize,
    /// How many of them showed a change, where there is none.
    pub alarms: usize,
    /// The whole curve against itself.
    pub ratio: Interval,
    /// The smallest change of the whole curve that so many rounds find in 95 of 100, as a share.
    pub resolves: f64,
    /// By how much the same thing's levels differed between parts of the run, as a share.
    pub floor: f64,
}

impl Comparison {
    /// Whether something that may fail a build is shown to be worse.
    #[must_use]
    pub fn regressed(&self) -> bool {
        let reach = self.reach.gates && self.reach.change == Change::Worse;
        reach || self.metrics.iter().any(MetricChange::regressed)
    }

    /// Whether something is shown to be better and nothing that may fail a build to be worse.
    #[must_use]
    pub fn improved(&self) -> bool {
        let better = self.reach.change == Change::Better || self.metrics.iter().any(MetricChange::improved);
        better && !self.regressed()
    }
}

impl MetricChange {
    /// Whether growth or the whole curve is shown to be worse, where that may fail a build.
    #[must_use]
    pub fn regressed(&self) -> bool {
        (self.growth.gates && self.growth.change == Change::Worse)
            || self.constant.is_some_and(|constant| constant.gates && constant.change == Change::Worse)
    }

    /// Whether growth or the whole curve is shown to be better.
    #[must_use]
    pub fn improved(&self) -> bool {
        self.growth.change == Change::Better || self.constant.is_some_and(|c| c.change == Change::Better)
    }

    /// Whether both, growth and the whole curve, have a verdict.
    #[must_use]
    pub fn resolved(&self) -> bool {
        self.growth.change != Change::Unresolved && self.constant.is_some_and(|c| c.change != Change::Unresolved)
    }
}
