//! Exponential growth: a search over bases.

use super::curve::{Curve, Growth, Shape};
use super::grid;
use super::ladder::Ladder;
use super::noise::Noise;
use super::weigh::{Candidate, weigh};
use crate::model::Class;
use crate::stats::sums::ln_sum;

/// Bases are weighed evenly in ln ln base between these.
const BASES: (f64, f64) = (1.02, 4.5);
/// Bases of the first look over the whole range, and of each closer look.
const LOOKS: [usize; 2] = [60, 61];
/// Bases that the class is weighed over in the end.
const FINAL: usize = 31;
/// ln of the ratio to the best base's weight at which a base is left out of the final look.
const NEGLIGIBLE: f64 = -8.0;

/// Curves of the bases that matter, with their priors.
pub(super) fn candidates(ladder: &Ladder, coarse: &[Noise]) -> Vec<Candidate> {
    let rates = (BASES.0.ln(), BASES.1.ln());
    let range = (rates.1 / rates.0).ln();
    let first: Vec<f64> = (0..LOOKS[0]).map(|i| rates.0 * (range * i as f64 / (LOOKS[0] - 1) as f64).exp()).collect();
    let best = best_of(&scores(ladder, coarse, &first));
    let low = first[best.saturating_sub(1)];
    let high = first[(best + 1).min(first.len() - 1)];
    let second = evenly(low, high, LOOKS[1]);
    let scores = scores(ladder, coarse, &second);
    let highest = scores[best_of(&scores)];
    let matters = |score: &f64| *score - highest > NEGLIGIBLE;
    let from = scores.iter().position(matters).unwrap_or(0).saturating_sub(1);
    let to = (scores.iter().rposition(matters).unwrap_or(0) + 1).min(second.len() - 1);
    let rates = evenly(second[from], second[to], FINAL);
    let width = rates[1] - rates[0];
    rates.iter().flat_map(|rate| of_rate(*rate, 1, ladder, (width / rate / range).ln())).collect()
}

/// Curves of one base, given as its logarithm.
fn of_rate(rate: f64, every: usize, ladder: &Ladder, ln_prior: f64) -> Vec<Candidate> {
    let growth = Growth::new(Class::Exponential { base: Some(rate.exp()) }, 0.0, ladder.ln_top());
    of_growth(growth, every, ln_prior)
}

/// Curves of one growth function with start-up alone.
pub(super) fn of_growth(growth: Growth, every: usize, ln_prior: f64) -> Vec<Candidate> {
    let shape = |(share, p): (f64, f64)| (Curve { growth, shape: Shape::StartUp { share } }, ln_prior + p.ln());
    grid::start_ups(every).into_iter().map(shape).collect()
}

fn scores(ladder: &Ladder, coarse: &[Noise], rates: &[f64]) -> Vec<f64> {
    let score = |rate: &f64| {
        let weights = weigh(ladder, coarse, &of_rate(*rate, 3, ladder, 0.0));
        ln_sum(&weights.iter().map(|w| w.ln).collect::<Vec<_>>())
    };
    rates.iter().map(score).collect()
}

fn best_of(scores: &[f64]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0)
}

fn evenly(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low + (high - low) * i as f64 / (count - 1) as f64).collect()
}
