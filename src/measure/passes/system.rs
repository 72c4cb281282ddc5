//! Counting system calls and what they open: the runner traces the target and all that it starts.

use super::missing;
use crate::model::{Metric, Pass, Readings};
use crate::platform::Outcome;

/// What the runner counted.
pub(super) fn read(outcome: Option<&Outcome>) -> Readings {
    let Some(report) = outcome.map(|outcome| &outcome.report) else {
        return missing(Pass::System, "it was not started");
    };
    if report.trace_error != 0 {
        let error = std::io::Error::from_raw_os_error(report.trace_error as i32);
        return missing(Pass::System, &format!("the kernel doesn't let it be traced: {error}"));
    }
    let mut readings = Readings::default();
    for (name, value) in [
        ("system.calls", report.calls),
        ("system.processes", report.processes),
        ("system.threads", report.threads),
        ("system.descriptors", report.descriptors),
        ("system.connections", report.connections),
    ] {
        readings.set(Metric::counter(name), value as f64);
    }
    readings
}
