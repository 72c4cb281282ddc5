//! What each kind of metric is known to do: the prior probabilities of nuisances, and the noise to expect.
//!
//! Every constant is relative (a ratio, a share, a probability), so no unit or machine speed enters.

use crate::model::{Clock, MetricKind, Mode, Series};

/// Standard deviation of a value rounded to steps of 1 (uniform distribution): 1/sqrt 12.
pub(super) const ROUNDING: f64 = 0.288_675_134_594_812_9;

/// Resident memory of a process moves in steps of 32 pages: the kernel batches its counters per thread.
const RESIDENT_STEP: f64 = 131_072.0;

/// What a series of one kind is expected to do beside growing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    /// Smallest and largest scatter from size to size (standard deviation of ln cost): layout, alignment, heap state.
    pub scatter: (f64, f64),
    /// Slow drift of the cost per item along the ladder, `(standard deviation per sqrt of ln n, probability)`: cache
    /// hit rates, collectors, allocation patterns.
    pub drift: &'static [(f64, f64)],
    /// Error that belongs to the start-up, as a share of the smallest cost, `(share, probability)`.
    pub near_floor: &'static [(f64, f64)],
    /// Probability of a lower-order term. What this and the next ones leave is the plain curve's, with start-up.
    pub lower: f64,
    /// Amounts of start-up that are weighed beside a lower-order term; 0: a lower-order term stands without start-up.
    pub beside: usize,
    /// Probability of one step in the level.
    pub step: f64,
    /// Probability of a memory floor that the work partly reuses.
    pub floor: f64,
    /// Probability of buffers that double.
    pub saw: f64,
    /// By how much predictions outside the measured sizes are wider than the grid's curves say, none of which is the
    /// whole truth; chosen so that 95% intervals hold as often on labelled real curves. The less of the scatter is
    /// noise, the more of it is misfit, which grows with distance.
    pub misfit: f64,
    /// The steps that values move in, 0 where they are continuous; in the series' unit.
    pub quantum: f64,
    /// Whether values are rounded to steps of a clock, which the values themselves show where nobody tells.
    pub rounded: bool,
}

impl Settings {
    /// The settings that fit a series' metric, clock and origin.
    pub(super) fn of(series: &Series) -> Settings {
        let quantum = if series.quantum.is_finite() { series.quantum.max(0.0) } else { 0.0 };
        match (series.metric.kind(), series.mode) {
            (MetricKind::Time, _) => Settings { quantum, ..Settings::time(series.clock) },
            (MetricKind::Count, Mode::Process) if series.metric.name() == "instructions" => Settings::instructions(),
            (MetricKind::Count, _) if series.metric.name().starts_with("faults") => Settings::faults(),
            (MetricKind::Count, _) => Settings::count(),
            (MetricKind::Memory, Mode::Function) => Settings { quantum, ..Settings::allocated() },
            (MetricKind::Memory, Mode::Process) => {
                Settings { quantum: if quantum > 0.0 { quantum } else { RESIDENT_STEP }, ..Settings::resident() }
            }
        }
    }

    fn time(clock: Clock) -> Settings {
        Settings {
            scatter: (0.003, 0.4),
            drift: match clock {
                Clock::Cpu => &[(0.0, 0.8), (0.03, 0.1), (0.1, 0.1)],
                Clock::Wall => &[(0.0, 0.3), (0.05, 0.35), (0.15, 0.35)],
            },
            near_floor: &[(0.0, 1.0)],
            lower: 0.05,
            beside: 0,
            step: 0.15,
            floor: 0.0,
            saw: 0.0,
            misfit: 1.15,
            quantum: 0.0,
            rounded: true,
        }
    }

    fn count() -> Settings {
        Settings {
            scatter: (0.001, 0.2),
            drift: &[(0.0, 0.7), (0.01, 0.3)],
            lower: 0.3,
            step: 0.0,
            rounded: false,
            misfit: 1.6,
            ..Settings::time(Clock::Cpu)
        }
    }

    /// Every process starts up, then reads its input, beside the work that the class names.
    fn instructions() -> Settings {
        Settings { lower: 0.6, beside: 12, ..Settings::count() }
    }

    /// Each page that is touched for the first time is a fault, so they double as buffers do.
    fn faults() -> Settings {
        Settings { saw: 0.2, ..Settings::count() }
    }

    fn allocated() -> Settings {
        Settings {
            scatter: (0.001, 0.4),
            drift: &[(0.0, 0.5), (0.01, 0.25), (0.03, 0.25)],
            lower: 0.05,
            step: 0.0,
            saw: 0.25,
            rounded: false,
            misfit: 1.4,
            ..Settings::time(Clock::Cpu)
        }
    }

    fn resident() -> Settings {
        Settings { near_floor: &[(0.0, 0.4), (0.03, 0.3), (0.1, 0.3)], floor: 0.25, saw: 0.2, ..Settings::allocated() }
    }
}
