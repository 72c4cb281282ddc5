//! Samples on disk: one a line in the journal, rows of a table in the evidence.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::plausible;
use crate::model::{
    Counted, Failure, Metric, Missing, Pass, Reading, Readings, Record, Sample, SampleEnd, Scenario, Trial,
};

use super::leaf::{Nanos, Num, WireMetric, WireSize};

/// A sample on its own.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireSample {
    /// The pass that it was counted in; a timed sample has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<WirePass>,
    n: WireSize,
    input: usize,
    round: u32,
    at_ns: Nanos,
    end: WireEnd,
    readings: BTreeMap<WireMetric, WireReading>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WirePass {
    Instructions,
    System,
    Alloc,
}

impl WirePass {
    fn of(pass: Pass) -> WirePass {
        match pass {
            Pass::Instructions => WirePass::Instructions,
            Pass::System => WirePass::System,
            Pass::Allocations => WirePass::Alloc,
        }
    }

    fn into_model(self) -> Pass {
        match self {
            WirePass::Instructions => Pass::Instructions,
            WirePass::System => Pass::System,
            WirePass::Alloc => Pass::Allocations,
        }
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireReading {
    Missing(String),
    #[serde(untagged)]
    Value(Finite),
}

/// A number that a trial can have given.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Num", into = "Num")]
struct Finite(f64);

impl TryFrom<Num> for Finite {
    type Error = String;

    fn try_from(number: Num) -> Result<Finite, String> {
        if number.0.is_finite() { Ok(Finite(number.0)) } else { Err(format!("a reading of {}", number.0)) }
    }
}

impl From<Finite> for Num {
    fn from(number: Finite) -> Num {
        Num(number.0)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WireEnd {
    Ok,
    NotStarted { reason: String },
    Exit { code: i32, stderr: String },
    Signal { signal: i32, stderr: String },
    TimedOut { after_ns: Nanos },
    OutOfMemory { limit: u64 },
    TooMuchOutput { limit: u64 },
    TooManyProcesses { limit: u32 },
    WrongOutput { reason: String },
    Raised { reason: String },
    Protocol { reason: String },
    Hook { phase: String, reason: String },
}

impl WireSample {
    pub(crate) fn of(sample: &Sample) -> WireSample {
        let readings = sample.readings.0.iter().map(|(metric, reading)| {
            let reading = match reading {
                Reading::Value(value) => WireReading::Value(Finite(*value)),
                Reading::Missing(Missing(reason)) => WireReading::Missing(reason.clone()),
            };
            (WireMetric(metric.clone()), reading)
        });
        WireSample {
            pass: None,
            n: WireSize(sample.trial.size),
            input: sample.trial.input,
            round: sample.trial.round,
            at_ns: Nanos::of(sample.at),
            end: WireEnd::of(&sample.end),
            readings: readings.collect(),
        }
    }

    pub(crate) fn of_counted(counted: &Counted) -> WireSample {
        WireSample { pass: Some(WirePass::of(counted.pass)), ..WireSample::of(&counted.sample) }
    }

    /// Adds it to the samples of its kind, where it can be one of this scenario's.
    pub(crate) fn add_to(self, record: &mut Record, scenario: &Scenario) -> Result<(), String> {
        let (pass, sample) = (self.pass.map(WirePass::into_model), self.into_sample());
        plausible::check(scenario, &sample)?;
        match pass {
            None => record.samples.push(sample),
            Some(pass) => record.counted.push(Counted { pass, sample }),
        }
        Ok(())
    }

    fn into_sample(self) -> Sample {
        let readings = self.readings.into_iter().map(|(metric, reading)| {
            let reading = match reading {
                WireReading::Value(value) => Reading::Value(value.0),
                WireReading::Missing(reason) => Reading::Missing(Missing(reason)),
            };
            (metric.0, reading)
        });
        Sample {
            trial: Trial { size: self.n.0, input: self.input, round: self.round },
            at: self.at_ns.duration(),
            end: self.end.into_model(),
            readings: Readings(readings.collect()),
        }
    }
}

/// A sample as a row: `[n, input, round, at_ns, end, [readings in the order of the columns]]`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireRow(WireSize, usize, u32, Nanos, WireEnd, Vec<Option<WireCell>>);

/// A reading, or the number of the reason why there is none.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireCell {
    Missing(usize),
    #[serde(untagged)]
    Value(Finite),
}

/// A record as a table.
#[derive(Debug)]
pub(crate) struct WireTable {
    /// The metrics, in the order of every row's readings.
    pub(crate) columns: Vec<WireMetric>,
    /// Why readings are missing, each once.
    pub(crate) reasons: Vec<String>,
    pub(crate) rows: Vec<WireRow>,
}

impl WireTable {
    pub(crate) fn of(record: &Record) -> WireTable {
        let mut columns: Vec<&Metric> = record.samples.iter().flat_map(|sample| sample.readings.0.keys()).collect();
        columns.sort();
        columns.dedup();
        let mut reasons = Vec::new();
        let rows = record.samples.iter().map(|sample| WireRow::of(sample, &columns, &mut reasons)).collect();
        let columns = columns.into_iter().cloned().map(WireMetric).collect();
        WireTable { columns, reasons, rows }
    }

    pub(crate) fn into_model(self) -> Result<Record, String> {
        let samples = self.rows.into_iter().map(|row| row.into_model(&self.columns, &self.reasons));
        Ok(Record { samples: samples.collect::<Result<_, _>>()?, counted: Vec::new() })
    }
}

impl WireRow {
    fn of(sample: &Sample, columns: &[&Metric], reasons: &mut Vec<String>) -> WireRow {
        let mut cell = |metric: &Metric| {
            Some(match sample.readings.0.get(metric)? {
                Reading::Value(value) => WireCell::Value(Finite(*value)),
                Reading::Missing(Missing(reason)) => WireCell::Missing(number_of(reason, reasons)),
            })
        };
        let cells = columns.iter().map(|metric| cell(metric)).collect();
        let Trial { size, input, round } = sample.trial;
        WireRow(WireSize(size), input, round, Nanos::of(sample.at), WireEnd::of(&sample.end), cells)
    }

    fn into_model(self, columns: &[WireMetric], reasons: &[String]) -> Result<Sample, String> {
        let WireRow(size, input, round, at, end, cells) = self;
        if cells.len() != columns.len() {
            return Err(format!("a sample has {} readings, but there are {} columns", cells.len(), columns.len()));
        }
        let mut readings = Readings::default();
        for (metric, cell) in columns.iter().zip(cells) {
            let reading = match cell {
                None => continue,
                Some(WireCell::Value(value)) => Reading::Value(value.0),
                Some(WireCell::Missing(number)) => {
                    let reason = reasons.get(number).ok_or_else(|| format!("there is no reason number {number}"))?;
                    Reading::Missing(Missing(reason.clone()))
                }
            };
            readings.0.insert(metric.0.clone(), reading);
        }
        let trial = Trial { size: size.0, input, round };
        Ok(Sample { trial, at: at.duration(), end: end.into_model(), readings })
    }
}

fn number_of(reason: &str, reasons: &mut Vec<String>) -> usize {
    reasons.iter().position(|known| known == reason).unwrap_or_else(|| {
        reasons.push(reason.to_string());
        reasons.len() - 1
    })
}

impl WireEnd {
    fn of(end: &SampleEnd) -> WireEnd {
        let failure = match end {
            SampleEnd::Completed => return WireEnd::Ok,
            SampleEnd::Failed(failure) => failure.clone(),
        };
        match failure {
            Failure::NotStarted { reason } => WireEnd::NotStarted { reason },
            Failure::Exit { code, stderr } => WireEnd::Exit { code, stderr },
            Failure::Signal { signal, stderr } => WireEnd::Signal { signal, stderr },
            Failure::TimedOut { after } => WireEnd::TimedOut { after_ns: Nanos::of(after) },
            Failure::OutOfMemory { limit } => WireEnd::OutOfMemory { limit },
            Failure::TooMuchOutput { limit } => WireEnd::TooMuchOutput { limit },
            Failure::TooManyProcesses { limit } => WireEnd::TooManyProcesses { limit },
            Failure::WrongOutput { reason } => WireEnd::WrongOutput { reason },
            Failure::Raised { reason } => WireEnd::Raised { reason },
            Failure::Protocol { reason } => WireEnd::Protocol { reason },
            Failure::Hook { phase, reason } => WireEnd::Hook { phase, reason },
        }
    }

    fn into_model(self) -> SampleEnd {
        SampleEnd::Failed(match self {
            WireEnd::Ok => return SampleEnd::Completed,
            WireEnd::NotStarted { reason } => Failure::NotStarted { reason },
            WireEnd::Exit { code, stderr } => Failure::Exit { code, stderr },
            WireEnd::Signal { signal, stderr } => Failure::Signal { signal, stderr },
            WireEnd::TimedOut { after_ns } => Failure::TimedOut { after: after_ns.duration() },
            WireEnd::OutOfMemory { limit } => Failure::OutOfMemory { limit },
            WireEnd::TooMuchOutput { limit } => Failure::TooMuchOutput { limit },
            WireEnd::TooManyProcesses { limit } => Failure::TooManyProcesses { limit },
            WireEnd::WrongOutput { reason } => Failure::WrongOutput { reason },
            WireEnd::Raised { reason } => Failure::Raised { reason },
            WireEnd::Protocol { reason } => Failure::Protocol { reason },
            WireEnd::Hook { phase, reason } => Failure::Hook { phase, reason },
        })
    }
}
