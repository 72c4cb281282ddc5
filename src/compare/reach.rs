//! How far each side got: sizes at which one works and the other fails.

use std::collections::BTreeMap;
use std::time::Duration;

use super::ground;
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

/// Compares how far both sides got on each input that both read.
pub(super) fn reach(old: &Evidence, new: &Evidence, standing: &Standing) -> Reach {
    let shared = ground::common_inputs(old, new);
    let sides: Vec<_> = shared.iter().map(|(before, after)| (sizes(old, *before), sizes(new, *after))).collect();
    let least = |found: Option<(f64, Failure)>, next: (f64, Failure)| match found {
        Some(found) if found.0 <= next.0 => Some(found),
        _ => Some(next),
    };
    let lost = sides.iter().filter_map(|(before, after)| fails(after, before, standing)).fold(None, least);
    // What works nowhere may not even have been built: that is nothing to be better than.
    let alive = sides.iter().any(|(before, _)| before.values().any(|at| at.completed));
    let won = sides.iter().filter(|_| alive).filter_map(|(before, after)| fails(before, after, standing));
    let won = won.fold(None, least);
    let (change, at) = match (lost, won) {
        (Some(lost), None) => (Change::Worse, Some(lost)),
        (None, Some(won)) => (Change::Better, Some(won)),
        _ => (Change::Unresolved, None),
    };
    Reach {
        old: everywhere(sides.iter().map(|(before, _)| before)),
        new: everywhere(sides.iter().map(|(_, after)| after)),
        change,
        gates: change == Change::Worse,
        at,
    }
}

/// The largest size up to which a side works on all its inputs.
fn everywhere<'a>(mut inputs: impl Iterator<Item = &'a BTreeMap<Size, At<'a>>>) -> Option<f64> {
    let top = |input: &BTreeMap<Size, At>| input.iter().rev().find(|(_, at)| at.completed).map(|(n, _)| n.value());
    let first = top(inputs.next()?)?;
    inputs.try_fold(first, |least, input| Some(least.min(top(input)?)))
}

/// Every size that was tried on an input.
fn sizes(evidence: &Evidence, input: usize) -> BTreeMap<Size, At<'_>> {
    let mut sizes: BTreeMap<Size, At<'_>> = BTreeMap::new();
    for sample in evidence.record.samples.iter().filter(|sample| sample.trial.input == input) {
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
