//! The grid of noise that every curve is weighed under.

use super::ladder::Ladder;
use super::settings::Settings;
use crate::stats::drift::Drift;

/// Steps between the smallest and the largest scatter.
const SCATTERS: usize = 11;

/// One hypothesis about the noise.
#[derive(Debug, Clone)]
pub(super) struct Noise {
    /// Its covariance.
    pub drift: Drift,
    /// Standard deviation from size to size.
    pub scatter: f64,
    /// Standard deviation of the drift per sqrt of ln n.
    pub rate: f64,
    /// ln of its prior probability.
    pub ln_prior: f64,
}

/// Every hypothesis about the noise of a ladder.
pub(super) fn noises(ladder: &Ladder, settings: &Settings) -> Vec<Noise> {
    let gaps: Vec<f64> = ladder.ln_n.windows(2).map(|w| w[1] - w[0]).collect();
    let lowest = ladder.cost.iter().copied().fold(f64::INFINITY, f64::min);
    let mut all = Vec::with_capacity(SCATTERS * settings.drift.len() * settings.near_floor.len());
    for &(rate, rate_prior) in settings.drift {
        for &(share, share_prior) in settings.near_floor {
            for scatter in scatters(settings.scatter) {
                let variance = |i: usize| {
                    let near_floor = share * (lowest - ladder.cost[i]).exp();
                    ladder.error[i].powi(2) + scatter.powi(2) + near_floor.powi(2)
                };
                let variances: Vec<f64> = (0..ladder.n.len()).map(variance).collect();
                let drift = Drift::new(&variances, &gaps, rate * rate);
                let ln_prior = (rate_prior * share_prior / SCATTERS as f64).ln();
                all.push(Noise { drift, scatter, rate, ln_prior });
            }
        }
    }
    all
}

fn scatters((low, high): (f64, f64)) -> impl Iterator<Item = f64> {
    let ratio = (high / low).ln() / (SCATTERS - 1) as f64;
    (0..SCATTERS).map(move |i| low * (ratio * i as f64).exp())
}

/// A few of them, spread over the grid, for a first look; each stands for its neighbours too.
pub(super) fn coarse(noises: &[Noise]) -> Vec<Noise> {
    let every = (noises.len() / 6).max(1);
    let few = noises.iter().step_by(every).cloned();
    few.map(|noise| Noise { ln_prior: noise.ln_prior + (every as f64).ln(), ..noise }).collect()
}
