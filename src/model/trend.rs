//! Trends: the nights side by side, and what changed between them.

use super::{Class, Commit, Metric, Ruling};

/// Everything that the nights tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trends {
    /// The nights, in order.
    pub nights: Vec<NightMark>,
    /// The machines, in the order met: processor, cores and architecture.
    pub machines: Vec<String>,
    /// A trend for every scenario, metric and input; by name.
    pub trends: Vec<Trend>,
    /// What changed in the code, the oldest first: one a change, however many metrics show it.
    pub changes: Vec<NightChange>,
    /// What moved all times of a machine together: nobody's code. The oldest first.
    pub drifts: Vec<Drift>,
}

/// A night as a mark on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct NightMark {
    /// When it started: RFC 3339, UTC.
    pub started: String,
    /// What was measured.
    pub commit: Option<Commit>,
    /// Which of the machines.
    pub machine: usize,
    /// How many scenarios were measured.
    pub scenarios: usize,
    /// By how much all times were above what they were before on this machine, as a logarithm; 0 where too few
    /// scenarios could tell.
    pub together: f64,
}

/// One series over the nights.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The scenario's name.
    pub scenario: String,
    /// What was measured.
    pub metric: Metric,
    /// On which input, where the scenario has several.
    pub input: Option<String>,
    /// What was seen, nights rising; nights without it are left out.
    pub points: Vec<TrendPoint>,
}

/// One series on one night.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// Which night.
    pub night: usize,
    /// The class that fitted best.
    pub class: Class,
    /// The fitted exponent.
    pub exponent: f64,
    /// Its 95% interval.
    pub exponent_low: f64,
    /// Its 95% interval.
    pub exponent_high: f64,
    /// ln of the cost over that of the first comparable night, at equal sizes, where growth shows.
    pub level: f64,
    /// Nights with another number are not comparable in cost: another input, seed or clock, no size in common.
    pub ground: u32,
    /// The size that reaches the scenario's budget.
    pub threshold: Option<f64>,
    /// How the scenario came out.
    pub ruling: Ruling,
}

/// A change: from one night to the next a scenario costs something else, and goes on doing so.
#[derive(Debug, Clone, PartialEq)]
pub struct NightChange {
    /// The scenario.
    pub scenario: String,
    /// The first night of the new behaviour.
    pub night: usize,
    /// The last night of the old.
    pub before: usize,
    /// The night on which it was called: once, and never again.
    pub called: usize,
    /// What shifted, growth first.
    pub shifts: Vec<Shift>,
    /// Why it is the new normal, where somebody said so.
    pub accepted: Option<String>,
}

/// What shifted in one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// What was measured.
    pub metric: Metric,
    /// On which input.
    pub input: Option<String>,
    /// What of it.
    pub what: Shifted,
}

/// What of a series shifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shifted {
    /// How it grows.
    Growth {
        /// The exponent before and after.
        exponents: (f64, f64),
        /// The class before and after.
        classes: (Class, Class),
    },
    /// What it costs at equal sizes, by this factor.
    Constant(f64),
}

/// A shift of all times of a machine together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// The first night of it.
    pub night: usize,
    /// By which factor times rose.
    pub factor: f64,
}

/// That a scenario's cost is the new normal from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The scenario.
    pub scenario: String,
    /// From when on: RFC 3339, UTC.
    pub from: String,
    /// Why, in somebody's words.
    pub why: String,
}

impl NightChange {
    /// Whether anything got worse.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.shifts.iter().any(|shift| match shift.what {
            Shifted::Growth { exponents: (before, after), .. } => after > before,
            Shifted::Constant(factor) => factor > 1.0,
        })
    }
}
