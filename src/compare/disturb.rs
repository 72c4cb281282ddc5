//! Do the sides disturb each other? In interleaved rounds each side is first as often as second; what depends on that is
//! no property of either.

use std::collections::BTreeMap;
use std::time::Duration;

use super::runs::{Runs, size};
use crate::model::{Evidence, SampleEnd};
use crate::stats::{sample, student};

/// An effect of the order, as ln of a ratio, that a comparison does not go wrong by. Each side is first as often as
/// second, so that the effect d cancels but for d^2 / 8: half a percent of this one. Who starts second finds caches warm:
/// a program that takes a millisecond was seen to take 8% less.
const LITTLE: f64 = 0.2;
/// Probability of so much evidence where the order has no effect.
const CHANCE: f64 = 1e-4;

/// By what factor new over old is higher where the old side ran first, where that surely matters.
pub(super) fn order(old: &Evidence, new: &Evidence, runs: (&Runs, &Runs), input: usize) -> Option<f64> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let (began_old, began_new) = (began(old, input), began(new, input));
    for (key, rounds) in runs.0 {
        let Some(others) = runs.1.get(key) else { continue };
        let pairs: Vec<(bool, f64)> = rounds
            .iter()
            .filter_map(|(round, a)| {
                let b = others.get(round).filter(|b| **b > 0.0 && *a > 0.0)?;
                let place = (size(*key).to_bits(), *round);
                Some((began_old.get(&place)? < began_new.get(&place)?, (b / a).ln()))
            })
            .collect();
        let middle = sample::median(&mut pairs.iter().map(|(_, d)| *d).collect::<Vec<_>>())?;
        for (old_first, d) in pairs {
            if old_first { &mut first } else { &mut second }.push(d - middle);
        }
    }
    let (a, b) = (mean(&first)?, mean(&second)?);
    let error = (a.1 + b.1).sqrt();
    let difference = a.0 - b.0;
    let chance = if error > 0.0 { 2.0 * student::survival(difference.abs() / error, a.2 + b.2) } else { 1.0 };
    (difference.abs() > LITTLE && chance < CHANCE).then(|| difference.exp())
}

/// When each completed trial began.
fn began(evidence: &Evidence, input: usize) -> BTreeMap<(u64, u32), Duration> {
    let completed = |s: &&crate::model::Sample| s.end == SampleEnd::Completed && s.trial.input == input;
    let samples = evidence.record.samples.iter().filter(completed);
    samples.map(|s| ((s.trial.size.value().to_bits(), s.trial.round), s.at)).collect()
}

/// Mean, variance of the mean, degrees of freedom.
fn mean(values: &[f64]) -> Option<(f64, f64, f64)> {
    let count = values.len() as f64;
    if count < 4.0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Some((mean, variance / count, count - 1.0))
}
