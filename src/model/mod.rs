//! The words of the program as plain data: what passes from room to room.
//!
//! Comes in: nothing. Goes out: types. Never here: files, clocks, processes, serialization, statistics.

mod accounts;
mod baseline;
mod caveat;
mod class;
mod comparison;
mod evidence;
mod finding;
mod fit;
mod function;
mod input;
mod machine;
mod metric;
mod night;
mod outline;
mod pass;
mod plan;
mod quantity;
mod record;
mod scenario;
mod series;
mod template;
mod trend;
mod verdict;

pub use accounts::Accounts;
pub use baseline::{Accepted, Baseline, Quarantine, Tried, checked, declared, input, ladder, set};
pub use caveat::{Caveat, CaveatKind};
pub use class::{Class, ClassError};
pub use comparison::{
    Change, Compared, Comparison, Crossover, GrowthBasis, GrowthChange, MetricChange, Null, Ratio, RatioPoint, Reach,
    Standing, ThresholdChange, TopCosts,
};
pub use evidence::{Evidence, Forecast, Outcome, Stop};
pub use finding::{Finding, Severity, Step};
pub use fit::{Basis, Estimate, Fit, FitPoint, Formula, Interval, Questions, Regime, RegimeKind, Rival, Threshold};
pub use function::{FunctionError, FunctionTarget, Language};
pub use input::{CommandInput, Generator, Input, Shape};
pub use machine::{DIGEST, LOADING, Machine};
pub use metric::{Metric, MetricKind, Unit};
pub use night::{Commit, Night, NightScenario, NightSeries, SizeSummary};
pub use outline::{Outline, ScenarioOutline, SeriesOutline};
pub use pass::Pass;
pub use plan::{Ladder, PlannedSize, Trial};
pub use quantity::{
    Bytes, QuantityError, Size, human_bytes, human_count, human_names, human_number, human_seconds, parse_duration,
};
pub use record::{Counted, Failure, Missing, Reading, Readings, Record, Sample, SampleEnd};
pub use scenario::{
    Check, ClockChoice, CommandTarget, Expectation, Hooks, Limit, Scale, Scenario, Settings, Sizes, Stdin, Target,
};
pub use series::{Censored, Clock, Mode, Physics, Point, Series, leaps, looks_at_no_item};
pub use template::{Placeholder, Template, Values};
pub use trend::{Acceptance, Drift, NightChange, NightMark, Shift, Shifted, Trend, TrendPoint, Trends};
pub use verdict::{Because, Doubt, LimitVerdict, Ruling, Verdict};
