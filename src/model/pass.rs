//! Passes: what is counted in trials of its own, so that counting costs the timing nothing.

use super::{Metric, Target};

/// A way of counting that slows the target down, or changes what it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pass {
    /// Instructions, by the processor's counters or by a simulator.
    Instructions,
    /// System calls and what they open, by tracing.
    System,
    /// Allocations, by a counting allocator.
    Allocations,
}

impl Pass {
    /// Every pass, in the order in which they run.
    pub const ALL: [Pass; 3] = [Pass::Instructions, Pass::System, Pass::Allocations];

    /// The stable name in evidence and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pass::Instructions => "instructions",
            Pass::System => "system",
            Pass::Allocations => "alloc",
        }
    }

    /// The metrics that it gives.
    #[must_use]
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Pass::Instructions => &["instructions"],
            Pass::System => {
                &["system.calls", "system.processes", "system.threads", "system.descriptors", "system.connections"]
            }
            Pass::Allocations => &["alloc.bytes", "alloc.count", "alloc.peak", "alloc.leaked"],
        }
    }

    /// The pass that gives a metric of a target; `None` where timed trials give it, as those of a function, whose own
    /// language counts what a call allocates.
    #[must_use]
    pub fn of(metric: &Metric, target: &Target) -> Option<Pass> {
        let gives = |pass: &Pass| pass.metrics().contains(&metric.name());
        let told = |pass: &Pass| *pass == Pass::Allocations && target.function().is_some();
        Pass::ALL.into_iter().find(gives).filter(|pass| !told(pass))
    }
}
