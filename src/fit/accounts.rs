//! What the timed trials at the largest sizes spent.

use crate::model::{Accounts, Metric, Record, Sample, SampleEnd, Size};

/// Sizes that count as the largest.
const LARGEST: usize = 3;

/// What the kernel did, as far as every timed trial counts it.
pub const KERNEL_WORK: [&str; 5] =
    ["faults.minor", "io.read_bytes", "io.write_bytes", "io.read_calls", "io.write_calls"];

/// The sums over the completed trials at the three largest sizes of one input (by number).
#[must_use]
pub fn accounts(record: &Record, input: usize) -> Accounts {
    let counts = |s: &&Sample| s.trial.input == input && s.trial.round > 0 && s.end == SampleEnd::Completed;
    let samples: Vec<&Sample> = record.samples.iter().filter(counts).collect();
    let mut sizes: Vec<Size> = samples.iter().map(|sample| sample.trial.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let Some(from) = sizes.get(sizes.len().saturating_sub(LARGEST)) else { return Accounts::default() };
    let largest = || samples.iter().filter(|sample| sample.trial.size >= *from);
    let sum = |metric: &Metric| largest().filter_map(|sample| sample.readings.value(metric)).sum::<f64>();
    let counters = |names: &[&str]| names.iter().map(|name| sum(&Metric::counter(name))).sum();
    let kernel = Metric::counter("cpu.kernel");
    let known = largest().all(|sample| sample.readings.value(&kernel).is_some());
    Accounts {
        cpu: sum(&Metric::Cpu),
        wall: sum(&Metric::Wall),
        kernel: known.then(|| sum(&kernel)),
        faults: counters(&["faults.minor"]),
        calls: counters(&["io.read_calls", "io.write_calls"]),
        bytes: counters(&["io.read_bytes", "io.write_bytes"]),
    }
}
