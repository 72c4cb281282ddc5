//! How far each side got: sizes at which one works and the other fails.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Change, Evidence, Failure, Metric, Reach, SampleEnd, Size, Standing};

/// A side that timed out took at least this much longer than the other, or the machine may have stalled.
const CLEARLY: f64 = 2.0;

/// What happened at a size.
#[derive(Debug, Default)]
struct At<'a> {
    completed: bool,
    /// Wall seconds of the quickest completed trial.
    seconds: f64,
    failures: Vec<&'a Failure>,
}

/// Compares how far both sides got.
pub(super) fn reach(old: &Evidence, new: &Evidence, standing: &Standing) -> Reach {
    let (before, after) = (sizes(old), sizes(new));
    let top = |side: &BTreeMap<Size, At>| side.iter().rev().find(|(_, at)| at.completed).map(|(n, _)| n.value());
    let lost = fails(&after, &before, standing);
    let won = fails(&before, &after, standing);
    let (change, at) = match (lost, won) {
        (Some(lost), None) => (Change::Worse, Some(lost)),
        (None, Some(won)) => (Change::Better, Some(won)),
        _ => (Change::Unresolved, None),
    };
    Reach { old: top(&before), new: top(&after), change, gates: change == Change::Worse, at }
}

/// Every size that was tried, whatever the input: one input that fails is a failure.
fn sizes(evidence: &Evidence) -> BTreeMap<Size, At<'_>> {
    let mut sizes: BTreeMap<Size, At<'_>> = BTreeMap::new();
    for sample in &evidence.record.samples {
        let at = sizes.entry(sample.trial.size).or_default();
        match &sample.end {
            SampleEnd::Completed => {
                let seconds = sample.readings.value(&Metric::Wall).unwrap_or(0.0);
                at.seconds = if at.completed { at.seconds.min(seconds) } else { seconds };
                at.completed = true;
            }
            SampleEnd::Failed(failure) => at.failures.push(failure),
        }
    }
    sizes
}

/// The smallest size at which `one` surely fails although `other` works there or above.
fn fails(one: &BTreeMap<Size, At>, other: &BTreeMap<Size, At>, standing: &Standing) -> Option<(f64, Failure)> {
    let surely = |n: Size, at: &At| -> Option<Failure> {
        let works = other.range(n..).find(|(_, there)| there.completed)?.1;
        let failure = *at.failures.first().filter(|_| !at.completed)?;
        let costs = !matches!(standing, Standing::OtherMachine(_));
        let shown = match failure {
            Failure::TimedOut { after } => costs && *after > Duration::from_secs_f64(CLEARLY * works.seconds),
            Failure::OutOfMemory { .. } | Failure::TooMuchOutput { .. } | Failure::TooManyProcesses { .. } => true,
            // What could not be started or prepared says nothing of the target.
            Failure::NotStarted { .. } | Failure::Hook { .. } => false,
            Failure::Exit { .. }
            | Failure::Signal { .. }
            | Failure::WrongOutput { .. }
            | Failure::Raised { .. }
            | Failure::Protocol { .. } => at.failures.len() >= 2,
        };
        shown.then(|| failure.clone())
    };
    one.iter().find_map(|(n, at)| Some((n.value(), surely(*n, at)?)))
}
