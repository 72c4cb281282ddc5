//! The input of a trial, made where it is not there yet, and looked at when the trial has had it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::input::{InputError, Store};
use crate::measure::{Executor, Wanted};
use crate::model::{
    Caveat, CaveatKind, Failure, Metric, Pass, Readings, Record, Sample, SampleEnd, Scenario, Size, Trial, human_names,
};

/// What is said to have failed where an input could not be made.
pub(super) const PHASE: &str = "input";

/// Where the inputs of a run are: those that are kept in `cache`, else all in a folder of the workspace.
pub(super) fn store(scenario: &Scenario, workspace: &Path, cache: Option<&Path>) -> Result<Store, InputError> {
    let root = cache.map_or_else(|| workspace.join("inputs"), Path::to_path_buf);
    Store::open(&root, scenario.settings.disk_limit)
}

/// The file of a trial's input, one of a scenario that has any; else the sample that says why there is none. `wanted`
/// inputs go into one file; `at` is now, from the start of the run.
pub(super) fn made(
    store: &mut Store,
    scenario: &Scenario,
    trial: &Trial,
    wanted: Option<Wanted>,
    at: Duration,
) -> Result<Option<PathBuf>, Box<Sample>> {
    let made = scenario.inputs.get(trial.input).map(|input| match wanted {
        None => store.make(input, &scenario.folder, trial.size, scenario.seed),
        Some(Wanted { seed, count }) => store.bundle(input, &scenario.folder, trial.size, seed, count),
    });
    made.transpose().map_err(|error| Box::new(none(trial, at, &error)))
}

/// The same for a trial that waits while others get theirs: the file stays.
pub(super) fn set_aside(
    store: &mut Store,
    scenario: &Scenario,
    trial: &Trial,
    wanted: Option<Wanted>,
    at: Duration,
) -> Result<Option<PathBuf>, Box<Sample>> {
    match made(store, scenario, trial, wanted, at)? {
        Some(bundle) if wanted.is_some() => store
            .set_aside(&bundle, trial.size, trial.input)
            .map(Some)
            .map_err(|error| Box::new(none(trial, at, &error))),
        path => Ok(path),
    }
}

/// The sample of a trial that has no input.
fn none(trial: &Trial, at: Duration, error: &InputError) -> Sample {
    let end = SampleEnd::Failed(Failure::Hook { phase: PHASE.into(), reason: error.to_string() });
    Sample { trial: *trial, at, end, readings: Readings::default() }
}

/// One trial on its input. A target that has changed it says so in its sample: the next trial gets another.
pub(super) fn measured<E: Executor>(
    store: &mut Store,
    executor: &mut E,
    trial: &Trial,
    input: Option<&Path>,
) -> Sample {
    let mut sample = executor.measure(trial, input);
    if input.is_some_and(|input| store.was_changed(input)) {
        sample.readings.set_missing(Metric::changed_input(), "the target changed it, or what lies beside it");
    }
    sample
}

/// Trials of a counting pass: together, or each on an input that is made just before where the target changes them. A
/// trial without an input is a sample that says so.
pub(super) fn counted<E: Executor>(
    store: &mut Store,
    executor: &mut E,
    (pass, trials, timeout): (Pass, &[Trial], Duration),
    scenario: &Scenario,
    ended: &mut dyn FnMut(Sample),
) {
    let together = if store.is_apart() { 1 } else { trials.len().max(1) };
    for trials in trials.chunks(together) {
        let mut ready = Vec::new();
        for trial in trials {
            let (wanted, at) = (executor.wanted(trial), executor.elapsed());
            match set_aside(store, scenario, trial, wanted, at) {
                Ok(path) => ready.push((*trial, path)),
                Err(sample) => ended(*sample),
            }
        }
        executor.count(pass, &ready, timeout, ended);
        for input in ready.iter().filter_map(|(_, input)| input.as_deref()) {
            store.was_changed(input);
        }
    }
}

/// What the store must know of a run that goes on: whether its target changes its inputs.
pub(super) fn remember(store: &mut Store, record: &Record) {
    if changed(record).next().is_some() {
        store.keep_apart();
    }
}

fn changed(record: &Record) -> impl Iterator<Item = Size> {
    let samples = record.samples.iter().filter(|s| s.readings.0.contains_key(&Metric::changed_input()));
    samples.map(|sample| sample.trial.size)
}

/// The sizes at which the target changed its input.
pub(super) fn caveat(record: &Record) -> Option<Caveat> {
    let sizes: BTreeSet<Size> = changed(record).collect();
    let sizes: Vec<String> = sizes.iter().map(Size::to_string).collect();
    let text = format!(
        "the target changes its input, or what lies beside it, at n = {}: it was made anew before each further trial",
        human_names(&sizes)
    );
    (!sizes.is_empty()).then(|| Caveat::new(CaveatKind::InputChanged, text))
}
