//! What the record says about each size so far: how often it was tried, how long it takes, whether it works.

use std::collections::BTreeMap;

use crate::model::{Failure, Metric, Record, Sample, SampleEnd, Scenario, Size};

/// How often a size may fail, for a reason that isn't its size, before it is given up.
const FAILURES_ALLOWED: u32 = 2;

/// The tries of every input and size.
#[derive(Debug)]
pub(super) struct Tries {
    inputs: Vec<BTreeMap<Size, Tried>>,
    cannot_start: bool,
}

/// The tries of one size on one input.
#[derive(Debug, Clone, Default)]
pub(super) struct Tried {
    /// Discarded trials so far, failed ones included.
    pub(super) warmups: u32,
    /// Trials that count so far, failed ones included.
    pub(super) measured: u32,
    /// Wall seconds of the quickest trial that completed.
    pub(super) seconds: Option<f64>,
    /// Wall seconds of what it measured, where that was least: of a command the same, of a function one call.
    pub(super) call: Option<f64>,
    failures: u32,
    too_large: bool,
}

impl Tried {
    /// It completed, and didn't fail too often.
    pub(super) fn works(&self) -> bool {
        self.seconds.is_some() && !self.given_up()
    }

    /// No more trials here.
    pub(super) fn given_up(&self) -> bool {
        self.too_large || self.failures >= FAILURES_ALLOWED
    }

    /// It failed in a way that larger sizes surely would too.
    pub(super) fn too_large(&self) -> bool {
        self.too_large
    }

    fn add(&mut self, sample: &Sample) {
        if sample.trial.round == 0 {
            self.warmups += 1;
        } else {
            self.measured += 1;
        }
        match &sample.end {
            SampleEnd::Completed => {
                // A trial of a function takes far longer than the call that it tells of.
                let call = sample.readings.value(&Metric::Wall).unwrap_or(0.0);
                let wall = sample.readings.value(&Metric::trial_wall()).unwrap_or(call);
                let least = |known: Option<f64>, now: f64| Some(known.map_or(now, |least| least.min(now)));
                (self.seconds, self.call) = (least(self.seconds, wall), least(self.call, call));
            }
            SampleEnd::Failed(failure) => {
                self.failures += 1;
                self.too_large |= failure.grows_with_size();
            }
        }
    }
}

impl Tries {
    /// Counts the record's samples.
    pub(super) fn of(scenario: &Scenario, record: &Record) -> Tries {
        let mut inputs = vec![BTreeMap::new(); scenario.inputs.len().max(1)];
        let mut cannot_start = false;
        for sample in &record.samples {
            cannot_start |= matches!(sample.end, SampleEnd::Failed(Failure::NotStarted { .. }));
            if let Some(tried) = inputs.get_mut(sample.trial.input) {
                tried.entry(sample.trial.size).or_insert_with(Tried::default).add(sample);
            }
        }
        Tries { inputs, cannot_start }
    }

    /// The program could not be started: no size will change that.
    pub(super) fn cannot_start(&self) -> bool {
        self.cannot_start
    }

    /// Each input's number with its tried sizes, rising.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (usize, &BTreeMap<Size, Tried>)> {
        self.inputs.iter().enumerate()
    }

    /// Every size that works, with its input.
    pub(super) fn working(&self) -> impl Iterator<Item = (usize, Size, &Tried)> {
        self.inputs().flat_map(|(input, sizes)| {
            sizes.iter().filter(|(_, tried)| tried.works()).map(move |(size, tried)| (input, *size, tried))
        })
    }

    /// Wall seconds of one round over every size that works.
    pub(super) fn round_seconds(&self) -> f64 {
        self.working().filter_map(|(_, _, tried)| tried.seconds).sum()
    }
}
