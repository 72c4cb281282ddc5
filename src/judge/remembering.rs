//! Functions that remember: called again, they only look up what the first call worked out.

use crate::model::{Because, Doubt, Metric, MetricKind, Record, Ruling, SampleEnd, Size, Verdict};
use std::collections::BTreeMap;

/// The first call over a later one from which on it did work that later ones don't. Caches, and compilers that work while
/// a program runs, make less of it.
const FAR: f64 = 1000.0;
/// Of so many largest sizes, at more than one: a single first call may have waited for something.
const LARGEST: usize = 3;

/// The verdict on a time, and what a count of the same calls made of it; but undecided where those calls are of a function
/// that remembers its results.
#[must_use]
pub fn unless_remembered(by_time: Verdict, settled: Option<Verdict>, record: &Record, input: usize) -> Verdict {
    let rests_on_calls = settled.is_some() || by_time.ruling == Ruling::Met;
    let of_time = by_time.metric.kind() == MetricKind::Time;
    let Some((size, [first, later])) = remembered(record, input).filter(|_| rests_on_calls && of_time) else {
        return settled.unwrap_or(by_time);
    };
    let mut doubtful = Verdict { ruling: Ruling::Undecided, ..by_time };
    if let Because::Posterior { doubt, .. } = &mut doubtful.because {
        *doubt = Some(Doubt::Remembers { n: size.value(), first, later });
    }
    doubtful
}

/// The largest size at which first calls are far from later ones, with the seconds of both.
fn remembered(record: &Record, input: usize) -> Option<(Size, [f64; 2])> {
    let mut sizes: BTreeMap<Size, [f64; 2]> = BTreeMap::new();
    for sample in record.samples.iter().filter(|s| s.trial.input == input && s.end == SampleEnd::Completed) {
        let [first, later] = sizes.entry(sample.trial.size).or_insert([0.0, f64::INFINITY]);
        *first = sample.readings.value(&Metric::first_call()).unwrap_or(0.0).max(*first);
        *later = sample.readings.value(&Metric::Wall).unwrap_or(f64::INFINITY).min(*later);
    }
    let far = |(_, [first, later]): &(&Size, &[f64; 2])| *first > FAR * *later;
    let mut large = sizes.iter().rev().take(LARGEST).filter(far);
    let (size, seconds) = large.next()?;
    large.next().map(|_| (*size, *seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Readings, Sample, Trial};
    use std::time::Duration;

    fn record(calls: &[(u64, f64, f64)]) -> Record {
        let sample = |(n, first, later): &(u64, f64, f64)| {
            let mut readings = Readings::default();
            readings.set(Metric::first_call(), *first);
            readings.set(Metric::Wall, *later);
            let trial = Trial { size: Size::new(*n).expect("a size"), input: 0, round: 1 };
            Sample { trial, at: Duration::ZERO, end: SampleEnd::Completed, readings }
        };
        Record { samples: calls.iter().map(sample).collect(), ..Record::default() }
    }

    #[test]
    fn what_only_first_calls_work_out_is_remembered() {
        let quadratic = record(&[(100, 1e-3, 6e-8), (300, 9e-3, 6e-8), (1000, 0.1, 6e-8), (2000, 0.4, 6e-8)]);
        assert_eq!(remembered(&quadratic, 0), Some((Size::new(2000).expect("a size"), [0.4, 6e-8])));
        assert_eq!(remembered(&quadratic, 1), None, "another input");
        let compiled = record(&[(100, 1e-3, 6e-8), (300, 1e-5, 2e-7), (1000, 1e-5, 6e-7), (2000, 1e-5, 1e-6)]);
        assert_eq!(remembered(&compiled, 0), None, "a slow start");
        let once = record(&[(100, 1e-6, 6e-8), (300, 1e-6, 2e-7), (1000, 1e-5, 6e-7), (2000, 0.5, 1e-6)]);
        assert_eq!(remembered(&once, 0), None, "one that waited");
    }
}
