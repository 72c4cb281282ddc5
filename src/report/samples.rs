//! Samples as measured, a row a reading: for spreadsheets and scripts.

use serde_json::json;

use super::text;
use crate::model::{Evidence, Failure, Reading, Sample, SampleEnd};

/// `scenario,n,input,round,at,end,metric,value`: seconds and bytes unrounded; a failed trial is a row without value.
#[must_use]
pub fn samples_csv(all: &[Evidence]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["scenario", "n", "input", "round", "at", "end", "metric", "value"];
    // OK because writing into memory does not fail: results are ignored here and below.
    let _ = writer.write_record(head);
    for evidence in all {
        for sample in every(evidence) {
            for row in rows(evidence, sample) {
                let _ = writer.write_record(row);
            }
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The timed samples, then those of the passes that only count, each in the order taken.
fn every(evidence: &Evidence) -> impl Iterator<Item = &Sample> {
    evidence.record.samples.iter().chain(evidence.record.counted.iter().map(|counted| &counted.sample))
}

fn rows(evidence: &Evidence, sample: &Sample) -> Vec<[String; 8]> {
    let row = |(metric, value): (String, Option<f64>)| {
        [
            cell(&evidence.scenario.name),
            sample.trial.size.n().to_string(),
            cell(input(evidence, sample).unwrap_or_default()),
            sample.trial.round.to_string(),
            sample.at.as_secs_f64().to_string(),
            end(sample).to_string(),
            cell(&metric),
            value.map_or(String::new(), |value| value.to_string()),
        ]
    };
    readings(sample).into_iter().map(row).collect()
}

/// A text that is only a text, to a terminal as to a spreadsheet, which would compute what begins like a formula.
fn cell(words: &str) -> String {
    let words = text::visible(words);
    if words.starts_with(['=', '+', '-', '@']) { format!("'{words}") } else { words }
}

/// One JSON object a sample, with all of its readings; round 0 is warm-up.
#[must_use]
pub fn samples_jsonl(all: &[Evidence]) -> String {
    let line = |evidence: &Evidence, sample: &Sample| {
        let values: serde_json::Map<String, serde_json::Value> = readings(sample)
            .into_iter()
            .filter_map(|(metric, value)| Some((metric, json!(value.filter(|v| v.is_finite())?))))
            .collect();
        let object = json!({
            "scenario": evidence.scenario.name,
            "n": sample.trial.size.n(),
            "input": input(evidence, sample),
            "round": sample.trial.round,
            "at": sample.at.as_secs_f64(),
            "end": end(sample),
            "readings": values,
        });
        format!("{object}\n")
    };
    let lines = all.iter().flat_map(|evidence| every(evidence).map(move |s| line(evidence, s)));
    lines.collect::<Vec<_>>().concat()
}

/// Every reading; one empty one where there is none.
fn readings(sample: &Sample) -> Vec<(String, Option<f64>)> {
    let read: Vec<(String, Option<f64>)> = sample
        .readings
        .0
        .iter()
        .map(|(metric, reading)| {
            let value = match reading {
                Reading::Value(value) => Some(*value),
                Reading::Missing(_) => None,
            };
            (metric.name().to_string(), value)
        })
        .collect();
    if read.is_empty() { vec![(String::new(), None)] } else { read }
}

fn input<'a>(evidence: &'a Evidence, sample: &Sample) -> Option<&'a str> {
    evidence.scenario.inputs.get(sample.trial.input).map(crate::model::Input::name)
}

/// How the trial ended, in a word.
fn end(sample: &Sample) -> &'static str {
    match &sample.end {
        SampleEnd::Completed => "completed",
        SampleEnd::Failed(failure) => match failure {
            Failure::NotStarted { .. } => "not-started",
            Failure::Exit { .. } => "exit",
            Failure::Signal { .. } => "signal",
            Failure::TimedOut { .. } => "timed-out",
            Failure::OutOfMemory { .. } => "out-of-memory",
            Failure::TooMuchOutput { .. } => "too-much-output",
            Failure::TooManyProcesses { .. } => "too-many-processes",
            Failure::WrongOutput { .. } => "wrong-output",
            Failure::Raised { .. } => "raised",
            Failure::Protocol { .. } => "protocol",
            Failure::Hook { .. } => "hook",
        },
    }
}
