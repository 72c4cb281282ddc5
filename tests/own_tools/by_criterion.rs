//! Times `sort_items` with criterion, whose measurement is CPU time here in place of its usual wall time.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BatchSize, Criterion};
use rustix::time::{ClockId, clock_gettime};

use crate::Fault;
use crate::functions::sort_items;

/// Prints the CPU time of a call in ns to stderr, for stdout is criterion's, on fresh copies of the inputs, `calls` of them at a time.
pub(crate) fn print(bundle: &Path, inputs: usize, calls: u64, batches: usize, scratch: &Path) -> Result<(), Fault> {
    let inputs = read(bundle, inputs)?;
    let mut criterion = Criterion::default()
        .with_measurement(CpuTime)
        .output_directory(scratch)
        .sample_size(batches)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(100));
    let mut next = inputs.iter().cycle().cloned();
    criterion.bench_function("sort_items", |bencher| {
        let make = || next.next().unwrap_or_default();
        bencher.iter_batched_ref(make, |items| sort_items(black_box(items)), BatchSize::NumIterations(calls));
    });
    let estimates = fs::read_to_string(scratch.join("sort_items/new/estimates.json"))?;
    let estimates: serde_json::Value = serde_json::from_str(&estimates)?;
    eprintln!("{}", estimates["median"]["point_estimate"]);
    Ok(())
}

fn read(bundle: &Path, count: usize) -> Result<Vec<Vec<i64>>, Fault> {
    let text = fs::read_to_string(bundle)?;
    let mut rest = text.as_str();
    let mut inputs = Vec::new();
    for _ in 0..count {
        let (length, behind) = rest.split_once('\n').ok_or("an input lacks its length")?;
        let (input, after) = behind.split_at_checked(length.parse()?).ok_or("an input is cut off")?;
        inputs.push(input.lines().map(str::parse).collect::<Result<_, _>>()?);
        rest = after;
    }
    Ok(inputs)
}

/// CPU time of the process.
struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
    }

    fn end(&self, start: Duration) -> Duration {
        self.start().saturating_sub(start)
    }

    fn add(&self, first: &Duration, second: &Duration) -> Duration {
        *first + *second
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        static WALL: WallTime = WallTime;
        WALL.formatter()
    }
}
