//! Whether a stored sample can be one of its scenario's: what was changed by hand is refused, not reckoned with.

use crate::model::{Metric, Reading, Sample, Scenario, Sizes, Unit, human_names};

/// No trial took longer, in seconds: a hundred years.
const LONGEST: f64 = 3.2e9;

/// Why a sample can't be one of the scenario's: its size or input is none of them, or a reading can't have been taken.
pub(super) fn check(scenario: &Scenario, sample: &Sample) -> Result<(), String> {
    let (n, input) = (sample.trial.size, sample.trial.input);
    let (measured, sizes) = match &scenario.sizes {
        Sizes::Range { from, to } => ((*from..=*to).contains(&n), format!("{from} to {to}")),
        Sizes::List(list) => {
            (list.contains(&n), human_names(&list.iter().map(ToString::to_string).collect::<Vec<_>>()))
        }
    };
    if !measured {
        return Err(format!("a sample of n = {n}; the scenario measures n = {sizes}"));
    }
    let inputs = scenario.inputs.len();
    if input >= inputs.max(1) {
        return Err(format!("a sample of input {input}, counted from 0; the scenario has {inputs}"));
    }
    let readings = sample.readings.0.iter();
    let mut values = readings.filter_map(|(metric, reading)| match reading {
        Reading::Value(value) => Some((metric, *value)),
        Reading::Missing(_) => None,
    });
    let wrong = values.find(|(metric, value)| !can_be(metric, *value));
    wrong.map_or(Ok(()), |(metric, value)| Err(format!("a reading of {value:e} for `{metric}` at n = {n}")))
}

fn can_be(metric: &Metric, value: f64) -> bool {
    match metric {
        _ if metric.unit() == Unit::Seconds => (0.0..=LONGEST).contains(&value),
        Metric::Memory => value >= 0.0,
        _ => true,
    }
}
