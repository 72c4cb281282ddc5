//! The record: every sample of a run, exactly as measured.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Metric, Pass, Trial};

/// All samples in the order taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The timed samples.
    pub samples: Vec<Sample>,
    /// Samples of passes that only count: their times say nothing.
    pub counted: Vec<Counted>,
}

/// What one trial of a counting pass gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Which pass.
    pub pass: Pass,
    /// What it gave.
    pub sample: Sample,
}

impl Record {
    /// The samples of one pass, in the order taken.
    pub fn of_pass(&self, pass: Pass) -> impl Iterator<Item = &Sample> {
        self.counted.iter().filter(move |counted| counted.pass == pass).map(|counted| &counted.sample)
    }
}

/// What one trial gave. A failed trial is a sample too.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Which trial.
    pub trial: Trial,
    /// When it started, from the start of the run.
    pub at: Duration,
    /// How it ended.
    pub end: SampleEnd,
    /// What was read.
    pub readings: Readings,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq)]
pub enum SampleEnd {
    /// As it should: its readings count.
    Completed,
    /// Its readings don't count, but that it failed does.
    Failed(Failure),
}

/// Why a trial's readings don't count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The program could not be started.
    NotStarted {
        /// The system's words.
        reason: String,
    },
    /// It exited with another code than 0.
    Exit {
        /// The exit code.
        code: i32,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// A signal that scalecheck didn't send ended it.
    Signal {
        /// The signal's number.
        signal: i32,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// It ran into the timeout.
    TimedOut {
        /// The timeout.
        after: Duration,
    },
    /// It needed more memory than allowed.
    OutOfMemory {
        /// The limit, in bytes.
        limit: u64,
    },
    /// It wrote more than allowed.
    TooMuchOutput {
        /// The limit, in bytes.
        limit: u64,
    },
    /// It started more processes than allowed.
    TooManyProcesses {
        /// The limit.
        limit: u32,
    },
    /// Its output is not what the check expects.
    WrongOutput {
        /// What differs.
        reason: String,
    },
    /// The function raised an error, or could not be given its input.
    Raised {
        /// What it raised.
        reason: String,
    },
    /// Its harness ended or said what makes no sense.
    Protocol {
        /// What it did.
        reason: String,
    },
    /// A hook or an input's command failed.
    Hook {
        /// Which: `prepare`, `conclude`, `input`.
        phase: String,
        /// The hook's words.
        reason: String,
    },
}

impl Failure {
    /// Whether larger sizes would surely end the same way, so that they need not be tried.
    #[must_use]
    pub fn grows_with_size(&self) -> bool {
        matches!(
            self,
            Failure::TimedOut { .. }
                | Failure::OutOfMemory { .. }
                | Failure::TooMuchOutput { .. }
                | Failure::TooManyProcesses { .. }
        )
    }
}

/// What was read of one trial, by metric.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Readings(pub BTreeMap<Metric, Reading>);

/// A value, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// In the metric's unit; finite.
    Value(f64),
    /// Not read, for this reason.
    Missing(Missing),
}

/// Why a value is missing, in words for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub String);

impl Readings {
    /// The value of a metric where it was read.
    #[must_use]
    pub fn value(&self, metric: &Metric) -> Option<f64> {
        match self.0.get(metric) {
            Some(Reading::Value(value)) => Some(*value),
            _ => None,
        }
    }

    /// Sets a metric's value.
    pub fn set(&mut self, metric: Metric, value: f64) {
        self.0.insert(metric, Reading::Value(value));
    }

    /// Says why a metric has no value.
    pub fn set_missing(&mut self, metric: Metric, reason: impl Into<String>) {
        self.0.insert(metric, Reading::Missing(Missing(reason.into())));
    }
}
