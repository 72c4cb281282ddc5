//! A fit: what the measurements say about growth, before anybody's expectation is held against it.

use super::{Caveat, Class, Series};

/// What to ask of a fit beyond its class.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Questions {
    /// Sizes to predict the cost at.
    pub sizes: Vec<f64>,
    /// Costs whose sizes are sought: at which N are they reached?
    pub budgets: Vec<f64>,
    /// Classes declared, which join the rivals where they are none of the eleven.
    pub declared: Vec<Class>,
    /// Sizes that could be measured next: for each the fit says how far apart the best rivals' predictions are.
    pub candidates: Vec<f64>,
}

/// What one series says about growth.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The series it was made from.
    pub series: Series,
    /// The most probable of the eleven classes; an open base where exponential.
    pub class: Class,
    /// The smallest set of classes that holds 98% of the probability, the winner first.
    pub plausible: Vec<Class>,
    /// Probability of the winner among the eleven.
    pub confidence: f64,
    /// Probability of every class that was weighed, those off the ladder too; sums to 1.
    pub posterior: Vec<(Class, f64)>,
    /// Local growth d ln y / d ln n at the top of the ladder after the start-up, 95%.
    pub exponent: Interval,
    /// The winner as a formula.
    pub formula: Formula,
    /// Medians and middle of the data per size, for tables and plots.
    pub points: Vec<FitPoint>,
    /// The mixture's prediction over the ladder and beyond, for the plot: n rising.
    pub curve: Vec<Estimate>,
    /// Curves of the winner (first) and the next best classes, for plots.
    pub rivals: Vec<Rival>,
    /// Where the series changes its level or its slope.
    pub regimes: Vec<Regime>,
    /// Answers to [`Questions::sizes`], in order.
    pub predictions: Vec<Estimate>,
    /// Answers to [`Questions::budgets`], in order.
    pub thresholds: Vec<Threshold>,
    /// For each of [`Questions::candidates`]: squared distance of the two best rivals' log predictions over the
    /// variance of one more run there. 0 where nothing separates them.
    pub gains: Vec<f64>,
    /// For classes that visit every item, pair, triple or subset: the most that such work may cost at the largest size
    /// beside a cost that doesn't grow, with 95% probability. Empty where the cost grows, or the unit is unknown. For
    /// counts: the term of a faster class that stands beside the class, if one does, with its part at the largest size.
    pub hidden: Vec<(Class, f64)>,
    /// Sizes that lie off the curve, as after a disturbance, and count for less.
    pub disturbed: Vec<f64>,
    /// Doubts to tell the reader.
    pub caveats: Vec<Caveat>,
}

/// A value with a 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The median.
    pub value: f64,
    /// 2.5% of the probability is below.
    pub low: f64,
    /// 2.5% of the probability is above.
    pub high: f64,
}

/// The winner's curve `fixed + coefficient * g(n)`, in the series' unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Formula {
    /// The class with its fitted base.
    pub class: Class,
    /// Cost that doesn't grow: start-up.
    pub fixed: f64,
    /// Cost per unit of g(n); logarithms are to base 2.
    pub coefficient: f64,
    /// A lower-order term `(class, coefficient)` where the data show one.
    pub lower: Option<(Class, f64)>,
}

impl Fit {
    /// The largest size, where a count or a function's memory is the same at every size but there: see
    /// [`Series::changes_at_the_largest_alone`].
    #[must_use]
    pub fn largest_alone(&self) -> Option<f64> {
        let values: Vec<f64> = self.points.iter().map(|point| point.value).collect();
        let largest = self.points.last()?.n;
        self.series.changes_at_the_largest_alone(&values).then_some(largest)
    }
}

impl Formula {
    /// The curve's value at size `n`, 1 or more; may overflow to infinity for classes that explode.
    #[must_use]
    pub fn at(&self, n: f64) -> f64 {
        let lower = self.lower.map_or(0.0, |(class, coefficient)| coefficient * growth_base_2(class, n));
        self.fixed + lower + self.growing(n)
    }

    /// The part of [`Formula::at`] that the class names: `coefficient * g(n)`.
    #[must_use]
    pub fn growing(&self, n: f64) -> f64 {
        self.coefficient * growth_base_2(self.class, n)
    }
}

/// g(n) with logarithms to base 2.
fn growth_base_2(class: Class, n: f64) -> f64 {
    let to_base_2 = match class {
        Class::PowerLog { log, .. } => log * std::f64::consts::LN_2.ln(),
        _ => 0.0,
    };
    (class.ln_growth(n) - to_base_2).exp()
}

/// What was measured at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitPoint {
    /// The size N.
    pub n: f64,
    /// The value that the fit used (median or low quartile).
    pub value: f64,
    /// Its 95% interval.
    pub low: f64,
    /// Its 95% interval.
    pub high: f64,
    /// How many values stand behind it.
    pub runs: usize,
    /// ln(value) minus ln(mixture curve): the residual.
    pub residual: f64,
    /// (value - fixed) / g(n) relative to the top size: flat when the class is right.
    pub ratio: f64,
}

/// A value at a size, with its interval and how it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The size N.
    pub n: f64,
    /// The value with its 95% interval.
    pub value: Interval,
    /// How it is known.
    pub basis: Basis,
}

/// How a number is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// This very size was measured.
    Measured,
    /// Between measured sizes.
    Interpolated,
    /// Outside the measured sizes by this factor (of N), above 1.
    Extrapolated(f64),
}

/// The size at which a budget is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The budget, in the series' unit.
    pub budget: f64,
    /// The size N with its 95% interval. `None`: not reached at any size that can be foretold (no growth shown).
    pub n: Option<Interval>,
    /// How it is known. Where `n` is `None`: up to which multiple of the ladder's top the budget surely holds.
    pub basis: Basis,
    /// The largest size that surely (97.5%) holds the budget.
    pub safe_up_to: f64,
}

/// One class's own best curve, for plots.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// The class, with its fitted base.
    pub class: Class,
    /// Its probability.
    pub probability: f64,
    /// (n, value) along the ladder and beyond.
    pub curve: Vec<(f64, f64)>,
}

/// A place where the series changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regime {
    /// What changes.
    pub kind: RegimeKind,
    /// The size N around which it happens.
    pub n: f64,
    /// Step: the factor of cost. Break: the exponent above minus the one below.
    pub change: f64,
}

/// What changes at a regime's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegimeKind {
    /// The level: a cache is full, memory spills. Growth goes on as before.
    Step,
    /// The slope: another algorithm, swapping.
    Break,
}
