//! Several benches that count at the same time: counts don't mind company, as times would.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::super::{Executor, bench::Bench, machine::cores};
use super::missing;
use crate::model::{Failure, Pass, Readings, Sample, SampleEnd, Trial};

/// Where finished samples go.
type Ended<'a> = &'a mut dyn FnMut(Sample);

impl Bench {
    /// Counts in trials of their own, as many at a time as there are cores; alone where hooks stand around each trial.
    /// A trial that fails in company is tried again alone: it may have needed a file that another one held.
    pub(in crate::measure) fn count_in_company(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: Ended<'_>,
    ) {
        if self.is_of_function() {
            return self.count_one_by_one(pass, trials, timeout, ended);
        }
        let workers = if self.has_trial_hooks() { 1 } else { cores().min(trials.len()) };
        let mut again = Vec::new();
        self.shared_out(pass, trials, timeout, workers, &mut |sample| {
            if workers > 1 && may_be_company(&sample.end) { again.push(sample.trial) } else { ended(sample) }
        });
        for alone in trials.iter().filter(|(trial, _)| again.contains(trial)) {
            self.shared_out(pass, std::slice::from_ref(alone), timeout, 1, ended);
        }
    }

    /// Counts calls of a function in one harness that stays: a simulated one takes a second to start.
    fn count_one_by_one(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: Ended<'_>,
    ) {
        let start = self.elapsed();
        let mut bench = self.take_counting(pass);
        for (trial, input) in trials {
            ended(match &mut bench {
                Ok(bench) => {
                    bench.allow((start + timeout).saturating_sub(self.elapsed()));
                    bench.measure(trial, input.as_deref())
                }
                Err(reason) => uncounted(pass, trial, self.elapsed(), reason),
            });
        }
        self.keep_counting(bench.ok());
    }

    fn shared_out(
        &self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        workers: usize,
        ended: Ended<'_>,
    ) {
        let next = AtomicUsize::new(0);
        let (sender, samples) = mpsc::channel();
        let work = |sender: mpsc::Sender<Sample>| {
            let mut bench = self.counting(pass);
            while let Some((trial, input)) = trials.get(next.fetch_add(1, Ordering::Relaxed)) {
                let sample = match &mut bench {
                    Ok(bench) => {
                        bench.allow(timeout);
                        bench.measure(trial, input.as_deref())
                    }
                    Err(reason) => uncounted(pass, trial, self.elapsed(), reason),
                };
                // The other end is there as long as this thread is.
                let _ = sender.send(sample);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..workers.max(1) {
                let sender = sender.clone();
                scope.spawn(|| work(sender));
            }
            drop(sender);
            samples.iter().for_each(ended);
        });
    }
}

/// A sample that says why nothing was counted.
fn uncounted(pass: Pass, trial: &Trial, at: Duration, reason: &str) -> Sample {
    Sample { trial: *trial, at, end: SampleEnd::Completed, readings: missing(pass, reason) }
}

fn may_be_company(end: &SampleEnd) -> bool {
    matches!(end, SampleEnd::Failed(Failure::Exit { .. } | Failure::Signal { .. } | Failure::NotStarted { .. }))
}

/// The readings of a counting trial: only what the pass is for, or why not even that is known.
pub(in crate::measure) fn only(pass: Pass, end: &SampleEnd, counted: Readings) -> Readings {
    match end {
        SampleEnd::Completed => counted,
        SampleEnd::Failed(failure) => missing(pass, &failed(failure)),
    }
}

fn failed(failure: &Failure) -> String {
    match failure {
        Failure::TimedOut { .. } => "counting took longer than it may".to_string(),
        Failure::NotStarted { reason } => reason.clone(),
        _ => "the target failed while it was counted".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Metric, Reading};

    #[test]
    fn what_hinders_counting_is_the_reason_of_every_metric_of_the_pass() {
        for (failure, said) in [
            (Failure::TimedOut { after: Duration::from_secs(1) }, "longer than it may"),
            (Failure::NotStarted { reason: "the kernel doesn't let it be traced".into() }, "let it be traced"),
            (Failure::Exit { code: 1, stderr: String::new() }, "failed while it was counted"),
        ] {
            let readings = only(Pass::System, &SampleEnd::Failed(failure), Readings::default());
            for name in Pass::System.metrics() {
                let reading = readings.0.get(&Metric::counter(name));
                assert!(matches!(reading, Some(Reading::Missing(reason)) if reason.0.contains(said)), "{reading:?}");
            }
        }
    }
}
