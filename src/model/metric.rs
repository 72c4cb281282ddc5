//! Metrics: what is measured, in which unit, and what it means to a reader.

use std::fmt;

/// What is measured of a trial. Times are in seconds, memory in bytes, everything else is a count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// The time that counts: CPU time where the target computes, wall time where it waits.
    Time,
    /// User plus system time of the target and all its descendants.
    Cpu,
    /// From start to the end of the target, by a clock that doesn't jump.
    Wall,
    /// Peak resident memory of the target's largest process.
    Memory,
    /// Any other count by its name, such as `io.read_bytes` or a counter that the target reports.
    Counter(String),
}

/// Which of the statistical settings fits a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Noisy, with start-up and cache steps.
    Time,
    /// Quantised, with floors.
    Memory,
    /// Nearly or wholly exact.
    Count,
}

/// The unit that a metric's values are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A plain number.
    Count,
    /// A word of the user's, never converted.
    Other(String),
}

/// The counters that scalecheck measures itself, and that may be declared.
const MEASURED: [&str; 21] = [
    "instructions",
    "cpu.kernel",
    "faults.major",
    "faults.minor",
    "switches.involuntary",
    "switches.voluntary",
    "io.bytes_per_read",
    "io.read_bytes",
    "io.read_calls",
    "io.read_ratio",
    "io.write_bytes",
    "io.write_calls",
    "system.calls",
    "system.processes",
    "system.threads",
    "system.descriptors",
    "system.connections",
    "alloc.bytes",
    "alloc.count",
    "alloc.peak",
    "alloc.leaked",
];

impl Metric {
    /// The counters that scalecheck measures itself.
    pub fn measured() -> impl Iterator<Item = &'static str> {
        MEASURED.into_iter()
    }

    /// A counter by its name.
    #[must_use]
    pub fn counter(name: &str) -> Metric {
        Metric::Counter(name.to_string())
    }

    /// Wall time that a trial of a function takes once it is warm: its setup and all calls.
    #[must_use]
    pub fn trial_wall() -> Metric {
        Metric::counter("trial.wall")
    }

    /// Wall time of the very first call of a function at a size.
    #[must_use]
    pub fn first_call() -> Metric {
        Metric::counter("trial.first")
    }

    /// The metric that a scenario means by this name; every other name is a counter's.
    #[must_use]
    pub fn named(name: &str) -> Metric {
        match name {
            "time" => Metric::Time,
            "cpu" => Metric::Cpu,
            "wall" => Metric::Wall,
            "memory" => Metric::Memory,
            other => Metric::counter(other),
        }
    }

    /// The name in scenarios and output.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Metric::Time => "time",
            Metric::Cpu => "cpu",
            Metric::Wall => "wall",
            Metric::Memory => "memory",
            Metric::Counter(name) => name,
        }
    }

    /// Which statistical settings fit it.
    #[must_use]
    pub fn kind(&self) -> MetricKind {
        match self {
            Metric::Time | Metric::Cpu | Metric::Wall => MetricKind::Time,
            Metric::Counter(name) if name == "cpu.kernel" => MetricKind::Time,
            Metric::Memory => MetricKind::Memory,
            Metric::Counter(_) => MetricKind::Count,
        }
    }

    /// Whether a target may report it: every counter that scalecheck doesn't measure itself.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        const OWN: [&str; 8] = ["cpu.", "faults.", "switches.", "io.", "system.", "alloc.", "allocated.", "trial."];
        let Metric::Counter(name) = self else { return false };
        !matches!(name.as_str(), "instructions" | "counters") && !OWN.iter().any(|prefix| name.starts_with(prefix))
    }

    /// Whether it can be declared: what scalecheck measures, or what a target may report.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        let Metric::Counter(name) = self else { return true };
        self.is_reported() || Metric::measured().any(|measured| measured == name)
    }

    /// The name under which it is kept why a trial's file of counters, as a whole or in part, was not read.
    #[must_use]
    pub fn counters_file() -> Metric {
        Metric::counter("counters")
    }

    /// The name under which it is kept that a trial's target changed its input, or what lies beside it.
    #[must_use]
    pub fn changed_input() -> Metric {
        Metric::counter("trial.input")
    }

    /// The unit of its values.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self {
            Metric::Time | Metric::Cpu | Metric::Wall => Unit::Seconds,
            Metric::Memory => Unit::Bytes,
            Metric::Counter(name) if matches!(name.as_str(), "cpu.kernel" | "trial.wall" | "trial.first") => {
                Unit::Seconds
            }
            Metric::Counter(name) if is_in_bytes(name) => Unit::Bytes,
            Metric::Counter(_) => Unit::Count,
        }
    }

    /// What it says, in a sentence for a reader who has never met it.
    #[must_use]
    pub fn explanation(&self) -> &'static str {
        match self {
            Metric::Time => "CPU time where the target computes, wall time where it waits",
            Metric::Cpu => "user plus system time of the target and its descendants",
            Metric::Wall => "time from the target's start to its end",
            Metric::Memory => "peak resident memory of the target's largest process",
            Metric::Counter(name) => match name.as_str() {
                "cpu.kernel" => "the part of the CPU time that the kernel took, by its ticks",
                "faults.minor" => "pages that the kernel mapped without reading from disk",
                "faults.major" => "pages that had to be read from disk",
                "switches.voluntary" => "times that the target gave the processor away, mostly to wait",
                "switches.involuntary" => "times that the target was made to give the processor away",
                "io.read_bytes" => "bytes that the target's read calls returned",
                "io.write_bytes" => "bytes that the target's write calls took",
                "io.read_calls" => "read system calls",
                "io.write_calls" => "write system calls",
                "trial.calls" => "calls of the function that the reading was taken over",
                "trial.first" => "time of the very first call at a size, before the function is warm",
                "trial.input" => "whether the target left its input as it was",
                "trial.wall" => "time of the whole trial once the function is warm, with its setup",
                "io.bytes_per_read" => "bytes that a read call returned, on average",
                "io.read_ratio" => "bytes that the target's read calls returned, over the size of its input",
                "instructions" => "instructions of the target and all that it starts, outside the kernel",
                "system.calls" => "system calls of the target and all that it starts",
                "system.processes" => "processes started, the target itself included",
                "system.threads" => "threads started beyond each process's first",
                "system.descriptors" => "most descriptors open at once in one process",
                "system.connections" => "connections opened",
                "alloc.bytes" => "bytes asked of the allocator",
                "alloc.count" => "calls that allocate",
                "alloc.peak" => "most bytes allocated at once, in one process or by one call",
                "alloc.leaked" => "bytes still allocated at the end of a process, or once a call's result is dropped",
                _ => "a count that the target reports",
            },
        }
    }
}

/// Counters of bytes by their name; a rate or ratio is none.
fn is_in_bytes(name: &str) -> bool {
    name.ends_with("bytes") || matches!(name, "io.bytes_per_read" | "alloc.peak" | "alloc.leaked")
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
