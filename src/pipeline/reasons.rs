//! Why a record is too little to rule on, in words.

use std::collections::BTreeSet;

use crate::model::{Failure, Record, SampleEnd, Size};
use crate::report;

/// Why nothing was fitted although the run ended as planned.
pub(super) fn few_sizes(record: &Record) -> String {
    let sizes: Vec<String> = working(record).iter().map(Size::to_string).collect();
    if sizes.len() > 2 || record.samples.iter().any(|sample| sample.end != SampleEnd::Completed) {
        return failures(record);
    }
    format!("measured at n = {} alone: growth shows from three sizes on, such as -n 10..10k", sizes.join(" and "))
}

/// Sizes at which a trial completed.
fn working(record: &Record) -> BTreeSet<Size> {
    let completed = record.samples.iter().filter(|sample| sample.end == SampleEnd::Completed);
    completed.map(|sample| sample.trial.size).collect()
}

/// How far an interrupted run came. What it has would be ruled on otherwise than what it set out for.
pub(super) fn interrupted(record: &Record) -> String {
    match record.samples.iter().map(|sample| sample.trial.size).max() {
        Some(size) => {
            let trials = if record.samples.len() == 1 { "trial" } else { "trials" };
            format!("interrupted after {} {trials}, up to n = {size}; nothing is ruled on", record.samples.len())
        }
        None => "interrupted before the first trial ended".to_string(),
    }
}

/// Why too few sizes worked: what happened at the smallest that failed.
pub(super) fn failures(record: &Record) -> String {
    let failed = record.samples.iter().filter_map(|sample| match &sample.end {
        SampleEnd::Failed(failure) => Some((sample.trial.size, failure)),
        SampleEnd::Completed => None,
    });
    let first = failed.min_by_key(|(size, _)| *size);
    if let works @ 3.. = working(record).len() {
        return unrepeated(works, record, first);
    }
    match first {
        Some((size, failure)) => format!("too few sizes worked: at n = {size} the target {}", report::failure(failure)),
        None => "too few sizes fit the budget; raise it with --budget".to_string(),
    }
}

/// Sizes enough worked in their first, discarded trials, and the rounds that count reached too few of them.
fn unrepeated(works: usize, record: &Record, failed: Option<(Size, &Failure)>) -> String {
    let counted = record.samples.iter().filter(|s| s.trial.round > 0 && s.end == SampleEnd::Completed);
    let sizes: BTreeSet<Size> = counted.map(|sample| sample.trial.size).collect();
    let measured = if sizes.is_empty() { "none".to_string() } else { sizes.len().to_string() };
    let why = failed.map(|(size, failure)| {
        format!(": at n = {size} the target {}; raise --budget, or end the sizes below it", report::failure(failure))
    });
    let why = why.unwrap_or_default();
    format!("its first trials, which are discarded, worked at {works} sizes, and those that count at {measured}{why}")
}
