//! What each run of one metric gave, by size and round.

use std::collections::BTreeMap;

use crate::model::{Clock, Evidence, Fit, Metric, SampleEnd};

/// Values by size, and within a size by round. Sizes are whole here, or their bits where they are not.
pub(super) type Runs = BTreeMap<u64, BTreeMap<u32, f64>>;

/// Values of a fit's metric, read by `clock` where it is `time`. Evidence without samples, such as an import, gives the
/// values that the fit rests on, in the order measured.
pub(super) fn runs(evidence: &Evidence, fit: &Fit, input: usize, clock: Clock) -> Runs {
    let metric = match (&fit.series.metric, clock) {
        (Metric::Time, Clock::Cpu) => Metric::Cpu,
        (Metric::Time, Clock::Wall) => Metric::Wall,
        (other, _) => other.clone(),
    };
    let read = |metric: &Metric| {
        let mut runs = Runs::new();
        for sample in &evidence.record.samples {
            let counts = sample.trial.round > 0 && sample.trial.input == input && sample.end == SampleEnd::Completed;
            if let Some(value) = sample.readings.value(metric).filter(|value| counts && value.is_finite()) {
                runs.entry(key(sample.trial.size.value())).or_default().insert(sample.trial.round, value);
            }
        }
        runs
    };
    let (found, named) = (read(&metric), &fit.series.metric);
    let found = if found.is_empty() && metric != *named { read(named) } else { found };
    if !found.is_empty() {
        return found;
    }
    let points = fit.series.points.iter();
    points.map(|p| (key(p.n), (1..).zip(p.values.iter().copied().filter(|v| v.is_finite())).collect())).collect()
}

/// A size as a key that sorts as it does: the bits of a positive float rise with it.
fn key(n: f64) -> u64 {
    n.to_bits()
}

/// The size of a key.
pub(super) fn size(key: u64) -> f64 {
    f64::from_bits(key)
}
