//! A run held against the accepted normal.

use super::{comparing, confirming};
use crate::compare::{self, Terms};
use crate::fit;
use crate::model::{
    Baseline, CommandInput, Comparison, Evidence, Generator, Input, Metric, Questions, Readings, Record, Sample,
    SampleEnd, Size, Template, Trial, Tried, input,
};
use std::time::Duration;

/// Failures of one size that count as more than one.
const TWICE: usize = 2;

/// Compares what was measured with its baselines. They share one error.
#[must_use]
pub fn against(pairs: &[(&Baseline, &Evidence)], terms: &Terms) -> Vec<Comparison> {
    let old: Vec<Evidence> = pairs.iter().map(|(baseline, evidence)| recalled(baseline, evidence)).collect();
    let sides: Vec<_> = old.iter().zip(pairs).map(|(old, (_, new))| (Some(old), Some(*new))).collect();
    compare::all(&sides, terms, &comparing::again)
}

/// Takes back, and says so, what a fresh run of the same scenario does not show beside its baseline.
pub fn confirm_against(comparison: &mut Comparison, baseline: &Baseline, fresh: &Evidence, terms: &Terms) {
    for again in against(&[(baseline, fresh)], &confirming::terms(terms, 1.0)) {
        confirming::unless_confirmed(comparison, &again);
    }
}

/// The baseline as evidence: its series fitted again, asked what is asked of the new one.
fn recalled(baseline: &Baseline, new: &Evidence) -> Evidence {
    let mut scenario = new.scenario.clone();
    scenario.seed = baseline.seed;
    scenario.inputs = baseline.inputs.iter().map(|line| meant(line, &new.scenario.inputs)).collect();
    scenario.hash.clone_from(&baseline.hash);
    let fits = baseline.series.iter().filter_map(|(series, _)| {
        let same = new.fits.iter().find(|f| f.series.metric == series.metric && f.series.input == series.input);
        let budgets = same.map_or(Vec::new(), |fit| fit.thresholds.iter().map(|t| t.budget).collect());
        fit::fit(series, &Questions { budgets, ..Questions::default() }).ok()
    });
    Evidence {
        fits: fits.collect(),
        scenario,
        version: baseline.version.clone(),
        started: baseline.taken.clone(),
        machine: baseline.machine.clone(),
        record: baseline.tried.as_ref().map_or_else(Record::default, climbed),
        verdicts: Vec::new(),
        limits: Vec::new(),
        findings: Vec::new(),
        forecast: Vec::new(),
        caveats: Vec::new(),
        ..new.clone()
    }
}

/// A trial or more at each size that was tried, in the round that no cost is taken from: how far it got is all they say.
fn climbed(tried: &Tried) -> Record {
    let sample = |size: Size, end: SampleEnd| Sample {
        trial: Trial { size, input: 0, round: 0 },
        at: Duration::ZERO,
        end,
        readings: Readings::default(),
    };
    let worked = tried.worked.iter().map(|(size, seconds)| {
        let mut sample = sample(*size, SampleEnd::Completed);
        sample.readings.set(Metric::Wall, *seconds);
        sample
    });
    let failed = tried.failed.iter().flat_map(|(size, failure, times)| {
        std::iter::repeat_n(sample(*size, SampleEnd::Failed(failure.clone())), (*times).min(TWICE))
    });
    Record { samples: worked.chain(failed).collect(), counted: Vec::new() }
}

/// The input that a line stands for: the new side's where it is the same one.
fn meant(line: &str, inputs: &[Input]) -> Input {
    let same = inputs.iter().find(|other| input(other) == line).cloned();
    let generated = || Generator::named(line).map(Input::Generated);
    let another = || Input::Command(CommandInput { argv: vec![Template::new(line)], shell: true });
    same.or_else(generated).unwrap_or_else(another)
}
