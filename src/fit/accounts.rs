//! What the timed trials at the largest sizes spent.

use crate::model::{Accounts, Metric, Record, Sample, SampleEnd, Size};

/// Sizes that count as the largest.
const LARGEST: usize = 3;

/// What the kernel did that an instruction may ask for without bound, as far as every timed trial counts it. Page faults
/// are none of it: each takes an instruction of its own and a bounded time, as a miss of the caches does.
pub const KERNEL_WORK: [&str; 4] = ["io.read_bytes", "io.write_bytes", "io.read_calls", "io.write_calls"];

/// The sums over the completed trials at the three largest sizes of one input (by number), and at as many more as it
/// takes until the kernel's share of them is known.
#[must_use]
pub fn accounts(record: &Record, input: usize) -> Accounts {
    let counts = |s: &&Sample| s.trial.input == input && s.trial.round > 0 && s.end == SampleEnd::Completed;
    let samples: Vec<&Sample> = record.samples.iter().filter(counts).collect();
    let mut sizes: Vec<Size> = samples.iter().map(|sample| sample.trial.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut all = Accounts::default();
    for (place, from) in sizes.iter().rev().enumerate() {
        if place >= LARGEST && all.cpu >= Accounts::SHARE_KNOWN {
            break;
        }
        all = of_largest(&samples, *from);
    }
    all
}

/// The sums over the trials of this size and larger ones.
fn of_largest(samples: &[&Sample], from: Size) -> Accounts {
    let largest = || samples.iter().filter(|sample| sample.trial.size >= from);
    // A function's readings are one call's.
    let calls = |sample: &Sample| sample.readings.value(&Metric::counter("trial.calls")).unwrap_or(1.0);
    let value = |sample: &Sample, metric: &Metric| sample.readings.value(metric).map(|value| value * calls(sample));
    let sum = |metric: &Metric| largest().filter_map(|sample| value(sample, metric)).sum::<f64>();
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
