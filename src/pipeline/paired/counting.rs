//! What is counted in passes of its own, on both sides at the same sizes: once the times are known, and once more where
//! a count would fail something.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use super::{Duel, Observer, Side, inputs};
use crate::measure::{self, Executor};
use crate::model::{Comparison, Counted, Metric, Pass, Record, SampleEnd, Size, Trial};
use crate::plan;

/// The round of what is counted first.
const FIRST: u32 = 1;

impl<E: Executor> Duel<'_, E> {
    /// Counts everything declared that needs a pass, each side for half of the pass's time. `false`: interrupted.
    pub(super) fn count(&mut self, observer: &mut dyn Observer) -> Result<bool, String> {
        let half = plan::half(&self.sides[0]);
        let mut passes: Vec<Pass> = half.metrics().iter().filter_map(|m| self.pass(m)).collect();
        passes.sort_unstable();
        passes.dedup();
        for pass in passes {
            let start = self.now();
            loop {
                let spent = self.now().saturating_sub(start) / 2;
                let Some(trials) = plan::count(&half, &self.slower(), pass, spent, measure::cores()) else { break };
                if !self.count_both(pass, &trials, observer)? {
                    return Ok(false);
                }
            }
            self.counting += self.now().saturating_sub(start);
        }
        Ok(true)
    }

    /// The pass that gives a metric of these targets.
    pub(super) fn pass(&self, metric: &Metric) -> Option<Pass> {
        Pass::of(metric, &self.sides[0].target)
    }

    /// Whether anything is counted in passes at all.
    pub(super) fn has_counted(&self) -> bool {
        !(self.records.0.counted.is_empty() && self.records.1.counted.is_empty())
    }

    /// Counts again what is said to be worse, at the sizes of the first time; the round in which. `None`: interrupted.
    pub(super) fn recount(&mut self, worse: &Comparison, observer: &mut dyn Observer) -> Result<Option<u32>, String> {
        let passes: BTreeSet<Pass> =
            worse.metrics.iter().filter(|m| m.regressed()).filter_map(|m| self.pass(&m.metric)).collect();
        let (start, round) = (self.now(), FIRST + 1);
        for pass in passes {
            let trials: Vec<Trial> =
                self.records.0.of_pass(pass).map(|sample| Trial { round, ..sample.trial }).collect();
            if !self.count_both(pass, &trials, observer)? {
                return Ok(None);
            }
        }
        self.counting += self.now().saturating_sub(start);
        Ok(Some(round))
    }

    fn count_both(&mut self, pass: Pass, trials: &[Trial], observer: &mut dyn Observer) -> Result<bool, String> {
        for side in [Side::Old, Side::New] {
            observer.counting(pass, trials.len(), self.elapsed());
            let timeout = plan::counting_budget(&plan::half(&self.sides[0]));
            let (before, scenario) = (self.clock(side), self.scenario(side));
            let mut samples = Vec::new();
            let (store, executor) = self.tools(side);
            let asked = (pass, trials, timeout);
            inputs::counted(store, executor, asked, scenario, &mut |sample| samples.push(sample));
            self.spend(side, before);
            if self.interrupt.load(Ordering::Relaxed) {
                return Ok(false);
            }
            for sample in samples {
                let counted = Counted { pass, sample };
                observer.counted(&counted)?;
                self.record(side).counted.push(counted);
            }
        }
        Ok(true)
    }

    /// The sizes at which both sides work, as timed and counted on the side that takes longer: what it has time for, the
    /// other has too.
    fn slower(&self) -> Record {
        let works = |record: &Record| -> BTreeSet<(usize, Size)> {
            let completed = record.samples.iter().filter(|sample| sample.end == SampleEnd::Completed);
            completed.map(|sample| (sample.trial.input, sample.trial.size)).collect()
        };
        let common: BTreeSet<(usize, Size)> =
            works(&self.records.0).intersection(&works(&self.records.1)).copied().collect();
        let shared = |record: &Record| {
            let samples = record.samples.iter().filter(|s| common.contains(&(s.trial.input, s.trial.size))).cloned();
            Record { samples: samples.collect(), counted: record.counted.clone() }
        };
        let seconds = |record: &Record| -> f64 {
            record.samples.iter().filter_map(|sample| sample.readings.value(&Metric::Wall)).sum()
        };
        let (old, new) = (shared(&self.records.0), shared(&self.records.1));
        if seconds(&old) >= seconds(&new) { old } else { new }
    }
}
