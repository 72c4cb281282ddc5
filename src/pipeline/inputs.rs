//! The input of a trial, made where it is not there yet.

use std::path::PathBuf;
use std::time::Duration;

use crate::input::{InputError, Store};
use crate::measure::Wanted;
use crate::model::{Failure, Readings, Sample, SampleEnd, Scenario, Trial};

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
    let end = SampleEnd::Failed(Failure::Hook { phase: "input".into(), reason: error.to_string() });
    Sample { trial: *trial, at, end, readings: Readings::default() }
}
