//! From which size on the target fails.

use std::collections::BTreeMap;

use crate::model::{Failure, Fit, Metric, Record, SampleEnd, Scenario, human_bytes, human_seconds};

/// The smallest size at which every trial failed by the target's own doing, with the first failure there; of all inputs
/// where `input` is `None`. A size at which some trial worked doesn't count: the record tells of those.
#[must_use]
pub fn first_failure(record: &Record, input: Option<usize>) -> Option<(f64, &Failure)> {
    let mut sizes: BTreeMap<u64, Option<&Failure>> = BTreeMap::new();
    for sample in record.samples.iter().filter(|s| input.is_none_or(|input| s.trial.input == input)) {
        let n = sample.trial.size.n();
        match &sample.end {
            SampleEnd::Completed => {
                sizes.insert(n, None);
            }
            SampleEnd::Failed(failure) if blames_target(failure) => {
                sizes.entry(n).or_insert(Some(failure));
            }
            SampleEnd::Failed(_) => {}
        }
    }
    sizes.into_iter().find_map(|(n, failure)| Some((n as f64, failure?)))
}

/// The failure that belongs to a fit: what ran out of memory to memory's, everything else to the first fit of its input.
pub(super) fn of_fit(scenario: &Scenario, fits: &[Fit], fit: &Fit, record: &Record) -> Option<(f64, String)> {
    let input = fit.series.input.as_deref().and_then(|name| scenario.inputs.iter().position(|i| i.name() == name));
    let (n, failure) = first_failure(record, input)?;
    let same_input = || fits.iter().filter(|other| other.series.input == fit.series.input);
    let wanted = if matches!(failure, Failure::OutOfMemory { .. }) { Metric::Memory } else { Metric::Time };
    let owner = same_input().find(|f| f.series.metric == wanted).or_else(|| same_input().next())?;
    let mine = owner.series.metric == fit.series.metric && counts(scenario, failure);
    mine.then(|| (n, reason(failure)))
}

/// Whether life would call it a failure too: a trial's timeout is ours, and says nothing against a longer budget.
fn counts(scenario: &Scenario, failure: &Failure) -> bool {
    let scale = &scenario.scale;
    match failure {
        Failure::TimedOut { after } => match scale.time_budget {
            Some(budget) => *after >= budget,
            None => scale.production.is_some() || scale.peak.is_some(),
        },
        _ => true,
    }
}

/// Whether the target failed, and not what stands around it.
fn blames_target(failure: &Failure) -> bool {
    !matches!(failure, Failure::NotStarted { .. } | Failure::Hook { .. })
}

/// The failure in a few words, as they follow "the target ...".
fn reason(failure: &Failure) -> String {
    match failure {
        Failure::NotStarted { reason } => format!("could not be started: {reason}"),
        Failure::Exit { code, stderr } => with_words(format!("exits with code {code}"), stderr),
        Failure::Signal { signal, stderr } => with_words(format!("is ended by signal {signal}"), stderr),
        Failure::TimedOut { after } => {
            format!("does not end within the timeout of {}", human_seconds(after.as_secs_f64()))
        }
        Failure::OutOfMemory { limit } => format!("needs more than the allowed {}", human_bytes(*limit as f64)),
        Failure::TooMuchOutput { limit } => format!("writes more than the allowed {}", human_bytes(*limit as f64)),
        Failure::TooManyProcesses { limit } => format!("starts more than the allowed {limit} processes"),
        Failure::WrongOutput { reason } => with_words("gives a wrong answer".to_string(), reason),
        Failure::Raised { reason } => with_words("fails".to_string(), reason),
        Failure::Protocol { reason } => with_words("can't be called".to_string(), reason),
        Failure::Hook { phase, reason } => format!("could not run, for {phase} failed: {reason}"),
    }
}

/// The last line that the target itself had to say.
fn with_words(what: String, words: &str) -> String {
    match words.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => format!("{what}: {line}"),
        None => what,
    }
}
