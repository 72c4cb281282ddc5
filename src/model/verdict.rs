//! Verdicts: what was declared, held against what was fitted.

use super::{Class, Estimate, Interval, Metric};

/// How an expectation came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// Shown to hold.
    Met,
    /// It needs something that is absent here.
    Skipped,
    /// The measurements don't decide.
    Undecided,
    /// It could not be measured.
    Failed,
    /// Shown not to hold.
    Broken,
}

impl Ruling {
    /// The word in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ruling::Met => "met",
            Ruling::Skipped => "skipped",
            Ruling::Undecided => "undecided",
            Ruling::Failed => "failed",
            Ruling::Broken => "broken",
        }
    }
}

/// The ruling on a declared growth class.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The metric that the declaration is about.
    pub metric: Metric,
    /// The input it was ruled on, where there are several.
    pub input: Option<String>,
    /// The declared upper bound.
    pub declared: Class,
    /// Slower growth than declared is refused too.
    pub tight: bool,
    /// The next class up was the rival, even for time.
    pub strict: bool,
    /// How it came out.
    pub ruling: Ruling,
    /// What it rests on.
    pub because: Because,
}

/// What a machine does that looks like growth, or hides it: reasons not to rule whatever the probabilities are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// A process's memory has not doubled over the ladder: pages that start-up left free, and buffers, fill up first.
    FillingUp,
    /// A time rises by less than a quarter over the ladder: caches that fill bend a constant as much.
    HardlyGrows,
    /// A function takes about no time an item, and larger inputs don't take it longer: it doesn't look at its items.
    NoWork {
        /// Seconds an item at the largest size.
        seconds: f64,
    },
    /// Caches that the data outgrow may have raised the cost of each unit of declared work to this.
    MemoryHierarchy {
        /// Seconds per unit of the declared growth at the largest size.
        seconds: f64,
        /// By how much that is above the cheapest size.
        rise: f64,
    },
    /// At a size that was given up on it costs more than everything that the smaller sizes say.
    GivenUp {
        /// The size.
        n: f64,
        /// What it had cost by then, in the metric's unit.
        at_least: f64,
    },
    /// A count was 0 at a size where the curve through the others has something: no class goes through both.
    Nothing {
        /// The size.
        n: f64,
        /// What the curve has there.
        foretold: f64,
    },
    /// A count, or a function's memory, is the same at every size below the largest, or a time nearly so: one size shows no
    /// growth.
    LargestAlone {
        /// The largest size.
        n: f64,
    },
    /// The first call of a function at a size took far longer than all later ones: it remembers its results.
    Remembers {
        /// The size.
        n: f64,
        /// Seconds of the first call.
        first: f64,
        /// Seconds of a later one.
        later: f64,
    },
    /// A curve as declared passes within one of every count, which are whole numbers: buffers that fill up count so.
    WithinOne,
    /// A count, or a function's memory, grows no faster than declared over the last three sizes: what it rose by before
    /// was a threshold.
    Threshold {
        /// The first of those sizes.
        from: f64,
    },
    /// A count has a term of a faster class beside the one that it is named for.
    Beside {
        /// The slowest such class.
        class: Class,
        /// Its part of the count at the largest size.
        share: f64,
    },
    /// The cost per unit of declared work still rises at the largest sizes, as at the foot of a step or of faster growth:
    /// the ladder ends before it can be told which.
    RisingTail {
        /// The size from which it rises.
        from: f64,
        /// By how much from there to the largest size.
        rise: f64,
    },
    /// Work of a faster growing class would not show under what is always there.
    Hidden {
        /// The class of the work that would not show.
        class: Class,
        /// Seconds that each of its units may take at the largest size.
        seconds: f64,
    },
}

/// What a ruling rests on.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// The class posterior: the probability that growth exceeds the declaration (or, tight, falls short of it).
    Posterior {
        /// Probability of growth above what is tolerated.
        above: f64,
        /// Probability of growth clearly below the declaration; only weighed where the declaration is tight.
        below: f64,
        /// The fitted winner.
        class: Class,
        /// The fitted exponent.
        exponent: Interval,
        /// The range of measured sizes.
        sizes: (f64, f64),
        /// Why the ruling is undecided although the probabilities would decide it.
        doubt: Option<Doubt>,
    },
    /// An exact counter settled what time left open.
    Settled {
        /// The counter.
        by: Metric,
        /// Its class.
        class: Class,
        /// Probability of growth above the declaration by the counter.
        above: f64,
        /// Up to which size it was counted.
        up_to: f64,
        /// Seconds per unit of the counter where it is least, and at the largest size that was counted.
        pace: Option<(f64, f64)>,
    },
    /// Not measured, for this reason.
    Unmeasured(String),
}

/// The ruling on a budget at a size.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitVerdict {
    /// The metric that is limited.
    pub metric: Metric,
    /// The input it was ruled on, where there are several.
    pub input: Option<String>,
    /// The size N.
    pub at: f64,
    /// The budget, in the metric's unit.
    pub max: f64,
    /// How it came out.
    pub ruling: Ruling,
    /// The cost there, measured or predicted; `None` where the metric was not measured.
    pub estimate: Option<Estimate>,
    /// Why there is no better ruling, where there is something to say.
    pub note: Option<String>,
}
