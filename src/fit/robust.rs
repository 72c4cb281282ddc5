//! Sizes that lie off the curve, and sizes that decide alone.

use super::ladder::Ladder;
use super::noise::{coarse, noises};
use super::posterior::Posterior;
use super::settings::Settings;
use super::weigh::Scales;
use crate::model::Class;
use crate::stats::sample;
use crate::stats::sums::ln_sum;

/// A residual is worth the question beyond this many standard deviations ... A screen, and a low one: the best curve is
/// drawn towards a disturbed size, which widens all residuals (masking). Whether the size is disturbed the evidence says.
const OUTLYING: f64 = 2.0;
/// ... and where it is at least this large in ln cost.
const NOTICED: f64 = 0.1;
/// Prior probability that some size of a ladder is disturbed.
const DISTURBED: f64 = 0.02;
/// Sizes at the top that are never taken for disturbed: they may be the growth.
const TOP: usize = 2;
/// The fewest sizes among which one can be told to lie off.
const FEWEST: usize = 6;
/// Curves of a class that are weighed again when a size is left out.
const KEPT: usize = 40;
/// Classes below this probability are not weighed again.
const NEGLIGIBLE: f64 = 1e-4;

/// The posterior with the influence of disturbed sizes bounded: such a size's error is raised to its residual, where
/// that explains the whole series better by more than the odds against a disturbance. Nothing is deleted.
pub(super) fn bounded(mut ladder: Ladder, settings: &Settings, declared: &[Class]) -> (Ladder, Posterior) {
    let mut posterior = Posterior::of(&ladder, settings, declared);
    let odds = (ladder.n.len() as f64 / DISTURBED).ln();
    while let Some((size, residual)) = outlying(&ladder, &posterior) {
        let mut milder = ladder.clone();
        milder.error[size] = milder.error[size].hypot(residual);
        milder.disturbed.push(size);
        let other = Posterior::of(&milder, settings, declared);
        if other.ln_evidence < posterior.ln_evidence + odds {
            break;
        }
        (ladder, posterior) = (milder, other);
    }
    (ladder, posterior)
}

/// The size that lies farthest off the best curve, with its residual, where it is outlying.
fn outlying(ladder: &Ladder, posterior: &Posterior) -> Option<(usize, f64)> {
    let count = ladder.n.len();
    if count < FEWEST || ladder.disturbed.len() >= count / FEWEST {
        return None;
    }
    let best = posterior.carriers.iter().max_by(|a, b| a.share.total_cmp(&b.share))?;
    let level: f64 = best.levels.iter().map(|level| level.share * level.mean).sum();
    let residual = |i: usize| ladder.cost[i] - level - best.cell.curve.ln_at(ladder.ln_n[i]);
    let residuals: Vec<f64> = (0..count).map(residual).collect();
    let spread = sample::spread(&residuals, 0.0);
    let off = |i: &usize| {
        let size = residuals[*i].abs();
        !ladder.disturbed.contains(i) && size > NOTICED && size > OUTLYING * spread.max(ladder.error[*i])
    };
    let farthest = (0..count - TOP).filter(off).max_by(|a, b| residuals[*a].abs().total_cmp(&residuals[*b].abs()))?;
    Some((farthest, residuals[farthest]))
}

/// A size without which another of the eleven would win, with that class.
pub(super) fn deciding(ladder: &Ladder, settings: &Settings, posterior: &Posterior) -> Option<(f64, Class)> {
    let (winner, _) = *posterior.ranked().first()?;
    let families: Vec<usize> = (0..posterior.classes.len())
        .filter(|i| posterior.classes[*i].0.on_ladder && posterior.classes[*i].1 > NEGLIGIBLE)
        .collect();
    let cells: Vec<Vec<_>> = families.iter().map(|family| posterior.heaviest(*family, KEPT)).collect();
    let winner_without = |size: usize| {
        let mut fewer = ladder.clone();
        fewer.error[size] = f64::INFINITY;
        let few = coarse(&noises(&fewer, settings));
        let mut scales = Scales::new(&fewer, &few);
        let weights = cells.iter().map(|cells| ln_sum(&scales.weigh(cells)));
        let best = families.iter().zip(weights).max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(posterior.classes[*best.0].0.class)
    };
    (0..ladder.n.len()).find_map(|size| {
        let other = winner_without(size).filter(|class| *class != winner)?;
        Some((ladder.n[size], other))
    })
}
